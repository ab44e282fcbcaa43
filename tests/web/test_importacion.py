"""Foreign workbooks into the parts of units: seen first, accepted whole or not at all, remembered, downloaded."""

from __future__ import annotations

import re
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from openpyxl import Workbook
from pytest_django import Settings

from apthapi.core.package import read_package
from apthapi.formats.mapping.rows import Row
from apthapi.web.accounts.models import Persona, Rol
from apthapi.web.entities.demo import COMPLETED, EMPTY, PLAN
from apthapi.web.entities.models import Entidad
from apthapi.web.importacion.keeping import MOST_WAITING
from apthapi.web.importacion.models import Importacion, MapaDeEntidad, PlanillaImportada
from apthapi.web.importacion.storing import bring
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, Cambio
from apthapi.web.process.permisos import EstadoNoAdmite, situacion_de
from web.conftest import sign_in
from web.databases import both_engines
from web.states import set_part, set_plan

OF_UNIT = f"/planes/{PLAN}/unidades/{EMPTY}/importar/"
OF_PLAN = f"/planes/{PLAN}/importar/"
TITLES = ["Part. Pres.", "Detalle", "Unid.", "Cant.", "P.U.", "Costo total", "FF"]
LINES: list[list[Any]] = [
    ["39500", "Papel bond tamaño carta", "Paquete", 10, 35, 350, "41"],
    ["21200", "Energía eléctrica", "Mes", 12, 120.5, 1446, "41"],
    ["43120", "Computadora portátil", "Equipo", 1, 7000, 7000, "20"],
]
in_demo = pytest.mark.usefixtures("demo")


def workbook(sheets: dict[str, list[list[Any]]]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def given(content: bytes, name: str = "memoria.xlsx") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def upload(client: Client, content: bytes, where: str = OF_UNIT, name: str = "memoria.xlsx") -> str:
    answer: Any = client.post(where, {"archivo": given(content, name)})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.url)


def accept(client: Client, address: str, **more: str) -> Any:
    seen = digest(text(client.get(f"{address}vista")))
    return client.post(f"{address}vista", {"huella": seen, **more})


def digest(page: str) -> str:
    """What the page says that was looked at."""
    found = re.search(r'name="huella" value="([^"]+)"', page)
    assert found, page
    return found[1]


def text(answer: HttpResponse | Any) -> str:
    return str(answer.content.decode())


def lines(unidad: str = EMPTY) -> list[dict[str, Any]]:
    sql = "select * from requerimientos where plan = ? and unidad = ? order by renglon"
    return live().dicts(sql, [PLAN, unidad])


def memoria(rows: list[list[Any]] | None = None) -> bytes:
    return workbook({"Memoria": [["MEMORIA DE CÁLCULO 2024"], [], TITLES, *(rows or LINES)]})


@both_engines
@in_demo
def test_a_memoria_becomes_lines_of_the_unit_in_one_act() -> None:
    client = sign_in(Rol.PREPARA, EMPTY)
    before = lines()
    address = upload(client, memoria())
    assert "Requerimientos o memoria de cálculo" in text(client.get(address))
    assert lines() == before
    assert "8.796,00" in text(client.get(f"{address}vista"))
    assert lines() == before
    answer = accept(client, address, recordar="on", nombre="Memoria de la unidad")
    assert answer.status_code == 302
    new = lines()[len(before) :]
    assert [(row["formulario"], row["partida"], row["importe"], row["fuente"]) for row in new] == [
        ("3_01", "21200", 144_600, "41"),
        ("3_02", "43120", 700_000, "20"),
        ("3_03", "39500", 35_000, "41"),
    ]
    acto = Acto.objects.get(clase="importar")
    kept = PlanillaImportada.objects.get()
    assert kept.sha256 in acto.detalle
    assert kept.file.read_bytes()[:2] == b"PK"
    assert (kept.filas, kept.acto) == (3, acto.pk)
    assert Cambio.objects.filter(acto=acto.pk, tabla="requerimientos").count() == 3
    assert MapaDeEntidad.objects.get().nombre == "Memoria de la unidad"
    assert client.get(address).status_code == 404


