"""Opens the act to which changes belong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

from django.db import connection, transaction

from apthapi.web.accounts.models import Designacion, Persona
from apthapi.web.process.models import Acto
from apthapi.web.process.trace import in_course


@contextmanager
def act(
    clase: str,
    persona: Persona | None,
    designacion: Designacion | None,
    *,
    plan: str = "",
    unidad: str = "",
    detalle: str = "",
    envio: UUID | None = None,
) -> Iterator[Acto]:
    """One transaction and the act of it: everything inside is kept with its trace, or nothing is.

    Acts on the same part wait for each other, and those on the whole plan for those on its parts, so that they are
    numbered in the order in which they are kept: who has seen one has seen all of smaller number. Raises
    IntegrityError if that `envio` was already an act.
    """
    with transaction.atomic():
        _wait_for_turn(plan, unidad)
        acto = Acto.objects.create(
            envio=envio or uuid4(),
            persona=persona,
            cargo=designacion.cargo if designacion else None,
            clase=clase,
            plan=plan,
            unidad=unidad,
            detalle=detalle,
        )
        with in_course(acto):
            yield acto


def _wait_for_turn(plan: str, unidad: str) -> None:
    """On PostgreSQL, until the end of the transaction; on SQLite there is one writer at a time."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            if plan and unidad:
                cursor.execute("select pg_advisory_xact_lock_shared(hashtext(%s), hashtext(''))", [plan])
            cursor.execute("select pg_advisory_xact_lock(hashtext(%s), hashtext(%s))", [plan, unidad])
