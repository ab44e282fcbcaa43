"""Bringing from another plan: chosen, raised to the centavo, previewed, saved in one act; and what is remembered."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from apthapi.core.fields import words_of
from apthapi.core.schema import ROW
from apthapi.core.tables import MONTHS, TABLES
from apthapi.web.accounts.models import Cargo, Designacion, Rol
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.plans.copying.marker import PrecioTraido
from apthapi.web.plans.copying.old_prices import old_prices
from apthapi.web.plans.copying.raising import HUNDRED, percent_of, priced, raised, spread
from apthapi.web.plans.live import live
from apthapi.web.plans.memory.outliers import Prices
from apthapi.web.plans.memory.suggestions import Suggestion, suggestions
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, EstadoDeUnidad, ParteDeUnidad
from web.conftest import AsRole, new_person, sign_in
from web.databases import both_engines
from web.earlier import EARLIER, add_earlier_plan, insert
from web.states import set_part

URL = f"/planes/{PLAN}/unidades/{COMPLETED}/traer"
FROM = {"de_plan": EARLIER, "de_unidad": COMPLETED}
in_demo = pytest.mark.usefixtures("demo")


@pytest.fixture
def tarija(demo: None) -> Client:  # noqa: ARG001 - what it works on
    add_earlier_plan()
    return sign_in(Rol.PREPARA, COMPLETED)


def rows(table: str, plan: str, unidad: str = COMPLETED) -> list[dict[str, Any]]:
    return live().dicts(f"select * from {table} where plan = ? and unidad = ? order by renglon", [plan, unidad])


def emptied(*tables: str) -> None:
    """The unit has not begun this year's forms."""
    with act("prueba", None, None, plan=PLAN):
        for table in tables or ("requerimientos", "tareas", "operaciones"):
            live().execute(f"delete from {table} where plan = ? and unidad = ?", [PLAN, COMPLETED])


def changed(table: str, plan: str, renglon: int, **cells: object) -> None:
    with act("prueba", None, None, plan=plan):
        sets = ", ".join(f"{name} = ?" for name in cells)
        live().execute(f"update {table} set {sets} where renglon = ?", [*cells.values(), renglon])


def ticked(table: str, name: str = "") -> dict[str, list[int]]:
    return {name or table: [row["renglon"] for row in rows(table, EARLIER)]}


def everything() -> dict[str, list[int]]:
    return ticked("operaciones") | ticked("tareas") | ticked("requerimientos", "lineas")


def review(client: Client, **data: object) -> str:
    return client.post(URL, {**FROM, "meses": "on", "paso": "revisar", **data}).content.decode()


def save(client: Client, **data: object) -> HttpResponse:
    sent = {**FROM, "meses": "on", "paso": "guardar", "envio": str(uuid4()), **data}
    return client.post(URL, sent)  # type: ignore[return-value]


# Choosing ------------------------------------------------------------------------------------------------------------


def test_the_offers_are_what_the_person_may_see(tarija: Client, as_role: AsRole) -> None:
    page = tarija.get(URL).content.decode()
    assert f"de_plan={EARLIER}" in page
    assert page.count("Ver y elegir") == 1
    beni = as_role(Rol.PREPARA, "DDBN")
    there = f"/planes/{PLAN}/unidades/DDBN/traer"
    assert "No hay de dónde traer" in beni.get(there).content.decode()
    for plan, unidad in ((PLAN, COMPLETED), (EARLIER, COMPLETED), (PLAN, "DDBN"), ("OTRO", "DDBN"), (PLAN, "")):
        assert beni.get(there, {"de_plan": plan, "de_unidad": unidad}).status_code == 404
        assert beni.post(there, {"de_plan": plan, "de_unidad": unidad, "paso": "guardar"}).status_code == 404


