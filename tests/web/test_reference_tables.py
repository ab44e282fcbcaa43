"""The tables of a gestión: seen, changed row by row, loaded from a file, said to be official, with their trace."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.test import Client

from apthapi.core.reference import SETS
from apthapi.web.accounts.models import Rol
from apthapi.web.entities.models import CargaDeTabla, Entidad
from apthapi.web.entities.table_files import UnreadableFileError, decode, read_table
from apthapi.web.entities.tables import TABLES_OF_YEAR, TITLES, compare, is_official, rows_of
from apthapi.web.plans.live import live
from apthapi.web.process.models import Acto
from web.conftest import sign_in
from web.databases import both_engines
from web.people import Answer, designated, last_detail, signed_in, text_of, with_codes

SOURCES = "/administracion/tablas/fuentes/2024/"

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def admin() -> Client:
    """The administrator's browser."""
    return sign_in(Rol.ADMINISTRADOR)


class TestTables:
    """The reference sets of a gestión."""

    def test_every_set_of_the_core_is_administered(self) -> None:
        assert TABLES_OF_YEAR.keys() == SETS.keys()
        for table in TABLES_OF_YEAR.values():
            assert set(table.columns) <= TITLES.keys()
            assert {*table.key, *table.required} <= set(table.columns)

    @pytest.mark.parametrize("name", sorted(TABLES_OF_YEAR))
    def test_what_is_downloaded_loads_back_without_a_change(self, name: str, admin: Client) -> None:
        table, old = TABLES_OF_YEAR[name], rows_of(TABLES_OF_YEAR[name], 2024)
        answer = admin.get(f"/administracion/tablas/{name}/2024/archivo")
        read = read_table(table, 2024, decode(answer.content))
        assert answer.content.decode("utf-8-sig").splitlines()[0] == ";".join(table.columns)
        assert read.problems == []
        assert len(read.rows) == len(old)
        assert not compare(table, old, read.rows)

    def test_search(self, admin: Client) -> None:
        page = text_of(admin.get("/administracion/tablas/objeto_gasto/2024/", {"q": "energia electrica"}))
        assert "21200" in page
        assert "22110" not in page

    def test_a_parameter_says_its_unit_and_its_norm(self, admin: Client) -> None:
        page = text_of(admin.get("/administracion/tablas/parametros/2024/"))
        assert "ancho_programa En dígitos. Estructura programática de la gestión." in page

    def test_a_row_is_changed_in_place_with_its_trace(self, admin: Client) -> None:
        row = self._row("20")
        admin.post(f"{SOURCES}fila", {"fila": row, "codigo": "20", "nombre": "Recursos Propios"})
        assert last_detail("tabla_cambiada").split("\n") == [
            "conjunto fuentes 2024",
            "~ 20: Nombre «Recursos Específicos» → «Recursos Propios»",
        ]
        assert "Recursos Propios" in text_of(admin.get(SOURCES))

    @pytest.mark.parametrize(
        ("cells", "said"),
        [
            ({"codigo": "", "nombre": "Algo"}, "Falta código."),
            ({"codigo": "41", "nombre": "Algo"}, "Ya hay una fila con esa clave"),
            ({"codigo": "99", "nombre": "x" * 1001}, "caben 1000"),
        ],
        ids=["empty", "repeated", "long"],
    )
    def test_a_row_that_cannot_be_says_why_and_keeps_what_was_typed(
        self, admin: Client, cells: dict[str, str], said: str
    ) -> None:
        answer = admin.post(f"{SOURCES}fila", {"fila": "nueva", **cells})
        assert answer.status_code == 422
        assert said in text_of(answer)
        assert cells["nombre"] in answer.content.decode()

    def test_a_code_that_plans_use_is_not_taken_away(self, admin: Client) -> None:
        admin.post(f"{SOURCES}fila/{self._row('41')}/quitar")
        assert self._row("41")
        admin.post(f"{SOURCES}fila/{self._row('97')}/quitar")
        assert self._row("97") is None
        assert last_detail("tabla_cambiada").endswith("- Código «97», Nombre «Préstamos de Donación Interna»")

    def test_money_is_read_as_people_write_it(self, admin: Client) -> None:
        cells = {"prefijo": "222", "importe_diario": "1.371,50", "norma": "DS de ejemplo", "fila": "nueva"}
        admin.post("/administracion/tablas/escala_viaticos/2024/fila", cells)
        assert live().value("select importe_diario from escala_viaticos") == 137_150
        answer = admin.post(
            "/administracion/tablas/escala_viaticos/2024/fila", {**cells, "prefijo": "221", "importe_diario": "mucho"}
        )
        assert "«mucho» no es" in text_of(answer)

    def test_official_needs_its_ground(self, admin: Client) -> None:
        admin.post(f"{SOURCES}oficial", {"oficial": "si", "norma": " "})
        assert not is_official(TABLES_OF_YEAR["fuentes"], 2024)
        admin.post(f"{SOURCES}oficial", {"oficial": "si", "norma": "Clasificador publicado, de ejemplo"})
        assert is_official(TABLES_OF_YEAR["fuentes"], 2024)
        assert "Clasificador publicado, de ejemplo" in last_detail("tabla_oficial")
        admin.post(f"{SOURCES}oficial", {"oficial": "no"})
        assert not is_official(TABLES_OF_YEAR["fuentes"], 2024)

    def test_a_year_is_opened_once(self, admin: Client) -> None:
        for _ in range(2):
            admin.post("/administracion/tablas/gestion", {"gestion": "2027"})
        assert len(rows_of(TABLES_OF_YEAR["fuentes"], 2027)) == len(rows_of(TABLES_OF_YEAR["fuentes"], 2024))
        assert Acto.objects.filter(clase="gestion_abierta").count() == 1
        assert "ya está abierta" in text_of(admin.get("/administracion/tablas/?gestion=2027"))

    def test_who_does_not_administer_every_entity_of_the_year_only_looks(self) -> None:
        Entidad.objects.create(codigo="999", nombre="Otra entidad de ejemplo", sigla="OTRA")
        persona = designated(Rol.ADMINISTRADOR, entidad="999")
        with_codes(persona)
        other = signed_in(persona)
        page = other.get(SOURCES)
        assert page.status_code == 200
        assert 'method="post"' not in page.content.decode().split("<main")[1]
        answer = other.post(f"{SOURCES}fila", {"fila": "nueva", "codigo": "98", "nombre": "De otra entidad"})
        assert answer.status_code == 403
        assert "usted no las administra todas" in text_of(answer)
        assert self._row("98") is None

    @pytest.mark.parametrize("path", ["fuentes/1999/", "nada/2024/", "fuentes/2024/cargar/1/"])
    def test_what_is_not_there_is_not_there(self, admin: Client, path: str) -> None:
        assert admin.get(f"/administracion/tablas/{path}").status_code == 404

    def _row(self, code: str) -> int | None:
        found: int | None = live().value(
            "select fila_de_datos from fuentes where gestion = 2024 and codigo = ?", [code]
        )
        return found


