"""Two versions on a screen: the figures of the real plan, the same in the annex, and each row with who changed it."""

from __future__ import annotations

import csv
import io
import json
import re
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from apthapi.compare import compare_plans
from apthapi.core.money import format_amount, parse_amount
from apthapi.documents import attached_bytes
from apthapi.web.accounts.models import Persona, Rol
from apthapi.web.comparison.asked import read_asked
from apthapi.web.comparison.authors import authors_of
from apthapi.web.comparison.money import read_money, tables_of
from apthapi.web.comparison.rows import find, show
from apthapi.web.comparison.versions import Places, choose
from apthapi.web.entities.demo import PLAN
from apthapi.web.plans.live import live
from apthapi.web.plans.package import live_package
from apthapi.web.process.acts import act
from apthapi.web.process.models import EstadoDePlan, Version
from apthapi.web.versions.opening import Opening, open_version
from web.conftest import AsRole, new_person
from web.databases import both_engines, queries
from web.versions import AFTER, BEFORE, UNIT, load_versions, of_example

LAW = "SEGIP-2024-0"
PAGE = f"/planes/{PLAN}/comparacion"

in_demo = pytest.mark.usefixtures("demo")


@pytest.fixture
def versions(empty: None, tmp_path: Path) -> None:  # noqa: ARG001 - where they are put
    load_versions(tmp_path / "plan")


def text_of(response: Any) -> str:
    assert response.status_code == 200
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


def rows_of(response: Any) -> list[list[str]]:
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig")), delimiter=";"))


# The real plan: only approved amounts before, forms 04 after --------------------------------------------------------


@in_demo
@both_engines
def test_the_screen_says_the_published_figures(as_role: AsRole) -> None:
    page = text_of(as_role(Rol.FINANZAS).get(PAGE))
    assert "Suben 3 unidades, baja 1; el total de la entidad no cambia." in page
    for figure in ("+16.219.800,00", "+772.000,00", "+20.000,03", "−155.000,00", "+6.100,00", "−6.100,00"):
        assert figure in page
    assert "DDOR Dirección Departamental de Oruro · redondeo" in page
    assert "DDBN Dirección Departamental de Beni · redondeo" in page
    assert "311.520.186,00" in page


@in_demo
@both_engines
def test_the_money_added_up_is_the_money_of_the_lines() -> None:
    package = live_package([PLAN, LAW])
    whole = compare_plans(package, LAW, PLAN)
    quick = read_money(choose(PLAN)).comparison
    assert quick.money == whole.money
    assert (quick.total_before, quick.total_after, quick.sentences) == (
        whole.total_before, whole.total_after, whole.sentences
    )  # fmt: skip


@in_demo
def test_the_annex_has_the_figures_of_the_screen(as_role: AsRole, tmp_path: Path) -> None:
    """The tables of the page are made of the sections of the annex: every line of one is in the other."""
    response: Any = as_role(Rol.JURIDICA).get(f"{PAGE}/anexo.pdf")
    assert response["Content-Type"] == "application/pdf"
    path = tmp_path / "anexo.pdf"
    path.write_bytes(b"".join(response.streaming_content))
    printed = json.loads(attached_bytes(path, mime="application/json"))
    shown = tables_of(read_money(choose(PLAN)))
    assert [section["titulo"] for section in printed["secciones"]] == [table.title for table in shown.values()]
    for section, table in zip(printed["secciones"], shown.values(), strict=True):
        plain = [
            (row["codigo"], row["nombre"], _centavos(row["antes"]), _centavos(row["despues"]))
            for row in section["filas"]
        ]
        assert plain == [(line.code, line.label, line.before, line.after) for line in table.lines]
    assert printed["resumen"] == read_money(choose(PLAN)).comparison.summary


def _centavos(text: str) -> int | None:
    return int(parse_amount(text.replace(".", ","))) if text else None


