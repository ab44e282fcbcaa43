"""Form 04, resumen presupuesto: what each form 03 adds up to by fuente, against the techo of the unit."""

from __future__ import annotations

from dataclasses import dataclass

from apthapi.core.money import format_amount
from apthapi.core.package import Package
from apthapi.documents.figures import amount, total
from apthapi.documents.heading import Data, Plan
from apthapi.documents.requerimientos import Rows
from apthapi.rules.form_map import FILAS

TOTAL = "total"
NOTE = (
    "Nota: El monto TOTAL PRESUPUESTO no debe sobrepasar el Techo Presupuestario, además de coincidir el total "
    "con el monto TOTAL del Formulario N° 3."
)

Cells = dict[tuple[str, str], int | None]


@dataclass(frozen=True, slots=True)
class Summary:
    """Form 04 as amounts in centavos by (row, fuente); the fuente `total` is the last column. None is blank."""

    fuentes: tuple[str, ...]
    cells: Cells
    techo: dict[str, int | None]
    total_f3: int | None

    def row(self, fila: str) -> list[int | None]:
        """The amounts of a row, one for each fuente."""
        return [self.cells.get((fila, fuente)) for fuente in self.fuentes]

    @property
    def total(self) -> int | None:
        """The amount that the form adds up to."""
        return self.cells.get((TOTAL, TOTAL))


def summary_of(package: Package, plan: Plan, unidad: str, lines: Rows) -> Summary | None:
    """From the unit's requirements, or as it declared it where there are none; None if neither is known."""
    declared = package.dicts(
        "select fila, fuente, importe from formulario04 where plan = ? and unidad = ?", (plan.code, unidad)
    )
    techo = _techo(package, plan.code, unidad)
    if lines:
        return _computed(lines, techo)
    return _declared(declared, techo) if declared else None


def form04(summary: Summary) -> Data:
    """The form as the template prints it."""
    rows: list[Data] = []
    for form, fila, name in FILAS:
        height = sum(each[0] == form for each in FILAS)
        is_first = not rows or rows[-1]["formulario"] != form
        rows.append(
            {
                "formulario": form,
                "alto": height if is_first else 0,
                "descripcion": name,
                "importes": [amount(value) for value in summary.row(fila)],
                "total": amount(summary.cells.get((fila, TOTAL))),
            }
        )
    return {
        "fuentes": [f"FUENTE {fuente}" for fuente in summary.fuentes],
        "filas": rows,
        "total": {
            "importes": [amount(value) for value in summary.row(TOTAL)],
            "total": amount(summary.total),
        },
        "techo": {
            "importes": [amount(summary.techo.get(fuente)) for fuente in summary.fuentes],
            "total": amount(summary.techo.get(TOTAL)),
        },
        "total_f4": amount(summary.cells.get(("total_f4", TOTAL), summary.total)),
        "total_f3": amount(summary.total_f3),
        "control": against_techo(summary),
        "nota": NOTE,
    }


def against_techo(summary: Summary) -> str:
    """One sentence on the total and the techo, empty when one of them is not known."""
    techo = summary.techo.get(TOTAL)
    if techo is None or summary.total is None:
        return ""
    difference = summary.total - techo
    if difference == 0:
        return "El total es igual al techo."
    verb = "excede el techo en" if difference > 0 else "queda bajo el techo en"
    return f"El total {verb} Bs {format_amount(abs(difference))}."


def _computed(lines: Rows, techo: dict[str, int | None]) -> Summary:
    fuentes = tuple(sorted({str(line["fuente"]) for line in lines} | (techo.keys() - {TOTAL})))
    filas = [fila for _, fila, _ in FILAS]
    cells: Cells = {}
    for fuente in (*fuentes, TOTAL):
        mine = [line for line in lines if fuente in (TOTAL, line["fuente"])]
        for fila in filas:
            cells[fila, fuente] = total(line["importe"] for line in mine if line["fila"] == fila)
        cells[TOTAL, fuente] = total(line["importe"] for line in mine)
    return Summary(fuentes, cells, techo, cells[TOTAL, TOTAL])


def _declared(rows: Rows, techo: dict[str, int | None]) -> Summary:
    cells: Cells = {(row["fila"], row["fuente"]): row["importe"] for row in rows if row["importe"] is not None}
    fuentes = tuple(sorted({row["fuente"] for row in rows} - {TOTAL}))
    declared = {fuente: value for (fila, fuente), value in cells.items() if fila == "techo"}
    return Summary(fuentes, cells, {**techo, **declared}, cells.get(("total_f3", TOTAL)))


def _techo(package: Package, plan: str, unidad: str) -> dict[str, int | None]:
    """The techo of the unit by fuente and in all; a row without fuente is for all of them together."""
    rows = package.database.query(
        "select fuente, importe from techos where plan = ? and unidad = ? order by renglon", (plan, unidad)
    )
    whole = [importe for fuente, importe in rows if not fuente]
    found: dict[str, int | None] = {
        fuente: total(importe for each, importe in rows if each == fuente) for fuente, _ in rows if fuente
    }
    if rows:
        found[TOTAL] = total(whole) if whole else total(found.values())
    return found
