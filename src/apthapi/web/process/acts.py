"""Opens the act to which changes belong."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

from django.db import connection, transaction

from apthapi.core.database import Prepared
from apthapi.web.accounts.models import Designacion, Persona
from apthapi.web.accounts.straight import put
from apthapi.web.audit.chain import chain
from apthapi.web.plans.live import live
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
    entidad: str | None = None,
) -> Iterator[Acto]:
    """One transaction and the act of it: everything inside is kept with its trace, or nothing is.

    Acts on the same part wait for each other, and those on the whole plan for those on its parts, so that they are
    numbered in the order in which they are kept: who has seen one has seen all of smaller number. At its end the act
    is chained to the one before it in its entity: that of the position, else that of the plan; `entidad` says it
    where there is neither. After that nothing else should be done in the transaction, for others wait for the chain.
    Raises IntegrityError if that `envio` was already an act.
    """
    with transaction.atomic():
        _wait_for_turn(plan, unidad)
        acto = Acto(
            envio=envio or uuid4(),
            persona=persona,
            cargo=designacion.cargo if designacion else None,
            clase=clase,
            plan=plan,
            unidad=unidad,
            detalle=detalle,
        )
        put(acto)
        if entidad is None and designacion is not None:
            entidad = designacion.cargo.entidad.codigo
        with in_course(acto):
            yield acto
            chain(acto, entidad)


def _wait_for_turn(plan: str, unidad: str) -> None:
    """On PostgreSQL, until the end of the transaction; on SQLite there is one writer at a time."""
    if connection.vendor == "postgresql":
        own = "select pg_advisory_xact_lock(hashtext(?), hashtext(?))"
        if plan and unidad:
            own = own.replace("select", "select pg_advisory_xact_lock_shared(hashtext(?), hashtext('')),")
        live().execute(Prepared(own), [plan, plan, unidad] if plan and unidad else [plan, unidad])
