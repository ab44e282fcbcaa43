"""Opens a version from the one in force, and puts it in force in its place."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from apthapi.core.database import Database
from apthapi.core.money import format_amount
from apthapi.web.execution.balance import GROUND, overdrawn
from apthapi.web.expediente.numbering import lock
from apthapi.web.observations.following import carry_over
from apthapi.web.plans.live import live
from apthapi.web.process.models import BEING_MADE, EstadoDePlan, EstadoDeUnidad, ParteDeUnidad, Version
from apthapi.web.process.permisos import hoy
from apthapi.web.process.trace import act_in_course
from apthapi.web.versions.copying import copy_rows
from apthapi.web.wall.sight import everything

KINDS = ("reformulacion", "reprogramacion", "ajuste")
"""What a version that replaces another can be, as the table `planes` writes it."""
MOST_TOLD = 20
"""Balances that are told one by one."""


class CannotOpenError(Exception):
    """The version cannot be opened or put in force; the message (Spanish) says why and what to do."""


@dataclass(frozen=True, slots=True)
class Opening:
    """What a new version says of itself (NB-SPO 20), and which units work on it; None is every unit."""

    tipo: str
    justificacion: str
    afecta_pei: bool
    fecha: date
    vence: date | None = None
    units: Collection[str] | None = None


def open_version(older: str, opening: Opening) -> str:
    """Copy the whole plan as a new version that can be worked on, in the act in course. Its code.

    The older one stays in force. The parts of units that do not take part stand as reviewed: they can be returned like
    any other. Raises CannotOpenError.
    """
    _refuse_unless_in_force(older)
    database = live()
    newer, number = _next_code(database, older)
    database.execute(
        "insert into planes (plan, entidad, nombre_entidad, sigla, gestion, version, tipo, reemplaza, fecha, "
        "afecta_pei, justificacion) select ?, entidad, nombre_entidad, sigla, gestion, cast(? as bigint), ?, plan, "
        "?, ?, ? from planes where plan = ?",
        [
            newer,
            number,
            opening.tipo,
            opening.fecha.isoformat(),
            "si" if opening.afecta_pei else "no",
            opening.justificacion,
            older,
        ],
    )
    Version.objects.create(plan=newer, vence=opening.vence)
    copy_rows(database, older, newer)
    copy_trips(database, newer)
    _open_parts(older, newer, opening.units)
    carry_over(older, newer, act_in_course())
    return newer


def put_in_force(plan: str, on: date) -> None:
    """The version is in force from that day, in the act in course, and the one that it replaces no longer is.

    Raises CannotOpenError if another one took that place meanwhile, or if it does not cover what is certified.
    """
    database = live()
    [(older, entidad)] = database.query("select reemplaza, entidad from planes where plan = ?", [plan])
    lock(entidad)  # whoever certifies does it before or after, under the version that is in force then
    if older:
        _refuse_unless_in_force(str(older))
        _refuse_if_overdrawn(plan)
    database.execute("update planes set fecha = ? where plan = ?", [on.isoformat(), plan])
    Version.objects.filter(plan=older).update(estado=EstadoDePlan.HISTORICO)
    Version.objects.filter(plan=plan).update(estado=EstadoDePlan.VIGENTE)


def being_made(entidad: str, gestion: int) -> str:
    """The version of the entity that is being made in the gestión, the last one if there are several; '' if none."""
    plans = [
        row[0]
        for row in live().query(
            "select plan from planes where entidad = ? and gestion = ? order by version desc", [entidad, gestion]
        )
    ]
    opened = set(Version.objects.filter(plan__in=plans, estado__in=BEING_MADE).values_list("plan", flat=True))
    return next((plan for plan in plans if plan in opened), "")


def _refuse_unless_in_force(plan: str) -> None:
    version = Version.objects.filter(plan=plan).first()
    if version is None or version.estado != EstadoDePlan.VIGENTE:
        state = version.get_estado_display().lower() if version else "desconocida"
        raise CannotOpenError(
            f"La versión {plan} está «{state}»: una versión nueva reemplaza a la que está vigente. "
            "Abra otra desde la vigente."
        )


def _refuse_if_overdrawn(plan: str) -> None:
    """What was certified under the versions before goes on weighing on this one, which may not lower it away."""
    short = overdrawn(plan, hoy())
    if short:
        told = " ".join(
            f"{balance.place.unidad}, partida {balance.place.partida}, fuente {balance.place.pair}: faltan Bs "
            f"{format_amount(-balance.left(kind))} para lo certificado."
            for balance, kind in short[:MOST_TOLD]
        )
        raise CannotOpenError(
            f"La versión {plan} deja {len(short)} saldos por debajo de lo ya certificado ({GROUND}). {told} "
            "Libere las certificaciones que no se usarán, o reponga esos importes."
        )


def _next_code(database: Database, older: str) -> tuple[str, int]:
    """The code and the number of the version that follows; one that was dropped keeps its code."""
    [(number, entidad, gestion)] = database.query(
        "select version, entidad, gestion from planes where plan = ?", [older]
    )
    if other := being_made(entidad, gestion):
        raise CannotOpenError(
            f"Ya hay una versión en elaboración, {other}: dos a la vez reemplazarían a la misma. "
            "Concluya o desestime esa primero."
        )
    stem = older.removesuffix(f"-{number}")
    with everything("no two plans of the installation have one code"):
        known = {row[0] for row in database.query("select plan from planes where plan like ?", [f"{stem}-%"])}
    code = f"{stem}-{number + 1}"
    again = 2
    while code in known:
        code = f"{stem}-{number + 1}.{again}"
        again += 1
    return code, number + 1


def copy_trips(database: Database, newer: str) -> None:
    """How each line of a trip was computed goes with it."""
    cells = "destino, personas, dias, categoria, importe_diario, norma"
    database.execute(
        f"insert into plans_viaje (requerimiento, {cells}) select l.renglon, {cells} from plans_viaje v "
        "join versions_linaje l on l.origen = v.requerimiento where l.plan = ? and l.tabla = 'requerimientos'",
        [newer],
    )


def _open_parts(older: str, newer: str, units: Collection[str] | None) -> None:
    ParteDeUnidad.objects.bulk_create(
        ParteDeUnidad(
            plan=newer,
            unidad=part.unidad,
            estado=EstadoDeUnidad.BORRADOR if units is None or part.unidad in units else EstadoDeUnidad.REVISADA,
            resumen_declarado=part.resumen_declarado,
            errores=part.errores,
            advertencias=part.advertencias,
        )
        for part in ParteDeUnidad.objects.filter(plan=older).order_by("pk")
    )
