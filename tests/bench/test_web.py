"""What `bench --parte web` reads and compares is what it says, on a small example served by the real server."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from apthapi.bench.measure import FailedError
from apthapi.bench.web import percentile, turned
from apthapi.bench.web_clients import alone_inside, together
from apthapi.bench.web_server import environment, processor_ticks, proportional_kilobytes, served, server_times
from apthapi.bench.web_store import Saved, differences, prepare
from apthapi.example import write_example


def test_the_value_that_so_many_do_not_pass() -> None:
    assert percentile([5.0, 1.0, 4.0, 2.0, 3.0], 50) == 3.0
    assert percentile([float(number) for number in range(1, 101)], 95) == 95.0
    assert percentile([7.0], 95) == 7.0


def test_each_client_begins_at_another_page() -> None:
    pages = [("a", "/a", "x"), ("b", "/b", "x"), ("c", "/c", "x")]
    assert [name for name, _, _ in turned(pages, 4)] == ["b", "c", "a"]
    assert turned(pages, 3) == pages


def test_the_log_of_the_server_tells_what_it_took() -> None:
    log = [
        "POST 200 12.500 /planes/P/unidades/U/guardar/v",
        "GET 200 0.900 /planes/P/unidades/U/filas/v",
        "POST 200 0.001 /x",
    ]
    assert server_times(log, "POST", "/guardar/") == [12.5]
    assert server_times(log, "GET", "/filas/v$") == [0.9]
    assert server_times(log, "GET", "/filas$") == []


def test_what_the_system_says_of_a_process() -> None:
    fields = "S 1 1 1 0 -1 4194560 100 0 0 0 250 50 0 0 20 0 1 0 100"
    assert processor_ticks(f"42 (a (name) with brackets) {fields}") == 300
    assert proportional_kilobytes("Rss: 900 kB\nPss:     512 kB\nPss_Dirty: 4 kB\n") == 512


def test_clients_save_and_what_they_were_told_is_what_is_stored(tmp_path: Path) -> None:
    example, folder = tmp_path / "ejemplo", tmp_path / "datos"
    write_example(example, units=4, lines=160)
    folder.mkdir()
    variables = environment(folder)
    data = prepare(example, variables, 2)
    with served(folder, variables) as server:
        jobs = [
            {"que": "guardar", "puerto": server.port, "veces": 2, "desde": 0, **writer} for writer in data["escriben"]
        ]
        done, seconds = together(jobs)
        assert server.megabytes() > 1
        assert server.processor_seconds() > 0
    taken = server.milliseconds()  # a line is written after its answer was given: all are there once it has ended
    assert [job["problemas"] for job in done] == [[], []]
    assert len(taken) == 4
    assert seconds > 0
    told = [Saved(each["renglon"], each["precio"], each["guardados"]) for each in done]
    assert differences(variables, told) == []
    _lose_one(folder, told[0].renglon)
    assert f"la línea {told[0].renglon} tiene 1 y se guardó {told[0].price}" in differences(variables, told)
    assert any("la traza dice" in each for each in differences(variables, told))


def test_a_client_inside_the_application_saves_as_one_outside(tmp_path: Path) -> None:
    example, folder = tmp_path / "ejemplo", tmp_path / "datos"
    write_example(example, units=3, lines=60)
    folder.mkdir()
    variables = environment(folder)
    done = alone_inside({"veces": 3, "desde": 0, **prepare(example, variables, 1)["escriben"][0]}, variables)
    assert (done["problemas"], len(done["ms"])) == ([], 3)
    assert any("requerimientos" in each for each in done["sentencias"])
    assert differences(variables, [Saved(done["renglon"], done["precio"], done["guardados"])]) == []


def _lose_one(folder: Path, renglon: int) -> None:
    """As if a save had been undone: neither its price nor its change are there."""
    with sqlite3.connect(folder / "apthapi.sqlite3") as database:
        database.execute("insert into process_actoencurso (acto) select max(id) from process_acto")
        database.execute("update requerimientos set precio_unitario = 1 where renglon = ?", [renglon])
        database.execute("drop trigger guarda_delete_process_cambio")
        database.execute("delete from process_cambio where renglon = ?", [renglon])
        database.execute("delete from process_actoencurso")


def test_a_client_that_ends_otherwise_is_told() -> None:
    with pytest.raises(FailedError, match="a client ended"):
        together([{"que": "guardar"}])