class TestLoading:
    """A whole table from a file, seen before it is done."""

    def _give(self, admin: Client, text: str | bytes, name: str = "fuentes.csv") -> Answer:
        content = text.encode() if isinstance(text, str) else text
        return admin.post(f"{SOURCES}cargar", {"archivo": SimpleUploadedFile(name, content)})

    def _current(self) -> list[list[str]]:
        return [[str(row["codigo"]), str(row["nombre"])] for row in rows_of(TABLES_OF_YEAR["fuentes"], 2024)]

    def _written(self, rows: list[list[str]]) -> str:
        return "Código;Nombre\r\n" + "".join(f"{code};{name}\r\n" for code, name in rows)

    @both_engines
    def test_it_shows_and_changes_nothing_until_it_is_confirmed(self, admin: Client) -> None:
        before = self._current()
        after = [
            ["99", "Una fuente de ejemplo"],
            ["20", "Otro nombre"],
            *(r for r in before if r[0] not in ("20", "41")),
        ]
        where = self._give(admin, self._written(after))["Location"]
        page = admin.get(where)
        said = text_of(page)
        assert "1 por agregar 1 por cambiar 1 por quitar" in said
        assert "antes: Recursos Específicos" in said
        assert "SEGIP-2024-0, SEGIP-2024-1" in said
        assert "Se quitan códigos que los planes usan" in said
        assert self._current() == before
        admin.post(where, {"sello": page.context["sello"]})
        assert self._current() == sorted(after)
        assert "Filas agregadas: 1; cambiadas: 1; quitadas: 1." in last_detail("tabla_cargada")
        assert admin.get(where).status_code == 404

    def test_the_command_tells_first_and_loads_when_it_is_confirmed(self, tmp_path: Path) -> None:
        before, file = self._current(), tmp_path / "fuentes.csv"
        file.write_text(self._written([["99", "Una de ejemplo"], *(r for r in before if r[0] != "41")]), "utf-8")
        said = StringIO()
        call_command("cargar_tabla", "fuentes", "2024", str(file), stdout=said)
        assert "Filas agregadas: 1; cambiadas: 0; quitadas: 1." in said.getvalue()
        assert "SEGIP-2024-0, SEGIP-2024-1" in said.getvalue()
        assert "SEGIP-2024-1 usa" in said.getvalue()
        assert self._current() == before
        call_command("cargar_tabla", "fuentes", "2024", str(file), confirmar=True, oficial="Resolución de ejemplo")
        assert ["99", "Una de ejemplo"] in self._current()
        assert is_official(TABLES_OF_YEAR["fuentes"], 2024)
        assert "Resolución de ejemplo" in last_detail("tabla_oficial")

    def test_the_command_says_what_cannot_be_loaded_and_changes_nothing(self, tmp_path: Path) -> None:
        before, file = self._current(), tmp_path / "fuentes.csv"
        file.write_text(self._written([["", "Sin código"], ["20", "Una"], ["20", "Otra vez"]]), "utf-8")
        for given, told in [
            (("nada", "2024", file), "No hay tabla «nada»"),
            (("fuentes", "1999", file), "La gestión 1999 no está abierta"),
            (("fuentes", "2024", tmp_path / "no"), "No existe"),
            (("fuentes", "2024", file), "No se cargó nada"),
        ]:
            with pytest.raises(CommandError, match=told):
                call_command("cargar_tabla", *map(str, given), confirmar=True)
        assert self._current() == before

    def test_what_somebody_else_changed_meanwhile_is_shown_again(self, admin: Client) -> None:
        where = self._give(admin, self._written([["99", "Una fuente de ejemplo"]]))["Location"]
        seal = admin.get(where).context["sello"]
        admin.post(f"{SOURCES}fila", {"fila": "nueva", "codigo": "98", "nombre": "De otra persona"})
        answer = admin.post(where, {"sello": seal})
        assert "Otra persona cambió la tabla" in text_of(answer)
        assert ["98", "De otra persona"] in self._current()

    def test_every_problem_of_the_file_is_said_at_once(self, admin: Client) -> None:
        bad = self._written([["", "Sin código"], ["20", "Una"], ["20", "Otra vez"], ["21", ""]])
        said = text_of(admin.get(self._give(admin, bad)["Location"]))
        assert "Fila 2: Falta código." in said
        assert "Fila 4: «20» ya está en la fila 3." in said
        assert "Fila 5: Falta nombre." in said

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b"nombre\r\nAlgo\r\n", "Falta la columna «codigo»."),
            (b"", "Falta la columna «codigo»."),
            (b"PK\x03\x04\x00\x00otra cosa", "No es un archivo de texto."),
            (b"codigo,nombre\n" + b"x" * (4 * 2**20), "pesa más de 4 MB"),
        ],
        ids=["no code", "empty", "a workbook", "huge"],
    )
    def test_what_is_no_table_says_why(self, admin: Client, content: bytes, said: str) -> None:
        answer = self._give(admin, content)
        assert answer.status_code == 422
        assert said in text_of(answer)
        assert not CargaDeTabla.objects.exists()

    def test_letters_of_an_old_excel_are_understood(self) -> None:
        text = decode("Código;Nombre\r\n11;Donación\r\n".encode("cp1252"))
        assert read_table(TABLES_OF_YEAR["fuentes"], 2024, text).rows == [{"codigo": "11", "nombre": "Donación"}]

    def test_rows_of_other_years_are_left_out(self) -> None:
        text = "gestion,codigo,nombre,desde,hasta\n2023,1,a,,\n2024,2,b,,\n,3,c,2025,\n,4,d,,2024\n"
        read = read_table(TABLES_OF_YEAR["fuentes"], 2024, text)
        assert [row["codigo"] for row in read.rows] == ["2", "4"]
        assert read.other_years == 2

    def test_too_many_rows(self) -> None:
        with pytest.raises(UnreadableFileError, match="más de 50000 filas"):
            read_table(TABLES_OF_YEAR["fuentes"], 2024, "codigo,nombre\n" + "1,a\n" * 50_001)

    def test_the_file_of_somebody_else_is_not_shown(self, admin: Client) -> None:
        where = self._give(admin, self._written([["99", "Una fuente de ejemplo"]]))["Location"]
        other = designated(Rol.ADMINISTRADOR, username="otra.administradora")
        with_codes(other)
        assert signed_in(other).get(where).status_code == 404
