"""Little plans with something done of them, as facts and as packages."""

from __future__ import annotations

from pathlib import Path

from hypothesis import strategies as st

from apthapi.compare.evaluation.reading import NOTHING, Facts, Line, Months, Programmed, Spent
from support.small_plans import PLAN, Plan, Row, write_plan

UNITS = ("DNP", "DDTJ", "DDPD")
LIMITS = (8500, 6000, 3000)


def months(**known: int) -> Months:
    """Twelve months of which some are known: `months(m01=5)`."""
    return tuple(known.get(f"m{month:02d}") for month in range(1, 13))


def programmed(unidad: str = "DNP", code: str = "1.1.1", **other: object) -> Programmed:
    """An operation that aims at 10 units in each month of the year, in ten-thousandths."""
    cells: dict[str, object] = {
        "acp": "1.1",
        "description": "Atender",
        "indicator": "Atenciones",
        "measure": "Atención",
        "responsible": "Jefatura",
        "adds": True,
        "goal": 1_200_000,
        "weight": 5000,
        "months": (100_000,) * 12,
    }
    return Programmed(unidad=unidad, operacion=code, **{**cells, **other})  # type: ignore[arg-type]


def facts_of(**parts: object) -> Facts:
    """Facts of a plan of three units of which only the parts given are known."""
    empty: dict[str, object] = {
        "plan": PLAN,
        "gestion": 2024,
        "limits": LIMITS,
        "units": dict.fromkeys(UNITS, ""),
        "actions": {},
        "acps": {},
        "operations": (),
        "progress": {},
        "lines": (),
        "modified": {},
        "declared": {},
        "spent": (),
        "explained": {},
    }
    return Facts(**{**empty, **parts})  # type: ignore[arg-type]


QUANTITIES = st.sampled_from([None, 0, 1, 3333, 10_000, 70_000, 1_000_003])
WEIGHTS = st.sampled_from([None, 0, 1, 3333, 5000, 10_000])
TWELVE = st.tuples(*[QUANTITIES] * 12)
_PLACES = st.tuples(
    st.sampled_from(UNITS), st.sampled_from(("31100", "39500")), st.sampled_from(("20", "41")), st.just("")
)
_AMOUNTS = st.sampled_from([0, 1, 100, 33_333, 1_000_000])


@st.composite
def many_facts(draw: st.DrawFn) -> Facts:
    """A plan whose programme, weights, money and progress may be missing, be too much, or be of nobody."""
    keys = draw(st.lists(st.tuples(st.sampled_from(UNITS), st.sampled_from("abcd")), max_size=6, unique=True))
    operations = tuple(draw(_operations(unidad, code)) for unidad, code in keys)
    informed = [key for key in [*keys, ("DNP", "z")] if draw(st.booleans())]
    lines = draw(st.lists(_lines(keys), max_size=6))
    spent = st.builds(Spent, _PLACES, st.integers(1, 12), _AMOUNTS, _AMOUNTS, _AMOUNTS)
    actions = {(unidad, acp): (draw(WEIGHTS), "") for unidad in UNITS for acp in ("1", "2") if draw(st.booleans())}
    return facts_of(
        operations=operations,
        actions=actions,
        progress={key: draw(TWELVE) for key in informed},
        lines=tuple(lines),
        spent=tuple(draw(st.lists(spent, max_size=6))),
        modified=draw(st.dictionaries(_PLACES, st.sampled_from([-100, 1, 5000]), max_size=2)),
        declared=draw(st.dictionaries(st.tuples(st.just("DDPD"), st.sampled_from(("20", "total"))), _AMOUNTS)),
    )


@st.composite
def _operations(draw: st.DrawFn, unidad: str, code: str) -> Programmed:
    return programmed(
        unidad,
        code,
        acp=draw(st.sampled_from(("1", "2", ""))),
        adds=draw(st.booleans()),
        goal=draw(QUANTITIES),
        weight=draw(WEIGHTS),
        months=draw(TWELVE),
    )


@st.composite
def _lines(draw: st.DrawFn, keys: list[tuple[str, str]]) -> Line:
    place = draw(_PLACES)
    codes = [code for unidad, code in keys if unidad == place[0]] or [""]
    by_month = draw(st.tuples(*[_AMOUNTS] * 12))
    return Line(draw(st.sampled_from(("1", "2"))), draw(st.sampled_from(codes)), place, sum(by_month), True, by_month)


def informed(*done: int | None) -> Months:
    """What was informed in the first months."""
    return (*done, *NOTHING)[:12]


def write_year(folder: Path, tables: Plan) -> Path:
    """A formulation in force with what was done of it, and the reformulation that replaced it in July."""
    plans: list[Row] = [
        {"plan": "P-0", "entidad": "340", "gestion": 2024, "version": 0, "tipo": "formulacion"},
        {"plan": "P-1", "entidad": "340", "gestion": 2024, "version": 1, "tipo": "reformulacion", "reemplaza": "P-0"},
    ]
    folder.mkdir(parents=True, exist_ok=True)
    return write_plan({"planes": plans, **tables}, folder)
