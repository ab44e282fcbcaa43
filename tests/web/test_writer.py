"""Saving in a sheet, cell by cell: what can be stored is, and every cell that cannot says why."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from apthapi.web.accounts.models import Rol
from apthapi.web.audit.verifying import verify as chain_verified
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from apthapi.web.process.models import Cambio
from web.databases import both_engines, queries
from web.grid import cell, rows, said, save, send

MATERIALS, FACTORS, ACTIONS, OPERATIONS, TASKS = (
    "requerimientos_3_03",
    "situacion_fortaleza",
    "articulacion",
    "operaciones",
    "tareas",
)


@pytest.fixture
def preparer(demo: None, as_role: Callable[..., Client]) -> Client:  # noqa: ARG001 - whose database it is
    """Who prepares the forms of the unit that has lines."""
    return as_role(Rol.PREPARA, COMPLETED)


def stored(renglon: int, table: str = "requerimientos") -> dict[str, Any]:
    [row] = live().dicts(f"select * from {table} where renglon = ?", [renglon])
    return row


@both_engines
def test_a_quantity_brings_its_total_and_its_months(preparer: Client) -> None:
    line = rows(preparer)[0]
    answer = save(preparer, {"renglon": line["renglon"], "celdas": {"cantidad": cell("24", line["cantidad"])}})
    assert said(answer) == []
    row = stored(line["renglon"])
    assert (row["cantidad"], row["importe"]) == (240_000, 2 * line["importe"])
    assert sum(row[f"m{month:02}"] for month in range(1, 13)) == row["importe"]
    assert answer["filas"][0]["valores"][:2] == [line["renglon"], line["linea"]]


def test_months_that_were_written_by_hand_are_left_as_they_are(preparer: Client) -> None:
    line = rows(preparer)[0]
    save(preparer, {"renglon": line["renglon"], "celdas": {"m01": cell("1,00"), "cantidad": cell("24")}})
    row = stored(line["renglon"])
    assert (row["m01"], row["m02"]) == (100, line["m02"])


def test_two_changes_of_one_row_in_a_request_know_of_each_other(preparer: Client) -> None:
    renglon = rows(preparer)[0]["renglon"]
    save(
        preparer,
        {"renglon": renglon, "celdas": {"cantidad": cell("3")}},
        {"renglon": renglon, "celdas": {"precio_unitario": cell("10,00")}},
    )
    assert stored(renglon)["importe"] == 3000
    answer = save(
        preparer, {"renglon": renglon, "borrar": True}, {"renglon": renglon, "celdas": {"cantidad": cell("4")}}
    )
    assert answer["borradas"] == [renglon]
    assert answer["filas"] == []
    assert "ya no existe" in said(answer)[0][1]


def test_a_total_that_came_otherwise_from_a_paper_stays_until_somebody_touches_what_makes_it(preparer: Client) -> None:
    renglon = rows(preparer)[0]["renglon"]
    save(preparer, {"renglon": renglon, "celdas": {"cantidad": cell("0,333"), "precio_unitario": cell("1,00")}})
    with_other_total(renglon, importe=4321, cantidad=3333)
    answer = save(preparer, {"renglon": renglon, "celdas": {"descripcion": cell("Otra")}})
    assert said(answer) == []
    assert (stored(renglon)["descripcion"], stored(renglon)["importe"]) == ("Otra", 4321)


def with_other_total(renglon: int, **cells: int) -> None:
    with act("prueba", None, None, plan=PLAN, unidad=COMPLETED):
        for name, value in cells.items():
            live().execute(f"update requerimientos set {name} = ? where renglon = ?", [value, renglon])


@pytest.mark.parametrize(
    ("written", "column", "reason"),
    [
        ({"cantidad": "0,3333", "precio_unitario": "1,00"}, "cantidad", "no da centavos exactos"),
        ({"cantidad": "99999999999", "precio_unitario": "99.999.999,00"}, "cantidad", "mayor importe admitido"),
        ({"cantidad": "2", "precio_unitario": "3,00", "importe": "7,00"}, "importe", "cantidad por precio"),
        ({"cantidad": "1.234"}, "cantidad", "miles o decimales"),
        ({"importe": "mucho"}, "importe", "no es un importe"),
    ],
)
def test_a_cell_that_does_not_fit_is_refused_and_the_rest_is_stored(
    preparer: Client, written: dict[str, str], column: str, reason: str
) -> None:
    renglon = rows(preparer)[0]["renglon"]
    cells = {name: cell(text) for name, text in {**written, "descripcion": "Queda"}.items()}
    answer = save(preparer, {"renglon": renglon, "celdas": cells})
    assert [name for name, _ in said(answer)] == [column]
    assert reason in said(answer)[0][1]
    assert stored(renglon)["descripcion"] == "Queda"


@both_engines
def test_a_cell_that_somebody_else_changed_is_a_conflict_with_both_values(
    preparer: Client, as_role: Callable[..., Client]
) -> None:
    line = rows(preparer)[0]
    director = as_role(Rol.DIRECTOR, COMPLETED)
    save(director, {"renglon": line["renglon"], "celdas": {"descripcion": cell("La del director")}})
    answer = save(
        preparer,
        {
            "renglon": line["renglon"],
            "celdas": {
                "descripcion": cell("La mía", line["descripcion"]),
                "unidad_medida": cell("Año", line["unidad_medida"]),
            },
        },
    )
    [conflict] = answer["conflictos"]
    assert (conflict["columna"], conflict["mia"], conflict["suya"]) == ("descripcion", "La mía", "La del director")
    assert conflict["quien"].startswith("Director(a) Departamental")
    row = stored(line["renglon"])
    assert (row["descripcion"], row["unidad_medida"]) == ("La del director", "Año")
    again = save(preparer, {"renglon": line["renglon"], "celdas": {"descripcion": cell("La del director", "antigua")}})
    assert again["conflictos"] == []


@both_engines
def test_a_new_line_takes_the_next_number_and_its_organismo(preparer: Client) -> None:
    with_techo("41", "111")
    last = max(
        row["linea"] for sheet in ("01", "02", "03", "04") for row in rows(preparer, f"requerimientos_3_{sheet}")
    )
    answer = save(
        preparer,
        {"nuevo": "n1", "celdas": {"partida": cell("31110"), "fuente": cell("41"), "cantidad": cell("1.234")}},
        {"nuevo": "n2", "celdas": {}},
        sheet=MATERIALS,
    )
    first, second = answer["filas"]
    assert [each["nuevo"] for each in answer["filas"]] == ["n1", "n2"]
    row = stored(first["renglon"])
    assert (row["linea"], row["formulario"], row["organismo"], row["cantidad"]) == (last + 1, "3_03", "111", None)
    assert (row["plan"], row["unidad"], row["descripcion"]) == (PLAN, COMPLETED, "")
    assert stored(second["renglon"])["linea"] == last + 2
    assert [(each["nuevo"], each["columna"], len(each["opciones"])) for each in answer["rechazos"]] == [
        ("n1", "cantidad", 2)
    ]


def with_techo(fuente: str, organismo: str) -> None:
    with act("prueba", None, None, plan=PLAN):
        live().execute(
            "insert into techos (plan, unidad, fuente, organismo, importe) values (?, ?, ?, ?, 100)",
            [PLAN, COMPLETED, fuente, organismo],
        )


@both_engines
def test_a_key_that_another_row_has_is_refused_and_the_rest_of_the_row_is_stored(preparer: Client) -> None:
    first, second = rows(preparer, OPERATIONS)[:2]
    answer = save(
        preparer,
        {
            "renglon": second["renglon"],
            "celdas": {"operacion": cell(first["operacion"]), "descripcion": cell("Se guarda")},
        },
        {"nuevo": "n1", "celdas": {"operacion": cell(first["operacion"]), "descripcion": cell("También")}},
        sheet=OPERATIONS,
    )
    assert [name for name, _ in said(answer)] == ["operacion", "operacion"]
    assert f"Código «{first['operacion']}»" in said(answer)[0][1]
    row = stored(second["renglon"], "operaciones")
    assert (row["operacion"], row["descripcion"]) == (second["operacion"], "Se guarda")
    [new] = [each for each in answer["filas"] if each["nuevo"]]
    assert stored(new["renglon"], "operaciones")["descripcion"] == "También"


def test_two_rows_without_their_key_are_one_too_many(preparer: Client) -> None:
    answer = save(
        preparer,
        {"nuevo": "n1", "celdas": {"responsable": cell("Uno")}},
        {"nuevo": "n2", "celdas": {"responsable": cell("Dos")}},
        sheet=ACTIONS,
    )
    assert len(answer["filas"]) == 1
    assert [(each["nuevo"], each["columna"]) for each in answer["rechazos"]] == [("n2", "acp")]


@pytest.mark.parametrize("code", ["²", "9" * 70, "1.2", "x"])
def test_codes_that_are_no_numbers_do_not_stop_the_numbering(preparer: Client, code: str) -> None:
    answer = save(
        preparer,
        {"nuevo": "n1", "celdas": {"operacion": cell("7.7"), "tarea": cell(code)}},
        {"nuevo": "n2", "celdas": {"operacion": cell("7.7"), "tarea": cell("3")}},
        {"nuevo": "n3", "celdas": {"operacion": cell("7.7")}},
        sheet=TASKS,
    )
    assert stored(answer["filas"][-1]["renglon"], "tareas")["tarea"] == "4"


@both_engines
def test_rows_change_places_and_no_two_have_the_same_number(preparer: Client) -> None:
    before = [row["renglon"] for row in rows(preparer, FACTORS)]
    answer = save(preparer, {"renglon": before[-1], "lugar": 1}, sheet=FACTORS)
    after = rows(preparer, FACTORS)
    assert [row["renglon"] for row in after] == [before[-1], *before[:-1]]
    assert [row["orden"] for row in after] == list(range(1, len(before) + 1))
    assert len(answer["filas"]) == len(before)
    save(preparer, {"renglon": before[-1], "lugar": 999}, sheet=FACTORS)
    assert [row["renglon"] for row in rows(preparer, FACTORS)] == before
    answer = save(preparer, {"nuevo": "n1", "lugar": 2, "celdas": {"factor": cell("Nuevo")}}, sheet=FACTORS)
    assert [row["factor"] for row in rows(preparer, FACTORS)][1] == "Nuevo"


def test_choosing_an_action_brings_its_text(preparer: Client) -> None:
    [(acp, text)] = live().query(
        "select acp, descripcion from acciones_corto_plazo a where plan = ? and not exists (select 1 from acp_unidad u "
        "where u.plan = a.plan and u.acp = a.acp and u.unidad = ?) order by acp limit 1",
        [PLAN, COMPLETED],
    )
    answer = save(preparer, {"nuevo": "n1", "celdas": {"acp": cell(acp)}}, sheet=ACTIONS)
    row = stored(answer["filas"][0]["renglon"], "acp_unidad")
    assert (row["texto_acp"], bool(row["ae"]), bool(row["texto_acp_clave"])) == (text, True, True)


@both_engines
def test_pasted_lines_go_in_together_in_their_order(preparer: Client) -> None:
    counts = []
    for size in (1, 10, 210):  # the first one also prepares the rules
        new = [{"nuevo": f"n{at}", "celdas": {"descripcion": cell(f"Línea {at}")}} for at in range(size)]
        with queries() as made:
            answer = save(preparer, *new, sheet=MATERIALS)
        counts.append(len([each for each in made if "insert into requerimientos " in each]))
        assert [(each["nuevo"], each["valores"][3]) for each in answer["filas"]] == [
            (f"n{at}", f"Línea {at}") for at in range(size)
        ]
        first = answer["filas"][0]["valores"][1]
        assert [each["valores"][1] for each in answer["filas"]] == list(range(first, first + size))
    assert counts == [1, 1, 2]
    changes = Cambio.objects.filter(acto=answer["acto"], tabla="requerimientos").order_by("pk")
    assert [change.renglon for change in changes] == [each["renglon"] for each in answer["filas"]]
    assert {json.loads(change.despues)["renglon"] == change.renglon for change in changes} == {True}
    assert chain_verified().problems == []


@both_engines
def test_new_and_old_rows_of_a_request_are_done_in_its_order(preparer: Client) -> None:
    first, second = rows(preparer, OPERATIONS)[:2]
    answer = save(
        preparer,
        new_operation("n1", "501"),
        new_operation("n2"),
        {"renglon": first["renglon"], "celdas": {"operacion": cell("502")}},  # which n2 just got
        new_operation("n3", second["operacion"]),
        {"renglon": second["renglon"], "borrar": True},
        new_operation("n4", second["operacion"]),  # which is free by now
        new_operation("n5", second["operacion"]),
        new_operation("n6", "600"),
        new_operation("n7"),
        sheet=OPERATIONS,
    )
    new = {each["nuevo"]: each["renglon"] for each in answer["filas"] if each["nuevo"]}
    assert {name: stored(renglon, "operaciones")["operacion"] for name, renglon in new.items()} == {
        "n1": "501",
        "n2": "502",
        "n3": "503",
        "n4": second["operacion"],
        "n5": "504",
        "n6": "600",
        "n7": "601",
    }
    refused = [(each["nuevo"] or each["renglon"], each["columna"]) for each in answer["rechazos"]]
    assert refused == [(first["renglon"], "operacion"), ("n3", "operacion"), ("n5", "operacion")]
    assert answer["borradas"] == [second["renglon"]]
    changes = Cambio.objects.filter(acto=answer["acto"], tabla="operaciones").order_by("pk")
    assert [change.renglon for change in changes] == [
        *(new[name] for name in ("n1", "n2", "n3")),
        second["renglon"],
        *(new[name] for name in ("n4", "n5", "n6", "n7")),
    ]


def new_operation(name: str, code: str = "") -> dict[str, Any]:
    return {"nuevo": name, "celdas": {"operacion": cell(code)} if code else {}}


@pytest.mark.parametrize(
    "text", ["Con \x00 nulo", "Con \ud800 suelto", "=1+1", "<script>alert(1)</script>", "'; drop table"]
)
@both_engines
def test_any_text_is_stored_as_text(preparer: Client, text: str) -> None:
    renglon = rows(preparer)[0]["renglon"]
    response = send(preparer, [{"renglon": renglon, "celdas": {"descripcion": cell(text)}}])
    assert response.status_code == 200
    assert stored(renglon)["descripcion"] == text.replace("\x00", "").replace("\ud800", "")
