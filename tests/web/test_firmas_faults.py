"""A process killed while it signs, and two that sign at once: there is never half a signature.

The kill (SIGKILL) comes at a call of Python chosen by chance, of all that happens from the first to the last; half of
them while the file and its rows are being kept. `APTHAPI_GOLPES=100` kills that often on each database.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from pytest_django import Settings

from apthapi.documents.signing.verifying import Verdict, sha256_of, verify
from apthapi.web.accounts.models import Persona, Rol
from apthapi.web.expediente.models import Emitido, EstadoDeEmitido, Revision
from apthapi.web.firmas import keeping, signing
from apthapi.web.firmas.models import EstadoDeFirma, Firma
from apthapi.web.firmas.signing import NotSignedError, sign_with_file
from apthapi.web.process.models import Acto
from support.authority import PASSWORD, Authority
from web.conftest import new_person
from web.databases import both_engines, point_at
from web.issuing import issue as issued
from web.issuing import set_paper

BLOWS = int(os.environ.get("APTHAPI_GOLPES", "5"))
DONE, REFUSED, BROKEN = 0, 4, 5
WHERE: dict[str, str] = {}
"""The database of the test, which a process that is split off finds anew."""

pytestmark = [both_engines, pytest.mark.usefixtures("demo", "kept_here")]


@pytest.fixture
def kept_here(demo: None, tmp_path: Path, settings: Settings, variables: dict[str, str]) -> None:  # noqa: ARG001
    settings.MEDIA_ROOT = tmp_path / "archivos"
    WHERE.update(variables)


@pytest.fixture
def mae() -> Persona:
    return new_person(Rol.MAE)


def issue() -> Emitido:
    """A new resolution; those of before are void, for a plan has one."""
    for each in Emitido.objects.filter(papel="resolucion").exclude(estado=EstadoDeEmitido.ANULADO):
        set_paper(each, estado=EstadoDeEmitido.ANULADO)
    return issued()


class Killer:
    """Ends its process at a call of Python, counted from when it starts; tells how many there were if it does not."""

    def __init__(self, at: int | None) -> None:
        self.at, self.calls = at, 0

    def start(self) -> None:
        sys.setprofile(self._count)

    def _count(self, *_: Any) -> None:
        self.calls += 1
        if self.calls == self.at:
            os.kill(os.getpid(), signal.SIGKILL)


def in_a_process(work: Callable[[], None]) -> int:
    """Start the work in a process of its own, which leaves nothing of the tests behind; its number."""
    connections.close_all()
    child = os.fork()
    if child:
        return child
    try:
        point_at(Path(WHERE["APTHAPI_DATOS"]), WHERE["APTHAPI_BASE"])
        work()
        os._exit(DONE)
    except NotSignedError:
        os._exit(REFUSED)
    except BaseException:
        os._exit(BROKEN)


def ended(child: int) -> int:
    """How the process ended: its exit status, or minus the signal that killed it."""
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _watched(killer: Killer) -> Callable[..., Any]:
    """What keeps the file, with the killer behind it."""

    @contextmanager
    def watched(emitido: Emitido, content: bytes) -> Iterator[Path]:
        killer.start()
        with keeping.written(emitido, content) as path:
            yield path

    return watched


def signs(emitido: Emitido, persona: Persona, p12: bytes, killer: Killer, tell: Path, *, late: bool) -> int:
    """Sign in another process, with the killer behind it from the start or from when the file is kept."""

    def work() -> None:
        if late:
            pytest.MonkeyPatch().setattr(signing, "written", _watched(killer))
        else:
            killer.start()
        sign_with_file(emitido, persona, p12, PASSWORD)
        sys.setprofile(None)
        tell.write_text(str(killer.calls))

    return ended(in_a_process(work))


def assert_whole(emitido: Emitido) -> bool:
    """Everything of the signature is there, or nothing is; whether it is."""
    firma = Firma.objects.get(emitido=emitido)
    emitido.refresh_from_db()
    revisions = list(Revision.objects.filter(emitido=emitido).order_by("numero"))
    for revision in revisions:
        assert sha256_of(revision.file.read_bytes()) == revision.sha256
    acts = Acto.objects.filter(clase="firmar_papel", detalle__contains=emitido.codigo).count()
    if firma.estado == EstadoDeFirma.PENDIENTE:
        assert (len(revisions), emitido.estado, acts) == (1, EstadoDeEmitido.POR_FIRMAR, 0)
        return False
    assert (len(revisions), emitido.estado, acts) == (2, EstadoDeEmitido.FIRMADO, 1)
    assert firma.sha256_despues == revisions[1].sha256
    assert verify(revisions[1].file.read_bytes()).verdict == Verdict.SIGNED
    return True


def test_a_kill_leaves_a_whole_signature_or_none(mae: Persona, tmp_path: Path) -> None:
    p12, tell, chance = Authority().file_of("MAE"), tmp_path / "llamadas", random.Random(4)
    calls = {}
    for late in (True, False):
        assert signs(issue(), mae, p12, Killer(None), tell, late=late) == DONE
        calls[late] = int(tell.read_text())
    emitido = issue()
    for number in range(BLOWS):
        late = number % 2 == 0
        killer = Killer(chance.randrange(1, calls[late]))
        how = signs(emitido, mae, p12, killer, tell, late=late)
        assert how in (-signal.SIGKILL, DONE)
        if assert_whole(emitido):
            emitido = issue()
    # What the kills left behind, if anything, does not stop the next one, and goes away.
    if not assert_whole(emitido):
        sign_with_file(emitido, mae, p12, PASSWORD)
    assert assert_whole(emitido)
    assert sorted(path.name for path in Revision(emitido=emitido, numero=0).file.parent.iterdir()) == ["0.pdf", "1.pdf"]


def test_of_two_at_once_one_signs(mae: Persona) -> None:
    p12, acting, emitido = Authority().file_of("MAE"), new_person(Rol.MAE, acting=True), issue()
    start = time.time() + 0.3

    def work(persona: Persona) -> None:
        time.sleep(max(0.0, start - time.time()))
        sign_with_file(emitido, persona, p12, PASSWORD)

    children = [in_a_process(lambda who=each: work(who)) for each in (mae, acting)]  # type: ignore[misc]
    assert sorted(ended(child) for child in children) == [DONE, REFUSED]
    assert assert_whole(emitido)