@in_demo
def test_each_table_is_a_file_and_adds_up(as_role: AsRole) -> None:
    rows = rows_of(as_role(Rol.AUDITORIA).get(f"{PAGE}/unidad.csv"))
    assert rows[0] == ["Unidad", "Nombre", "Vigente", "Aumento", "Disminución", "Reformulado"]
    found = {row[0]: row[2:] for row in rows[1:]}
    assert found["DDTJ"] == ["6.779.967,00", "0,00", "155.000,00", "6.624.967,00"]
    assert as_role(Rol.AUDITORIA).get(f"{PAGE}/luna.csv").status_code == 404


@in_demo
def test_what_one_version_does_not_bring_is_said(as_role: AsRole) -> None:
    page = text_of(as_role(Rol.PLANIFICACION).get(PAGE, {"nivel": "jerarquia"}))
    assert f"{LAW} no trae:" in page
    assert "Articulación de las unidades" in page


@in_demo
def test_a_plan_that_replaces_none_has_nothing_to_compare(as_role: AsRole) -> None:
    page = text_of(as_role(Rol.MAE).get(f"/planes/{LAW}/comparacion"))
    assert "No hay otra versión con qué comparar" in page
    assert "+16.219.800,00" not in page
    chosen = text_of(as_role(Rol.MAE).get(f"/planes/{LAW}/comparacion", {"con": PLAN}))
    assert "A la izquierda, SEGIP 2024 · Primera reformulación" in chosen


@in_demo
def test_a_unit_sees_its_own_money_and_no_other(as_role: AsRole) -> None:
    for rol in (Rol.PREPARA, Rol.DIRECTOR):
        page = text_of(as_role(rol, "DDTJ").get(f"/planes/{PLAN}/unidades/DDTJ/comparacion"))
        assert "El total de la unidad baja Bs 155.000,00: de Bs 6.779.967,00 a Bs 6.624.967,00." in page
        assert "16.219.800" not in page
        assert "DNTIC" not in page
        assert as_role(rol, "DDTJ").get(PAGE).status_code == 403
        assert as_role(rol, "DDTJ").get(f"/planes/{PLAN}/unidades/DNTIC/comparacion").status_code == 404
        file = rows_of(as_role(rol, "DDTJ").get(f"/planes/{PLAN}/unidades/DDTJ/comparacion/categoria.csv"))
        assert [row[0] for row in file[1:]] == ["48 000 007"]


@in_demo
def test_another_unit_cannot_be_asked_for_in_the_address(as_role: AsRole) -> None:
    answer = as_role(Rol.PREPARA, "DDTJ").get(f"/planes/{PLAN}/unidades/DDTJ/comparacion", {"unidad": "DNTIC"})
    assert "DNTIC" not in text_of(answer).replace("Tecnologías", "")


@in_demo
def test_the_modifications_say_what_is_missing_and_which_categories_are_not_shown(as_role: AsRole) -> None:
    page = text_of(as_role(Rol.FINANZAS).get(f"/planes/{PLAN}/modificaciones"))
    assert "faltan disminuciones por Bs 16.856.800,03" in page
    assert "El plan no muestra el dinero de 12 categorías" in page
    assert "no tiene ejecución registrada" in page
    assert "1. Traspaso intrainstitucional" in page
    assert "[G]" in page


# Two whole versions ---------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("versions")
@both_engines
@pytest.mark.parametrize("level", ["dinero", "metas", "lineas", "jerarquia"])
def test_every_level_shows_only_what_differs(level: str) -> None:
    page = text_of(of_example(Rol.FINANZAS).get(f"/planes/{AFTER}/comparacion", {"nivel": level}))
    assert "Ninguna unidad sube ni baja; el total de la entidad no cambia." in page
    seen = {
        "dinero": "Por unidad, partida y fuente",
        "metas": "Línea base",
        "lineas": "Sueldos del personal",
        "jerarquia": "registro fotográfico",
    }
    assert [name for name, words in seen.items() if words in page] == [level]


