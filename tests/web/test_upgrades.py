"""What earlier versions stored comes to the tables of this one; a migration that is killed leaves nothing half done."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.core.management import call_command
from django.db import connection

from apthapi.web.audit.reading import opened
from apthapi.web.audit.standing import check_triggers
from apthapi.web.audit.verifying import place_of_database
from apthapi.web.operations.backup.keys import identities
from apthapi.web.operations.backup.restoring import restore
from apthapi.web.operations.doctor.asking import ask_everything
from apthapi.web.plans.live import live
from web.databases import both_engines
from web.elsewhere import elsewhere

RELEASES = Path(__file__).parent / "releases"
FROZEN = sorted(RELEASES.glob("*.age"))


@pytest.mark.parametrize("archive", FROZEN, ids=lambda path: path.stem)
@pytest.mark.usefixtures("empty")
def test_what_a_released_version_stored_comes_to_this_one(
    archive: Path, tmp_path: Path, settings: LazySettings
) -> None:
    engine = archive.stem.rpartition("-")[2]
    with elsewhere(engine, tmp_path / "otra", settings):
        done = restore(archive, identities(str(RELEASES / "clave")))
        assert done.trace is not None
        assert done.trace.problems == []
        assert live().value("select count(*) from planes") > 0
        said = {each.what: each.level for each in ask_everything()}
        assert (said["migraciones"], said["traza"], said["archivos"]) == ("bien", "bien", "bien")
        assert said.get("muro", "bien") == "bien"


def test_every_release_is_kept_on_both_engines() -> None:
    versions = {each.stem.rpartition("-")[0] for each in FROZEN}
    assert versions
    assert {each.stem for each in FROZEN} == {f"{each}-{on}" for each in versions for on in ("sqlite", "postgresql")}


_KILLED = """
import os, signal, sys
import django
django.setup()
from django.core.management import call_command
from django.core.management.commands import migrate
from django.db.migrations.recorder import MigrationRecorder

def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)

if sys.argv[1] == "within":
    MigrationRecorder.record_applied = die
else:
    migrate.emit_post_migrate_signal = die
call_command("migrate", verbosity=0)
"""


@both_engines
@pytest.mark.parametrize("when", ["within", "after"])
@pytest.mark.usefixtures("empty")
def test_a_migration_that_is_killed_was_made_or_not_and_the_next_one_goes_on(
    engine: str, when: str, variables: dict[str, str]
) -> None:
    call_command("migrate", "api", "zero", verbosity=0)
    connection.close()
    mine = {**os.environ, **variables, "DJANGO_SETTINGS_MODULE": "apthapi.web.config.settings"}
    done = subprocess.run([sys.executable, "-c", _KILLED, when], env=mine, capture_output=True, text=True, check=False)
    assert done.returncode == -9, (engine, done.stderr)
    made = "api_ficha" in connection.introspection.table_names()
    assert made == (when == "after")
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from django_migrations where app = 'api'")
        assert bool(cursor.fetchone()[0]) == made
    call_command("migrate", verbosity=0)
    with opened(place_of_database()) as database:
        assert list(check_triggers(database)) == []
    assert "api_ficha" in connection.introspection.table_names()
