"""Remissions as their pages show them: in words, with links, with what is to be done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from apthapi.web.ministerio.deciding import ACTIONS, Accion, Motivo
from apthapi.web.ministerio.models import Decision, EstadoDeVerificacion, PasoDeRemision, Remision

PILLS = {
    Decision.RECIBIDO: "enviada",
    Decision.EN_REVISION: "falta",
    Decision.ACEPTADO: "aprobada",
    Decision.DEVUELTO: "observada",
}
_CHECK = {
    EstadoDeVerificacion.ESPERA: "",
    EstadoDeVerificacion.HACIENDO: "",
    EstadoDeVerificacion.HECHA: "cuadra",
    EstadoDeVerificacion.FALLO: "error",
}
_KINDS = {
    "formulacion": "Formulación",
    "reformulacion": "Reformulación",
    "reprogramacion": "Reprogramación",
    "ajuste": "Ajuste",
}
SEVERITIES = {"error": "Errores", "advertencia": "Advertencias", "informacion": "Informaciones"}

Shown = dict[str, Any]


def listed(remision: Remision) -> Shown:
    """A remission in a line."""
    return {
        "remision": remision,
        "titulo": remision.sigla or remision.nombre_archivo,
        "nombre": remision.nombre,
        "version": version_of(remision),
        "estado": PILLS[Decision(remision.decision)],
        "estado_texto": remision.get_decision_display(),
        "verificacion": checked_in_words(remision),
        "verificacion_estado": "excede" if remision.errores else _CHECK[EstadoDeVerificacion(remision.estado)],
        "como": "" if remision.origen_id else "traído como archivo",
        "url": reverse("remision", args=[remision.codigo]),
    }


def version_of(remision: Remision) -> str:
    """`2024 · Reformulación, versión 1`; empty until it was read."""
    if remision.gestion is None:
        return ""
    return (
        f"{remision.gestion} · {_KINDS.get(remision.tipo, remision.tipo.capitalize())}, versión {remision.version or 0}"
    )


def checked_in_words(remision: Remision) -> str:
    """What the rules said, or how far they are."""
    if not remision.is_checked:
        return str(remision.get_estado_display())
    if not remision.errores:
        return "Sin errores"
    return f"{remision.errores} {'error' if remision.errores == 1 else 'errores'}"


def offered(remision: Remision) -> list[Accion]:
    """What may be done with it in its state."""
    return [each for each in ACTIONS.values() if remision.decision in each.since]


def history_of(remision: Remision) -> list[Shown]:
    """Its steps, the last first; people are told by their position."""
    steps = PasoDeRemision.objects.filter(remision=remision).select_related("cargo").prefetch_related("motivos")
    return [
        {"paso": each, "estado": PILLS[Decision(each.decision)], "motivos": list(each.motivos.all())}
        for each in steps.order_by("-pk")
    ]


def by_rule(findings: Iterable[Shown]) -> list[tuple[str, str, int]]:
    """How often each rule was broken, and with what severity: errors first, then the most frequent."""
    counts = Counter((each["regla"], each["severidad"]) for each in findings)
    order = list(SEVERITIES)
    ranked = sorted(counts.items(), key=lambda one: (order.index(one[0][1]), -one[1], one[0][0]))
    return [(rule, severity, count) for (rule, severity), count in ranked]


def place_of(finding: Shown) -> str:
    """Where a finding is, in words: unit, table and row."""
    row = f"fila {finding['fila']}" if finding["fila"] else ""
    return " · ".join(part for part in (finding["unidad"], finding["tabla"], row) if part)


def as_reason(finding: Shown) -> Motivo:
    """A finding as a reason to return the plan."""
    return Motivo(f"{finding['mensaje']} {finding['corrija']}".strip(), finding["regla"], place_of(finding))
