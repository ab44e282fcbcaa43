"""Django for the tests of this folder alone, a database for each test, and people who sign in."""

from __future__ import annotations

import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import django
import pytest

# Here and not in pyproject.toml: the tests of the other rooms know no Django, and do not wait for it.
os.environ["DJANGO_SETTINGS_MODULE"] = "web.settings"
django.setup()

from django.test import Client  # noqa: E402
from pytest_django.plugin import DjangoDbBlocker  # noqa: E402

from apthapi.web.accounts.models import Cargo, Designacion, Persona, Rol  # noqa: E402
from apthapi.web.config.serving import server_command  # noqa: E402
from apthapi.web.entities.models import Entidad  # noqa: E402
from web.databases import Files, Store, lent, schemas  # noqa: E402

AsRole = Callable[..., Client]
SEGIP = "340"
"""The entity of the demonstration."""


@pytest.fixture(scope="session")
def engine() -> str:
    """Which engine the test runs on; `web.databases.both_engines` asks for each.

    With APTHAPI_PRUEBAS_MOTOR=postgresql also the tests that ask for none run there, and so behind the wall.
    """
    return os.environ.get("APTHAPI_PRUEBAS_MOTOR", "sqlite")


@pytest.fixture(scope="session")
def stores(
    tmp_path_factory: pytest.TempPathFactory, django_db_blocker: DjangoDbBlocker
) -> Iterator[Callable[[str], Store]]:
    """The prepared databases of an engine, made when first asked for."""
    made: dict[str, Store] = {}
    with ExitStack() as ends, django_db_blocker.unblock():

        def of(engine: str) -> Store:
            if engine not in made:
                folder = tmp_path_factory.mktemp(engine)
                made[engine] = Files(folder) if engine == "sqlite" else ends.enter_context(schemas(folder))
            return made[engine]

        yield of


@pytest.fixture
def variables() -> dict[str, str]:
    """The environment with which another process serves the database of this test."""
    return {}


def _prepared(contents: str) -> Callable[..., Iterator[None]]:
    """A database of the test with those contents; what is saved in it is committed."""

    @pytest.fixture
    def prepared(
        engine: str,
        stores: Callable[[str], Store],
        tmp_path: Path,
        django_db_blocker: DjangoDbBlocker,
        variables: dict[str, str],
    ) -> Iterator[None]:
        with django_db_blocker.unblock(), lent(stores(engine), contents, tmp_path) as found:
            variables |= found
            yield

    return prepared


empty = _prepared("vacia")
"""The tables, and nothing in them."""
demo = _prepared("demo")
"""The demonstration: its plan and its people."""
before_tramite = _prepared("sin_tramite")
"""The same before anybody asked for a change: its version was loaded and is of no trámite yet."""
anio = _prepared("anio")
"""The plan in force and published, its units completed, its year played up to September; the same people."""


@pytest.fixture(scope="session")
def django_db_setup(stores: Callable[[str], Store], tmp_path_factory: pytest.TempPathFactory) -> None:
    """For the mark `django_db`: an empty database, where a test that commits nothing is quicker."""
    stores("sqlite").lend("vacia", tmp_path_factory.mktemp("django_db"))


@pytest.fixture
def as_role() -> AsRole:
    """`as_role(Rol.PREPARA, "DDTJ")`: the browser of somebody who holds that position today, in the demonstration."""
    return sign_in


def sign_in(rol: Rol, unidad: str = "", entidad: str = SEGIP) -> Client:
    """The browser of a demonstration person of that role and unit, who is made if there is none."""
    held = Designacion.objects.filter(
        cargo__rol=rol, cargo__unidad=unidad, cargo__entidad__codigo=entidad, interino=False, persona__is_active=True
    )
    found = held.select_related("persona").first()
    client = Client()
    client.force_login(found.persona if found else new_person(rol, unidad, entidad))
    return client


def new_person(
    rol: Rol,
    unidad: str = "",
    entidad: str = SEGIP,
    *,
    since: date = date(2024, 1, 1),
    until: date | None = None,
    acting: bool = False,
) -> Persona:
    """Somebody made up who holds a position from a day to another."""
    persona = Persona.objects.create(username=f"prueba-{Persona.objects.count()}", demostracion=True)
    cargo, _ = Cargo.objects.get_or_create(
        entidad=Entidad.objects.get(codigo=entidad), rol=rol, unidad=unidad, defaults={"nombre": "Cargo de prueba"}
    )
    Designacion.objects.create(persona=persona, cargo=cargo, desde=since, hasta=until, interino=acting)
    return persona


@pytest.fixture
def server(demo: None, variables: dict[str, str], unused_port: int) -> Iterator[str]:  # noqa: ARG001 - what it serves
    """The demonstration served as it is to people; its address. For browsers."""
    with _served(variables, unused_port) as address:
        yield address


@pytest.fixture
def server_before_tramite(
    before_tramite: None,  # noqa: ARG001 - what it serves
    variables: dict[str, str],
    unused_port: int,
) -> Iterator[str]:
    """The same before anybody asked for a change."""
    with _served(variables, unused_port) as address:
        yield address


@pytest.fixture
def server_of_the_year(anio: None, variables: dict[str, str], unused_port: int) -> Iterator[str]:  # noqa: ARG001
    """The same with the plan in its year."""
    with _served(variables, unused_port) as address:
        yield address


@contextmanager
def _served(variables: dict[str, str], port: int) -> Iterator[str]:
    where = f"127.0.0.1:{port}"
    environment = {**os.environ, **variables, "DJANGO_SETTINGS_MODULE": "apthapi.web.config.settings"}
    with subprocess.Popen(server_command(where, 1), env=environment) as process:
        try:
            _wait_for(f"http://{where}/")
            yield f"http://{where}"
        finally:
            process.terminate()


def _wait_for(url: str) -> None:
    for _ in range(200):
        try:
            urlopen(url).close()
        except URLError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(f"nothing answers at {url}")


@pytest.fixture
def unused_port() -> int:
    """A port on which nothing listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port
