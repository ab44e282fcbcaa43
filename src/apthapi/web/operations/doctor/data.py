"""Checks of the database and of what it says: migrations, people, clock, queue, backups, trace."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.utils import timezone

from apthapi.web.accounts.models import Persona
from apthapi.web.accounts.sealing import look_at_seeds
from apthapi.web.audit.anchors import Anchor, read_anchors, why_not_written
from apthapi.web.audit.links import check_acts, check_changes
from apthapi.web.audit.reading import opened
from apthapi.web.audit.standing import check_triggers
from apthapi.web.audit.verifying import place_of_database
from apthapi.web.entities.models import Entidad
from apthapi.web.operations.backup.kept import named_files
from apthapi.web.operations.backup.making import last_backup
from apthapi.web.operations.doctor.said import Said, error, good, warning
from apthapi.web.operations.heartbeat import is_alive, silent_for
from apthapi.web.operations.place import home
from apthapi.web.operations.queue import queue_now
from apthapi.web.plans.live import live
from apthapi.web.process.models import Acto
from apthapi.web.wall.policies import wanted, wrong

_OLDEST_BACKUP = timedelta(hours=26)
_WAITS_LONG = 600
_LAST_ACTS = 200
_ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def check_engine() -> Iterator[Said]:
    """Whether the database answers, and its version is one that Django takes."""
    if connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists():
        yield error(
            "base de datos",
            f"No hay ninguna en {home()}.",
            "Arranque apthapi serve, que la hace, o traiga un respaldo: apthapi restore",
        )
        return
    connection.ensure_connection()
    connection.check_database_version_supported()
    version = ".".join(map(str, connection.get_database_version()))
    yield good("base de datos", f"{_ENGINES[connection.vendor]} {version} responde.")


def check_migrations() -> Iterator[Said]:
    """Whether the tables are those of this program."""
    executor = MigrationExecutor(connection)
    pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    own = {app for app, _ in executor.loader.graph.nodes}
    applied = executor.loader.applied_migrations
    newer = sorted(each for each in applied if each[0] in own and each not in executor.loader.graph.nodes)
    replaced = {each for migration in executor.loader.disk_migrations.values() for each in migration.replaces}
    if newer := [each for each in newer if each not in replaced]:
        yield error(
            "migraciones",
            f"La base es de una versión más nueva: {', '.join(map('.'.join, newer[:3]))}.",
            "Instale esa versión de apthapi, o restaure el respaldo de antes.",
        )
    if pending:
        yield error(
            "migraciones",
            f"Faltan {len(pending)}, desde {pending[0][0]}.",
            "Haga un respaldo y luego: python -m apthapi.web migrate",
        )
    if not (newer or pending):
        yield good("migraciones", "La base está al día con el programa.")


def check_people() -> Iterator[Said]:
    """Whether nobody made up could enter, and somebody can administer."""
    if settings.DEMOSTRACION:
        return
    made_up = Persona.objects.filter(demostracion=True, is_active=True).count()
    if made_up:
        yield error(
            "personas",
            f"Hay {made_up} cuentas de demostración abiertas: con ellas entraría cualquiera.",
            "python -m apthapi.web borrar_demostracion",
        )
    elif not Persona.objects.filter(is_active=True).exists():
        yield error(
            "personas",
            "Nadie puede entrar todavía.",
            "python -m apthapi.web crear_administrador USUARIO --entidad CODIGO",
        )
    else:
        yield good("personas", "No hay cuentas de demostración.")


def check_seeds() -> Iterator[Said]:
    """Whether the secret opens the second steps, and none is stored in clear or with a former secret."""
    seeds = look_at_seeds()
    if seeds.unreadable:
        yield error(
            "segundo paso",
            f"{seeds.unreadable} no se abren con este secreto: sus códigos no dejan entrar a nadie.",
            "Ejecute esto con las variables del servicio; si el secreto cambió, ponga el de antes en "
            "APTHAPI_SECRETO_ANTERIOR; si se perdió, quite su segundo paso a cada persona (docs/operations).",
        )
    if seeds.stale:
        yield warning(
            "segundo paso",
            f"{seeds.stale} están sin cifrar, o cifrados con un secreto anterior.",
            "Reinicie apthapi serve: al arrancar los cifra con el secreto de ahora.",
        )
    if not (seeds.unreadable or seeds.stale):
        yield good("segundo paso", "Lo que se guarda de ellos está cifrado, y este secreto lo abre.")


def check_entities() -> Iterator[Said]:
    """Whether the engine suits the number of entities."""
    count = Entidad.objects.count()
    if connection.vendor == "sqlite" and count > 1:
        yield warning(
            "motor",
            f"Hay {count} entidades en SQLite, donde escribe uno a la vez.",
            "Pase a PostgreSQL antes de que trabajen juntas (docs/operations).",
        )


def check_wall() -> Iterator[Said]:
    """Whether the database itself keeps entities apart, and who asks it does not walk through."""
    database = live()
    if connection.vendor == "sqlite":
        planning = int(database.value("select count(distinct entidad) from planes"))
        if planning > 1:
            yield warning(
                "muro",
                f"Planifican {planning} entidades en un mismo archivo SQLite, que no tiene muro entre ellas: las "
                "separan solo las páginas.",
                "Dé a cada entidad su propia instalación con SQLite, o pase todas a PostgreSQL (docs/operations).",
            )
        return
    [(name, is_super, bypasses)] = database.query(
        "select rolname, rolsuper, rolbypassrls from pg_roles where rolname = current_user"
    )
    if is_super or bypasses:
        say = warning if settings.DEMOSTRACION else error
        what = "superusuario" if is_super else "BYPASSRLS"
        yield say(
            "muro",
            f"La aplicación entra a PostgreSQL como «{name}», que es {what}: el muro entre entidades no la detiene.",
            f"Cree un rol común y hágalo dueño de la base: {_ORDINARY_ROLE}",
        )
    if bad := wrong(database):
        table, why = next(iter(bad.items()))
        yield error(
            "muro",
            f"El muro entre entidades no está en {len(bad)} tablas; la primera, {table}: {why}.",
            "python -m apthapi.web migrate",
        )
    elif not (is_super or bypasses):
        yield good("muro", f"Está en las {len(wanted())} tablas que tienen dueño, y el rol «{name}» no lo salta.")


_ORDINARY_ROLE = (
    "create role apthapi login password '…'; alter database BASE owner to apthapi; reassign owned by ROL to apthapi; "
    "y escríbalo en APTHAPI_BASE (docs/operations)."
)


def check_clock() -> Iterator[Said]:
    """Whether the clock stands before what was already done."""
    last: datetime | None = Acto.objects.aggregate(last=Max("momento"))["last"]
    if last is not None and last > timezone.now() + timedelta(minutes=2):
        yield error(
            "reloj",
            f"El último acto es del {last:%Y-%m-%d %H:%M} UTC y el reloj está atrasado.",
            "Ponga el reloj en hora y actívele un servidor de hora: timedatectl set-ntp true",
        )
    else:
        yield good("reloj", "No está atrasado respecto del último acto.")


def check_worker() -> Iterator[Said]:
    """Whether long work is being done."""
    queue = queue_now()
    if not is_alive():
        silent = silent_for()
        since = "nunca dio señales" if silent is None else f"hace {silent / 60:.0f} minutos que no da señales"
        say = error if queue.waiting else warning
        yield say(
            "trabajos",
            f"El proceso de trabajos {since}; en espera: {queue.waiting}.",
            "systemctl start apthapi-trabajos, o apthapi serve, que también lo arranca.",
        )
    elif queue.oldest > _WAITS_LONG:
        yield warning(
            "trabajos",
            f"El más antiguo espera hace {queue.oldest / 60:.0f} minutos; hay {queue.waiting}.",
            "Revise su registro: journalctl -u apthapi-trabajos",
        )
    else:
        yield good("trabajos", f"En marcha: {queue.waiting} en espera, {queue.done} hechos en el último día.")
    if queue.failed:
        yield warning(
            "trabajos",
            f"{queue.failed} fallaron en el último día.",
            "Vea por qué en el registro (journalctl -u apthapi-trabajos) y pídalos otra vez.",
        )


def check_backups() -> Iterator[Said]:
    """Whether there is a backup of the last day, with the last anchors in it."""
    note = last_backup()
    repair = "apthapi backup DESTINO --clave CLAVE, cada noche (apthapi install escribe el temporizador)."
    if note is None:
        say = warning if settings.DEMOSTRACION else error
        yield say("respaldo", "Nunca se hizo uno desde esta carpeta de datos.", repair)
        return
    age = datetime.now(UTC) - datetime.fromisoformat(note["moment"])
    told = f"El último es de hace {age.total_seconds() / 3600:.0f} horas: {note['path']}."
    if age > _OLDEST_BACKUP:
        yield error("respaldo", told, repair)
    else:
        yield good("respaldo", told)
    if note["lacking"]:
        yield error(
            "respaldo",
            f"Le faltan {len(note['lacking'])} archivos que la base nombra: {note['lacking'][0]}…",
            "Búsquelos en respaldos anteriores: age -d -i CLAVE RESPALDO | tar x",
        )
    if not Path(note["path"]).exists():
        yield warning("respaldo", f"{note['path']} ya no está ahí.", "Si lo movió usted, está bien; si no, haga otro.")
    elif Path(note["path"]).stat().st_dev == home().stat().st_dev:
        yield warning(
            "respaldo",
            "Está en el mismo disco que los datos: si el disco muere, mueren los dos.",
            "Respalde en otro disco o en otra máquina, y lleve una copia a otro edificio.",
        )


def check_anchors() -> Iterator[Said]:
    """Whether anchors are written, and those of days ago were copied with a backup."""
    if problem := why_not_written():
        yield error("anclas", problem, f"chown -R apthapi {home()}")
        return
    try:
        moments = [datetime.fromisoformat(each.momento) for each in read_anchors() if isinstance(each, Anchor)]
    except OSError:
        moments = []
    note = last_backup()
    copied = datetime.fromisoformat(note["moment"]) if note else None
    waiting = [each for each in moments if copied is None or each > copied]
    if waiting and datetime.now(UTC) - min(waiting) > _OLDEST_BACKUP:
        yield warning(
            "anclas",
            f"{len(waiting)} anclas de la traza no se copiaron a ningún respaldo.",
            "Respalde, y copie traza/anclas.jsonl a donde quien administra la base no escriba.",
        )
    else:
        yield good("anclas", f"Se escriben; {len(moments) - len(waiting)} de {len(moments)} están en un respaldo.")


def check_trace() -> Iterator[Said]:
    """Whether the triggers stand and the last acts are as they were sealed; the rest is for `apthapi audit verify`."""
    with opened(place_of_database()) as database:
        problems = list(check_triggers(database))
        last = int(database.value("select coalesce(max(id), 0) from process_acto"))
        low = max(last - _LAST_ACTS + 1, 1)
        problems += [*check_acts(database, low, last).problems, *check_changes(database, low, last).problems]
    if problems:
        yield error("traza", f"{len(problems)} problemas; el primero: {problems[0].mensaje}", "apthapi audit verify")
    else:
        yield good("traza", f"Los disparadores están; los últimos actos ({min(last, _LAST_ACTS)}) son los sellados.")


def check_files() -> Iterator[Said]:
    """Whether the files that the database names are there."""
    names = [name for name, _ in named_files()]
    if missing := [name for name in names if not (home() / name).exists()]:
        yield error(
            "archivos",
            f"Faltan {len(missing)} que la base nombra: {', '.join(missing[:3])}.",
            "Búsquelos en un respaldo: age -d -i CLAVE RESPALDO | tar x",
        )
    else:
        yield good("archivos", f"Están los {len(names)} que la base nombra.")
