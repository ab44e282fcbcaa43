"""The page of the modifications: each with why it is of its kind, who approves it, and what it does to each place."""

from __future__ import annotations

from collections.abc import Sequence

from apthapi.compare.drafting import KindOfChange, Why
from apthapi.compare.slots import Standing
from apthapi.core.findings import Finding
from apthapi.web.comparison.modifications.drafted import Drafted, OfOne, told

Context = dict[str, object]

TITLES = {
    Why.WITHIN: "Traspaso intrainstitucional",
    Why.BETWEEN: "Traspaso intrainstitucional con cambio de fuente",
    Why.FROM_OUTSIDE: "Presupuesto adicional",
    Why.TO_OUTSIDE: "Traspaso interinstitucional",
}
_WHY = {
    Why.WITHIN: "Lo que baja y lo que sube son de la entidad y de la misma fuente y organismo.",
    Why.BETWEEN: "Lo que baja en una fuente y organismo sube en otro: el total de la entidad no cambia, la fuente sí.",
    Why.FROM_OUTSIDE: "Sube más de lo que baja en la entidad: es gasto nuevo, con recursos que llegan de afuera.",
    Why.TO_OUTSIDE: "Baja más de lo que sube en la entidad: la diferencia sale hacia otra entidad o se reduce.",
}
_NO_SOURCE = (
    "De algunos importes las dos versiones no dicen la fuente: se tratan como de una misma, y usted lo precisa abajo."
)
MARKS = {
    "S": "está en la fuente consultada",
    "R": "citada por otra norma",
    "D": "se deduce de los datos",
    "G": "por confirmar con el texto oficial",
}
"""What the mark of a norm says of how sure it is."""
MOST_LINES = 300


def page_of(drafted: Drafted) -> Context:
    """Everything that the page shows."""
    missing = [part for part in drafted.parts if part.modification.missing]
    return {
        "resumen": _summary(drafted),
        "partes": [_part(part, drafted) for part in drafted.parts],
        "faltan": [_missing(part, drafted) for part in missing],
        "rechazos": drafted.refusals,
        "hallazgos": [_finding(each) for each in drafted.findings if each.rule != "V54" and each.column != "partida"],
        "sin_ejecucion": all(each.spent is None for part in drafted.parts for each in part.impacts),
        "cambios": drafted.redone,
        "guardadas": len(drafted.saved),
        "firma": drafted.stamp,
        "vigente": [_standing(each) for each in drafted.standing],
        "total_vigente": _total(drafted.standing),
    }


def _summary(drafted: Drafted) -> str:
    if not drafted.parts:
        return "No hay dinero que mover: las dos versiones tienen los mismos importes en cada lugar."
    said = []
    for part in drafted.parts:
        made = part.modification
        said.append(f"{TITLES[made.why].lower()}, {told(max(made.increases, made.decreases))}")
    count = len(said)
    return f"{count} {'modificación' if count == 1 else 'modificaciones'}: {'; '.join(said)}."


def _part(part: OfOne, drafted: Drafted) -> Context:
    made = part.modification
    row = next((each for each in drafted.rows if each.modificacion == part.number), None)
    return {
        "numero": part.number,
        "titulo": TITLES[made.why],
        "por_que": _why(part),
        "condicion": _condition(made.approvers),
        "aprobadores": [(each.approver, _approver(each)) for each in made.approvers],
        "aprobador": row.aprobador if row else "",
        "norma": row.norma if row else "",
        "pares": [
            {"par": pair or "Sin fuente indicada", "aumento": up, "disminucion": down, "diferencia": up - down}
            for pair, up, down in made.pairs()
        ],
        "aumento": made.increases,
        "disminucion": made.decreases,
        "impactos": part.impacts[:MOST_LINES],
        "de_mas": max(len(part.impacts) - MOST_LINES, 0),
        "restringidas": list(dict.fromkeys(each.restriction for each in part.impacts if each.restriction)),
    }


def _why(part: OfOne) -> str:
    why = _WHY[part.modification.why]
    known = all(line.place.fuente for line in part.modification.lines)
    return why if known else f"{why} {_NO_SOURCE}"


def _condition(approvers: Sequence[KindOfChange]) -> str:
    if not approvers:
        return (
            "La tabla de clases de modificación de la gestión no tiene esta clase: complétela en «Tablas y calendario»."
        )
    zero = "debe" if approvers[0].zero_sum else "no tiene por qué"
    return f"En la tabla de la gestión, esta clase {zero} sumar cero."


def _approver(each: KindOfChange) -> str:
    mark = f" [{each.mark}]" if each.mark else ""
    return f"{each.approver}, por {each.instrument} · {each.norm}{mark}"


def _missing(part: OfOne, drafted: Drafted) -> str:
    missing = part.modification.missing
    what = "disminuciones" if missing > 0 else "aumentos"
    said = (
        f"{TITLES[part.modification.why]}: faltan {what} por {told(abs(missing))} para que lo que baja sea lo que sube."
    )
    hidden = len(drafted.money.comparison.uncovered)
    if hidden:
        said += (
            f" El plan no muestra el dinero de {hidden} {'categoría' if hidden == 1 else 'categorías'}: cuando sus "
            "unidades lo registren, o si usted lo escribe abajo, se completa."
        )
    return said


def _finding(each: Finding) -> Context:
    return {"severidad": each.severity.value, "mensaje": each.message, "corrija": each.repair, "norma": each.norm}


def _standing(each: Standing) -> Context:
    gap = None if each.programmed is None else each.programmed - each.standing
    return {"fila": each, "diferencia": gap}


def _total(standing: Sequence[Standing]) -> Context:
    known = [each.programmed for each in standing if each.programmed is not None]
    return {
        "aprobado": sum(each.approved for each in standing),
        "modificado": sum(each.modified for each in standing),
        "vigente": sum(each.standing for each in standing),
        "programado": sum(known) if len(known) == len(standing) else None,
    }
