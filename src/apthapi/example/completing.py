"""Example lines for a real unit of which only the form 04 is published: they add exactly to what it declares.

The plan stays real; its new rows say «Ejemplo: » and the folder says which they are.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from apthapi.core.money import plain_amount
from apthapi.core.package import Package
from apthapi.core.tables import MONTHS
from apthapi.example.rows import MARK, Rows
from apthapi.example.rows import query as _query
from apthapi.example.texts import BOLIVIANO, Article, articles, rows_of
from apthapi.example.unit_tables import FILAS

_STEPS = ("preparar los medios de la acción", "ejecutar y registrar lo previsto en la acción")
_PAYROLL = (("11700", 76, 12), ("13110", 7, 12), ("13120", 2, 12), ("13200", 2, 12), ("11400", 0, 1))
"""Partida, percent of the payroll, and months in which it is paid; the last one takes what is left."""

_PAYROLL_NAMES = {
    "11700": "sueldos del personal de planta",
    "13110": "aporte patronal al régimen de salud",
    "13120": "prima de riesgo profesional",
    "13200": "aporte patronal para vivienda",
    "11400": "aguinaldo del personal de planta",
}
_SHARED = ("1", "8")
"""Groups besides 20000 that form 3_01 may hold and for which there are example lines."""

_LINES_EACH = 10
"""About how many lines share the amount of one row and fuente."""


class NothingToCompleteError(ValueError):
    """The unit has no whole form 04, or already has lines; the message (Spanish) says which."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line before it is numbered: `units` of the article at `price` centavos, paid in that many `months`."""

    formulario: str
    partida: str
    text: str
    unidad_medida: str
    units: int
    price: int
    months: int
    fuente: str

    @property
    def amount(self) -> int:
        """Centavos."""
        return self.units * self.price


def complete_unit(package: Package, plan: str, unidad: str, seed: int = 1, *, varied: bool = False) -> Rows:
    """Example `operaciones`, `tareas` and `requerimientos` that add to the form 04 of the unit to the centavo.

    Amounts of the approved budget by group are honoured as far as form 04 allows. Operations report twice a month, or
    have the targets of `metas.csv` if `varied`. Raises NothingToCompleteError.
    """
    declared = _declared(package, plan, unidad)
    rng = random.Random(f"{seed}-{plan}-{unidad}")
    acps = _acps(package, plan, unidad)
    year = int(package.database.value("select gestion from planes where plan = ?", (plan,)))
    operations = [(acp, f"{acp}.{n}", step) for acp in acps for n, step in enumerate(_STEPS, start=1)]
    own = {"plan": plan, "unidad": unidad}
    lines = [line for block in _blocks(package, plan, unidad, declared) for line in _lines_of(*block, rng)]
    organismos = _organismos(package, plan)
    rows: Rows = {"operaciones": [], "tareas": [], "requerimientos": []}
    for number, (acp, code, step) in enumerate(operations):
        target = _varied(number, acp, rng) if varied else _reports(acp, step)
        rows["operaciones"].append(own | _operation(acp, code, year) | target)
        rows["tareas"].append(own | _task(acp, code, year))
    for number, line in enumerate(lines, start=1):
        acp, code, _ = operations[number % len(operations)]
        at = {"linea": str(number), "acp": acp, "operacion": code, "tarea": f"{code}.1"}
        rows["requerimientos"].append(own | at | _requirement(line, organismos.get(line.fuente, ""), rng))
    return rows


def _declared(package: Package, plan: str, unidad: str) -> dict[tuple[str, str], int]:
    """Centavos by fila and fuente of the form 04, if they explain its total and there are no lines yet."""
    if _query(package, "select 1 from requerimientos where plan = ? and unidad = ?", plan, unidad):
        raise NothingToCompleteError(f"La unidad {unidad} ya tiene requerimientos en {plan}.")
    sql = "select fila, fuente, coalesce(importe, 0) from formulario04 where plan = ? and unidad = ? order by renglon"
    rows = {(fila, fuente): int(amount) for fila, fuente, amount in _query(package, sql, plan, unidad)}
    parts = {key: amount for key, amount in rows.items() if key[0] in FILAS and key[1] != "total" and amount > 0}
    if not parts or sum(parts.values()) != rows.get(("total", "total")):
        raise NothingToCompleteError(f"El formulario 04 de {unidad} en {plan} no está completo por fila y fuente.")
    return parts


def _acps(package: Package, plan: str, unidad: str) -> list[str]:
    sql = "select acp from acp_unidad where plan = ? and unidad = ? order by renglon"
    found = [row[0] for row in _query(package, sql, plan, unidad)]
    if not found:
        raise NothingToCompleteError(f"La unidad {unidad} no tiene acciones de corto plazo en {plan}.")
    return found


def _organismos(package: Package, plan: str) -> dict[str, str]:
    """The organismo of each fuente of which the techos of the entity name only one."""
    sql = (
        "select fuente, min(organismo) from techos where plan = ? and unidad = '' and fuente <> '' "
        "group by fuente having count(distinct organismo) = 1"
    )
    return {row[0]: row[1] for row in _query(package, sql, plan)}


def approved_by_group(package: Package, plan: str, unidad: str) -> dict[str, int]:
    """Centavos approved in the category of the unit by group, from the nearest plan of the chain that has them."""
    sql = (
        "select a.grupo, sum(a.importe) from presupuesto_aprobado a join unidades u on u.categoria = a.categoria "
        "where a.plan = ? and u.plan = ? and u.unidad = ? and a.grupo <> '' group by a.grupo"
    )
    origin: str | None = plan
    while origin:
        found = _query(package, sql, origin, plan, unidad)
        if found:
            return {grupo: int(amount) for grupo, amount in found}
        origin = package.database.value("select reemplaza from planes where plan = ?", (origin,))
    return {}


