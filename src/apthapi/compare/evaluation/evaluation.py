"""The evaluation of a plan at a cut: what was done and spent until the end of a month, beside what was programmed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from apthapi.compare.evaluation.averaging import weigh
from apthapi.compare.evaluation.lights import Light, Limits, limits_of
from apthapi.compare.evaluation.owning import SHARED, by_owner
from apthapi.compare.evaluation.physical import (
    BY_ACTION,
    BY_MONEY,
    BY_OPERATION,
    Group,
    Operation,
    curve,
    goal_of,
    group,
    operations_at,
)
from apthapi.compare.evaluation.reading import QUERIES, Ask, Explanation, Facts, Months, last_month, read, usual_month
from apthapi.compare.evaluation.spending import UNKNOWN, Money, Spending, monthly
from apthapi.core.package import Package
from apthapi.rules.readings import prepare

MONTHS_OF_YEAR = range(1, 13)
_OF_ACP = "el presupuesto de la ACP en cada una"


@dataclass(frozen=True, slots=True)
class Gap:
    """Progress of the year's goals less money accrued of what is in force; 1 is a hundred percent points."""

    points: Fraction
    beyond: bool


@dataclass(frozen=True, slots=True)
class Evaluated:
    """An operation at the cut with its money, as far as the lines tell it."""

    physical: Operation
    money: Money
    gap: Gap | None


@dataclass(frozen=True, slots=True)
class Result:
    """An action, a unit, a fuente or the whole at the cut. `unidad` is '' for what is of the whole entity."""

    code: str
    name: str
    unidad: str
    physical: Group
    money: Money
    gap: Gap | None

    @property
    def light(self) -> Light:
        """The light of what was done."""
        return self.physical.light


@dataclass(frozen=True, slots=True)
class Evaluation:
    """A plan, or one unit of it, at the end of month `cut`.

    Curves have twelve values: `done_curve` in ten-thousandths of the goals, `money_curve` in centavos, each planned and
    done (None after the cut). `gone` are operations with progress that the plan does not have any more. `last` is the
    last month of which anything was informed or spent, also after the cut; 0 if there is none.
    """

    plan: str
    gestion: int
    cut: int
    last: int
    limits: Limits
    whole: Result
    units: tuple[Result, ...]
    acps: tuple[Result, ...]
    actions: tuple[Result, ...]
    operations: tuple[Evaluated, ...]
    fuentes: Mapping[str, Money]
    partidas: Mapping[tuple[str, str], Money]
    done_curve: tuple[Months, Months]
    money_curve: tuple[Months, Months]
    gone: tuple[tuple[str, str], ...]
    explained: Mapping[tuple[str, str], Explanation]

    @property
    def silent(self) -> tuple[Operation, ...]:
        """Operations with something programmed to date of which nobody informed anything."""
        return tuple(each.physical for each in self.operations if each.physical.silent)

    @property
    def findings(self) -> tuple[Result | Evaluated, ...]:
        """What somebody has to explain: operations in red, and units and operations whose gap is beyond the limit."""
        red = [each for each in self.operations if each.physical.light.name == "rojo" or (each.gap and each.gap.beyond)]
        return (*(unit for unit in self.units if unit.gap and unit.gap.beyond), *red)


def evaluate(package: Package, plan: str, cut: int) -> Evaluation:
    """Evaluate a plan of a package at the end of month `cut`.

    Raises ValueError for a month that is none, UnknownPlanError for a plan that is not there.
    """
    prepare(package.database, QUERIES)
    return evaluation_of(package.database.query, plan, cut)


def evaluation_of(ask: Ask, plan: str, cut: int) -> Evaluation:
    """The same, from whoever answers queries over the readings: a plan in place, or one unit of it."""
    if cut not in MONTHS_OF_YEAR:
        raise ValueError(f"month {cut}")
    return evaluation_from(read(ask, plan), cut)


