"""Killed without warning while it issues: no half paper, no number repeated or missing, nothing issued is lost.

`APTHAPI_FALLAS=100` kills a hundred times on each engine; without it, a few.
"""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from pytest_django import Settings

from apthapi.web.expediente.models import Correlativo, Emitido
from apthapi.web.expediente.rows import document_rows
from apthapi.web.plans.live import live
from web.databases import both_engines
from web.test_issuing import PLAN, fresh

__all__ = ["fresh"]

TIMES = int(os.environ.get("APTHAPI_FALLAS", "3"))
SERIES = "instructivo"

ISSUING = """
import django; django.setup()
from apthapi.web.accounts.models import Persona
from apthapi.web.expediente import emision
from apthapi.web.process.permisos import situacion_de
keep = emision._keep
def told(*given):
    print("compuesto", flush=True)
    return keep(*given)
emision._keep = told
who = Persona.objects.get(username="demo-planificacion")
while True:
    found = situacion_de(who, "SEGIP-2024-1")
    if emision.latest(found.plan, "instructivo"):
        emision.void(found, found.designaciones[0], "instructivo", "Prueba")
    emision.issue(found, found.designaciones[0], "instructivo")
"""


@both_engines
@pytest.mark.usefixtures("demo", "fresh")
def test_a_kill_at_any_moment_leaves_whole_papers_and_whole_series(
    variables: dict[str, str], settings: Settings
) -> None:
    settings.MEDIA_ROOT = Path(variables["APTHAPI_DATOS"]) / "archivos"
    chance = random.Random(20240214)
    for _ in range(TIMES):
        _issue_and_kill(variables, chance)
        _everything_is_whole()
    assert Correlativo.objects.get(serie=SERIES).ultimo >= TIMES // 2


def _issue_and_kill(variables: dict[str, str], chance: random.Random) -> None:
    """Kill it within the milliseconds in which it keeps its second paper."""
    environment = {**os.environ, **variables, "DJANGO_SETTINGS_MODULE": "apthapi.web.config.settings"}
    with subprocess.Popen([sys.executable, "-c", ISSUING], env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout
        for _ in range(2):
            assert process.stdout.readline() == b"compuesto\n"
        time.sleep(chance.random() * 0.06)
        process.kill()


def _everything_is_whole() -> None:
    papers = list(Emitido.objects.prefetch_related("revisiones"))
    for paper in papers:
        [revision] = paper.revisiones.all()
        assert hashlib.sha256(revision.file.read_bytes()).hexdigest() == revision.sha256
    numbers = sorted(paper.numero or 0 for paper in papers)
    last = Correlativo.objects.get(serie=SERIES).ultimo if papers else 0
    assert numbers == list(range(1, last + 1))
    standing = [paper for paper in papers if paper.estado != "anulado"]
    assert len(standing) <= 1
    rows = [row for row in document_rows(PLAN) if row.tipo == "instructivo"]
    assert [row.cite for row in rows] == [paper.cite for paper in standing]
    cites = live().query("select documento from citas where plan = ?", [PLAN])
    assert {row[0] for row in cites} == {row.documento for row in rows}
