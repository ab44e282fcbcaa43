"""The service of production, written below a folder: its units, its proxy, its folders and its container."""

from __future__ import annotations

import configparser
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from apthapi.cli import main
from apthapi.web.operations.install.writing import Service, stays_otherwise, write_service

KEY = "age1qyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqszqgpqyqsdlrxem"
TOLD = ["install", "--host", "poa.example.gob.bo", "--clave", KEY]
UNITS = "etc/systemd/system"


def unit(path: Path) -> configparser.ConfigParser:
    found = configparser.ConfigParser(strict=True, interpolation=None, delimiters=("=",))
    found.optionxform = str  # type: ignore[assignment,method-assign]
    found.read(path)
    return found


def test_units_run_as_their_user_and_reach_no_more_than_their_folders(tmp_path: Path) -> None:
    assert main([*TOLD, "--en", str(tmp_path), "--procesos", "4"]) == 0
    services = sorted((tmp_path / UNITS).glob("*.service"))
    assert [each.stem for each in services] == [
        f"apthapi-{name}" for name in ("recordatorios", "respaldo", "trabajos", "verificacion", "web")
    ]
    for each in services:
        found = unit(each)["Service"]
        assert (found["User"], found["UMask"], found["ProtectSystem"]) == ("apthapi", "0077", "strict")
        assert found["ReadWritePaths"].split()[0] == "/var/lib/apthapi"
        assert Path(found["ExecStart"].split()[0]).parent == Path(sys.executable).parent
    assert "--sin-trabajos --procesos 4" in unit(tmp_path / UNITS / "apthapi-web.service")["Service"]["ExecStart"]
    for timer in (tmp_path / UNITS).glob("*.timer"):
        assert timer.with_suffix(".service").exists()
        assert unit(timer)["Timer"]["Persistent"] == "true"
    configuration = tmp_path / "etc/apthapi/apthapi.env"
    assert configuration.stat().st_mode & 0o777 == 0o600
    assert f"APTHAPI_RESPALDO_CLAVE={KEY}\n" in configuration.read_text()
    configuration.write_text("APTHAPI_HOSTS=lo-que-ya-estaba\n")
    assert main([*TOLD, "--en", str(tmp_path)]) == 0
    assert configuration.read_text() == "APTHAPI_HOSTS=lo-que-ya-estaba\n"


def test_systemd_starts_again_whatever_ends_and_waits_for_what_answers(tmp_path: Path) -> None:
    main([*TOLD, "--en", str(tmp_path)])
    web, worker = (unit(tmp_path / UNITS / f"apthapi-{name}.service") for name in ("web", "trabajos"))
    assert web["Service"]["Type"] == "notify"
    assert web["Service"]["Restart"] == worker["Service"]["Restart"] == "always"
    assert worker["Unit"]["After"] == "apthapi-web.service", "the worker finds the tables made"


def test_root_types_what_an_installation_does_as_its_user(tmp_path: Path) -> None:
    main([*TOLD, "--en", str(tmp_path)])
    for name, what in (("apthapi", "apthapi"), ("apthapi-web", "python")):
        order = tmp_path / "usr/local/sbin" / name
        assert order.stat().st_mode & 0o777 == 0o755
        told = tmp_path / name
        told.mkdir()
        instead = told / "systemd-run"
        instead.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
        instead.chmod(0o755)
        path = {"PATH": f"{told}:/usr/bin:/bin"}
        done = subprocess.run([order, "load", "el plan"], env=path, capture_output=True, text=True, check=True)
        words = done.stdout.splitlines()
        assert {"--pipe", "--uid=apthapi", "--property=EnvironmentFile=/etc/apthapi/apthapi.env"} <= set(words)
        assert words[-2:] == ["load", "el plan"]
        assert any(Path(each).name.startswith(what) for each in words)
    assert words[-4:-2] == ["-m", "apthapi.web"]


def test_a_configuration_that_stays_is_told_apart_from_one_that_is_the_same(tmp_path: Path) -> None:
    service = Service("poa.example.gob.bo", key=KEY)
    write_service(service, tmp_path)
    assert not stays_otherwise(service, tmp_path)
    assert stays_otherwise(replace(service, base="postgresql://apthapi@127.0.0.1:5432/apthapi"), tmp_path)


@pytest.mark.tools
@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not there")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    main([*TOLD, "--en", str(tmp_path)])
    units = sorted(map(str, (tmp_path / UNITS).iterdir()))
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    said = [line for line in done.stderr.splitlines() if "apthapi" in line]
    assert said == []


@pytest.mark.parametrize("proxy", ["caddy", "nginx"])
def test_the_proxy_writes_what_is_believed_and_hides_what_is_for_this_machine(tmp_path: Path, proxy: str) -> None:
    main([*TOLD, "--en", str(tmp_path), "--proxy", proxy])
    [site] = [each for each in (tmp_path / "etc" / proxy).rglob("*") if each.is_file()]
    text = site.read_text()
    assert text.count("{") == text.count("}")
    for words in ("poa.example.gob.bo", "127.0.0.1:8000", "X-Forwarded-For", "X-Forwarded-Proto", "/metricas"):
        assert words in text
    assert "<h1>El sistema no puede atender ahora</h1>" in text, "while nobody listens behind it"
    underscores = "request_header -*_*" if proxy == "caddy" else "underscores_in_headers off"
    assert underscores in text


def test_a_container_is_the_same_service(tmp_path: Path) -> None:
    assert main([*TOLD, "--contenedor", str(tmp_path)]) == 0
    compose = yaml.safe_load((tmp_path / "compose.yaml").read_text())
    assert compose["services"]["caddy"]["network_mode"] == "service:apthapi"
    named = {each.split(":")[0] for service in compose["services"].values() for each in service["volumes"]}
    assert {each for each in named if not each.startswith(".")} == set(compose["volumes"])
    assert "APTHAPI_DATOS=/datos\n" in (tmp_path / "apthapi.env").read_text()
    lines = (tmp_path / "Containerfile").read_text().replace("\\\n", " ").splitlines()
    verbs = [line.split()[0] for line in lines if line and not line.startswith("#")]
    assert set(verbs) <= {"FROM", "RUN", "WORKDIR", "COPY", "USER", "ENV", "VOLUME", "HEALTHCHECK", "CMD"}
    assert verbs.index("USER") < verbs.index("CMD")
    home = Path(__file__).parent.parent.parent
    copied = [word for line in lines if line.startswith("COPY") for word in line.split()[1:-1]]
    assert copied
    assert all((home / each).exists() for each in copied)


def test_what_makes_no_sense_is_refused_all_at_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = [
        "--host",
        "poa.example\nExecStart=x",
        "--clave",
        "AGE-SECRET-KEY-1",
        "--base",
        "mysql://x",
        "--datos",
        "de aqui",
    ]
    assert main(["install", *wrong, "--procesos", "0", "--en", str(tmp_path)]) == 2
    said = capsys.readouterr().err
    for option in ("--host", "--clave", "--base", "--datos", "--procesos"):
        assert option in said
    assert list(tmp_path.iterdir()) == []