@in_demo
def test_accepting_from_two_windows_writes_once_and_says_so() -> None:
    client = sign_in(Rol.PREPARA, EMPTY)
    address = upload(client, memoria())
    seen = {"huella": digest(text(client.get(f"{address}vista")))}
    many = len(lines())
    client.post(f"{address}vista", seen)
    second = client.post(f"{address}vista", seen, follow=True)
    assert "ya se importó antes" in text(second)
    assert len(lines()) == many + 3
    assert PlanillaImportada.objects.count() == 1


@in_demo
def test_only_what_was_looked_at_is_stored() -> None:
    client = sign_in(Rol.PREPARA, EMPTY)
    accept(client, upload(client, memoria()))
    before = lines()
    address = upload(client, memoria(LINES[:1]))
    seen = {"huella": digest(text(client.get(f"{address}vista")))}
    client.post(address, {"hoja": "1", "modo": "reemplazar"})  # in another window
    answer = client.post(f"{address}vista", seen)
    assert answer.status_code == 409
    assert "No se guardó nada" in text(answer)
    assert lines() == before
    assert client.post(f"{address}vista", {}).status_code == 409, "nothing was looked at"
    assert lines() == before
    client.post(f"{address}vista", {"huella": digest(text(answer))})
    assert [row["partida"] for row in lines() if row["formulario"] == "3_03"] == ["39500"]


@in_demo
def test_a_row_that_somebody_changed_meanwhile_is_not_replaced_unseen() -> None:
    client = sign_in(Rol.PREPARA, EMPTY)
    accept(client, upload(client, memoria()))
    address = upload(client, memoria(LINES[:1]))
    client.post(address, {"hoja": "1", "modo": "reemplazar"})
    seen = {"huella": digest(text(client.get(f"{address}vista")))}
    accept(client, upload(client, memoria([["39500", "Tóner", "Pieza", 2, 480, 960, "41"]])))
    before = lines()
    assert client.post(f"{address}vista", seen).status_code == 409
    assert lines() == before


@in_demo
def test_a_part_that_was_sent_or_a_plan_that_closed_since_it_was_seen_takes_nothing() -> None:
    preparer, planner = sign_in(Rol.PREPARA, EMPTY), sign_in(Rol.PLANIFICACION)
    mine = upload(preparer, memoria())
    rows = [["Unidad Ejecutora", *TITLES], *([EMPTY, *line] for line in LINES)]
    theirs = upload(planner, workbook({"Todo": rows}), OF_PLAN)
    pages = [(preparer, f"{mine}vista"), (planner, f"{theirs}vista")]
    seen = [(client, page, {"huella": digest(text(client.get(page)))}) for client, page in pages]
    before = lines()
    set_part(EMPTY, estado="enviada")
    assert [client.post(page, said).status_code for client, page, said in seen] == [409, 409]
    set_part(EMPTY, estado="borrador")
    set_plan(estado="consolidada")
    assert [client.post(page, said).status_code for client, page, said in seen] == [409, 409]
    assert lines() == before


@in_demo
def test_the_part_is_looked_at_again_when_its_turn_comes() -> None:
    """Not as it was when the page was asked for: between the two somebody may have sent it."""
    persona = Persona.objects.get(username="demo-beni")
    situacion = situacion_de(persona, PLAN, EMPTY)
    designacion = situacion.designacion_para("editar_unidad")
    assert designacion is not None
    client = sign_in(Rol.PREPARA, EMPTY)
    upload(client, memoria())
    waiting = Importacion.objects.get()
    row = Row("requerimientos", {"unidad": EMPTY, "formulario": "3_03", "partida": "39500"}, "Memoria", 4, {})
    set_part(EMPTY, estado="enviada")
    before = lines()
    with pytest.raises(EstadoNoAdmite):
        bring(situacion, designacion, waiting, [row], seen="")
    assert lines() == before
    assert not Acto.objects.filter(clase="importar").exists()


