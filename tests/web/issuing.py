"""Papers that are issued for the tests of signatures, as the room of the case issues them."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from apthapi.documents import render_form
from apthapi.documents.signing.verifying import sha256_of
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.entities.models import Entidad
from apthapi.web.expediente.models import Emitido, Revision
from apthapi.web.firmas.expected import await_signatures, verification_for
from apthapi.web.firmas.models import FormaDeFirmar
from apthapi.web.plans.package import photograph
from apthapi.web.process.acts import act
from apthapi.web.process.models import EstadoDeUnidad
from apthapi.web.process.permisos import hoy
from web.conftest import SEGIP
from web.states import set_part


def issue(
    papel: str = "resolucion", unidad: str = "", *, title: str = "Papel de prueba", cite: str = "", code: str = ""
) -> Emitido:
    """A paper with its file and the signatures it waits for. It always shows form 04 of a unit."""
    verification = verification_for(papel, SEGIP, PLAN, unidad, code=code)
    if unidad:
        set_part(unidad, estado=EstadoDeUnidad.ENVIADA)
    photo = photograph([PLAN], units=[COMPLETED])
    with closing(photo.package) as package, act("guardar", None, None, plan=PLAN) as acto:
        emitido = Emitido.objects.create(
            codigo=verification.code, entidad=SEGIP, plan=PLAN, unidad=unidad, papel=papel, titulo=title, cite=cite,
            fecha=hoy(), acto=acto.pk,
        )  # fmt: skip
        revision = Revision(emitido=emitido, numero=0)
        render_form(
            package=package, plan=PLAN, unidad=COMPLETED, form="04", out=revision.file, verification=verification
        )
        _keep(revision, revision.file)
        await_signatures(emitido)
    return emitido


def set_way(**values: object) -> None:
    """How the entity of the demonstration signs: `como`, `estricta`."""
    with act("prueba", None, None):
        FormaDeFirmar.objects.update_or_create(entidad=Entidad.objects.get(codigo=SEGIP), defaults=values)


def set_paper(emitido: Emitido, **values: object) -> None:
    """Values of an issued paper: `estado`."""
    with act("prueba", None, None, plan=emitido.plan):
        Emitido.objects.filter(pk=emitido.pk).update(**values)


def _keep(revision: Revision, file: Path) -> None:
    content = file.read_bytes()
    revision.sha256, revision.tamano = sha256_of(content), len(content)
    revision.save()
