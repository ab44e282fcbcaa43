"""Where the person is, in what state it is and until when: what the line under the top bar shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from apthapi.documents.figures import ordinal
from apthapi.formats.site.content import folder_of
from apthapi.web.plans.live import live
from apthapi.web.process.models import EstadoDeUnidad
from apthapi.web.process.permisos import Situacion, hoy

_STATES = {EstadoDeUnidad.BORRADOR: "", EstadoDeUnidad.ENVIADA: "enviada", EstadoDeUnidad.APROBADA: "aprobada"}
PRESSING_DAYS = 3


_KINDS = {"reformulacion": "reformulación", "reprogramacion": "reprogramación", "ajuste": "ajuste"}


@dataclass(frozen=True, slots=True)
class Heading:
    """How a plan is called on a screen: `SEGIP 2024`, `Primera reformulación`."""

    entidad: str
    version: str

    def __str__(self) -> str:
        return f"{self.entidad} · {self.version}"


def heading(plan: str) -> Heading:
    """The names of a plan; its number counts the versions of its kind in the gestión."""
    [(sigla, gestion, tipo, number)] = live().query(
        "select sigla, gestion, tipo, (select count(*) from planes q where q.entidad = p.entidad and "
        "q.gestion = p.gestion and q.tipo = p.tipo and q.version <= p.version) from planes p where plan = ?",
        [plan],
    )
    kind = _KINDS.get(tipo, "")
    version = f"{ordinal(number, masculine=tipo == 'ajuste').capitalize()} {kind}" if kind else "Formulación"
    return Heading(f"{sigla} {gestion}", version)


def whereabouts(situacion: Situacion, page: str = "") -> dict[str, object]:
    """The context of components/where.html."""
    names = heading(situacion.plan)
    places = [(names.entidad, reverse("inicio"))]
    seen = situacion.puede("ver_tablero")
    places.append((names.version, reverse("tablero", args=[situacion.plan]) if seen else ""))
    if situacion.unidad:
        unit_name = live().value(
            "select nombre from unidades where plan = ? and unidad = ?", [situacion.plan, situacion.unidad]
        )
        url = reverse("unidad", args=[situacion.plan, situacion.unidad]) if page else ""
        places.append((f"{situacion.unidad} · {unit_name}" if unit_name else situacion.unidad, url))
    if page:
        places.append((page, ""))
    return {"donde": places, **_state(situacion), **_limit(situacion), **_public(situacion)}


def _state(situacion: Situacion) -> dict[str, object]:
    if situacion.parte is not None:
        state = situacion.parte.estado
        return {
            "estado": _STATES.get(EstadoDeUnidad(state), state),
            "estado_texto": situacion.parte.get_estado_display(),
        }
    if situacion.version is not None:
        return {"estado": situacion.version.estado, "estado_texto": situacion.version.get_estado_display()}
    return {}


def _limit(situacion: Situacion) -> dict[str, object]:
    version = situacion.version
    if version is None or version.vence is None or not situacion.admite("fijar_plazos"):
        return {}
    return {"vence": days_left(version.vence), "vence_estado": pressing(version.vence)}


def _public(situacion: Situacion) -> dict[str, object]:
    """The public page of a version that is published."""
    if situacion.version is None or not situacion.version.publicada:
        return {}
    [(gestion, number)] = live().query("select gestion, version from planes where plan = ?", [situacion.plan])
    page = f"{folder_of(situacion.entidad, gestion)}/v{number}/index.html"
    return {"pagina_publica": reverse("publico_pagina", args=[page])}


def days_left(limit: date) -> str:
    """`vence 05/02/2024, faltan 3 días`."""
    left = (limit - hoy()).days
    when = f"{limit:%d/%m/%Y}"
    if left < 0:
        return f"venció {when}, hace {-left} {'día' if left == -1 else 'días'}"
    if left == 0:
        return f"vence hoy, {when}"
    return f"vence {when}, {'falta' if left == 1 else 'faltan'} {left} {'día' if left == 1 else 'días'}"


def pressing(limit: date) -> str:
    """The state that shows how near a limit is: `excede` once past, `falta` in the last days, or empty."""
    left = (limit - hoy()).days
    return "excede" if left < 0 else "falta" if left <= PRESSING_DAYS else ""
