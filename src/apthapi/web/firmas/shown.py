"""An issued paper and its signatures as the pages show them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse

from apthapi.web.accounts.models import Persona
from apthapi.web.expediente.models import Emitido, EstadoDeEmitido, Revision
from apthapi.web.firmas.models import EstadoDeFirma, Firma
from apthapi.web.firmas.turn import next_of, position_for, waiting_for, why_not
from apthapi.web.process.permisos import Situacion, hoy
from apthapi.web.process.whereabouts import heading

_STATES = {EstadoDeFirma.PENDIENTE: "", EstadoDeFirma.FIRMADA: "bien", EstadoDeFirma.RECHAZADA: "error"}
_OF_PAPER = {EstadoDeEmitido.POR_FIRMAR: "falta", EstadoDeEmitido.FIRMADO: "bien", EstadoDeEmitido.ANULADO: "error"}


@dataclass(frozen=True, slots=True)
class Line:
    """One signature in a list: whose turn it is, or what was done."""

    firma: Firma
    state: str
    state_text: str
    who: str
    is_next: bool

    @property
    def notes(self) -> list[str]:
        """What must be known of it, sentence by sentence."""
        return self.firma.notas.split("\n") if self.firma.notas else []


@dataclass(frozen=True, slots=True)
class Panel:
    """The signatures of a paper, and what the person may do: sign it now, or why not."""

    emitido: Emitido
    state: str
    lines: tuple[Line, ...]
    turn: Firma | None
    may_sign: bool
    why_not: str
    revisions: tuple[Revision, ...]


def panel_of(emitido: Emitido, situacion: Situacion) -> Panel:
    """What `firmas/panel.html` shows of a paper to a person. Three queries."""
    firmas = list(Firma.objects.filter(emitido=emitido).select_related("emitido", "cargo").order_by("orden"))
    turn = next_of(firmas) if emitido.estado == EstadoDeEmitido.POR_FIRMAR else None
    holds = turn is not None and position_for(turn, situacion.designaciones) is not None
    why = why_not(turn, firmas, situacion.persona) if turn is not None and holds else ""
    return Panel(
        emitido,
        _OF_PAPER[EstadoDeEmitido(emitido.estado)],
        tuple(lines_of(firmas, turn)),
        turn,
        holds and not why,
        why,
        tuple(Revision.objects.filter(emitido=emitido).order_by("numero")),
    )


def lines_of(firmas: Iterable[Firma], turn: Firma | None) -> Iterable[Line]:
    """One line for each signature, in order; by position, never by name."""
    for each in sorted(firmas, key=lambda firma: firma.orden):
        text = "Le toca" if each == turn else str(each.get_estado_display())
        state = "falta" if each == turn else _STATES[EstadoDeFirma(each.estado)]
        yield Line(each, state, text, _who(each), each == turn)


def _who(firma: Firma) -> str:
    name = firma.cargo.nombre if firma.cargo else str(firma.get_rol_display())
    name = f"{name} a.i." if firma.interino else name
    return f"{name} ({firma.unidad})" if firma.unidad else name


@dataclass(frozen=True, slots=True)
class Waiting:
    """One paper that waits for the signature of a person."""

    title: str
    where: str
    as_what: str
    url: str


def waiting(persona: Persona) -> list[Waiting]:
    """The papers that wait for the person, the oldest first: for their page, and for the home of everybody."""
    found = list(waiting_for(persona.designaciones_vigentes(hoy())))
    names = {plan: str(heading(plan)) for plan in {each.emitido.plan for each in found}}
    return [
        Waiting(
            str(each.emitido.titulo) + (f" · {each.emitido.cite}" if each.emitido.cite else ""),
            names[each.emitido.plan] + (f" · {each.emitido.unidad}" if each.emitido.unidad else ""),
            each.titulo,
            reverse("firmas_papel", args=[each.emitido.codigo]),
        )
        for each in found
    ]


def visible(situacion: Situacion) -> QuerySet[Emitido]:
    """The issued papers that the person may see: all of their entity, or only those of the unit of their position."""
    whole = {each.cargo.entidad.codigo for each in situacion.designaciones if not each.cargo.unidad}
    found = Emitido.objects.filter(entidad__in=whole)
    for each in situacion.designaciones:
        if each.cargo.unidad:
            found |= Emitido.objects.filter(entidad=each.cargo.entidad.codigo, unidad=each.cargo.unidad)
    return found


def the_paper(situacion: Situacion, codigo: str) -> Emitido:
    """One of those papers. Raises Http404."""
    found = visible(situacion).filter(codigo=codigo).first()
    if found is None:
        raise Http404
    return found