@in_demo
def test_files_do_not_heap_up(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    client = sign_in(Rol.PREPARA, EMPTY)
    client.post(OF_UNIT, {"archivo": given(b"PK\x03\x04roto")})
    assert not list((tmp_path / "importados").iterdir()), "of what cannot be read nothing stays"
    for _ in range(MOST_WAITING):
        upload(client, memoria())
    answer = client.post(OF_UNIT, {"archivo": given(memoria())})
    assert answer.status_code == 422
    assert "por terminar" in text(answer)
    assert Importacion.objects.count() == MOST_WAITING


@in_demo
@pytest.mark.parametrize("typed", ["²", "9" * 5000, "-1", ""])
def test_a_row_of_titles_that_is_no_number_is_refused(typed: str) -> None:
    client = sign_in(Rol.PREPARA, EMPTY)
    address = upload(client, memoria())
    form = {"fila": typed, "alto": "1", "tabla": "requerimientos", "otra_vez": "1"}
    answer = client.post(f"{address}hoja/1", form)
    assert answer.status_code == 422
    assert "número de fila" in text(answer)
    assert client.post(address, {"hoja": typed}).status_code == 302


@in_demo
def test_what_is_there_already_is_not_doubled_and_can_be_replaced() -> None:
    client = sign_in(Rol.PREPARA, EMPTY)
    accept(client, upload(client, memoria()))
    many = len(lines())
    again = upload(client, memoria([*LINES, ["39500", "Tóner", "Pieza", 2, 480, 960, "41"]]))
    accept(client, again)
    assert len(lines()) == many + 1
    third = upload(client, memoria(LINES[:1]))
    client.post(third, {"hoja": "1", "modo": "reemplazar"})
    accept(client, third)
    papers = [row for row in lines() if row["formulario"] == "3_03"]
    assert [row["descripcion"] for row in papers] == ["Papel bond tamaño carta"]


@in_demo
def test_a_wrong_cell_stops_all_and_says_where() -> None:
    client = sign_in(Rol.PREPARA, EMPTY)
    before = lines()
    address = upload(client, memoria([*LINES, ["39500", "Tóner", "Pieza", 3, 33.333, 99.99, "41"]]))
    page = text(client.get(f"{address}vista"))
    assert "Memoria E7" in page
    assert "hasta 2 decimales" in page
    assert "Aceptar e importar" not in page
    client.post(f"{address}vista", {})
    assert lines() == before
    assert not Acto.objects.filter(clase="importar").exists()


@in_demo
def test_what_the_writer_refuses_is_told_by_cell_before_anything_is_written() -> None:
    client = sign_in(Rol.PREPARA, EMPTY)
    address = upload(client, memoria([*LINES, ["39500", "Tóner", "Pieza", 3, 33.33, 100, "41"]]))
    page = text(client.get(f"{address}vista"))
    assert "Memoria F7" in page
    assert "cantidad por precio" in page
    assert not Acto.objects.filter(clase="importar").exists()


@in_demo
def test_columns_are_corrected_and_looked_at_again() -> None:
    client = sign_in(Rol.PREPARA, EMPTY)
    rows = [["Código X", *TITLES[1:]], *LINES]
    address = upload(client, workbook({"Hoja": rows}))
    page = text(client.get(f"{address}hoja/1"))
    assert "son partidas del clasificador" in page
    client.post(f"{address}hoja/1", {"fila": "1", "alto": "1", "tabla": "requerimientos", "otra_vez": "1"})
    form = {"es-0": "partida", "es-1": "descripcion", "es-5": "importe", "constante-unidad": EMPTY}
    assert client.post(f"{address}hoja/1", form).status_code == 302
    accept(client, address)
    assert {row["cantidad"] for row in lines() if row["descripcion"] == "Energía eléctrica"} == {None}
    doubled = client.post(f"{upload(client, memoria())}hoja/1", {"es-0": "importe", "es-1": "importe"})
    assert doubled.status_code == 422
    assert "dos columnas" in text(doubled)


@both_engines
@in_demo
def test_planificacion_brings_the_sheets_of_many_units_at_once() -> None:
    client = sign_in(Rol.PLANIFICACION)
    set_part(COMPLETED, estado="borrador")
    before = {unit: len(lines(unit)) for unit in (EMPTY, COMPLETED)}
    address = upload(
        client, workbook({EMPTY: [TITLES, *LINES], COMPLETED: [TITLES, *LINES[:2]], "Otra cosa": [["a"]]}), OF_PLAN
    )
    page = text(client.get(f"{address}vista"))
    assert "10.592,00" in page
    assert accept(client, address).status_code == 302
    assert len(lines()) == before[EMPTY] + 3
    assert len(lines(COMPLETED)) == before[COMPLETED] + 2


@in_demo
def test_a_unit_that_nobody_knows_is_asked_and_one_that_was_sent_is_not_touched() -> None:
    client = sign_in(Rol.PLANIFICACION)
    rows = [["Unidad Ejecutora", *TITLES], *(["Dirección Desconocida", *line] for line in LINES)]
    address = upload(client, workbook({"Todo": rows}), OF_PLAN)
    assert "¿Qué unidades son?" in text(client.get(f"{address}vista"))
    client.post(f"{address}vista", {"unidades": "1", "dice": "Dirección Desconocida", "es": EMPTY})
    set_part(EMPTY, estado="enviada")
    page = text(client.get(f"{address}vista"))
    assert "no admiten cambios" in page
    assert "Aceptar e importar" not in page
    set_part(EMPTY, estado="borrador")
    many = len(lines())
    accept(client, address)
    assert len(lines()) == many + 3


@in_demo
def test_rows_of_other_units_stay_out_of_a_unit() -> None:
    client = sign_in(Rol.PREPARA, EMPTY)
    rows = [["Unidad Ejecutora", *TITLES], [EMPTY, *LINES[0]], [COMPLETED, *LINES[1]], [COMPLETED, *LINES[2]]]
    address = upload(client, workbook({"Todo": rows}))
    page = text(client.get(f"{address}vista"))
    assert f"2 filas son de otras unidades («{COMPLETED}»)" in page
    assert "350,00" in page
    assert "8.796,00" not in page, "only what comes in here is added up"
    before = len(lines(COMPLETED))
    accept(client, address)
    assert len(lines(COMPLETED)) == before


@in_demo
def test_a_remembered_map_recognises_the_next_file_and_can_be_renamed_and_forgotten() -> None:
    client = sign_in(Rol.PREPARA, EMPTY)
    accept(client, upload(client, memoria()), recordar="on", nombre="Memoria")
    moved = workbook({"Otra": [[], ["X"], [None, *TITLES], *([None, *line] for line in LINES[:1])]})
    page = text(client.get(upload(client, moved)))
    assert "como en «Memoria»" in page
    mapa = MapaDeEntidad.objects.get()
    client.post(f"{OF_UNIT}mapas/{mapa.pk}/renombrar", {"nombre": "La de siempre"})
    mapa.refresh_from_db()
    assert mapa.nombre == "La de siempre"
    client.post(f"{OF_UNIT}mapas/{mapa.pk}/quitar")
    assert not MapaDeEntidad.objects.exists()
    kinds = set(Acto.objects.values_list("clase", flat=True))
    assert {"mapa_renombrado", "mapa_quitado"} <= kinds


@in_demo
def test_a_map_is_changed_by_whoever_made_it_or_by_planificacion() -> None:
    mine, theirs, planner = sign_in(Rol.PREPARA, EMPTY), sign_in(Rol.PREPARA, COMPLETED), sign_in(Rol.PLANIFICACION)
    set_part(COMPLETED, estado="borrador")
    there = OF_UNIT.replace(EMPTY, COMPLETED)
    accept(mine, upload(mine, memoria()), recordar="on", nombre="Memoria")
    accept(theirs, upload(theirs, memoria(), there), recordar="on", nombre="Memoria")
    names = MapaDeEntidad.objects.order_by("nombre").values_list("nombre", "persona__username")
    assert list(names) == [("Memoria", "demo-beni"), ("Memoria (2)", "demo-tarija")]
    first = MapaDeEntidad.objects.get(nombre="Memoria")
    assert "la recordó otra persona" in text(theirs.get(there))
    for que in ("renombrar", "quitar"):
        assert theirs.post(f"{there}mapas/{first.pk}/{que}", {"nombre": "Otro"}).status_code == 403
    assert MapaDeEntidad.objects.filter(nombre="Memoria").exists()
    assert planner.post(f"{OF_PLAN}mapas/{first.pk}/quitar").status_code == 302
    assert not MapaDeEntidad.objects.filter(nombre="Memoria").exists()


@in_demo
def test_it_is_downloaded_as_a_package(tmp_path: Path) -> None:
    client = sign_in(Rol.PREPARA, EMPTY)
    address = upload(client, memoria())
    content = client.get(f"{address}paquete.zip").content
    assert "requerimientos.csv" in ZipFile(BytesIO(content)).namelist()
    (tmp_path / "plan.zip").write_bytes(content)
    package = read_package(tmp_path / "plan.zip")
    assert package.database.value("select sum(importe) from requerimientos") == 879_600
    assert not package.findings


@in_demo
@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"", "vacio.csv", "vac"),
        (b"PK\x03\x04roto", "libro.xlsx", "«libro.xlsx»"),
        (b"MZ\x90", "virus.exe", "no es una planilla"),
    ],
)
def test_a_file_that_cannot_be_read_says_why_and_keeps_nothing(content: bytes, name: str, why: str) -> None:
    client = sign_in(Rol.PREPARA, EMPTY)
    answer = client.post(OF_UNIT, {"archivo": given(content, name)})
    assert answer.status_code in (200, 422)
    assert why in text(answer)
    assert not Importacion.objects.exists()


