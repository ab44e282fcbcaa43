"""What an action of a trámite asks for before it is done, by the names that the table of actions uses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from apthapi.core.tables import TABLES
from apthapi.rules.catalogue import all_rules
from apthapi.web.accounts.models import Persona, Rol
from apthapi.web.expediente.models import Emitido, EstadoDeEmitido
from apthapi.web.expediente.voided import voided_documents
from apthapi.web.plans.live import live
from apthapi.web.process.models import Acto, Cambio, EstadoDeUnidad, ParteDeUnidad
from apthapi.web.tramites.judgement import judge_plan, stopping
from apthapi.web.tramites.models import Tramite

PAPERS = {
    "instructivo": "el instructivo",
    "informe_tecnico": "el informe técnico",
    "informe_legal": "el informe legal",
    "resolucion": "la resolución",
    "nota_remision": "la nota de remisión",
    "publicacion": "la constancia de publicación",
}
"""The papers that an action may ask for, by their kind."""
WITHOUT_ERRORS = "sin_errores"
"""No error of the plan stands without a justification; `sin_errores:V58` leaves out a rule that is not its turn yet."""
OF_THE_FORM = frozenset({"motivo", "pei", "apertura"})
"""What is asked of the person and not of the version: the form itself says when it is missing."""
STATES_THE_VERSION = frozenset({"informe_tecnico", "informe_legal", "resolucion"})
"""Papers that speak of the version as it is: one that was issued before it changed no longer does."""
_NOT_CONTENT = frozenset({"planes", "documentos", "citas"})
"""Tables that change when papers are issued or the version is approved, and not what these papers say."""


@dataclass(frozen=True, slots=True)
class Dado:
    """What the person gave with an action."""

    persona: Persona
    texto: str = ""
    afecta_pei: bool | None = None
    unidades: tuple[str, ...] = field(default=())


Check = Callable[[Tramite, Dado], list[str]]


def missing(tramite: Tramite, requires: tuple[str, ...], given: Dado) -> list[str]:
    """What is missing for an action, in sentences, all at once; empty if it can be done."""
    found = []
    for each in requires:
        name, _, about = each.partition(":")
        if name == "documento":
            found += _paper(tramite, about)
        elif name == WITHOUT_ERRORS:
            found += _no_errors(tramite, but=frozenset(about.split(",")))
        else:
            found += _CHECKS[name](tramite, given)
    return found


def known(requirement: str) -> bool:
    """Whether the name means something."""
    name, _, about = requirement.partition(":")
    if name == WITHOUT_ERRORS:
        return not about or set(about.split(",")) <= all_rules().keys()
    return about in PAPERS if name == "documento" else requirement in _CHECKS


def has_paper(plan: str, kind: str) -> bool:
    """Whether the version has that paper: issued here and signed by all, or registered in its table of documents."""
    issued = Emitido.objects.filter(plan=plan, papel=kind).exclude(estado=EstadoDeEmitido.ANULADO)
    if found := list(issued):
        return any(each.estado == EstadoDeEmitido.FIRMADO and not _is_stale(each) for each in found)
    registered = live().query("select documento from documentos where plan = ? and tipo = ?", [plan, kind])
    return bool({row[0] for row in registered} - voided_documents(plan))


def _is_stale(paper: Emitido) -> bool:
    """Whether the version changed after the paper was written."""
    if paper.papel not in STATES_THE_VERSION:
        return False
    later = Cambio.objects.filter(plan=paper.plan, acto__gt=paper.acto, tabla__in=TABLES.keys() - _NOT_CONTENT)
    return later.exists()


def _paper(tramite: Tramite, kind: str) -> list[str]:
    if has_paper(tramite.plan, kind):
        return []
    issued = Emitido.objects.filter(plan=tramite.plan, papel=kind).exclude(estado=EstadoDeEmitido.ANULADO)
    if any(_is_stale(each) for each in issued):
        return [f"La versión cambió después de que se emitió {PAPERS[kind]}: anúlelo y emita otro, en el Expediente."]
    waiting = Emitido.objects.filter(plan=tramite.plan, papel=kind, estado=EstadoDeEmitido.POR_FIRMAR)
    if waiting.exists():
        return [f"Falta la firma de {PAPERS[kind]}: está emitido y espera en el Expediente."]
    return [f"Falta {PAPERS[kind]}: emítalo, o registre el que ya existe, en el Expediente."]


def _reason(_: Tramite, given: Dado) -> list[str]:
    return [] if given.texto.strip() else ["Escriba el motivo o fundamento: queda en el trámite y en la traza."]


def _pei(_: Tramite, given: Dado) -> list[str]:
    if given.afecta_pei is None:
        return ["Diga si el cambio compromete el PEI (NB-SPO art. 20)."]
    return []


def _reviewed(tramite: Tramite, _: Dado) -> list[str]:
    parts = ParteDeUnidad.objects.filter(plan=tramite.plan).exclude(estado=EstadoDeUnidad.REVISADA)
    waiting = list(parts.order_by("pk").values_list("unidad", flat=True))
    if not waiting:
        return []
    shown = ", ".join(waiting[:6]) + (f" y {len(waiting) - 6} más" if len(waiting) > 6 else "")
    return [f"Faltan revisar {len(waiting)} unidades: {shown}. Ábralas en el Tablero."]


def _no_errors(tramite: Tramite, but: frozenset[str]) -> list[str]:
    stopped = [each for each in stopping(judge_plan(tramite.plan)) if each.rule not in but]
    if not stopped:
        return []
    rules = ", ".join(sorted({each.rule for each in stopped}))
    how_many = "un error" if len(stopped) == 1 else f"{len(stopped)} errores"
    return [f"Hay {how_many} sin corregir ni justificar ({rules}): corrija, o dé el fundamento en Justificaciones."]


def _another(tramite: Tramite, given: Dado) -> list[str]:
    """Who approves did not prepare: neither steps of this trámite nor parts of the version (V59)."""
    steps = tramite.movimientos.filter(persona=given.persona, recuperado=False).exclude(desde=tramite.etapa)
    parts = ParteDeUnidad.objects.filter(plan=tramite.plan, preparada_por=given.persona)
    wrote = Acto.objects.filter(plan=tramite.plan, persona=given.persona, cargo__rol=Rol.PREPARA)
    if steps.exists() or parts.exists() or wrote.exists():
        return ["Usted preparó parte de esta versión, y quien prepara no aprueba (V59): debe aprobarla otra persona."]
    return []


def _opening(tramite: Tramite, given: Dado) -> list[str]:
    if not given.unidades and ParteDeUnidad.objects.filter(plan=tramite.base).exists():
        return ["Elija al menos una unidad que trabaje en la versión nueva."]
    return []


_CHECKS: dict[str, Check] = {
    "motivo": _reason,
    "pei": _pei,
    "unidades_revisadas": _reviewed,
    "otra_persona": _another,
    "apertura": _opening,
}
