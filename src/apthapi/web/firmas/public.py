"""What anybody may know of an issued paper: that it exists, of which version it is, how it stands, and its hashes."""

from __future__ import annotations

from dataclasses import dataclass, replace

from django.conf import settings

from apthapi.documents.signing.bounded import verify_bounded
from apthapi.documents.signing.verifying import Examined, Verdict, sha256_of
from apthapi.web.audit.chain import head_of
from apthapi.web.entities.models import Entidad
from apthapi.web.expediente.models import Emitido, EstadoDeEmitido, Revision
from apthapi.web.firmas.expected import ALONE
from apthapi.web.firmas.keeping import kept_of
from apthapi.web.firmas.models import Firma
from apthapi.web.firmas.shown import Line, lines_of
from apthapi.web.firmas.turn import next_of
from apthapi.web.process.models import BEING_MADE, EstadoDePlan, Version
from apthapi.web.process.whereabouts import heading

_BEFORE_THE_PLAN = "instructivo"
"""What asks for the plan to be made is in force before it is approved."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A paper as anybody sees it."""

    emitido: Emitido
    entidad: str
    version: str
    state: str
    state_text: str
    explained: str
    lines: tuple[Line, ...]
    revisions: tuple[Revision, ...]
    published: bool
    head: str
    """Where the chain of the trace of the entity is now."""

    @property
    def given(self) -> bool:
        """Whether anybody is given its files: it is signed by all, and the version of its plan is published."""
        return self.published and self.emitido.estado == EstadoDeEmitido.FIRMADO


def confirmed(codigo: str) -> Confirmed | None:
    """The paper of a code; None if none was issued with it."""
    emitido = Emitido.objects.filter(codigo=codigo).first()
    if emitido is None:
        return None
    firmas = list(Firma.objects.filter(emitido=emitido).select_related("cargo").order_by("orden"))
    entidad = Entidad.objects.filter(codigo=emitido.entidad).first()
    version = Version.objects.filter(plan=emitido.plan).first()
    turn = next_of(firmas) if emitido.estado == EstadoDeEmitido.POR_FIRMAR else None
    return Confirmed(
        emitido,
        entidad.nombre if entidad else emitido.entidad,
        str(heading(emitido.plan)) if version else emitido.plan,
        *_state(emitido, version, firmas),
        tuple(lines_of(firmas, turn)),
        tuple(Revision.objects.filter(emitido=emitido).order_by("numero")),
        version is not None and version.publicada,
        head_of(emitido.entidad),
    )


def _state(emitido: Emitido, version: Version | None, firmas: list[Firma]) -> tuple[str, str, str]:
    """State, in a word, and what it means."""
    if emitido.estado == EstadoDeEmitido.ANULADO:
        return "error", "Anulado", "Este papel fue anulado por la entidad: no vale."
    if any(each.estado == "rechazada" for each in firmas):
        return "error", "Rechazado", "Quien debía firmarlo lo rechazó: no vale."
    if emitido.estado == EstadoDeEmitido.POR_FIRMAR and firmas:
        done = sum(each.estado == "firmada" for each in firmas)
        return "falta", "Por firmar", f"Tiene {done} de {len(firmas)} firmas: todavía no vale."
    if version is not None and version.estado == EstadoDePlan.DESESTIMADA:
        return "error", "Sin efecto", "La versión del plan de este papel se desestimó: no vale."
    if emitido.papel.startswith(ALONE):
        return "vigente", "Vigente", "La entidad lo emitió y no lo liberó ni lo anuló."
    if _replaced(emitido) or (version is not None and version.estado == EstadoDePlan.HISTORICO):
        return "historico", "Reemplazado", "Valió, y otro papel o una versión posterior del plan lo reemplazó."
    if version is not None and version.estado in BEING_MADE and emitido.papel != _BEFORE_THE_PLAN:
        word = "Firmado" if firmas else "Emitido"
        return "falta", word, f"{word} por la entidad. Su versión del plan no está aprobada: todavía no rige."
    return "vigente", "Vigente", "La entidad lo emitió y no lo anuló ni lo reemplazó."


def _replaced(emitido: Emitido) -> bool:
    same = Emitido.objects.filter(plan=emitido.plan, papel=emitido.papel, unidad=emitido.unidad)
    return same.filter(pk__gt=emitido.pk, estado=EstadoDeEmitido.FIRMADO).exists()


@dataclass(frozen=True, slots=True)
class Compared:
    """What a file turned out to be: of which of our papers, if of any, and what was found in it."""

    examined: Examined
    emitido: Emitido | None
    state: str
    title: str
    why: str


def compare(content: bytes, wanted: Emitido | None = None) -> Compared:
    """What a file is: one of our revisions, one of them altered, or a stranger. `wanted` is the paper it should be."""
    same = Revision.objects.filter(sha256=sha256_of(content)).select_related("emitido").first()
    mine = same.emitido if same is not None else wanted
    examined = verify_bounded(content, kept_of(mine) if mine else (), settings.RAICES)
    named = Emitido.objects.filter(codigo__in=examined.codes).first()
    if same is not None:
        return _identical(examined, same, wanted)
    if examined.revision is not None or named is not None:
        return _altered(examined, mine if examined.revision is not None else named)
    if wanted is not None:
        why = "No es ninguno de los archivos de este papel. Si se lo dieron como este papel, está alterado."
        return Compared(examined, None, "error", "ALTERADO, o es otro papel", why)
    why = "No es ninguno de los papeles que esta instalación emitió; si se lo dieron como uno de ellos, está alterado."
    return Compared(examined, None, "advertencia", "No se reconoce", f"{why} {examined.why}")


def _identical(examined: Examined, same: Revision, wanted: Emitido | None) -> Compared:
    if wanted is not None and same.emitido_id != wanted.pk:
        why = f"Es auténtico, pero de otro papel: {same.emitido}, código {same.emitido.codigo}."
        return Compared(examined, same.emitido, "advertencia", "Es otro papel", why)
    last = Revision.objects.filter(emitido=same.emitido).latest("numero").numero
    what = (
        "el papel como está hoy" if same.numero == last else f"el papel como estaba con {same.numero} firmas de {last}"
    )
    return Compared(examined, same.emitido, "bien", "Es auténtico", f"Es idéntico a la revisión {same.numero}: {what}.")


def _altered(examined: Examined, mine: Emitido | None) -> Compared:
    if examined.revision is None:
        why = "Dice ser este papel, y no es ninguno de los archivos que la entidad guardó."
        examined = replace(examined, verdict=Verdict.ALTERED)
        return Compared(examined, mine, "error", "ALTERADO", why)
    return Compared(examined, mine, "error", "ALTERADO", examined.why)