@in_demo
def test_rows_with_the_name_of_an_office_come_in_when_the_person_says_that_they_are_of_the_unit() -> None:
    client = sign_in(Rol.PREPARA, EMPTY)
    rows = [["Unidad Ejecutora", *TITLES], *(["Dirección Administrativa", *line] for line in LINES)]
    address = upload(client, workbook({"Todo": rows}))
    assert "«Dirección Administrativa»" in text(client.get(f"{address}vista"))
    page = text(client.get(f"{address}hoja/1"))
    form = dict(re.findall(r'<select id="es-\d+" name="(es-\d+)">.*?<option value="([^"]+)" selected>', page))
    assert form.pop("es-0") == "unidad"
    client.post(f"{address}hoja/1", {**form, "constante-unidad": EMPTY})
    many = len(lines())
    accept(client, address)
    assert len(lines()) == many + 3


@in_demo
def test_a_csv_is_called_as_it_came() -> None:
    client = sign_in(Rol.PREPARA, EMPTY)
    rows = [TITLES, *LINES]
    content = "\n".join(";".join(str(cell) for cell in row) for row in rows).encode()
    address = upload(client, content, name="Memoria 2024.csv")
    assert "<h1>Memoria 2024</h1>" in text(client.get(f"{address}hoja/1"))
    assert "Memoria 2024 2" in text(client.get(f"{address}vista")), "the sheet and the row"


