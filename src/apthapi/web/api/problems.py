"""What cannot be answered, as `application/problem+json` (RFC 9457): in Spanish, all reasons at once, how to repair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpRequest, JsonResponse

from apthapi.web.process.errors import problem_json

TITLES = {
    400: "El pedido no se entiende",
    401: "Falta una ficha de acceso que valga",
    403: "El cargo de la ficha no permite verlo",
    404: "No existe, o no está publicado",
    405: "Aquí solo se lee",
    406: "No hay ese formato",
    409: "El estado en que está no lo admite",
    422: "El pedido tiene datos que no sirven",
    429: "Demasiados pedidos",
}
"""By status: what happened, in a few words."""


@dataclass(frozen=True, slots=True)
class Wrong:
    """A parameter that does not serve, and how to write it."""

    parameter: str
    reason: str


class ProblemError(Exception):
    """A request that is not answered: its status, what is wrong, how to repair it."""

    def __init__(
        self, status: int, detail: str, *, wrong: Sequence[Wrong] = (), headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.wrong = tuple(wrong)
        self.headers = dict(headers or {})


def not_found(what: str) -> ProblemError:
    """404, whether there is none or it is not theirs to know."""
    return ProblemError(404, f"{what} Vea cuáles hay en la lista que está un nivel más arriba.")


def answer(request: HttpRequest, found: ProblemError) -> JsonResponse:
    """The problem as a response."""
    more: dict[str, object] = {}
    if found.wrong:
        more["errores"] = [{"parametro": each.parameter, "detalle": each.reason} for each in found.wrong]
    response = problem_json(request, found.status, found.detail, title=TITLES[found.status], **more)
    for name, value in found.headers.items():
        response.headers[name] = value
    response.headers["Cache-Control"] = "no-store"
    return response


SCHEMA = {
    "type": "object",
    "description": "Por qué no se respondió (RFC 9457) y cómo corregirlo.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errores": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["parametro", "detalle"],
                "properties": {"parametro": {"type": "string"}, "detalle": {"type": "string"}},
            },
        },
    },
}
"""What a problem looks like, for the description of the API."""