def usual_cut(package: Package, plan: str) -> int:
    """The last month to which at least half of the units of a plan have come; 0 if nothing was informed or spent."""
    prepare(package.database, QUERIES)
    return usual_month(read(package.database.query, plan))


def last_told(package: Package, plan: str) -> int:
    """The last month of which anything was informed or spent of a plan; 0 if there is none."""
    prepare(package.database, QUERIES)
    return last_month(read(package.database.query, plan))


def evaluation_from(facts: Facts, cut: int) -> Evaluation:
    """The same, from what was read already: another cut of it costs no query."""
    return _Making(facts, cut).made()


class _Making:
    """Puts an evaluation together from the bottom up."""

    def __init__(self, facts: Facts, cut: int) -> None:
        self._facts, self._cut = facts, cut
        self._limits = limits_of(*facts.limits)
        self._spending = Spending(facts, cut, self._limits)
        self._operations = operations_at(facts, cut, self._limits)
        self._by_unit = self._spending.by(lambda place: place[0])
        self._of_action = by_owner(facts, self._spending, lambda line: line.acp, "ACP")
        self._of_operation = by_owner(facts, self._spending, lambda line: line.operacion, "operaciones")

    def made(self) -> Evaluation:
        """The evaluation."""
        actions = self._actions()
        units = self._units(actions)
        shown = self._operations
        return Evaluation(
            plan=self._facts.plan,
            gestion=self._facts.gestion,
            cut=self._cut,
            last=last_month(self._facts),
            limits=self._limits,
            whole=self._whole(units),
            units=units,
            acps=self._acps(actions),
            actions=actions,
            operations=tuple(self._evaluated(each) for each in shown),
            fuentes=self._spending.by(lambda place: place[2]),
            partidas=self._spending.by(lambda place: place[:2]),
            done_curve=curve(self._parts(actions, units), self._cut),
            money_curve=monthly(self._facts, self._cut),
            gone=tuple(sorted(self._facts.progress.keys() - {(each.it.unidad, each.it.operacion) for each in shown})),
            explained={key[:2]: said for key, said in self._facts.explained.items() if key[2] == self._cut},
        )

    def _evaluated(self, operation: Operation) -> Evaluated:
        money = self._of_operation.get((operation.it.unidad, operation.it.operacion), UNKNOWN)
        return Evaluated(operation, money, self._gap(operation.progress, money))

    def _gap(self, progress: Fraction | None, money: Money) -> Gap | None:
        spent = money.of_standing
        if progress is None or spent is None:
            return None
        points = progress - spent
        return Gap(points, self._limits.gap is not None and abs(points) > self._limits.gap)

    def _result(self, code: str, name: str, unidad: str, physical: Group, money: Money) -> Result:
        return Result(code, name, unidad, physical, money, self._gap(physical.progress, money))

    def _actions(self) -> tuple[Result, ...]:
        """Each action of each unit: those of form 02, and those that only its operations name."""
        members: dict[tuple[str, str], list[Operation]] = {key: [] for key in self._facts.actions}
        for each in self._operations:
            members.setdefault((each.it.unidad, each.it.acp), []).append(each)
        made = []
        for (unidad, acp), found in members.items():
            _, text = self._facts.actions.get((unidad, acp), (None, ""))
            weights = [each.it.weight for each in found]
            physical = group(found, weights, self._limits, by=BY_OPERATION, of="las operaciones")
            money = self._of_action.get((unidad, acp), UNKNOWN)
            made.append(self._result(acp, text or self._facts.acps.get(acp, ""), unidad, physical, money))
        return tuple(made)

    def _units(self, actions: Sequence[Result]) -> tuple[Result, ...]:
        """Each unit of the plan, and those that only its money names."""
        codes = [*self._facts.units, *sorted(self._by_unit.keys() - self._facts.units.keys())]
        made = []
        for unidad in codes:
            own = [each for each in actions if each.unidad == unidad]
            physical = self._group(own, self._weight_of, by=BY_ACTION, of="las ACP")
            money = self._by_unit.get(unidad, UNKNOWN)
            made.append(self._result(unidad, self._facts.units.get(unidad, ""), unidad, physical, money))
        return tuple(made)

    def _weight_of(self, action: Result) -> int | None:
        return self._facts.actions.get((action.unidad, action.code), (None, ""))[0]

    def _whole(self, units: Sequence[Result]) -> Result:
        physical = self._group(units, lambda each: each.money.standing, by=BY_MONEY, of="las unidades")
        return self._result("", "", "", physical, self._spending.whole())

    def _acps(self, actions: Sequence[Result]) -> tuple[Result, ...]:
        """The actions of the whole entity, from those of its units."""
        made = []
        for acp in sorted({each.code for each in actions}, key=_natural):
            own = [each for each in actions if each.code == acp]
            physical = self._group(own, lambda each: each.money.standing, by=_OF_ACP, of="las unidades")
            name = self._facts.acps.get(acp) or next((each.name for each in own if each.name), "")
            made.append(self._result(acp, name, "", physical, _added([each.money for each in own])))
        return tuple(made)

    def _group(self, members: Sequence[Result], weight: Callable[[Result], int | None], *, by: str, of: str) -> Group:
        return group(
            [each.physical for each in members], [weight(each) for each in members], self._limits, by=by, of=of
        )

    def _parts(self, actions: Sequence[Result], units: Sequence[Result]) -> list[tuple[Operation, Fraction]]:
        """The part that each operation has in the progress of the whole: of its action, its unit and the entity."""
        able = [each for each in self._operations if goal_of(each.it) is not None]
        in_action = _parts_of([((each.it.unidad, each.it.acp), each.it.weight) for each in able])
        named = {(each.it.unidad, each.it.acp) for each in able}
        able_actions = [each for each in actions if (each.unidad, each.code) in named]
        in_unit = _parts_of([(each.unidad, self._weight_of(each)) for each in able_actions])
        of_action = {(each.unidad, each.code): part for each, part in zip(able_actions, in_unit, strict=True)}
        able_units = [each for each in units if any(unidad == each.code for unidad, _ in named)]
        in_whole = _parts_of([("", each.money.standing) for each in able_units])
        of_unit = {each.code: part for each, part in zip(able_units, in_whole, strict=True)}
        return [
            (each, part * of_action[each.it.unidad, each.it.acp] * of_unit[each.it.unidad])
            for each, part in zip(able, in_action, strict=True)
            if each.it.unidad in of_unit
        ]


