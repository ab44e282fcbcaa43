"""The evaluation of a plan where it stands, and the months of which one can be asked for."""

from __future__ import annotations

from dataclasses import dataclass

from apthapi.compare.evaluation import Evaluated, Evaluation, Result, evaluation_from
from apthapi.compare.evaluation.reading import Explanation, read, usual_month
from apthapi.compare.evaluation.telling import finding
from apthapi.compare.totals import MONTH_NAMES
from apthapi.rules.in_place import PlanInPlace
from apthapi.web.plans.live import SCHEMAS, live
from apthapi.web.plans.package import chain_of
from apthapi.web.process.permisos import hoy

NONE = Explanation("", "")


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that the unit explains: what it is called, why, what was said; `must` if it may not stay unexplained.

    `operacion` is empty for the whole unit.
    """

    unidad: str
    operacion: str
    name: str
    why: str
    said: Explanation
    must: bool

    @property
    def pending(self) -> bool:
        """Whether an explanation is still missing."""
        return self.must and not self.said.cause


def evaluation_at(plan: str, month: str = "", unidad: str = "") -> Evaluation:
    """The evaluation until the month that was asked for; without one that serves, the usual one."""
    database = live()
    of_plan = PlanInPlace(database, plan, replaces=chain_of(plan)[1:], schema=SCHEMAS[database.engine], unidad=unidad)
    facts = read(of_plan.query, plan)
    asked = int(month) if month.isdecimal() and len(month) < 3 else 0
    cut = asked if 1 <= asked <= 12 else usual_month(facts) or _ended(facts.gestion)
    return evaluation_from(facts, cut)


def months_to_choose() -> list[tuple[str, str]]:
    """The cuts as a choice."""
    return [(str(month), name.capitalize()) for month, name in enumerate(MONTH_NAMES, start=1)]


def findings_of(found: Evaluation) -> list[Finding]:
    """What has to be explained, the units first."""
    return [_finding(found, each) for each in found.findings]


def of_unit(found: Evaluation, unidad: str) -> list[Finding]:
    """What a unit explains: itself, which it may leave if nothing is wrong with it, and each of its findings."""
    own = [each for each in findings_of(found) if each.unidad == unidad]
    if any(not each.operacion for each in own):
        return own
    said = found.explained.get((unidad, ""), NONE)
    return [*own, Finding(unidad, "", "De toda la unidad", "", said, must=False)]


def _finding(found: Evaluation, each: Result | Evaluated) -> Finding:
    if isinstance(each, Result):
        unidad, operacion, name = each.code, "", "De toda la unidad"
    else:
        it = each.physical.it
        unidad, operacion, name = it.unidad, it.operacion, f"{it.operacion} {it.description}".strip()
    said = found.explained.get((unidad, operacion), NONE)
    return Finding(unidad, operacion, name, finding(found, each), said, must=True)


def _ended(gestion: int) -> int:
    """The last month of the gestión that ended, the first one if none did."""
    today = hoy()
    months = (today.year - gestion) * 12 + today.month - 1
    return min(max(months, 1), 12)
