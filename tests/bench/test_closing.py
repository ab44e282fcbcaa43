"""Deadline day in small: everybody's ledger agrees with the database, a loss is seen, and faults do no harm."""

from __future__ import annotations

import asyncio
import json
import socket
import sqlite3
import threading
from pathlib import Path

import pytest

from apthapi.bench.closing.faults import Faults, untrue
from apthapi.bench.closing.load import Size, asked_of, play, slope, told
from apthapi.bench.closing.relay import relayed
from apthapi.bench.closing.wire import CutError, Wire
from apthapi.bench.session import Session
from apthapi.bench.web_server import environment
from apthapi.bench.web_store import postgresql
from apthapi.example import write_example

TINY = Size(people=14, units=5, lines=60, minutes=0.05, rate=4.0, processes=1, rising=False)


def session(folder: Path) -> Session:
    return Session(folder, 0, lambda _: None)


def test_a_small_day_on_sqlite_agrees_with_its_ledger_and_a_loss_is_seen(tmp_path: Path) -> None:
    write_example(tmp_path / "ejemplo", units=TINY.units, lines=TINY.lines)
    folder = tmp_path / "sqlite"
    played = play(session(tmp_path), folder, "", TINY)
    saves, lines = played.book["saves"], played.book["lines"]
    assert len(saves) > 3
    assert len(lines) > 3
    assert played.book["refused"] == {}
    whole = session(tmp_path)
    told(whole, "SQLite", TINY, played)
    assert {each.verdict for each in whole.figures if "líneas perdidas" in each.name} == {"sí"}
    _lose(folder, next(iter(lines)))
    compared = asked_of("ledger", [str(folder / "cuaderno.json")], environment(folder))
    assert any(next(iter(lines)) in each and "se contestó" in each for each in compared["problemas"])
    assert any(each.startswith("traza:") for each in compared["problemas"])


@pytest.mark.postgresql
def test_a_small_day_on_postgresql_agrees_with_its_ledger(tmp_path: Path) -> None:
    write_example(tmp_path / "ejemplo", units=TINY.units, lines=TINY.lines)
    with postgresql(session(tmp_path)) as url:
        if not url:
            pytest.skip("PostgreSQL does not answer")
        played = play(session(tmp_path), tmp_path / "postgresql", url, TINY)
    assert len(played.book["saves"]) > 3
    assert played.compared["problemas"] == []


def test_a_killed_server_loses_nothing_and_goes_on(tmp_path: Path) -> None:
    with Faults(session(tmp_path), tmp_path / "fallas", "sqlite", seed=3).ready(100) as faults:
        assert faults is not None
        faults.rounds(1, ["proceso web"])
        faults.tell()
        assert faults.counted == {"kill -9 de un proceso web": 1}
        assert faults.saves > 0


def _lose(folder: Path, renglon: str) -> None:
    """As if a line had never been stored, by whoever owns the database."""
    with sqlite3.connect(folder / "apthapi.sqlite3") as database:
        database.execute("insert into process_actoencurso (acto) select max(id) from process_acto")
        database.execute("drop trigger traza_delete_requerimientos")
        database.execute("delete from requerimientos where renglon = ?", [int(renglon)])
        database.execute("delete from process_actoencurso")


def test_who_has_two_addresses_goes_on_at_the_other() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_server(("127.0.0.1", 0)) as gone:
        threading.Thread(target=_serve_nothing, args=(server,), daemon=True).start()
        ports = [server.getsockname()[1], gone.getsockname()[1]]
        gone.close()
        asked = [asyncio.run(_status(Wire(ports, session))) for session in ("uno", "dos", "tres", "cuatro")]
    assert asked == [204] * 4


async def _status(wire: Wire) -> int:
    """What is answered, at the second time if nothing was at the first."""
    try:
        found = await wire.get("/")
    except CutError:
        found = await wire.get("/")
    wire.close()
    return found.status


def _serve_nothing(server: socket.socket) -> None:
    while True:
        try:
            one = server.accept()[0]
        except OSError:
            return
        one.recv(1000)
        one.sendall(b"HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n")
        one.close()


def test_what_is_not_true_is_found() -> None:
    true = "La base de datos no atiende ahora. Vuelva a intentarlo en un momento. No se sabe si se guardó."
    assert untrue({f"guardar: 503 {true}": 2, "guardar: sin respuesta": 1}) == []
    assert untrue({"página: 503 Vuelva a intentarlo en un momento.": 1}) == []
    assert len(untrue({"guardar: 503 Vuelva a intentarlo en un momento.": 1})) == 1
    assert len(untrue({"guardar: 404 No existe.": 1})) == 1
    assert len(untrue({"enviar_unidad: 500 Internal Server Error": 1})) == 1


def test_the_slope_of_what_is_measured() -> None:
    assert slope([(0.0, 5.0), (1.0, 7.0), (2.0, 9.0)]) == 2.0
    assert slope([(3.0, 5.0), (3.0, 5.0)]) == 0.0


def test_a_relay_passes_on_and_is_cut_and_mended() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=_echo, args=(server,), daemon=True).start()
        with relayed(server.getsockname()[1]) as relay:
            assert _said(relay.port) == b"hola"
            relay.cut()
            assert _said(relay.port) == b""
            relay.mend()
            assert _said(relay.port) == b"hola"


def _echo(server: socket.socket) -> None:
    while True:
        try:
            one = server.accept()[0]
        except OSError:
            return
        one.sendall(one.recv(100))
        one.close()


def _said(port: int) -> bytes:
    """What comes back; nothing if the connection is broken."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as asked:
            asked.sendall(b"hola")
            return asked.recv(100)
    except OSError:
        return b""


def test_a_job_is_told_as_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("APTHAPI_CIERRE_PERSONAS", "20")
    monkeypatch.setenv("APTHAPI_CIERRE_MINUTOS", "0.5")
    assert json.dumps([Size.asked().people, Size.asked().minutes, Size.asked().units]) == "[20, 0.5, 50]"
