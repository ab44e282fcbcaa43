"""The tables of one unit of an example, form by form, written after its lines are known."""

from __future__ import annotations

from collections import defaultdict

from apthapi.core.money import plain_amount
from apthapi.core.tables import MONTHS
from apthapi.example.model import Entity, Operation, Unit, weights
from apthapi.example.sink import Sink
from apthapi.example.texts import BOLIVIANO, Cells, articles, rows_of

QUARTER = (1, 2, 3)
"""The months of which an example shows the execution."""

FILAS = ("3_01", "3_02", "3_03", "pasajes", "viaticos")
"""Rows of form 04 that hold amounts of lines."""

_RESERVED, _ACCRUED = 7, 6
"""Percent of a line that each month of the quarter reserves, and accrues."""


def write_unit(sink: Sink, entity: Entity, unit: Unit) -> None:
    """Every table of a unit but `requerimientos`, which are already written."""
    plan = entity.plan(1)
    _write_forms_01_02(sink, entity, unit)
    for operation, weight in zip(unit.operations, weights(len(unit.operations)), strict=True):
        _write_operation(sink, entity, unit, operation, weight)
    write_form_04(sink, plan, unit.code, unit_by_fila(unit))
    for (fuente, organismo), amount in by_pair(unit).items():
        sink.add(
            "techos", plan=plan, unidad=unit.code, fuente=fuente, organismo=organismo, importe=plain_amount(amount)
        )
    _write_spending(sink, plan, unit)
    _write_certificates(sink, entity, unit)
    sink.add(
        "evaluaciones",
        plan=plan,
        unidad=unit.code,
        mes=QUARTER[-1],
        causa="Se avanzó según lo programado",
        medida="Mantener el ritmo del trimestre",
    )


def by_pair(unit: Unit) -> dict[tuple[str, str], int]:
    """What the unit programmes by fuente and organismo, in centavos."""
    found: dict[tuple[str, str], int] = defaultdict(int)
    for (_, fuente, organismo), amount in unit.spent.items():
        found[fuente, organismo] += amount
    return dict(sorted(found.items()))


def unit_by_fila(unit: Unit) -> dict[tuple[str, str], int]:
    """What the unit programmes by row of form 04 and fuente, in centavos."""
    fila_of = {each.partida: each.fila for each in articles()}
    found: dict[tuple[str, str], int] = defaultdict(int)
    for (partida, fuente, _), amount in unit.spent.items():
        found[fila_of[partida], fuente] += amount
    return found


def _write_forms_01_02(sink: Sink, entity: Entity, unit: Unit) -> None:
    plan, year = entity.plan(1), entity.gestion
    sink.add(
        "unidades",
        plan=plan,
        unidad=unit.code,
        nombre=unit.name,
        categoria=unit.categoria,
        cargo_elaboracion="Responsable de elaboración",
        cargo_aprobacion="Director(a) de la unidad",
        fecha_f01=f"{year}-01-{22 + unit.number % 5}",
        fecha_f02=f"{year}-01-{24 + unit.number % 5}",
        fecha_f04=f"{year}-01-{26 + unit.number % 5}",
    )
    for acp, weight in zip(unit.acps, weights(len(unit.acps)), strict=True):
        sink.add("acp_unidad", **_acp_cells(acp, entity), plan=plan, unidad=unit.code, ponderacion=weight)
    cited = " y ".join(sorted({acp["ae"] for acp in unit.acps}))
    for order, factor in enumerate(rows_of("factores"), start=1):
        sink.add("situacion", **factor, plan=plan, unidad=unit.code, orden=order, acciones=cited)


def _acp_cells(acp: Cells, entity: Entity) -> Cells:
    return {
        "acp": acp["acp"],
        "ae": acp["ae"],
        "texto_ae": strategic_text(acp, entity),
        "texto_acp": acp["texto_acp"],
        "productos_esperados": acp["producto"],
        "beneficiarios": acp["beneficiarios"],
        "responsable": "Responsable de la unidad",
    }


def strategic_text(acp: Cells, entity: Entity) -> str:
    """The text of the strategic action with its last year."""
    return acp["texto_ae"].format(hasta=entity.gestion + 1)


