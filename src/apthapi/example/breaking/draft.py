"""An example plan held in memory as its files write it, and the edits that the breakers share.

Only the first entity is edited. Amounts are centavos; a breaker that needs money elsewhere to stay right moves it
with `approve`, so that nothing but its own rule breaks.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from apthapi.core.categoria import parse_categoria
from apthapi.core.money import parse_plain, plain_amount
from apthapi.core.reference import parameter
from apthapi.core.tables import MONTHS, TABLES
from apthapi.example.entity_tables import grupo_of
from apthapi.example.sink import EOL
from apthapi.example.texts import BOLIVIANO, Cells, articles, rows_of

NEUTRAL = "Bienes y servicios de ejemplo"
"""A description that fits any partida."""


@dataclass(slots=True)
class Draft:
    """The rows of every table, and the codes of the two plans of the first entity."""

    tables: dict[str, list[Cells]]
    before: str
    plan: str
    gestion: int

    def rows(self, table: str, **where: str) -> list[Cells]:
        """Rows of the reformulation whose cells are those."""
        where = {"plan": self.plan, **where}
        return [row for row in self.tables[table] if all(row[name] == value for name, value in where.items())]

    def add(self, table: str, **cells: str) -> Cells:
        """Add a row; what is not given is empty."""
        row = dict.fromkeys(TABLES[table].names, "") | {"plan": self.plan} | cells
        self.tables[table].append(row)
        return row

    def drop(self, table: str, gone: Callable[[Cells], bool]) -> None:
        """Remove rows of the reformulation."""
        self.tables[table] = [row for row in self.tables[table] if row["plan"] != self.plan or not gone(row)]

    def unit(self, number: int) -> str:
        """Code of a unit that has lines, by number, turning around; the first one has the transfer."""
        return self.units[number % len(self.units)]

    @property
    def units(self) -> list[str]:
        """Codes of the units that have lines, in order."""
        busy = {row["unidad"] for row in self.rows("requerimientos")}
        return [row["unidad"] for row in self.rows("unidades") if row["unidad"] in busy]

    def category(self, unidad: str) -> str:
        """The category of a unit, however it is written."""
        return self.normal(self.rows("unidades", unidad=unidad)[0]["categoria"])

    def normal(self, text: str) -> str:
        """A category in its usual form; empty stays empty."""
        width = parameter("ancho_programa", self.gestion)
        return str(parse_categoria(text, programa_digits=width)) if text else ""

    def line(self, number: int, *formularios: str, unit: int | None = None) -> Cells:
        """A line of one of the forms, another for each number; never one of the payroll or of the transfer."""
        unidad = self.unit(number if unit is None else unit)
        moved = {row["partida"] for row in self.rows("modificaciones", unidad=unidad)}
        found = [
            row
            for row in self.rows("requerimientos", unidad=unidad)
            if (not formularios or row["formulario"] in formularios)
            and row["partida"] not in moved
            and row["partida"][0] != "1"
            and row["descripcion"] != NEUTRAL
        ]
        return found[number % len(found)]

    def other(self, unidad: str) -> str:
        """A unit besides that one."""
        return next(each for each in reversed(self.units) if each != unidad)

    def change_partida(self, line: Cells, partida: str) -> None:
        """Give a line another partida of its form: its words, approved budget and execution follow."""
        old = slot_of(self, line)
        self.forget_spending(line)
        line["partida"], line["descripcion"] = partida, NEUTRAL
        new = slot_of(self, line)
        if new != old:
            self.approve(old, -money(line))
            self.approve(new, money(line))

    def forget_spending(self, line: Cells) -> None:
        """Drop the financial execution and the certificates of what a line pays, so that the line may change."""
        same = ("unidad", "partida", "fuente", "organismo")
        for table in ("ejecucion_financiera", "certificaciones"):
            self.drop(table, lambda row: all(row[name] == line[name] for name in same))

    def approve(self, slot: Slot, amount: int) -> None:
        """Add centavos to what was approved for a category, group, fuente and organismo."""
        for row in self.tables["presupuesto_aprobado"]:
            own = Slot(self.normal(row["categoria"]), row["grupo"], row["fuente"], row["organismo"])
            if row["plan"] == self.before and own == slot:
                row["importe"] = plain_amount(money(row) + amount)
                return
        self.add(
            "presupuesto_aprobado",
            plan=self.before,
            categoria=slot.categoria,
            grupo=slot.grupo,
            fuente=slot.fuente,
            organismo=slot.organismo,
            importe=plain_amount(amount),
        )

    def approved(self) -> list[Cells]:
        """The rows of the approved budget."""
        return self.rows("presupuesto_aprobado", plan=self.before)

    def rename_category(self, old: str, new: str) -> None:
        """Write another category wherever one stands; rows that become one are added."""
        for table in ("unidades", "acp_unidad", "modificaciones", "ejecucion_financiera", "certificaciones"):
            for row in self.rows(table):
                if row["categoria"] and self.normal(row["categoria"]) == old:
                    row["categoria"] = new
        moved = [row for row in self.approved() if row["categoria"] and self.normal(row["categoria"]) == old]
        self.tables["presupuesto_aprobado"] = [
            row for row in self.tables["presupuesto_aprobado"] if all(row is not each for each in moved)
        ]
        for row in moved:
            self.approve(Slot(new, row["grupo"], row["fuente"], row["organismo"]), money(row))

    def add_acp(self, unidad: str, weight: str = "1") -> Cells:
        """Add to a unit an ACP that it has not, without lines; its weight is taken from another ACP."""
        used = {row["acp"] for row in self.rows("acp_unidad", unidad=unidad)}
        model = next(row for row in rows_of("acciones") if row["acp"] not in used)
        giver = max(self.rows("acp_unidad", unidad=unidad), key=lambda row: int(row["ponderacion"]))
        giver["ponderacion"] = str(int(giver["ponderacion"]) - int(weight))
        return self.add(
            "acp_unidad",
            unidad=unidad,
            acp=model["acp"],
            ae=model["ae"],
            texto_ae=model["texto_ae"].format(hasta=self.gestion + 1),
            texto_acp=model["texto_acp"],
            ponderacion=weight,
            productos_esperados=model["producto"],
            beneficiarios=model["beneficiarios"],
            responsable="Responsable de la unidad",
        )

    def add_operation(self, unidad: str, acp: str, code: str) -> Cells:
        """Add an operation without lines to an ACP, with its task."""
        dates = {"inicio": f"{self.gestion}-01-02", "fin": f"{self.gestion}-12-31"}
        model = self.rows("operaciones", unidad=unidad)[0]
        self.add(
            "tareas",
            unidad=unidad,
            operacion=code,
            tarea=f"{code}.1",
            descripcion="Tarea de ejemplo",
            medio_verificacion="Informe mensual",
            **dates,
        )
        changed = {"acp": acp, "operacion": code, "meta": "12", "linea_base": "12", "medicion": "suma"}
        return self.add("operaciones", **(model | changed | dates | dict.fromkeys(MONTHS, "1")))


@dataclass(frozen=True, slots=True)
class Slot:
    """Where the approved budget holds an amount."""

    categoria: str
    grupo: str
    fuente: str
    organismo: str


Breaker = Callable[[Draft], None]
"""Edits a draft so that one rule breaks, and no other."""


def money(row: Cells) -> int:
    """Centavos of a row."""
    return parse_plain(row["importe"])


def add_money(row: Cells, amount: int, column: str = "importe") -> None:
    """Add centavos to an amount of a row."""
    row[column] = plain_amount(parse_plain(row[column] or "0") + amount)


def slot_of(draft: Draft, line: Cells) -> Slot:
    """Where the approved budget holds the money of a line."""
    own = draft.rows("acp_unidad", unidad=line["unidad"], acp=line["acp"])
    categoria = own[0]["categoria"] if own else ""
    return Slot(
        draft.normal(categoria) or draft.category(line["unidad"]),
        grupo_of(line["partida"]),
        line["fuente"],
        line["organismo"],
    )


def fila_of(line: Cells) -> str:
    """The row of form 04 to which a line adds."""
    if line["formulario"] != "3_04":
        return line["formulario"]
    return next((each.fila for each in articles() if each.partida == line["partida"]), "pasajes")


def read_draft(folder: Path) -> Draft:
    """The plan that a folder holds, to be edited."""
    tables: dict[str, list[Cells]] = {}
    for name in TABLES:
        with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            tables[name] = list(csv.DictReader(file))
    before, plan = tables["planes"][:2]
    return Draft(tables, before["plan"], plan["plan"], int(plan["gestion"]))


def write_draft(draft: Draft, folder: Path) -> None:
    """Write the tables again."""
    for name, rows in draft.tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, TABLES[name].names, lineterminator=EOL)
            writer.writeheader()
            writer.writerows(rows)


STEP = 1000 * BOLIVIANO
"""An amount, in centavos, that no rounding explains."""
