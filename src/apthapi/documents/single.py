"""One form of one unit as a paper of its own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from apthapi.core.package import Package
from apthapi.documents.attachment import plan_data
from apthapi.documents.errors import PaperError
from apthapi.documents.forms import TABLES_OF, TITLES, UnitForms
from apthapi.documents.heading import Data, Institution, Plan, read_plan, read_unit
from apthapi.documents.paper import Draft, Paper, make_paper
from apthapi.documents.verification import Verification


def render_form(
    *,
    package: Package,
    plan: str,
    unidad: str,
    form: str,
    out: Path,
    institution: Institution | None = None,
    borrador: bool = False,
    verification: Verification | None = None,
    observations: Data | None = None,
) -> Paper:
    """Write one form (a key of TITLES) as PDF/A-3a + UA-1 with its own data attached.

    `borrador` marks every page as a draft; the data that it carries are the same. With `verification` it is issued: it
    ends with its code and the fields in which it is signed. `observations` is a section behind the form
    (`observed.section_of`).
    Raises PaperError if the plan, the unit or the form's data is not there, or the paper cannot be composed.
    """
    draft = form_draft(package, plan, unidad, form, institution)
    body = {**draft.body, "observaciones": observations} if observations else draft.body
    return make_paper(replace(draft, borrador=borrador, verification=verification, body=body), out)


def form_draft(package: Package, plan: str, unidad: str, form: str, institution: Institution | None = None) -> Draft:
    """What the form says, before it is composed."""
    head = read_plan(package, plan)
    unit = read_unit(package, plan, unidad)
    data = UnitForms(package, head, unit).data(form)
    return Draft(
        template="form",
        title=f"{TITLES[form]} – {unit.nombre} – {head.title}",
        plan_title=head.title,
        institution=presented(head, institution),
        control=control_line(head),
        timestamp=head.timestamp,
        body={"formulario": data, "unidad": unit.as_data()},
        attachment=plan_data(package, head, [unidad], TABLES_OF[form]),
    )


def presented(plan: Plan, institution: Institution | None) -> Institution:
    """The institution as it wants to be named, the plan's own words filling what it leaves open."""
    given = institution or Institution()
    name, sigla = given.name or plan.name, given.sigla or plan.sigla
    if not name:
        raise PaperError(f"El plan {plan.code} no dice el nombre de la entidad; escríbalo en planes.csv.")
    return Institution(name, sigla, given.logo)


def control_line(plan: Plan) -> str:
    """The start of the small line at the foot of every page."""
    return f"Plan {plan.code}  ·  versión {plan.version}"