@in_demo
def test_what_would_become_of_the_rows_is_not_told_until_it_is_known() -> None:
    client = sign_in(Rol.PLANIFICACION)
    rows = [["Unidad Ejecutora", *TITLES], *(["Dirección Desconocida", *line] for line in LINES)]
    page = text(client.get(f"{upload(client, workbook({'Todo': rows}), OF_PLAN)}vista"))
    assert "¿Qué unidades son?" in page
    assert "por agregar" not in page


@in_demo
def test_a_file_is_of_whoever_brought_it() -> None:
    address = upload(sign_in(Rol.PREPARA, EMPTY), memoria())
    for page in ("", "hoja/1", "vista", "paquete.zip"):
        assert sign_in(Rol.DIRECTOR, EMPTY).get(f"{address}{page}").status_code == 404
        assert sign_in(Rol.PREPARA, COMPLETED).get(f"{address}{page}").status_code == 404
    sign_in(Rol.PREPARA, EMPTY).post(address, {"descartar": "1"})
    assert not Importacion.objects.exists()


@in_demo
def test_each_page_asks_for_the_role_the_entity_and_the_method() -> None:
    of_unit = upload(sign_in(Rol.PREPARA, EMPTY), memoria())
    of_plan = upload(sign_in(Rol.PLANIFICACION), memoria(), OF_PLAN)
    pages = ("", "hoja/1", "vista", "paquete.zip")
    maps = f"{OF_UNIT}mapas/1/quitar", f"{OF_PLAN}mapas/1/quitar"
    for rol in (Rol.REACP, Rol.FINANZAS, Rol.JURIDICA, Rol.MAE, Rol.COMUNICACION, Rol.AUDITORIA, Rol.ADMINISTRADOR):
        client = sign_in(rol, EMPTY if rol is Rol.REACP else "")
        for address in (OF_UNIT, OF_PLAN, *(f"{at}{page}" for at in (of_unit, of_plan) for page in pages)):
            assert client.get(address).status_code == 403, (rol, address)
            assert client.post(address).status_code == 403 or address.endswith("zip"), (rol, address)
        assert [client.post(address).status_code for address in maps] == [403, 403]
    assert sign_in(Rol.PLANIFICACION).get(of_unit).status_code == 403, "units fill their own parts"
    assert sign_in(Rol.PREPARA, EMPTY).get(of_plan).status_code == 403
    with act("prueba", None, None, entidad=""):
        Entidad.objects.create(codigo="999", nombre="Otra entidad de ejemplo", sigla="OTRA")
    other = sign_in(Rol.PLANIFICACION, entidad="999")
    assert {other.get(f"{at}{page}").status_code for at in (OF_PLAN, of_plan) for page in ("", "vista")} == {404}
    preparer = sign_in(Rol.PREPARA, EMPTY)
    assert preparer.post(f"{of_unit}paquete.zip").status_code == 405
    assert preparer.get(maps[0]).status_code == 405
    assert preparer.delete(f"{of_unit}vista").status_code == 405


