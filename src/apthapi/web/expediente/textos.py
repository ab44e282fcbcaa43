"""From which text a paper is written: that of this one paper, the template of the entity, or the software's own."""

from __future__ import annotations

from dataclasses import dataclass

from apthapi.documents.papeles_escritos import ESCRITOS
from apthapi.documents.plantillas import read
from apthapi.web.accounts.models import Designacion
from apthapi.web.expediente.models import Borrador, Plantilla
from apthapi.web.expediente.numbering import lock
from apthapi.web.process.acts import act
from apthapi.web.process.permisos import Peticion, Situacion


@dataclass(frozen=True, slots=True)
class TextoVigente:
    """A text and where it is from; `numero` is the version of the entity's template, 0 that of the software."""

    texto: str
    numero: int
    propio: bool = False

    @property
    def origin(self) -> str:
        """In words."""
        if self.propio:
            return "Texto de este escrito"
        return f"Plantilla de la entidad, versión {self.numero}" if self.numero else "Plantilla del sistema"


def template_of(entidad: str, papel: str) -> TextoVigente:
    """The text in force for a kind of paper of an entity."""
    last = _last(entidad, papel)
    if last is None or not last.texto:
        return TextoVigente(ESCRITOS[papel].default_text, 0)
    return TextoVigente(last.texto, last.numero)


def text_of(plan: str, entidad: str, papel: str) -> TextoVigente:
    """The text of that paper of a plan."""
    own = Borrador.objects.filter(plan=plan, papel=papel).first()
    return TextoVigente(own.texto, 0, propio=True) if own else template_of(entidad, papel)


def save_template(request: Peticion, entidad: str, papel: str, text: str) -> bool:
    """Keep a new version of the template; an empty text goes back to the software's. False if it is the one in force.

    Raises TextError if the text is wrong.
    """
    if text:
        read(text)
    before = _last(entidad, papel)
    if text == (before.texto if before else ""):
        return False
    designacion, persona = request.designacion, request.situacion.persona
    said = "versión nueva" if text else "vuelve a la del sistema"
    with act("plantilla_cambiada", persona, designacion, detalle=f"plantilla {entidad} {papel}\n{said}"):
        lock(entidad)
        last = _last(entidad, papel)  # somebody may have kept another meanwhile
        numero = (last.numero if last else 0) + 1
        Plantilla.objects.create(
            entidad=entidad, papel=papel, numero=numero, texto=text, persona=persona, cargo=designacion.cargo
        )
    return True


def _last(entidad: str, papel: str) -> Plantilla | None:
    return Plantilla.objects.filter(entidad=entidad, papel=papel).order_by("-numero").first()


def save_draft(situacion: Situacion, designacion: Designacion, papel: str, text: str) -> None:
    """Keep the text of this one paper; the same as the template's is none of its own. Raises TextError."""
    read(text)
    template = template_of(situacion.entidad, papel).texto
    with act("escribir_papel", situacion.persona, designacion, plan=situacion.plan, detalle=papel) as acto:
        if text == template:
            Borrador.objects.filter(plan=situacion.plan, papel=papel).delete()
            return
        values = {"texto": text, "acto": acto.pk, "cargo": designacion.cargo}
        Borrador.objects.update_or_create(plan=situacion.plan, papel=papel, defaults=values)
