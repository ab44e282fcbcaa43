"""Proposes the plan of the next gestión from the one in force, and opens it once, with where each row comes from."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from uuid import UUID

from apthapi.compare.next_year import Proposal, propose
from apthapi.compare.next_year.parts import NextSets, Row
from apthapi.compare.next_year.proposal import sets_of_ours
from apthapi.core.database import Database
from apthapi.core.schema import ROW, Table
from apthapi.core.tables import TABLES
from apthapi.web.accounts.models import Designacion
from apthapi.web.entities.opening import open_year
from apthapi.web.expediente.numbering import lock
from apthapi.web.plans.checks import verify
from apthapi.web.plans.live import live
from apthapi.web.plans.package import chain_of, live_package
from apthapi.web.process.acts import act
from apthapi.web.process.models import ParteDeUnidad, Version
from apthapi.web.process.permisos import EstadoNoAdmite, Situacion
from apthapi.web.versions.opening import copy_trips
from apthapi.web.wall.sight import begin_plan

ACT = "abrir_gestion"


class NextExistsError(Exception):
    """The next gestión has a plan already, or its code is taken; the message (Spanish) says which."""


def proposal_of(plan: str) -> Proposal:
    """The plan that follows, from the rows of now."""
    database = live()
    gestion = int(database.value("select gestion from planes where plan = ?", [plan]))
    same_year = {row[0] for row in database.query("select plan from planes where gestion = ?", [gestion])}
    with closing(live_package([each for each in chain_of(plan) if each in same_year])) as package:
        return propose(package, plan, sets_of(gestion + 1))


def sets_of(gestion: int) -> NextSets:
    """The classifiers of a gestión as they are here; of one that is not opened, those that come with the software."""
    database = live()

    def codes(name: str) -> frozenset[str] | None:
        found = frozenset(
            str(row[0]) for row in database.query(f"select codigo from {name} where gestion = ?", [gestion])
        )
        return found or None

    if not is_opened(gestion):
        return sets_of_ours(gestion)
    width = database.value("select valor from parametros where gestion = ? and nombre = 'ancho_programa'", [gestion])
    unofficial = database.query(
        "select 1 from conjuntos where gestion = ? and conjunto in ('objeto_gasto', 'fuentes', 'organismos') "
        "and oficial <> 'si'",
        [gestion],
    )
    return NextSets(
        codes("objeto_gasto"),
        codes("fuentes"),
        codes("organismos"),
        None if width is None else int(width),
        official=not unofficial,
    )


def is_opened(gestion: int) -> bool:
    """Whether the gestión has its tables here."""
    return bool(live().query("select 1 from conjuntos where gestion = ? limit 1", [gestion]))


def existing(entidad: str, gestion: int) -> str:
    """The plan that the entity has for a gestión, the first one; '' if none."""
    sql = "select plan from planes where entidad = ? and gestion = ? order by version, plan limit 1"
    return str(live().value(sql, [entidad, gestion]) or "")


def open_next(situacion: Situacion, designacion: Designacion, envio: UUID) -> str:
    """Open version 0 of the next gestión, to be worked on, in one act. Its code. Raises NextExistsError."""
    proposal = proposal_of(situacion.plan)
    detail = f"Gestión {proposal.gestion}, a partir de {situacion.plan}"
    begin_plan(proposal.plan)
    with act(ACT, situacion.persona, designacion, plan=proposal.plan, detalle=detail, envio=envio):
        lock(situacion.entidad)
        if situacion.version is not None:
            situacion.version.refresh_from_db()
        if not situacion.admite(ACT):
            raise EstadoNoAdmite(situacion.por_que_no(ACT))
        _refuse_if_there(situacion.entidad, proposal)
        proposal = proposal_of(situacion.plan)  # as it is now that nobody else writes
        if not is_opened(proposal.gestion):
            open_year(proposal.gestion)
        Version.objects.create(plan=proposal.plan)
        for table in TABLES.values():
            _write(live(), table, proposal.plan, proposal.tables.get(table.name, ()))
        copy_trips(live(), proposal.plan)
        units = [str(row.cells["unidad"]) for row in proposal.tables.get("unidades", ())]
        ParteDeUnidad.objects.bulk_create(ParteDeUnidad(plan=proposal.plan, unidad=unidad) for unidad in units)
    for unidad in units:
        verify(proposal.plan, unidad)
    return proposal.plan


def _refuse_if_there(entidad: str, proposal: Proposal) -> None:
    taken = live().query("select 1 from planes where plan = ?", [proposal.plan])
    other = existing(entidad, proposal.gestion) or (proposal.plan if taken else "")
    if other:
        raise NextExistsError(f"La gestión {proposal.gestion} ya tiene su plan: {other}. No se abre otro.")


def _write(database: Database, table: Table, plan: str, rows: Iterable[Row]) -> None:
    """Write the rows of a table, and of each that comes from another, from which."""
    found = list(rows)
    if not found:
        return
    names = [name for name, _ in table.stored() if name != ROW]
    database.insert(table.name, names, (tuple(row.cells[name] for name in names) for row in found))
    origins = {tuple(row.cells[name] for name in table.key): row.origin for row in found if row.origin is not None}
    written = database.query(f"select {ROW}, {', '.join(table.key)} from {table.name} where plan = ?", [plan])
    lineage = [(plan, table.name, row[0], origins[tuple(row[1:])]) for row in written if tuple(row[1:]) in origins]
    database.insert("versions_linaje", ("plan", "tabla", "renglon", "origen"), lineage)