def _blocks(
    package: Package, plan: str, unidad: str, declared: dict[tuple[str, str], int]
) -> Iterator[tuple[str, str, str, int]]:
    """Fila, fuente, first digit of the group and centavos: form 3_01 is split as the approved budget is."""
    approved = approved_by_group(package, plan, unidad)
    whole = sum(amount for (fila, _), amount in declared.items() if fila == "3_01")
    left = {grupo: approved.get(f"{grupo}0000", 0) for grupo in _SHARED}
    fuentes = [fuente for fila, fuente in declared if fila == "3_01"]
    for (fila, fuente), amount in declared.items():
        rest = amount
        for grupo in _SHARED if fila == "3_01" else ():
            is_last = fuente == fuentes[-1]
            share = approved.get(f"{grupo}0000", 0) * amount // whole // BOLIVIANO * BOLIVIANO
            part = min(left[grupo] if is_last else share, rest)
            left[grupo] -= part
            rest -= part
            if part:
                yield fila, fuente, grupo, part
        if rest:
            yield fila, fuente, "", rest


def _lines_of(fila: str, fuente: str, grupo: str, amount: int, rng: random.Random) -> Iterator[_Line]:
    if grupo == "1":
        yield from _payroll(fuente, amount)
        return
    usable = [each for each in articles() if each.fila == fila and each.partida[0] == (grupo or each.partida[0])]
    usable = [each for each in usable if grupo or each.partida[0] not in _SHARED]
    yield from _purchases(usable, fuente, amount, rng)


def _payroll(fuente: str, amount: int) -> Iterator[_Line]:
    left = amount
    for partida, percent, months in _PAYROLL:
        price = amount * percent // 100 // months // BOLIVIANO * BOLIVIANO if percent else left
        if price:
            yield _Line("3_01", partida, _PAYROLL_NAMES[partida], "Mes", months, price, months, fuente)
        left -= price * months


def _purchases(usable: list[Article], fuente: str, amount: int, rng: random.Random) -> Iterator[_Line]:
    """Lines whose amounts add to `amount`: the last one is one unit at the price of what is left."""
    target, left = max(amount // _LINES_EACH, BOLIVIANO), amount
    while left:
        article = rng.choice(usable)
        price = rng.randrange(article.price_from, article.price_to + 1, BOLIVIANO)
        units = min(max(target // price, 1), left // price)
        if units == 0 or left <= article.price_to:
            units, price = 1, left
        months = 12 if article.ritmo == "mensual" else min(units, 4)
        text = article.descriptions[0]
        yield _Line(article.formulario, article.partida, text, article.unidad_medida, units, price, months, fuente)
        left -= units * price


def _requirement(line: _Line, organismo: str, rng: random.Random) -> dict[str, str]:
    first = rng.randint(1, 13 - line.months)
    share = line.amount // line.months // BOLIVIANO * BOLIVIANO
    paid = [share] * (line.months - 1) + [line.amount - share * (line.months - 1)]
    months = {MONTHS[first - 1 + i]: plain_amount(amount) for i, amount in enumerate(paid) if amount}
    return {
        "formulario": line.formulario,
        "partida": line.partida,
        "descripcion": MARK + line.text[0].lower() + line.text[1:],
        "unidad_medida": line.unidad_medida,
        "cantidad": str(line.units),
        "precio_unitario": plain_amount(line.price),
        "importe": plain_amount(line.amount),
        "fuente": line.fuente,
        "organismo": organismo,
        **months,
    }


def _operation(acp: str, code: str, year: int) -> dict[str, str]:
    return {
        "acp": acp,
        "operacion": code,
        "tipo": "funcionamiento",
        "inicio": f"{year}-01-02",
        "fin": f"{year}-12-31",
        "responsable": "Responsable de la unidad",
    }


def _reports(acp: str, step: str) -> dict[str, str]:
    """What an operation is to reach: a report each month."""
    return {
        "descripcion": f"{MARK}{step} {acp}",
        "indicador": "Informes presentados",
        "unidad_medida": "Informe",
        "linea_base": "12",
        "meta": "12",
        "medicion": "suma",
        **dict.fromkeys(MONTHS, "1"),
    }


def _varied(number: int, acp: str, rng: random.Random) -> dict[str, str]:
    """What an operation is to reach, by turns one of `metas.csv`: so much each month, or a level that grows."""
    kinds = rows_of("metas")
    kind = kinds[number % len(kinds)]
    each = rng.randint(int(kind["mes_min"]), int(kind["mes_max"]))
    grows = kind["medicion"] == "ultimo"
    programme = [100 * month // 12 if grows else each for month in range(1, 13)]
    meta = programme[-1] if grows else sum(programme)
    words = {name: kind[name] for name in ("indicador", "unidad_medida", "medicion")}
    return words | {
        "descripcion": f"{MARK}{kind['descripcion']} (acción {acp})",
        "linea_base": str(meta * 9 // 10),
        "meta": str(meta),
        **{name: str(amount) for name, amount in zip(MONTHS, programme, strict=True)},
    }


def _task(acp: str, code: str, year: int) -> dict[str, str]:
    return {
        "operacion": code,
        "tarea": f"{code}.1",
        "descripcion": f"{MARK}informar cada mes sobre la acción {acp}",
        "medio_verificacion": "Informe mensual",
        "inicio": f"{year}-01-02",
        "fin": f"{year}-12-31",
        "responsable": "Responsable de la unidad",
    }
