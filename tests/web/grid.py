"""What the grid of the browser does, for tests: reads the rows of a sheet and saves changes of its cells."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from apthapi.web.entities.demo import COMPLETED, PLAN

Answer = dict[str, Any]
SERVICES = "requerimientos_3_01"


def address(sheet: str, verb: str, plan: str = PLAN, unidad: str = COMPLETED) -> str:
    """The address of a sheet of a unit, or of the plan when there is no unit."""
    part = f"unidades/{unidad}/" if unidad else ""
    return f"/planes/{plan}/{part}{verb}/{sheet}"


def rows(client: Client, sheet: str = SERVICES, **where: str) -> list[dict[str, Any]]:
    """The rows of a sheet by column, with their `renglon`."""
    answer = client.get(address(sheet, "filas", **where)).json()
    names = ["renglon", *(column["nombre"] for column in answer["columnas"])]
    return [dict(zip(names, row, strict=True)) for row in answer["filas"]]


def cell(text: str, *before: int | str | None) -> dict[str, Any]:
    """A cell that was written, with the stored value that the person had in front if one is given."""
    return {"texto": text, **({"antes": before[0]} if before else {})}


def send(
    client: Client,
    changes: list[Any],
    sheet: str = SERVICES,
    *,
    envio: UUID | None = None,
    since: int = 0,
    **where: str,
) -> Any:
    """What the server answers to changes."""
    body = {"envio": str(envio or uuid4()), "desde": since, "cambios": changes}
    return client.post(address(sheet, "guardar", **where), body, content_type="application/json")


def save(client: Client, *changes: Any, sheet: str = SERVICES, **options: Any) -> Answer:
    """The answer to changes that were taken."""
    response = send(client, list(changes), sheet, **options)
    assert response.status_code == 200, response.content
    answer: Answer = response.json()
    return answer


def said(answer: Answer) -> list[tuple[str, str]]:
    """The columns that were refused, and why."""
    return [(each["columna"], each["mensaje"]) for each in answer["rechazos"]]