@pytest.mark.usefixtures("versions")
@both_engines
def test_lines_that_differ_with_their_amounts_and_their_unit() -> None:
    places, asked = Places(BEFORE, AFTER), read_asked({"nivel": "lineas"})
    found = find(places, asked)
    rows = show(places, asked, found.differences)
    kinds = [row.kind for row in rows]
    assert (kinds.count("Nueva"), kinds.count("Quitada"), kinds.count("Cambia")) == (1, 1, 3)
    new = next(row for row in rows if row.kind == "Nueva")
    gone = next(row for row in rows if row.kind == "Quitada")
    assert new.moved == -(gone.moved or 0) > 0
    assert found.same == 121 - 4
    assert {row.unidad for row in rows if row.kind == "Cambia"} == {"DAF", "DPL", "DJU"}


@pytest.mark.usefixtures("versions")
@both_engines
def test_who_changed_a_cell_is_beside_it() -> None:
    """Each cell has the last act that touched it; what came from the version before has none."""
    persona = new_person(Rol.PREPARA, UNIT, _entity())
    renglon = live().value(
        "select renglon from requerimientos where plan = ? and unidad = ? and linea = 7", [AFTER, UNIT]
    )
    _change(persona, "update requerimientos set descripcion = 'Otra cosa' where renglon = ?", renglon)
    places, asked = Places(BEFORE, AFTER), read_asked({"nivel": "lineas", "unidad": UNIT, "cambio": "cambiada"})
    rows = show(places, asked, find(places, asked).differences)
    authors = authors_of(AFTER, rows)
    [mine] = [row for row in rows if row.pair.after == renglon]
    assert [cell.after for cell in mine.cells] == ["Otra cosa"]
    assert authors["requerimientos", renglon, "descripcion"].who.startswith("Cargo de prueba")
    others = {key for key in authors if key[1] != renglon}
    assert others == set(), "what was loaded has no author here"
    page = text_of(of_example(Rol.FINANZAS).get(f"/planes/{AFTER}/comparacion", {"nivel": "lineas"}))
    assert "Cargo de prueba" in page


@pytest.mark.usefixtures("versions")
@both_engines
def test_a_version_that_was_opened_here_is_compared_by_the_origin_of_its_rows() -> None:
    """A line that was numbered again is still that line, and one that was taken away does not become another."""
    with act("prueba", None, None, plan=AFTER):
        Version.objects.filter(plan=AFTER).update(estado=EstadoDePlan.VIGENTE)
    with act("prueba", None, None, plan=AFTER):
        newer = open_version(AFTER, Opening("reformulacion", "Prueba", afecta_pei=False, fecha=date(2024, 5, 2)))
    with act("prueba", None, None, plan=newer):
        for edit in (
            "delete from requerimientos where {} and linea = 4",
            "update requerimientos set linea = 4 where {} and linea = 6",
        ):
            live().execute(edit.format("plan = ? and unidad = ?"), [newer, UNIT])
    places, asked = Places(AFTER, newer), read_asked({"nivel": "lineas"})
    rows = show(places, asked, find(places, asked).differences)
    assert sorted((row.kind, [cell.title for cell in row.cells]) for row in rows) == [
        ("Cambia", ["Nº"]),
        ("Quitada", ["Contenido"]),
    ]
    by_key = find(Places("", newer), asked)
    assert by_key.differences == (), "a version that is not there has nothing to be compared with"
    # With the one before, which did not bring its rows, it is compared by key.
    older = Places(BEFORE, newer)
    assert older.of("requerimientos").lineage == ""
    assert {row.kind for row in show(older, asked, find(older, asked).differences)} == {"Nueva", "Quitada", "Cambia"}


def _entity() -> str:
    return str(live().value("select entidad from planes where plan = ?", [AFTER]))


def _change(persona: Persona, sql: str, *values: object) -> None:
    held = persona.designaciones_vigentes(Persona.objects.get(pk=persona.pk).date_joined.date())[0]
    with act("guardar", persona, held, plan=AFTER, unidad=UNIT):
        live().execute(sql, list(values))