@in_demo
def test_operations_and_actions_with_their_weights_go_to_their_sheets() -> None:
    client = sign_in(Rol.PREPARA, EMPTY)
    titles: list[Any] = ["ACP", "Operación", "Indicador", "Meta", "Pond. %"]
    rows: list[list[Any]] = [
        ["1. Fortalecer", "77.1 Renovar servidores", "Servidores", 3, 60],
        [None, "77.2 Capacitar", "Personas", 20, 40],
    ]
    accept(client, upload(client, workbook({"POA": [titles, *rows]})))
    found = live().dicts(
        "select operacion, acp, descripcion, meta, ponderacion from operaciones where plan = ? and unidad = ? "
        "and operacion like '77%' order by operacion",
        [PLAN, EMPTY],
    )
    assert [(each["operacion"], each["acp"], each["meta"], each["ponderacion"]) for each in found] == [
        ("77.1", "1", 30_000, 6000),
        ("77.2", "1", 200_000, 4000),
    ]


@in_demo
@pytest.mark.parametrize(
    ("above", "told"),
    [
        (["UNIDAD: DIRECCIÓN DE CULTURA"], "dice «DIRECCIÓN DE CULTURA»; esto es de DDBN"),
        (["MEMORIA DE CÁLCULO - GESTIÓN 2025"], "dice «2025»; esto es de gestión 2024"),
        (["UNIDAD: Dirección Departamental de Beni"], ""),
        (["UNIDAD: DDBN", "GESTIÓN 2024"], ""),
    ],
)
def test_a_workbook_that_says_it_is_of_elsewhere_is_told(above: list[str], told: str) -> None:
    client = sign_in(Rol.PREPARA, EMPTY)
    address = upload(client, workbook({"memoria": [*([each] for each in above), [], TITLES, *LINES]}))
    page = text(client.get(f"{address}vista"))
    assert ("¿Es de aquí esta planilla?" in page) is bool(told)
    assert told in page
