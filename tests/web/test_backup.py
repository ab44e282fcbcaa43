"""The drill: a backup is made while somebody saves, and comes back whole on an empty installation, or not at all."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from pyrage import x25519

from apthapi.cli import main
from apthapi.web.accounts.models import Designacion, Rol
from apthapi.web.audit.models import Cabeza
from apthapi.web.entities.demo import COMPLETED
from apthapi.web.execution.progress.models import Evidencia, folder
from apthapi.web.operations.backup.archive import MANIFEST, Pieces, encrypt, extract
from apthapi.web.operations.backup.errors import BackupError
from apthapi.web.operations.backup.keys import identities, new_key, recipients
from apthapi.web.operations.backup.making import last_backup, make_backup
from apthapi.web.operations.backup.restoring import restore, verify_backup
from apthapi.web.process.acts import act
from web.conftest import SEGIP
from web.databases import both_engines, on_sqlite
from web.elsewhere import elsewhere
from web.grid import cell, rows, save

KEY = x25519.Identity.generate()
CONTENT = b"acta de ejemplo"
SHA256 = hashlib.sha256(CONTENT).hexdigest()
SAVED_INTO = {
    "requerimientos",
    "process_partedeunidad",
    "process_acto",
    "process_cambio",
    "audit_eslabon",
    "audit_cabeza",
    "django_session",
}


@pytest.fixture(autouse=True)
def _files(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "archivos"
    settings.TRAZA = tmp_path / "traza"


@contextmanager
def saving(client: Client) -> Iterator[list[int]]:
    """Meanwhile somebody saves the same line again and again; how often, so far. It has begun when this begins."""
    line, saved, begun, over = rows(client)[0]["renglon"], [0], Event(), Event()

    def save_on() -> None:
        while not over.is_set():
            save(client, {"renglon": line, "celdas": {"descripcion": cell(f"texto {saved[0]}")}})
            saved[0] += 1
            begun.set()
        connection.close()

    thread = Thread(target=save_on)
    thread.start()
    begun.wait()
    try:
        yield saved
    finally:
        over.set()
        thread.join()


def everything() -> dict[str, list[Any]]:
    """The rows of every table that saving leaves alone."""
    with connection.cursor() as cursor:
        found: dict[str, list[Any]] = {}
        for table in connection.introspection.table_names(cursor):
            if table not in SAVED_INTO:
                cursor.execute(f"select * from {table}")
                found[table] = sorted(map(repr, cursor.fetchall()))
        return found


def head() -> int:
    return Cabeza.objects.get(entidad=SEGIP).numero


@both_engines
@pytest.mark.usefixtures("demo")
def test_what_is_backed_up_while_somebody_saves_comes_back(
    engine: str, as_role: Callable[..., Client], tmp_path: Path, settings: LazySettings
) -> None:
    (tmp_path / "secreto").write_text("lo que firma")
    (tmp_path / "archivos" / "logos").mkdir(parents=True)
    (tmp_path / "archivos" / "logos" / "uno.png").write_bytes(CONTENT * 100_000)
    (tmp_path / "archivos" / "en-curso-x").write_bytes(b"a medias")
    with saving(as_role(Rol.PREPARA, COMPLETED)) as saved:
        before = head()
        made = make_backup(tmp_path / "respaldos", [KEY.to_public()])
        after, times = head(), saved[0]
    assert times > 0
    here = everything()
    note = last_backup()
    assert note is not None
    assert (note["path"], note["lacking"]) == (made.path, [])
    with elsewhere(engine, tmp_path / "otra", settings):
        done = restore(Path(made.path), [KEY])
        assert before <= head() <= after
        assert done.trace is not None
        assert (done.trace.problems, done.manifest.lacking) == ([], [])
        assert done.trace.heads == done.manifest.heads
        assert everything() == here
        assert (tmp_path / "otra" / "secreto").read_text() == "lo que firma"
        assert (tmp_path / "otra" / "archivos" / "logos" / "uno.png").read_bytes() == CONTENT * 100_000
        assert not (tmp_path / "otra" / "archivos" / "en-curso-x").exists()
        with pytest.raises(BackupError, match="Aquí ya hay una instalación"):
            restore(Path(made.path), [KEY])


@pytest.fixture
def made(empty: None, tmp_path: Path) -> Path:  # noqa: ARG001 - what is backed up
    """A small backup."""
    (tmp_path / "archivos").mkdir()
    (tmp_path / "archivos" / "uno").write_bytes(CONTENT)
    return Path(make_backup(tmp_path / "uno.age", [KEY.to_public()]).path)


def refused(archive: Path, place: Path, settings: LazySettings, key: Any = KEY) -> str:
    """Why it is not restored; nothing is left where it would have been."""
    with elsewhere("sqlite", place, settings), pytest.raises(BackupError) as told:
        restore(archive, [key])
    assert list(place.iterdir()) == []
    return str(told.value)


def test_what_was_cut_or_touched_is_refused_before_anything_is_written(
    made: Path, tmp_path: Path, settings: LazySettings
) -> None:
    whole = made.read_bytes()
    middle = len(whole) // 2
    touched = whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :]
    for content in (whole[:-1], whole[:middle], whole[:40], touched, whole + b"x"):
        made.write_bytes(content)
        assert "está cortado o fue alterado" in refused(made, tmp_path / "otra", settings)
    for content in (b"", b"no es un respaldo" * 10, bytes([whole[0] ^ 1]) + whole[1:]):
        made.write_bytes(content)
        assert "no es un respaldo de apthapi" in refused(made, tmp_path / "otra", settings)
    made.write_bytes(whole)
    assert "se hizo para otra" in refused(made, tmp_path / "otra", settings, x25519.Identity.generate())
    assert "No existe el respaldo" in refused(tmp_path / "no-hay.age", tmp_path / "otra", settings)
    assert "SHA-256" in " ".join(verify_backup(made, [KEY]).verified)


def forged(made: Path, tmp_path: Path, **changes: bytes | None) -> Path:
    """The backup again, encrypted as it should be, with other contents."""
    work = tmp_path / "falso"
    work.mkdir()
    with made.open("rb") as source:
        names = extract(source, [KEY], work)
    contents = {name: (work / name).read_bytes() for name in names} | changes
    pieces = Pieces()

    def written() -> Iterator[bytes]:
        for name, content in contents.items():
            if content is not None:
                yield from pieces.whole(f"{name}.gz.00000" if name.startswith("base/") else name, content)
        yield from pieces.end()

    target = tmp_path / "falso.age"
    with target.open("wb") as file:
        encrypt(written(), file, [KEY.to_public()])
    return target


@on_sqlite("the database that is forged is a file of the backup")
@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"archivos/uno": b"otro"}, "«archivos/uno» del respaldo no es el que se guardó"),
        ({"archivos/uno": None}, "no dicen lo mismo: archivos/uno"),
        ({"archivos/dos": b""}, "no dicen lo mismo: archivos/dos"),
        ({"archivos/../../fuera": b""}, "no es parte de una instalación"),
        ({"/etc/fuera": b""}, "no es parte de una instalación"),
        ({"base/apthapi.sqlite3": b"\x1f\x8b nada"}, "está dañado"),
        ({MANIFEST: None}, "no está completo"),
        ({MANIFEST: b"{}"}, "no se entiende"),
        ({MANIFEST: b'{"formato": 99}'}, "formato más nuevo"),
    ],
)
def test_whoever_has_the_public_key_forges_nothing_that_is_taken(
    made: Path, tmp_path: Path, settings: LazySettings, changes: dict[str, bytes | None], told: str
) -> None:
    assert told in refused(forged(made, tmp_path, **changes), tmp_path / "otra", settings)


def test_a_file_that_the_database_names_and_is_not_there_is_told_when_it_is_backed_up(
    demo: None,  # noqa: ARG001 - where the file is named
    tmp_path: Path,
) -> None:
    held = Designacion.objects.select_related("persona", "cargo")[0]
    with act("prueba", None, None):
        given = Evidencia.objects.create(
            plan="P", unidad="U", operacion="O", mes=1, sha256=SHA256, nombre="acta.pdf", tamano=1, clase="pdf",
            persona=held.persona, cargo=held.cargo,
        )  # fmt: skip
    made = make_backup(tmp_path / "uno.age", [KEY.to_public()])
    assert made.lacking == [f"archivos/evidencias/{given.sha256}"]
    folder().mkdir(parents=True)
    given.file.write_bytes(b"otra cosa")
    assert make_backup(tmp_path / "dos.age", [KEY.to_public()]).lacking == made.lacking


def test_only_the_newest_are_kept_when_it_is_asked(made: Path, tmp_path: Path) -> None:
    stands = tmp_path / "respaldos"
    stands.mkdir()
    for day in ("20240101-000000", "20240102-000000"):
        (stands / f"apthapi-{day}.age").write_bytes(made.read_bytes())
    (stands / "apuntes.txt").write_text("no es de aquí")
    new = make_backup(stands, [KEY.to_public()], keep=2)
    assert {each.name for each in stands.iterdir()} == {
        "apthapi-20240102-000000.age",
        Path(new.path).name,
        "apuntes.txt",
    }


@on_sqlite("the database that is left aside is a file")
def test_what_was_there_is_left_aside_when_it_is_replaced(made: Path, tmp_path: Path, settings: LazySettings) -> None:
    place = tmp_path / "otra"
    with elsewhere("sqlite", place, settings):
        restore(made, [KEY])
        (place / "archivos" / "dos").write_bytes(b"de antes")
        done = restore(made, [KEY], replace=True)
        assert (Path(done.aside) / "archivos" / "dos").read_bytes() == b"de antes"
        assert (Path(done.aside) / "apthapi.sqlite3").exists()
        assert [each.name for each in (place / "archivos").iterdir()] == ["uno"]


@on_sqlite("that it runs is told by who holds the file open")
def test_a_running_application_is_not_replaced(made: Path, settings: LazySettings, tmp_path: Path) -> None:
    with elsewhere("sqlite", tmp_path / "otra", settings):
        restore(made, [KEY])
        with closing(sqlite3.connect(tmp_path / "otra" / "apthapi.sqlite3")) as served:
            served.execute("select count(*) from planes").fetchall()
            with pytest.raises(BackupError, match="está en marcha"):
                restore(made, [KEY], replace=True)


def test_keys_say_what_is_wrong_with_them(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secret = tmp_path / "clave"
    public = new_key(secret)
    assert secret.stat().st_mode & 0o777 == 0o600
    assert [str(each) for each in recipients(public)] == [str(each) for each in recipients(str(secret))] == [public]
    assert str(identities(str(secret))[0].to_public()) == public
    (tmp_path / "publica").write_text(public)
    for read, text, told in (
        (identities, str(tmp_path / "publica"), "no tiene una clave secreta"),
        (recipients, "age1nada", "no es una clave pública"),
        (recipients, str(tmp_path / "no-hay"), "No existe el archivo de clave"),
    ):
        with pytest.raises(BackupError, match=told):
            read(text)
    assert main(["backup", "--nueva-clave", str(secret)]) == 2
    assert "ya existe" in capsys.readouterr().err
    assert main(["backup", str(tmp_path)]) == 2
    assert "--clave" in capsys.readouterr().err
