"""Puts the plans of a package, and the reference sets of their gestiones, into the live database."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from apthapi.core.database import Database
from apthapi.core.package import Package
from apthapi.core.reference import CONJUNTOS, SETS, YEARS
from apthapi.core.schema import ROW
from apthapi.core.tables import TABLES
from apthapi.formats.site.published import approved_plans
from apthapi.web.entities.models import Entidad
from apthapi.web.plans.checks import verify
from apthapi.web.plans.live import live
from apthapi.web.plans.units import why_no_code
from apthapi.web.process.acts import act
from apthapi.web.process.models import EstadoDePlan, ParteDeUnidad, Version


class AlreadyLoadedError(Exception):
    """A plan of the package is in the database already; the message (Spanish) names it."""


class BadCodeError(Exception):
    """A plan or a unit has a code that cannot be part of an address; the message (Spanish) names it."""


def load_package(package: Package, *, in_progress: Iterable[str] = ()) -> None:
    """Load every plan of the package in one act.

    Those of `in_progress` can be worked on; the rest were approved: in force, or replaced by another of them. They are
    public if the package shows it (`approved_plans`).

    Raises AlreadyLoadedError or BadCodeError; then nothing was loaded.
    """
    codes = [*package.plans, *(row[0] for row in package.database.query("select distinct unidad from unidades"))]
    wrong = next((code for code in codes if not code or why_no_code(code)), None)
    if wrong is not None:
        raise BadCodeError(
            f"El código «{wrong}» de un plan o de una unidad no puede ir en una dirección: sin / \\ ? # %."
        )
    opened = set(in_progress)
    _load(package, opened)
    _settle()
    for parte in ParteDeUnidad.objects.filter(plan__in=opened):
        verify(parte.plan, parte.unidad)


def _load(package: Package, opened: set[str]) -> None:
    whose = {row[0] for row in package.database.query("select distinct entidad from planes")}
    entidad = whose.pop() if len(whose) == 1 else None
    with act("cargar", None, None, detalle=", ".join(package.plans), entidad=entidad):
        database = live()
        for plan in package.plans:
            if database.query("select 1 from planes where plan = ?", [plan]):
                raise AlreadyLoadedError(f"El plan {plan} ya está en la base.")
        for table in TABLES.values():
            names = [name for name, _ in table.stored() if name != ROW]
            rows = package.database.query(f"select {', '.join(names)} from {table.name} order by {ROW}")
            database.insert(table.name, names, rows)
        _load_sets(package, database)
        _open_versions(package, opened)


def _settle() -> None:
    """PostgreSQL answers from an index alone once it looked the rows over: now, and not when it gets round to it."""
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        live().execute(f"vacuum (analyze) {', '.join([*TABLES, 'process_cambio'])}")


def _load_sets(package: Package, database: Database) -> None:
    """The sets of each gestión that are not there yet: those of a gestión are loaded once."""
    years = [row[0] for row in package.database.query("select distinct gestion from planes where gestion is not null")]
    known = {row[0] for row in database.query("select distinct gestion from conjuntos")}
    wanted = sorted(set(years) - known)
    for name, stored in (*((each.name, each.stored) for each in SETS.values()), ("conjuntos", CONJUNTOS)):
        columns = [column for column, _ in stored]
        for year in wanted:
            rows = package.database.query(f"select {', '.join(columns)} from {name} where gestion = ?", [year])
            database.insert(name, columns, rows)
    if not database.value("select count(*) from anios"):
        columns = [column for column, _ in YEARS]
        database.insert("anios", columns, package.database.query(f"select {', '.join(columns)} from anios"))


def _open_versions(package: Package, opened: set[str]) -> None:
    for entidad, name, short in package.database.query(
        "select entidad, max(nombre_entidad), max(sigla) from planes group by entidad"
    ):
        Entidad.objects.get_or_create(codigo=entidad, defaults={"nombre": name, "sigla": short})
    approved = [plan for plan in package.plans if plan not in opened]
    marks = ", ".join("?" for _ in approved) or "''"
    replaced = {
        row[0] for row in package.database.query(f"select reemplaza from planes where plan in ({marks})", approved)
    }
    public = set(approved_plans(package))
    for plan in package.plans:
        settled = EstadoDePlan.HISTORICO if plan in replaced else EstadoDePlan.VIGENTE
        Version.objects.create(
            plan=plan,
            estado=EstadoDePlan.ELABORACION if plan in opened else settled,
            publicada=plan not in opened and plan in public,
        )
    declared = set(package.database.query("select distinct plan, unidad from formulario04"))
    units = package.database.query("select plan, unidad from unidades order by renglon")
    ParteDeUnidad.objects.bulk_create(
        ParteDeUnidad(plan=plan, unidad=unidad, resumen_declarado=(plan, unidad) in declared) for plan, unidad in units
    )
