"""What reviewers and units do with observations, for tests."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.test import Client

from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.observations.models import Observacion
from apthapi.web.process.permisos import hoy
from web.grid import SERVICES, rows

IN_WEEK = (hoy() + timedelta(days=7)).isoformat()


def base(unidad: str = COMPLETED, plan: str = PLAN) -> str:
    """The address of the part of a unit, or of the plan without one."""
    return f"/planes/{plan}/unidades/{unidad}/" if unidad else f"/planes/{plan}/"


def first_row(client: Client, sheet: str = SERVICES) -> dict[str, Any]:
    """The first row of a sheet of the unit that has lines."""
    return rows(client, sheet)[0]


def pin(client: Client, donde: str = "", unidad: str = COMPLETED, **form: str) -> Observacion:
    """Pin an observation as a reviewer does, and what became of it."""
    sent = {
        "donde": donde,
        "severidad": "corregir",
        "texto": "El precio no coincide con la cotización.",
        "envio": str(uuid4()),
        **form,
    }
    response = client.post(f"{base(unidad)}observaciones/fijar", sent)
    assert response.status_code == 302, response.content.decode()
    return Observacion.objects.filter(plan=PLAN, unidad=unidad).latest("pk")


def do(client: Client, observacion: Observacion, que: str, texto: str = "", **form: str) -> Any:
    """Answer, resolve, reopen, withdraw or note; what the server answers."""
    url = f"{base(observacion.unidad, observacion.plan)}observaciones/{observacion.numero}/{que}"
    return client.post(url, {"texto": texto, "envio": str(uuid4()), **form}, follow=True)


def state(observacion: Observacion) -> str:
    """Where it stands now."""
    observacion.refresh_from_db()
    return observacion.estado
