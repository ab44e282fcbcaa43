"""Where the person is, in what state it is and until when: what the line under the top bar shows."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from apthapi.documents.heading import plan_title
from apthapi.web.plans.live import live
from apthapi.web.process.models import EstadoDeUnidad
from apthapi.web.process.permisos import Situacion, hoy

_STATES = {EstadoDeUnidad.BORRADOR: "", EstadoDeUnidad.ENVIADA: "enviada", EstadoDeUnidad.APROBADA: "aprobada"}
PRESSING_DAYS = 3


def whereabouts(situacion: Situacion, page: str = "") -> dict[str, object]:
    """The context of components/where.html."""
    [(sigla, gestion, tipo, number, unit_name)] = live().query(
        "select sigla, gestion, tipo, version, (select nombre from unidades u where u.plan = p.plan and u.unidad = ?) "
        "from planes p where plan = ?",
        [situacion.unidad, situacion.plan],
    )
    places = [(f"{sigla} {gestion}", reverse("inicio"))]
    title = plan_title(tipo, number, gestion)
    seen = situacion.puede("ver_tablero")
    places.append((title, reverse("tablero", args=[situacion.plan]) if seen else ""))
    if situacion.unidad:
        places.append((f"{situacion.unidad} · {unit_name}" if unit_name else situacion.unidad, ""))
    if page:
        places.append((page, ""))
    return {"donde": places, **_state(situacion), **_limit(situacion)}


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
