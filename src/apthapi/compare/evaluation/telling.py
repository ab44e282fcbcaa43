"""What an evaluation says, in Spanish sentences: the same on the screen, in the terminal and in the report."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from fractions import Fraction

from apthapi.compare.evaluation.evaluation import Evaluated, Evaluation, Result
from apthapi.compare.evaluation.lights import OFF
from apthapi.compare.totals import MONTH_NAMES
from apthapi.core.money import format_amount

NBSP = "\N{NO-BREAK SPACE}"
NO_FIGURE = "sin cifra"
_COUNTED = (
    ("rojo", "retrasada", "retrasadas"),
    ("amarillo", "requiere atención", "requieren atención"),
    ("verde", "según lo programado", "según lo programado"),
)

_DONE = (
    "Lo hecho se compara con lo programado hasta el mes del corte. Si la meta es la suma de los meses, se suman; si es "
    "el último, vale el último informado. Donde no hay nada programado a la fecha no hay cifra."
)
_SILENT = "De una operación con algo programado que nadie informó se cuenta que no se hizo nada, y se la nombra."
_AVERAGED = (
    "Las operaciones y las ACP se promedian por su ponderación, y las unidades por su presupuesto vigente. Dentro "
    f"de un promedio nadie cuenta más del 100{NBSP}%."
)
_MONEY = (
    "El dinero es lo devengado sobre lo vigente: las líneas del plan y las modificaciones registradas. La ejecución "
    "no dice la operación ni la ACP: se les da solo cuando todas las líneas de una partida y fuente son suyas."
)
_GAP = "La brecha es el avance de las metas de la gestión menos lo devengado de lo vigente."
_PROJECTED = (
    "La proyección aplica a lo programado para el resto de la gestión la proporción hecha hasta la fecha; con menos "
    "de dos meses informados no se proyecta."
)
_CUT = "Los porcentajes se muestran con un decimal, sin redondear hacia arriba."


def percent(figure: Fraction | None) -> str:
    """`82,3 %`: cut to a tenth and never rounded up, so that what is shown is on the side of the limit it is on."""
    if figure is None:
        return NO_FIGURE
    tenths = abs(figure) * 1000
    if 0 < tenths < 1:
        return f"<{NBSP}0,1{NBSP}%"
    whole, tenth = divmod(int(tenths), 10)
    grouped = f"{whole:,}".replace(",", ".")
    return f"{'−' if figure < 0 else ''}{grouped},{tenth}{NBSP}%"


def shown(figure: Fraction | None) -> str:
    """The same in a table, where what is not known is blank."""
    return "" if figure is None else percent(figure)


def points(figure: Fraction) -> str:
    """A difference of two percentages: `−12,5 puntos`."""
    return percent(figure).replace(f"{NBSP}%", f"{NBSP}puntos")


def bolivianos(amount: int | None) -> str:
    """`Bs 1.332.834,00`."""
    return NO_FIGURE if amount is None else f"Bs{NBSP}{format_amount(amount)}"


def until(evaluation: Evaluation) -> str:
    """`junio de 2024`."""
    return f"{MONTH_NAMES[evaluation.cut - 1]} de {evaluation.gestion}"


def sentence(evaluation: Evaluation, who: str) -> str:
    """All of it in a few words; `who` begins it: `la entidad`, `DDTJ`."""
    whole, money = evaluation.whole.physical, evaluation.whole.money
    if whole.efficacy is None:
        done = f"Hasta {until(evaluation)} {who} no tenía nada programado con qué comparar lo hecho"
    else:
        done = f"Hasta {until(evaluation)} {who} hizo el {percent(whole.efficacy)} de lo programado a la fecha"
    if money.of_standing is None:
        spent = f"de su dinero no hay cifra, porque {money.why or 'no tiene presupuesto vigente'}"
    else:
        spent = (
            f"devengó el {percent(money.of_standing)} de su presupuesto vigente "
            f"({bolivianos(money.accrued)} de {bolivianos(money.standing)})"
        )
    return f"{done}, y {spent}.{_counted(evaluation)}{_beyond(evaluation)}"


def _beyond(evaluation: Evaluation) -> str:
    """What has to be said of a cut after the last month of which anything is known."""
    if not 0 < evaluation.last < evaluation.cut:
        return ""
    last = MONTH_NAMES[evaluation.last - 1]
    return f" Lo registrado llega hasta {last}: lo posterior se cuenta como no hecho ni gastado."


def _counted(evaluation: Evaluation) -> str:
    counts = Counter(each.physical.light.name for each in evaluation.operations if each.physical.light is not OFF)
    if not counts:
        return ""
    told = [f"{counts[name]} {one if counts[name] == 1 else many}" for name, one, many in _COUNTED if counts[name]]
    silent = len(evaluation.silent)
    of = sum(counts.values())
    said = f" De {of} {'operación programada' if of == 1 else 'operaciones programadas'}: {_listed(told)}"
    return f"{said}; de {silent} nadie informó nada." if silent else f"{said}."


def finding(evaluation: Evaluation, found: Result | Evaluated) -> str:
    """Why something is a finding, with its figures."""
    if isinstance(found, Evaluated):
        it, physical = found.physical.it, found.physical
        who = f"La operación {it.operacion} de {it.unidad}"
        if physical.silent:
            why = f"tenía programado hasta {until(evaluation)} y nadie informó su avance"
        elif physical.light.name == "rojo":
            why = f"hizo el {percent(physical.efficacy)} de lo programado hasta {until(evaluation)}"
        else:
            why = f"avanzó el {percent(physical.progress)} de su meta"
        return f"{who} {why}{_gap_of(found)}."
    return f"{found.code} avanzó el {percent(found.physical.progress)} de sus metas{_gap_of(found)}."


def _gap_of(found: Result | Evaluated) -> str:
    if not found.gap or not found.gap.beyond:
        return ""
    return (
        f" y devengó el {percent(found.money.of_standing)} de su dinero: la brecha es de {points(found.gap.points)} "
        "y pasa del límite de la entidad"
    )


def methods(evaluation: Evaluation) -> tuple[str, ...]:
    """How every figure was made, with the limits that were used."""
    limits, averaged = evaluation.limits, evaluation.whole.physical.method or "no hay con qué promediar"
    said = [_DONE, _SILENT, f"{_AVERAGED} Aquí, {averaged}.", _MONEY, _GAP, _PROJECTED, _CUT]
    if limits.green is None or limits.yellow is None:
        said.append("La gestión no tiene límites de semáforo: ninguno se enciende.")
    else:
        said.append(
            f"Semáforo: según lo programado desde {percent(limits.green)}, requiere atención desde "
            f"{percent(limits.yellow)}, retrasado por debajo; los límites los fija la entidad (NB-SPO art. 11-I)."
        )
    if limits.gap is not None:
        said.append(f"Límite de la brecha: {points(limits.gap)}, que fija la entidad.")
    return tuple(said)


def projection(evaluation: Evaluation) -> str:
    """What the year would end with at the rate to date."""
    whole = evaluation.whole
    if whole.physical.projected is None:
        done = "De lo hecho no hay proyección: hay menos de dos meses informados o nada programado"
    else:
        done = f"Al ritmo de hasta ahora la gestión terminaría con el {percent(whole.physical.projected)} de las metas"
    if whole.money.projected is None:
        return f"{done}. Del dinero no se proyecta: {whole.money.why_not_projected}."
    share = percent(Fraction(whole.money.projected, whole.money.standing or 1))
    return f"{done}, y con {bolivianos(whole.money.projected)} devengados ({share} de lo vigente)."


def _listed(parts: Iterable[str]) -> str:
    found = list(parts)
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} y {found[-1]}"