@in_demo
def test_who_has_two_units_brings_from_one_to_the_other() -> None:
    persona = new_person(Rol.PREPARA, "DDBN")
    cargo = Cargo.objects.get(rol=Rol.PREPARA, unidad=COMPLETED)
    Designacion.objects.create(persona=persona, cargo=cargo, desde="2024-01-01")
    client = Client()
    client.force_login(persona)
    line = rows("requerimientos", PLAN)[0]
    sent = {"de_plan": PLAN, "de_unidad": COMPLETED, "lineas": [line["renglon"]], "paso": "guardar"}
    assert client.post(f"/planes/{PLAN}/unidades/DDBN/traer", sent).status_code == 302
    [brought] = rows("requerimientos", PLAN, "DDBN")
    assert (brought["descripcion"], brought["importe"]) == (line["descripcion"], line["importe"])
    assert brought["operacion"] == ""


def test_what_is_here_is_not_ticked_and_filters_find_words_without_accents(tarija: Client) -> None:
    first, *_ = rows("requerimientos", EARLIER)
    other = "Ejemplo: fumigación de depósitos"
    changed("requerimientos", EARLIER, first["renglon"], descripcion=other, descripcion_clave=words_of(other))
    page = tarija.get(URL, FROM).content.decode()
    assert re.findall(r'name="lineas" value="(\d+)"[^>]* checked', page) == [str(first["renglon"])]
    assert page.count("Ya está aquí") == len(everything()["operaciones"]) + len(everything()["lineas"]) - 1
    found = tarija.get(URL, {**FROM, "busca": "FUMIGACION depositos"}).content.decode()
    assert re.findall(r'name="lineas" value="(\d+)"', found) == [str(first["renglon"])]
    only_new = tarija.get(URL, {**FROM, "nuevas": "on"}).content.decode()
    assert re.findall(r'name="lineas" value="(\d+)"', only_new) == [str(first["renglon"])]


def test_a_percentage_that_is_none_is_told_where_it_is(tarija: Client) -> None:
    page = review(tarija, lineas=everything()["lineas"], **{"s|": "mucho", "s|30000": "9999"})
    assert "no es un número" in page
    assert "entre −90 y 500" in page
    assert 'value="mucho"' in page
    assert page.count(" checked") >= len(everything()["lineas"])


def test_the_form_of_a_sent_unit_does_not_open(tarija: Client) -> None:
    set_part(estado=EstadoDeUnidad.ENVIADA)
    assert tarija.get(URL).status_code == 409
    assert save(tarija, **everything()).status_code == 409


# Saving --------------------------------------------------------------------------------------------------------------


@both_engines
def test_a_whole_unit_comes_as_it_was(tarija: Client) -> None:
    emptied()
    assert save(tarija, **everything()).status_code == 302
    own = {"renglon", "plan"}
    for table in ("operaciones", "tareas", "requerimientos"):
        dates = own | {"inicio", "fin"}
        there = [{k: v for k, v in row.items() if k not in dates} for row in rows(table, EARLIER)]
        here = [{k: v for k, v in row.items() if k not in dates} for row in rows(table, PLAN)]
        key = str if table != "requerimientos" else lambda row: (row["formulario"], row["linea"])
        without = {"linea"} if table == "requerimientos" else set()
        assert [{k: v for k, v in row.items() if k not in without} for row in sorted(here, key=key)] == [
            {k: v for k, v in row.items() if k not in without} for row in sorted(there, key=key)
        ]
    assert {row["inicio"][:4] for row in rows("operaciones", PLAN) if row["inicio"]} == {"2024"}
    assert Acto.objects.filter(clase="traer", plan=PLAN, unidad=COMPLETED).count() == 1
    assert ParteDeUnidad.objects.get(plan=PLAN, unidad=COMPLETED).ultimo_acto is not None


def test_without_months_and_twice_the_same_request(tarija: Client) -> None:
    emptied("requerimientos")
    sent = {**FROM, "paso": "guardar", "envio": str(uuid4()), **ticked("requerimientos", "lineas")}
    assert tarija.post(URL, sent).status_code == 302
    assert tarija.post(URL, sent).status_code == 302
    here = rows("requerimientos", PLAN)
    assert len(here) == len(rows("requerimientos", EARLIER))
    assert all(row[month] is None for row in here for month in MONTHS)