def _parts_of(members: Sequence[tuple[object, int | None]]) -> list[Fraction]:
    """The part of each member within its own family, in the order given."""
    families: dict[object, list[int]] = {}
    for place, (family, _) in enumerate(members):
        families.setdefault(family, []).append(place)
    parts = [Fraction(0)] * len(members)
    for places in families.values():
        weighed = weigh([members[place][1] for place in places], [True] * len(places), by="", of="")
        for place, share in zip(places, weighed.shares, strict=True):
            parts[place] = share or Fraction(0)
    return parts


def _added(found: Sequence[Money]) -> Money:
    """The money of an action in all its units; what is not sure in one is not sure in all."""
    if any(each.standing is None for each in found) or not found:
        return UNKNOWN
    sure = all(each.accrued is not None for each in found)

    def total(name: str) -> int | None:
        values = [getattr(each, name) for each in found]
        return None if any(value is None for value in values) else sum(values)

    return Money(
        total("standing"),
        total("programmed"),
        total("accrued"),
        total("paid"),
        total("reserved"),
        total("rest"),
        max(each.months_spent for each in found),
        why="" if sure else SHARED.format("ACP"),
    )


def _natural(code: str) -> tuple[tuple[int, str], ...]:
    """Codes as people order them: 2.1 before 10.1."""
    return tuple((int(part), "") if part.isdigit() else (10**9, part) for part in code.split("."))