def _write_operation(sink: Sink, entity: Entity, unit: Unit, operation: Operation, weight: int) -> None:
    plan, last_day = entity.plan(1), {2: 28, 4: 30, 6: 30, 9: 30, 11: 30}.get(operation.last, 31)
    dates = {
        "inicio": f"{entity.gestion}-{operation.first:02d}-02",
        "fin": f"{entity.gestion}-{operation.last:02d}-{last_day}",
        "responsable": "Responsable de la unidad",
    }
    words = operation.cells
    programme = {name: amount for name, amount in zip(MONTHS, operation.months, strict=True) if amount}
    sink.add(
        "operaciones",
        plan=plan,
        unidad=unit.code,
        acp=operation.acp,
        operacion=operation.code,
        descripcion=words["descripcion"],
        tipo="funcionamiento",
        indicador=words["indicador"],
        unidad_medida=words["unidad_medida"],
        linea_base=operation.meta * 9 // 10,
        meta=operation.meta,
        medicion=words["medicion"],
        ponderacion=weight,
        **dates,
        **programme,
    )
    for order, task in enumerate(rows_of("tareas"), start=1):
        code = f"{operation.code}.{order}"
        sink.add("tareas", **task, **dates, plan=plan, unidad=unit.code, operacion=operation.code, tarea=code)
    _write_progress(sink, plan, unit, operation)


def _write_progress(sink: Sink, plan: str, unit: Unit, operation: Operation) -> None:
    """The physical execution of the quarter: all that was programmed."""
    done = operation.months
    for month in QUARTER:
        if done[month - 1]:
            sink.add(
                "ejecucion_fisica",
                plan=plan,
                unidad=unit.code,
                operacion=operation.code,
                mes=month,
                ejecutado=done[month - 1],
                evidencia=f"Informe de la unidad del mes {month}",
                nota="Según lo programado",
            )


def write_form_04(sink: Sink, plan: str, unidad: str, amounts: dict[tuple[str, str], int]) -> None:
    """Form 04 of a unit from its amounts by fila and fuente, in centavos; the techo is the total."""
    fuentes = sorted({fuente for _, fuente in amounts})

    def add(fila: str, fuente: str, importe: int) -> None:
        sink.add("formulario04", plan=plan, unidad=unidad, fila=fila, fuente=fuente, importe=plain_amount(importe))

    for fila in FILAS:
        for fuente in fuentes:
            add(fila, fuente, amounts.get((fila, fuente), 0))
        add(fila, "total", sum(amounts.get((fila, fuente), 0) for fuente in fuentes))
    for fuente in fuentes:
        add("total", fuente, sum(amounts.get((fila, fuente), 0) for fila in FILAS))
    for fila in ("total", "total_f3", "total_f4", "techo"):
        add(fila, "total", sum(amounts.values()))


def _write_spending(sink: Sink, plan: str, unit: Unit) -> None:
    """The financial execution of the quarter, in whole bolivianos."""
    for (partida, fuente, organismo), amount in unit.spent.items():
        reserved, accrued = (amount * percent // 100 // BOLIVIANO * BOLIVIANO for percent in (_RESERVED, _ACCRUED))
        for month in QUARTER:
            sink.add(
                "ejecucion_financiera",
                plan=plan,
                unidad=unit.code,
                categoria=unit.categoria,
                partida=partida,
                fuente=fuente,
                organismo=organismo,
                mes=month,
                preventivo=plain_amount(reserved),
                comprometido=plain_amount(accrued),
                devengado=plain_amount(accrued),
                pagado=plain_amount(accrued),
            )


def _write_certificates(sink: Sink, entity: Entity, unit: Unit) -> None:
    """One of each kind for a purchase that was made, of what was accrued; and one for another that was given up."""
    money, amount = next(iter(unit.spent.items()))
    paid = amount * _ACCRUED // 100 // BOLIVIANO * BOLIVIANO
    cells = dict(zip(("partida", "fuente", "organismo"), money, strict=True))
    for tipo, state, number in (("poa", "utilizada", 1), ("presupuestaria", "utilizada", 1), ("poa", "liberada", 2)):
        sink.add(
            "certificaciones",
            plan=entity.plan(1),
            certificacion=f"{tipo[:3].upper()}-{unit.number * 2 + number:04d}",
            orden=1,
            tipo=tipo,
            fecha=f"{entity.gestion}-03-01",
            estado=state,
            unidad=unit.code,
            categoria=unit.categoria,
            importe=plain_amount(paid),
            objeto="Compra de ejemplo",
            motivo="La compra no se hizo" if state == "liberada" else "",
            **cells,
        )
