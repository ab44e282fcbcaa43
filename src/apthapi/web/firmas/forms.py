"""Issues a form of a unit, to be signed by who prepared it and by who approves it."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from pathlib import Path

from apthapi.core.tables import TABLES
from apthapi.documents import PaperError, render_form
from apthapi.documents.verification import Verification
from apthapi.web.accounts.models import Designacion
from apthapi.web.expediente.archive import clear_leftovers, placed, sha256_of, workplace
from apthapi.web.expediente.emision import institution_of
from apthapi.web.expediente.models import Emitido, EstadoDeEmitido, Revision
from apthapi.web.firmas.expected import await_signatures, verification_for
from apthapi.web.firmas.signing import NotSignedError
from apthapi.web.plans.live import SCHEMAS, live
from apthapi.web.plans.package import chain_of, photograph
from apthapi.web.plans.papers.catalogue import PAPELES, one
from apthapi.web.process.acts import act
from apthapi.web.process.permisos import Situacion, hoy
from apthapi.web.process.unit_acts import held_part


def issue_form(situacion: Situacion, designacion: Designacion, key: str) -> Emitido:
    """The form as it is now, issued; the one of before if nothing changed since. Raises NotSignedError.

    One that still waited for its signatures is void: another shows what the unit has now.
    """
    found = one(situacion.plan, situacion.unidad, key)
    if found is None or not found.papel.form or found.missing:
        raise NotSignedError("Ese formulario todavía no tiene datos: no hay qué firmar.")
    if current := _current(situacion.plan, situacion.unidad, key):
        return current
    clear_leftovers()
    verification = verification_for(key, situacion.entidad, situacion.plan, situacion.unidad)
    with workplace() as work:
        try:
            shown = _compose(situacion, PAPELES[key].form, verification, work / "0.pdf")
        except PaperError as problem:
            raise NotSignedError(str(problem)) from None
        return _keep(situacion, designacion, key, verification.code, shown, work)


def _current(plan: str, unidad: str, key: str) -> Emitido | None:
    """The issued form that shows what the unit has now."""
    issued = Emitido.objects.filter(plan=plan, unidad=unidad, papel=key).exclude(estado=EstadoDeEmitido.ANULADO)
    last = issued.exclude(firmas__estado="rechazada").order_by("-pk").first()
    return last if last is not None and last.acto >= _last_change(plan, unidad) else None


def _last_change(plan: str, unidad: str) -> int:
    source = live()
    table = f"{SCHEMAS[source.engine]}.process_cambio"
    names = ", ".join("?" for _ in TABLES)
    sql = f"select max(acto) from {table} where plan = ? and unidad = ? and tabla in ({names})"
    return int(source.value(sql, [plan, unidad, *TABLES]) or 0)


def _compose(situacion: Situacion, form: str, verification: Verification, out: Path) -> int:
    """The last act that the paper shows."""
    plan, unidad = situacion.plan, situacion.unidad
    photo = photograph([plan], units=[unidad], before=chain_of(plan)[1:])
    with closing(photo.package) as package:
        render_form(
            package=package, plan=plan, unidad=unidad, form=form, out=out,
            institution=institution_of(situacion.entidad), verification=verification,
        )  # fmt: skip
    return photo.acto


def _keep(situacion: Situacion, designacion: Designacion, key: str, code: str, shown: int, work: Path) -> Emitido:
    plan, unidad, papel = situacion.plan, situacion.unidad, PAPELES[key]
    sha256, size = sha256_of(work / "0.pdf"), (work / "0.pdf").stat().st_size
    day: date = hoy()
    detail = f"{papel.title} de {unidad}, código {code}, SHA-256 {sha256}"
    persona = situacion.persona
    with act("emitir_papel", persona, designacion, plan=plan, unidad=unidad, detalle=detail), placed(work, code):
        held_part(situacion)
        if _last_change(plan, unidad) > shown:
            raise NotSignedError("La unidad cambió mientras se componía el formulario: emítalo otra vez.")
        waiting = Emitido.objects.filter(plan=plan, unidad=unidad, papel=key, estado=EstadoDeEmitido.POR_FIRMAR)
        waiting.update(estado=EstadoDeEmitido.ANULADO, motivo="Se emitió otro, con lo que la unidad tiene ahora.")
        emitido = Emitido.objects.create(
            codigo=code, entidad=situacion.entidad, plan=plan, unidad=unidad, papel=key,
            titulo=f"{papel.title} de {unidad}", fecha=day, acto=shown, persona=persona, cargo=designacion.cargo,
        )  # fmt: skip
        Revision.objects.create(emitido=emitido, numero=0, sha256=sha256, tamano=size)
        await_signatures(emitido)
    return emitido
