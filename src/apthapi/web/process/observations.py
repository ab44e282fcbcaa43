"""Why a part was returned: what its unit corrects, and what who asked for it looks for afterwards."""

from __future__ import annotations

from apthapi.web.process.models import Acto, EstadoDeUnidad
from apthapi.web.process.permisos import Situacion


def observation(situacion: Situacion) -> Acto | None:
    """The act that last returned the part, with its words; none once Planificación has reviewed it."""
    if situacion.parte is None or situacion.parte.estado == EstadoDeUnidad.REVISADA:
        return None
    acts = Acto.objects.filter(plan=situacion.plan, unidad=situacion.unidad, clase="observar_unidad")
    return acts.select_related("cargo").order_by("-pk").first()
