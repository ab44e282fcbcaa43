"""Seeds of the second step are encrypted where they are stored, and the secret of the installation opens them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import LazySettings
from django.db import connection
from django.test import Client

from apthapi.cli.serve import _prepare
from apthapi.web.accounts.models import Persona, Rol
from apthapi.web.accounts.sealing import UnreadableSeedError, look_at_seeds, seal, seal_all, unseal
from apthapi.web.config.environment import read_environment
from apthapi.web.operations.doctor.asking import ask_everything
from web.databases import both_engines
from web.people import SECRET, code_now, designated, give_password, signed_in, text_of, with_codes

pytestmark = pytest.mark.usefixtures("demo")
SECOND_STEP = "/cuenta/dos-pasos/ingresar/"


@pytest.fixture
def persona(demo: None) -> Persona:  # noqa: ARG001 - where it is
    """Somebody who approves, with an application of codes and codes of recovery."""
    found = designated(Rol.FINANZAS)
    with_codes(found)
    RecoveryCodes.activate(found)
    return found


def _stored() -> str:
    """What the table says, without what the application makes of it."""
    with connection.cursor() as cursor:
        cursor.execute("select data from mfa_authenticator order by type")
        return " ".join(str(row[0]) for row in cursor.fetchall())


def _in_clear(persona: Persona) -> list[str]:
    """Store the seeds as they were before they were sealed; the codes of recovery that they give."""
    for found in Authenticator.objects.filter(user=persona):
        name = "secret" if found.type == Authenticator.Type.TOTP else "seed"
        found.data[name] = unseal(found.data[name])
        found.save()
    return _recovery(persona)


def _recovery(persona: Persona) -> list[str]:
    codes = Authenticator.objects.get(user=persona, type=Authenticator.Type.RECOVERY_CODES)
    return list(codes.wrap().get_unused_codes())


def _enters_with(code: str) -> bool:
    client = Client()
    give_password(client)
    answer = client.post(SECOND_STEP, {"code": code})
    return bool(answer.status_code == 302 and answer["Location"] == "/inicio/")


def _said() -> tuple[str, str]:
    [said] = [each for each in ask_everything() if each.what == "segundo paso"]
    return said.level, said.found


@both_engines
def test_who_reads_the_database_has_no_seed_and_the_codes_work(persona: Persona) -> None:
    codes = _recovery(persona)
    assert SECRET not in _stored()
    assert not any(code in _stored() for code in codes)
    assert _enters_with(code_now())
    assert _enters_with(codes[0])
    assert not _enters_with(codes[0])


def test_two_equal_seeds_are_not_seen_to_be_equal() -> None:
    assert seal(SECRET) != seal(SECRET)
    assert unseal(seal(SECRET)) == SECRET


def test_what_was_touched_does_not_open() -> None:
    sealed = seal(SECRET)
    other = sealed[:-6] + ("A" if sealed[-6] != "A" else "B") + sealed[-5:]
    with pytest.raises(UnreadableSeedError):
        unseal(other)


@both_engines
def test_what_was_stored_in_clear_works_and_is_sealed_when_it_is_served(persona: Persona) -> None:
    codes = _in_clear(persona)
    assert SECRET in _stored()
    assert _enters_with(codes[0])
    assert _said() == ("aviso", "2 están sin cifrar, o cifrados con un secreto anterior.")
    assert _prepare(demo=False, year=False) == ""
    assert SECRET not in _stored()
    assert look_at_seeds().stale == 0
    assert _enters_with(code_now())
    assert _recovery(persona) == codes[1:]


def test_codes_that_came_from_elsewhere_are_sealed_one_by_one(persona: Persona) -> None:
    found = Authenticator.objects.get(user=persona, type=Authenticator.Type.RECOVERY_CODES)
    found.data["migrated_codes"] = ["11112222", "33334444"]
    found.save()
    seal_all()
    assert "11112222" not in _stored()
    assert _recovery(persona) == ["11112222", "33334444"]


def test_sealing_again_writes_nothing(persona: Persona) -> None:
    assert persona.pk
    before = _stored()
    seal_all()
    assert _stored() == before


class TestAnotherSecret:
    """The secret of the installation changed, or was lost."""

    def test_named_as_the_former_one_it_still_opens_and_is_sealed_anew(
        self, persona: Persona, settings: LazySettings
    ) -> None:
        codes, former = _recovery(persona), settings.SECRET_KEY
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "uno nuevo", [former]
        assert _enters_with(code_now())
        assert look_at_seeds().stale == 2
        seal_all()
        settings.SECRET_KEY_FALLBACKS = []
        assert _recovery(persona) == codes
        assert _said()[0] == "bien"

    def test_sessions_that_are_used_meanwhile_go_on_too(self, persona: Persona, settings: LazySettings) -> None:
        Authenticator.objects.all().delete()
        used, idle, former = signed_in(persona), signed_in(persona), settings.SECRET_KEY
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "uno nuevo", [former]
        assert used.get("/cuenta/segundo-paso/").status_code == 200
        settings.SECRET_KEY_FALLBACKS = []
        assert used.get("/cuenta/segundo-paso/").status_code == 200
        assert idle.get("/cuenta/segundo-paso/").status_code == 302

    def test_without_it_nobody_enters_with_codes_and_nothing_is_lost(
        self, persona: Persona, settings: LazySettings
    ) -> None:
        former, before = settings.SECRET_KEY, _stored()
        settings.SECRET_KEY = "otro"
        client = Client()
        give_password(client)
        answer = client.post(SECOND_STEP, {"code": code_now()})
        assert answer.status_code == 500
        assert "Su segundo paso no se puede comprobar" in text_of(answer)
        assert client.get("/inicio/").status_code == 302
        assert _said() == ("error", "2 no se abren con este secreto: sus códigos no dejan entrar a nadie.")
        seal_all()
        assert _stored() == before
        settings.SECRET_KEY = former
        assert _enters_with(code_now())
        assert persona.pk

    def test_codes_of_recovery_that_do_not_open_are_made_anew_by_the_person(
        self, persona: Persona, settings: LazySettings
    ) -> None:
        client, codes = signed_in(persona), _recovery(persona)
        kept = Authenticator.objects.get(user=persona, type=Authenticator.Type.RECOVERY_CODES)
        now, settings.SECRET_KEY = settings.SECRET_KEY, "otro"
        kept.data["seed"] = seal("0" * 80)
        kept.save()
        settings.SECRET_KEY = now
        assert client.get("/cuenta/dos-pasos/").status_code == 200
        for address in ("", "descargar/", "generar/"):
            answer = client.get(f"/cuenta/dos-pasos/recuperacion/{address}")
            assert (answer.status_code, "Generar códigos de recuperación nuevos" in text_of(answer)) == (500, True)
        client.post("/cuenta/dos-pasos/recuperacion/generar/")
        assert len(_recovery(persona)) == 10
        assert _recovery(persona) != codes

    def test_former_secrets_are_those_of_the_environment(self) -> None:
        said = {"APTHAPI_HOSTS": "poa.gob.bo", "APTHAPI_SECRETO": "x", "APTHAPI_SECRETO_ANTERIOR": " uno  dos "}
        assert read_environment(said).former_secrets == ("uno", "dos")
        assert read_environment(said | {"APTHAPI_SECRETO_ANTERIOR": ""}).former_secrets == ()


def test_the_doctor_uses_the_secret_of_the_folder_and_makes_none(tmp_path: Path) -> None:
    program = (
        "from apthapi.cli.doctor import _said; from django.conf import settings; _said(); print(settings.SECRET_KEY)"
    )
    found = {}
    for name, secret in (("con", "el de la carpeta"), ("sin", "")):
        folder = tmp_path / name
        folder.mkdir()
        if secret:
            (folder / "secreto").write_text(secret)
        variables = {"APTHAPI_HOSTS": "poa.gob.bo", "APTHAPI_DATOS": str(folder), "PYTHONPATH": ":".join(sys.path)}
        run = subprocess.run([sys.executable, "-c", program], env=variables, capture_output=True, text=True, check=True)
        found[name] = run.stdout.splitlines()[-1]
        assert (folder / "secreto").exists() == bool(secret)
    assert found == {"con": "el de la carpeta", "sin": "revision"}
