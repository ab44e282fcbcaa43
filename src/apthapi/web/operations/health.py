"""`/salud`, `/salud/listo` and `/metricas`: for programs that watch the installation.

They are answered before anything else, for whoever asks from this machine does not say the name of the installation,
nor comes encrypted. Strangers learn whether it serves, and nothing more.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import ip_address
from secrets import compare_digest

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.utils import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from prometheus_client import CONTENT_TYPE_LATEST

from apthapi.web.operations.heartbeat import is_alive
from apthapi.web.operations.metrics import exposed

_PASSED_ON = ("X-Forwarded-For", "X-Forwarded-Proto", "X-Real-Ip", "Forwarded", "Via")
"""A proxy of this machine asks for others: what it passes on carries one of these."""


class Health:
    """Answers the three addresses, and lets everything else pass."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self._answers = {"/salud": _alive, "/salud/listo": _ready, "/metricas": _metrics}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer."""
        answer = self._answers.get(request.path)
        if answer is None or request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        response = answer(request)
        response["Cache-Control"] = "no-store"
        return response


def _alive(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - as the others
    """The process answers."""
    return JsonResponse({"estado": "vivo"})


def _ready(request: HttpRequest) -> HttpResponse:
    """503 unless the database answers, its tables are those of the program and long work, if there is any, is done."""
    parts = {"base": _answers(), "migraciones": False, "trabajos": settings.ENVIRONMENT.only_public or is_alive()}
    parts["migraciones"] = parts["base"] and _migrated()
    good = all(parts.values())
    told: dict[str, object] = {"estado": "listo" if good else "no listo"}
    if is_known(request):
        told |= parts
    return JsonResponse(told, status=200 if good else 503)


def _metrics(request: HttpRequest) -> HttpResponse:
    if not is_known(request):
        return HttpResponseNotFound()
    return HttpResponse(exposed(), content_type=CONTENT_TYPE_LATEST)


def is_known(request: HttpRequest) -> bool:
    """Whether it comes from this machine itself, and not through a proxy of it, or brings the token."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    token = settings.ENVIRONMENT.metrics
    if token and compare_digest(given.encode(), token.encode()):
        return True
    if any(name in request.headers for name in _PASSED_ON):
        return False
    try:
        return ip_address(str(request.META.get("REMOTE_ADDR", ""))).is_loopback
    except ValueError:
        return False


def _answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1 from django_migrations")
    except DatabaseError:
        return False
    return True


_known_to_be_migrated: list[str] = []
"""Databases that this process saw with every table: looking again costs more than all the rest."""


def _migrated() -> bool:
    name = str(connection.settings_dict["NAME"])
    if name not in _known_to_be_migrated:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return False
        _known_to_be_migrated.append(name)
    return True