@pytest.mark.usefixtures("versions")
@pytest.mark.parametrize(
    ("asked", "seen", "not_seen"),
    [
        ({"nivel": "lineas", "cambio": "quitada"}, "Quitada", "Nueva "),
        ({"nivel": "lineas", "texto": "SUELDOS"}, "Sueldos del personal", "Quitada "),
        ({"nivel": "metas", "unidad": "DPL"}, "DPL", "DJU 1"),
        ({"nivel": "metas", "texto": "jefatúra"}, "Jefatura de la unidad", "Nada cambia aquí"),
        ({"nivel": "lineas", "partida": "99999"}, "Nada cambia aquí", "Sueldos"),
        ({"nivel": "dinero", "unidad": "DPL"}, "Nada cambia aquí", "Total DAF"),
        ({"nivel": "dinero", "fuente": "42"}, "Nada cambia aquí", "Total DAF"),
    ],
)
def test_filters(asked: dict[str, str], seen: str, not_seen: str) -> None:
    page = text_of(of_example(Rol.PLANIFICACION).get(f"/planes/{AFTER}/comparacion", asked))
    main = page[page.index("Mostrar ") :]
    assert seen in main
    assert not_seen not in main
    assert "Quitar los filtros" in page


@pytest.mark.usefixtures("versions")
def test_sub_totals_of_each_unit() -> None:
    rows = rows_of(of_example(Rol.FINANZAS).get(f"/planes/{AFTER}/comparacion/detalle.csv", {"todo": "1"}))
    amounts = [[int(parse_amount(cell)) for cell in row[2:]] for row in rows[1:]]
    total = [0, 0, 0, 0]
    for row, amount in zip(rows[1:], amounts, strict=True):
        if row[1].startswith("Total "):
            assert amount == total
            total = [0, 0, 0, 0]
        else:
            total = [one + other for one, other in zip(total, amount, strict=True)]
    assert rows[-1][1].startswith("Total ")


@pytest.mark.usefixtures("versions")
def test_the_rows_of_a_level_as_a_file() -> None:
    rows = rows_of(of_example(Rol.FINANZAS).get(f"/planes/{AFTER}/comparacion/lineas.csv"))
    assert rows[0] == ["Tabla", "Cambio", "Unidad", "Fila", "Columna", "Antes", "Después"]
    assert {row[1] for row in rows[1:]} == {"Nueva", "Quitada", "Cambia"}


@pytest.mark.usefixtures("versions")
@both_engines
def test_a_page_asks_no_more_because_there_are_more_differences() -> None:
    client = of_example(Rol.FINANZAS)
    pages = [f"/planes/{AFTER}/comparacion?nivel={level}" for level in ("dinero", "metas", "lineas", "jerarquia")]
    pages.append(f"/planes/{AFTER}/modificaciones")
    counts: dict[str, list[int]] = {page: [] for page in pages}
    for edit in ("", "update requerimientos set descripcion = 'x', importe = importe + 100 where plan = ?"):
        if edit:
            with act("prueba", None, None, plan=AFTER):
                live().execute(edit, [AFTER])
        for page in pages:
            client.get(page)
            with queries(judge=False) as made:
                assert client.get(page).status_code == 200
            counts[page].append(len([each for each in made if "pg_temp" not in each]))
    assert {page: found for page, found in counts.items() if found[1] > found[0] + 6} == {}


@pytest.mark.usefixtures("versions")
def test_a_page_of_many_differences_is_light() -> None:
    with act("prueba", None, None, plan=AFTER):
        live().execute("update requerimientos set descripcion = 'x', importe = importe + 100 where plan = ?", [AFTER])
    client = of_example(Rol.FINANZAS)
    first = client.get(f"/planes/{AFTER}/comparacion", {"nivel": "lineas"})
    assert len(first.content) < 90_000
    assert "Página 1 de 4" in text_of(first)
    assert format_amount(12_100) in text_of(client.get(f"/planes/{AFTER}/comparacion", {"nivel": "dinero"}))