def test_prices_rise_by_partida_group_and_all_to_the_centavo(tarija: Client) -> None:
    emptied("requerimientos")
    first = rows("requerimientos", EARLIER)[0]
    rise = {"s|": "3,5", f"s|{first['partida'][0]}0000": "10 %", f"s|{first['partida']}": "-2,25"}
    page = review(tarija, **ticked("requerimientos", "lineas"), **rise)
    assert "se redondea al centavo" in page
    eleccion = re.search(r'name="eleccion" value="([^"]+)"', page)
    assert eleccion is not None
    kept = eleccion.group(1).replace("&quot;", '"')
    assert save(tarija, eleccion=kept).status_code == 302
    rises = {"": 350, first["partida"][0] + "0000": 1000, first["partida"]: -225}
    olds = {(row["formulario"], row["linea"]): row for row in rows("requerimientos", EARLIER)}
    news = sorted(rows("requerimientos", PLAN), key=lambda row: (row["formulario"], row["linea"]))
    for old, new in zip([olds[key] for key in sorted(olds)], news, strict=True):
        exact = old["precio_unitario"] * (HUNDRED + percent_of(old["partida"], rises))
        assert new["precio_unitario"] == (exact + HUNDRED // 2) // HUNDRED
        assert new["cantidad"] * new["precio_unitario"] == new["importe"] * 10_000
        if any(old[month] for month in MONTHS):
            assert sum(new[month] or 0 for month in MONTHS) == new["importe"]


def test_taken_codes_are_used_or_get_another_number(tarija: Client) -> None:
    operation = rows("operaciones", EARLIER)[-1]
    task = next(row for row in rows("tareas", EARLIER) if row["operacion"] == operation["operacion"])
    line = next(row for row in rows("requerimientos", EARLIER) if row["operacion"] == operation["operacion"])
    changed("requerimientos", EARLIER, line["renglon"], tarea=task["tarea"])
    chosen = {"operaciones": [operation["renglon"]], "tareas": [task["renglon"]], "lineas": [line["renglon"]]}
    before = len(rows("operaciones", PLAN)), len(rows("tareas", PLAN))
    page = review(tarija, **chosen)
    assert f"La operación {operation['operacion']} ya existe aquí" in page
    save(tarija, **chosen)
    assert (len(rows("operaciones", PLAN)), len(rows("tareas", PLAN))) == before
    save(tarija, codigos="otros", **chosen)
    head, _, last = operation["operacion"].rpartition(".")
    new, new_task = rows("operaciones", PLAN)[-1], rows("tareas", PLAN)[-1]
    assert new["operacion"] == f"{head}.{int(last) + 1}"
    assert new_task["operacion"] == new["operacion"]
    assert new_task["tarea"] == f"{new['operacion']}{task['tarea'].removeprefix(operation['operacion'])}"
    used, renumbered = rows("requerimientos", PLAN)[-2:]
    assert (used["operacion"], used["tarea"]) == (operation["operacion"], task["tarea"])
    assert (renumbered["operacion"], renumbered["tarea"]) == (new["operacion"], new_task["tarea"])


def test_what_would_hang_in_the_air_comes_loose_and_is_told(tarija: Client) -> None:
    emptied()
    line = next(row for row in rows("requerimientos", EARLIER) if row["operacion"])
    task = rows("tareas", EARLIER)[0]
    page = review(tarija, lineas=[line["renglon"]], tareas=[task["renglon"]])
    assert f"Su operación ({line['operacion']}) no está aquí: viene sin operación." in page
    assert "su operación no está aquí ni se trae" in page
    save(tarija, lineas=[line["renglon"]])
    assert rows("requerimientos", PLAN)[0]["operacion"] == ""


def test_acp_that_are_not_here_or_say_something_else_are_flagged(tarija: Client) -> None:
    first, second, third, *_ = rows("operaciones", EARLIER)
    in_unit = {row["acp"] for row in rows("acp_unidad", PLAN)}
    in_plan = {row[0] for row in live().query("select acp from acciones_corto_plazo where plan = ?", [PLAN])}
    changed("operaciones", EARLIER, first["renglon"], acp="9.9")
    changed("operaciones", EARLIER, second["renglon"], acp=min(in_plan - in_unit))
    there = next(row for row in rows("acp_unidad", EARLIER) if row["acp"] == third["acp"])
    changed("acp_unidad", EARLIER, there["renglon"], texto_acp="Otra cosa", texto_acp_clave="otra cosa")
    page = review(tarija, codigos="otros", operaciones=[first["renglon"], second["renglon"], third["renglon"]])
    assert "No existe en este plan" in page
    assert "no en la articulación de la unidad" in page
    assert "en el origen, «Otra cosa»" in page


def test_the_preview_says_how_it_would_stand_against_the_techo_and_saves_nothing(tarija: Client) -> None:
    before = [len(rows(table, PLAN)) for table in ("operaciones", "requerimientos")]
    page = review(tarija, **ticked("requerimientos", "lineas"))
    assert "Excede en 6.624.967,00" in page
    assert "13.249.934,00" in page
    assert [len(rows(table, PLAN)) for table in ("operaciones", "requerimientos")] == before
    assert not Acto.objects.filter(clase="traer").exists()


def test_every_row_that_cannot_be_written_is_told_and_nothing_is(tarija: Client) -> None:
    emptied("requerimientos")
    first, second, *_ = rows("requerimientos", EARLIER)
    changed("requerimientos", EARLIER, first["renglon"], partida="1" * 200)
    changed("requerimientos", EARLIER, second["renglon"], descripcion="largo " * 2000)
    for page in (review(tarija, **everything()), save(tarija, **everything()).content.decode()):
        assert "2 filas por resolver" in page
        assert "es demasiado largo para ser un código" in page
        assert "caben 8000" in page
        assert 'value="guardar"' not in page
    assert rows("requerimientos", PLAN) == []
    assert not PrecioTraido.objects.exists()


def test_every_line_of_a_large_unit_can_be_ticked(tarija: Client) -> None:
    answer = tarija.post(URL, {**FROM, "paso": "revisar", "lineas": list(range(1, 6000))})
    assert "Así quedaría" in answer.content.decode()


def test_queries_of_the_pages_do_not_grow_with_rows(tarija: Client) -> None:
    with CaptureQueriesContext(connection) as all_rows:
        tarija.get(URL, FROM)
    with act("prueba", None, None, plan=EARLIER):
        live().execute("delete from requerimientos where plan = ? and linea > 3", [EARLIER])
    with CaptureQueriesContext(connection) as few_rows:
        tarija.get(URL, FROM)
    assert len(all_rows) == len(few_rows)


def test_a_request_that_no_page_makes_is_not_understood(tarija: Client) -> None:
    for wrong in ("{", "[]", json.dumps({"operaciones": ["x"]}), "[" * 5000):
        assert save(tarija, eleccion=wrong).status_code == 302
    assert save(tarija, lineas=["1; drop"]).status_code == 302
    assert not Acto.objects.filter(clase="traer").exists()


# Old prices ----------------------------------------------------------------------------------------------------------


def old() -> list[int]:
    return [each.renglon for each in old_prices(live(), PLAN, COMPLETED)]


def test_a_price_that_came_is_old_until_it_is_edited_or_confirmed(tarija: Client, as_role: AsRole) -> None:
    emptied("requerimientos")
    save(tarija, lineas=everything()["lineas"][:4], **{"s|": "10"})
    first, second, third, fourth = old()
    page = tarija.get(f"/planes/{PLAN}/unidades/{COMPLETED}/sugerencias").content.decode()
    assert page.count("<p>El precio de «") == 4
    assert "es de la gestión 2023, subido 10" in page
    confirming = f"/planes/{PLAN}/unidades/{COMPLETED}/precios/confirmar"
    assert as_role(Rol.PREPARA, "DDBN").post(confirming, {"renglon": first}).status_code == 404
    assert as_role(Rol.AUDITORIA).post(confirming, {"renglon": first}).status_code == 403
    assert tarija.post(confirming, {"renglon": [first, 999_999, "x"]}).status_code == 302
    assert old() == [second, third, fourth]
    changed("requerimientos", PLAN, second, precio_unitario=1)
    with act("prueba", None, None, plan=PLAN):
        live().execute("delete from requerimientos where renglon = ?", [third])
    assert old() == [fourth]
    tarija.post(confirming, {"todos": "si"})
    assert old() == []
    assert Acto.objects.filter(clase="confirmar_precios").count() == 2


# Arithmetic ----------------------------------------------------------------------------------------------------------


@given(st.integers(0, 10**11), st.integers(-9_000, 50_000))
def test_a_raised_price_is_the_nearest_centavo_half_up(price: int, percent: int) -> None:
    new, exact = raised(price, percent)
    assert exact == price * (HUNDRED + percent)
    assert -HUNDRED < 2 * (exact - new * HUNDRED) < HUNDRED or 2 * (new * HUNDRED - exact) == HUNDRED


@given(st.integers(1, 10**7), st.integers(1, 10**6), st.integers(-5_000, 5_000))
def test_a_total_is_exact_or_the_line_keeps_its_price(quantity: int, price: int, percent: int) -> None:
    found = priced(quantity, price, None, percent)
    if found.price is None:
        assert quantity * price % 10_000
    else:
        assert found.amount is not None
        assert quantity * found.price == found.amount * 10_000
        assert found.price == raised(price, percent)[0] or "sin subir" in found.notes[0]


def test_what_is_rounded_or_kept_is_said() -> None:
    assert priced(10_000, 432_100, None, 350).notes == ("4.472,235 se redondea al centavo: 4.472,24.",)
    assert priced(25_000, 1000, 2500, 0).notes == ()
    half = priced(25_000, 1000, 2500, 10)
    assert (half.price, half.amount) == (1000, 2500)
    assert half.notes == ("2,5 × 10,01 no da centavos exactos: viene con su precio anterior, sin subir.",)
    paper = priced(30_000, 1000, 2999, 0)
    assert (paper.amount, "29,99" in paper.notes[0]) == (3000, True)
    alone = priced(None, None, 333, 1000)
    assert (alone.amount, alone.notes) == (366, ("3,663 se redondea al centavo: 3,66.",))


@given(st.lists(st.one_of(st.none(), st.integers(0, 10**9)), min_size=12, max_size=12), st.integers(-5_000, 20_000))
def test_months_that_made_the_old_total_make_the_new_one(months: list[int | None], percent: int) -> None:
    total = sum(month or 0 for month in months)
    new = raised(total, percent)[0]
    found = spread(months, total, new)
    if total:
        assert sum(month or 0 for month in found) == new
    assert all(there == month for month, there in zip(months, found, strict=True) if not month)


# Memory and suggestions ----------------------------------------------------------------------------------------------


def write(text: str, price: int, *, unidad: str = COMPLETED, form: str = "3_03", linea: int, medida: str = "u") -> int:
    row: dict[str, Any] = {
        name: None if kind == "BIGINT" else "" for name, kind in TABLES["requerimientos"].stored() if name != ROW
    }
    row |= {"plan": PLAN, "unidad": unidad, "formulario": form, "linea": linea, "partida": "39500"}
    row |= {"descripcion": text, "descripcion_clave": words_of(text), "unidad_medida": medida}
    row |= {"cantidad": 10_000, "precio_unitario": price, "importe": price}
    with act("prueba", None, None, plan=PLAN):
        insert("requerimientos", row)
    found: int = live().value("select max(renglon) from requerimientos")
    return found


def of_kind(kind: str, unidad: str = COMPLETED) -> list[Suggestion]:
    return [each for each in suggestions(live(), PLAN, unidad) if each.clase == kind]


@in_demo
@both_engines
def test_descriptions_are_remembered_with_the_last_price(as_role: AsRole) -> None:
    write("Resma de papel bond", 3500, unidad="DDLP", linea=9001, medida="paquete")
    write("RESMA de papel bond", 3650, unidad="DDSC", linea=9001, medida="paquete")
    found = as_role(Rol.PREPARA, COMPLETED).get(f"/planes/{PLAN}/unidades/{COMPLETED}/listas/memoria").json()
    assert ["RESMA de papel bond", "paquete · 39500 · Bs 36,50", "SEGIP 2024, 14/02/2024"] in found
    assert not any(text == "Resma de papel bond" for text, _, _ in found)


@in_demo
@both_engines
def test_a_price_far_from_the_others_is_told_in_words_with_figures() -> None:
    for place, price in enumerate((3300, 3400, 3500, 3500, 3600, 3800)):
        write("Tóner para impresora", price, unidad="DDLP", linea=9000 + place)
    usual = write("Toner para impresora", 3900, linea=9001)
    dear = write("toner para impresora", 35_000, linea=9002, medida="U")
    write("toner para impresora", 90_000, linea=9003, medida="caja")
    told = [each for each in of_kind("precio_fuera") if each.renglon in (usual, dear)]
    assert [each.renglon for each in told] == [dear]
    assert told[0].mensaje == (
        "«toner para impresora» está a Bs 350,00, más alto que lo usual: "
        "las otras 7 líneas van de Bs 33,00 a Bs 39,00, y su mediana es Bs 35,00."
    )
    assert told[0].origen == "Comparado con 7 líneas de la entidad con las mismas palabras, partida y unidad"


@in_demo
@both_engines
def test_the_same_asset_twice_here_or_in_a_sister_unit() -> None:
    write("Servidor de archivos", 100, form="3_02", linea=9001)
    second = write("Servidor de  archivos", 200, form="3_02", linea=9002)
    write("Servidor de archivos", 200, unidad="DDLP", form="3_02", linea=9001)
    with act("prueba", None, None, plan=PLAN):
        live().execute("update unidades set padre = 'DNAF' where plan = ? and unidad = 'DDSC'", [PLAN])
    write("Servidor de archivos", 200, unidad="DDSC", form="3_02", linea=9001)
    told = [each for each in of_kind("repetido") if "ervidor" in each.mensaje]
    assert told[0].mensaje == "«Servidor de archivos» está en las líneas 9001 y 9002 de esta unidad."
    assert told[0].renglon == second
    assert told[1].mensaje == "«Servidor de archivos» también lo pide DDLP (línea 9001)."
    assert told[0].enlace.endswith(f"?hoja=requerimientos_3_02#requerimientos_3_02/{second}/descripcion")


@in_demo
def test_suggestions_are_of_whoever_sees_the_unit_and_cost_the_same_queries(as_role: AsRole) -> None:
    url = f"/planes/{PLAN}/unidades/{COMPLETED}/sugerencias"
    assert as_role(Rol.PREPARA, "DDBN").get(url).status_code == 404
    client = as_role(Rol.AUDITORIA)
    with CaptureQueriesContext(connection) as many:
        answer = client.get(url, headers={"Accept": "application/json"}).json()
    assert answer["total"] == len(answer["sugerencias"])
    assert {"clase", "mensaje", "corrija", "origen", "enlace"} <= answer["sugerencias"][0].keys()
    emptied()
    with CaptureQueriesContext(connection) as few:
        assert client.get(url, headers={"Accept": "application/json"}).json()["total"] == 0
    assert len(many) == len(few)


@pytest.mark.parametrize(
    ("price", "others", "is_strange"),
    [
        (100, [], False),
        (100, [10], False),
        (100, [49, 50], False),
        (101, [49, 50], True),
        (24, [49, 50], True),
        (25, [49, 50], False),
        (140, [100] * 5, False),
        (141, [100] * 5, True),
        (59, [100] * 5, True),
        (180, [80, 90, 100, 110, 120, 130, 140], False),
        (100, [1, 100, 100, 100, 100, 100], False),
    ],
)
def test_what_is_strange(price: int, others: list[int], is_strange: bool) -> None:
    assert (Prices([*others, price]).strange(price) is not None) is is_strange
