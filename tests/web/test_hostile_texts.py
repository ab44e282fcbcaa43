"""Texts that elsewhere are markup, formulas, SQL or headers are texts here, wherever they are stored or shown."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.html import escape

import apthapi
from apthapi.core.schema import Kind
from apthapi.core.tables import TABLES
from apthapi.web.accounts.models import Cargo, Designacion, Persona, Rol
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.entities.table_files import decode, read_table, write_table
from apthapi.web.entities.tables import TABLES_OF_YEAR, Cells
from apthapi.web.execution.progress.models import Evidencia, folder
from apthapi.web.plans.exports import as_typed, csv_file, plain_text
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto
from apthapi.web.tramites.models import Tramite
from web.conftest import AsRole
from web.permission_table import ADDRESSES, GET, OF_ONE_UNIT, Address
from web.progressing import confirm
from web.states import set_plan

MARKUP = "<script>alert(1)</script>\"><img src=x onerror=alert(2)>'{{ 7*7 }}{% now %}${7*7}<svg/onload=a>"
SQL = ("'\" or 1=1; drop table planes; --", "²", "9" * 30, "-1", "%s?%(a)s:x", "\\", "{0.__class__}", "٣")
"""What breaks a statement, a number or a format."""
SOURCE = Path(apthapi.__file__).parent
_READ = re.compile(r'GET(?:\.get|\.getlist)?[\[(]"(\w+)"')
ASKED = sorted({name for path in (SOURCE / "web").rglob("*.py") for name in _READ.findall(path.read_text("utf-8"))})
"""Every parameter that some view reads."""


class Danger(HTMLParser):
    """What a page would run that is not a file of ours."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script"
        self.found += [f"{tag} {name}" for name, _ in attrs if name.startswith("on") or name == "style"]
        values = [value for _, value in attrs if value]
        self.found += [f"{tag} {value}" for value in values if value.strip().lower().startswith("javascript:")]

    def handle_endtag(self, tag: str) -> None:
        self._in_script = self._in_script and tag != "script"

    def handle_data(self, data: str) -> None:
        if self._in_script and data.strip():
            self.found.append(f"script {data}")


def dangers(html: str) -> list[str]:
    """What the page would run."""
    parser = Danger()
    parser.feed(html)
    return parser.found


def test_the_eye_sees_what_it_looks_for() -> None:
    assert dangers(MARKUP) == ["script alert(1)", "img onerror", "svg onload"]
    assert dangers(escape(MARKUP)) == []


@pytest.fixture
def poisoned(demo: None) -> None:  # noqa: ARG001 - what is poisoned
    """Every text that people write, in the plan and about people and positions."""
    texts = {
        table.name: [each.name for each in table.columns if each.kind is Kind.TEXT and each.name not in table.key]
        for table in TABLES.values()
        if table.name not in ("planes",)
    }
    with act("prueba", None, None, plan=PLAN), connection.cursor() as cursor:
        for name, columns in texts.items():
            if columns:
                values = ", ".join(f"{each} = %s" for each in columns)
                cursor.execute(f"update {name} set {values} where plan = %s", [MARKUP] * len(columns) + [PLAN])
        Persona.objects.update(first_name=MARKUP[:150], last_name=MARKUP[:150])
        Cargo.objects.update(nombre=MARKUP)
        Designacion.objects.update(documento=MARKUP)


def reached(client_of: dict[str, Client]) -> Iterator[tuple[Address, Client, str]]:
    """Each page that there is in the demonstration, once, with somebody who may see it."""
    known = {"persona": Persona.objects.get(username="demo-juridica").pk, "tramite": Tramite.objects.earliest("pk").pk}
    known |= {"cargo": Cargo.objects.earliest("pk").pk, "acto": Acto.objects.filter(plan=PLAN).earliest("pk").pk}
    for address in ADDRESSES:
        if address.method == GET and "elaboracion" in address.plan and "borrador" in address.unit:
            arguments = {name: known.get(str(value), value) for name, value in address.arguments.items()}
            arguments |= {"plan": PLAN} if address.of in ("plan", "unit") else {}
            arguments |= {"unidad": COMPLETED} if address.of == "unit" else {}
            try:
                url = reverse(address.name, kwargs=arguments)
            except NoReverseMatch:
                continue  # of a row that the demonstration does not have
            yield address, client_of[_who(address)], url


def _who(address: Address) -> str:
    return next(each for each in ("planificacion", "administrador", *sorted(address.roles)) if each in address.roles)


@pytest.fixture
def everybody(demo: None, as_role: AsRole) -> dict[str, Client]:  # noqa: ARG001 - whose people they are
    """The browser of each role."""
    return {each.value: as_role(each, COMPLETED if each.value in OF_ONE_UNIT else "") for each in Rol}


@pytest.mark.usefixtures("poisoned")
def test_what_people_wrote_runs_on_no_page(everybody: dict[str, Client]) -> None:
    shown, found = 0, {}
    for address, client, url in reached(everybody):
        response = client.get(url)
        if response.status_code == 200 and response["Content-Type"].startswith("text/html"):
            html = response.content.decode()
            shown += escape("<script>alert(1)") in html
            found[str(address)] = dangers(html)
        elif response["Content-Type"].startswith("text/csv"):
            assert not _formulas(b"".join(response)), address
    assert {name: what for name, what in found.items() if what} == {}
    assert len(found) > 60
    assert shown > 30


def _formulas(content: bytes) -> list[str]:
    rows = csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
    return [cell for row in rows for cell in row if re.match(r"[=@\t\r]|[+-](?![\d.,]+$)", cell)]


def test_no_parameter_of_an_address_breaks_anything(everybody: dict[str, Client]) -> None:
    """Each address that reads any, once, with all of them, each with one of the hostile values in turn."""
    broken = []
    asking = [each for each in reached(everybody) if _reads(each[2])]
    assert len(asking) > 25
    for turn, (address, client, url) in enumerate(asking):
        client.raise_request_exception = False
        query = {name: SQL[(turn + at) % len(SQL)] for at, name in enumerate(ASKED)}
        if client.get(url, query).status_code >= 500:
            broken.append((str(address), query))
    assert broken == []


def _reads(url: str) -> bool:
    return ".GET" in Path(str(sys.modules[resolve(url).func.__module__].__file__)).read_text(encoding="utf-8")


FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx")


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_a_text_in_a_file_for_excel(text: str) -> None:
    [cell] = next(csv.reader(io.StringIO(csv_file("x", [text], []).content.decode("utf-8-sig")), delimiter=";"))
    assert cell == plain_text(text) == f"'{text}"
    assert as_typed(cell) == text


@pytest.mark.django_db
def test_a_table_with_formulas_goes_out_as_texts_and_comes_back_as_it_was() -> None:
    table = TABLES_OF_YEAR["fuentes"]
    row: Cells = {**dict.fromkeys(table.columns, ""), "codigo": "20", "nombre": '=HYPERLINK("x")'}
    text = write_table(table, [row])
    assert ";'=HYPERLINK" in text or ";\"'=HYPERLINK" in text
    [found] = read_table(table, 2024, decode(text.encode())).rows
    assert found["nombre"] == '=HYPERLINK("x")'


EVIL_NAMES = (
    'a"; x="b.txt',
    "../../../etc/a.txt",
    "..\\..\\a.txt",
    "a\r\nX-Malo: 1.txt",
    "\u202etxt.exe.txt",
    "ñ☃'%.txt",
)


@pytest.mark.parametrize("name", EVIL_NAMES)
def test_the_name_of_a_file_is_a_name_and_no_header_or_path(name: str, demo: None, as_role: AsRole) -> None:  # noqa: ARG001
    set_plan(estado="vigente")
    client = as_role(Rol.PREPARA, COMPLETED)
    confirm(client, 1, **{"archivo|1.1.1": _named(name)})
    kept = Evidencia.objects.get()
    assert not re.search(r'[\x00-\x1f/\\"<>;]', kept.nombre)
    assert kept.file.parent == folder()
    answer = client.get(reverse("avance_evidencia", kwargs={"plan": PLAN, "unidad": COMPLETED, "sha256": kept.sha256}))
    assert answer.status_code == 200
    assert "X-Malo" not in answer.headers
    assert "\n" not in answer["Content-Disposition"]
    assert answer["Content-Disposition"].startswith("attachment")


def _named(name: str) -> SimpleUploadedFile:
    file = SimpleUploadedFile("x.txt", b"hecho")
    vars(file)["_name"] = name  # as a browser that obeys nothing would send it
    return file


def test_no_paper_evaluates_what_it_is_given() -> None:
    templates = list((SOURCE / "documents" / "templates").glob("*.typ"))
    assert len(templates) > 5
    for path in templates:
        code = path.read_text(encoding="utf-8")
        assert not re.search(r"\beval\b|\bplugin\(|import \"@", code), path


ASKS_THE_NETWORK = {
    "documents/signing": "authorities that whoever installs names: time stamps and revocation",
    "bench": "the server that a measurement has just started",
    "cli/serve.py": "whether the port is free",
    "web/tramites/reminders.py": "what a server of mail answers when it fails",
    "web/execution/progress/reminding.py": "the same",
}


def test_nobody_is_asked_over_the_network_but_who_the_installation_names() -> None:
    libraries = r"requests|httpx|aiohttp|urllib\.request|http\.client|socket|smtplib|ftplib"
    asking = re.compile(rf"^\s*(?:import|from) (?:{libraries})\b", re.MULTILINE)
    found = {str(path.relative_to(SOURCE)) for path in SOURCE.rglob("*.py") if asking.search(path.read_text("utf-8"))}
    assert {each for each in found if not each.startswith(tuple(ASKS_THE_NETWORK))} == set()


def test_nothing_runs_a_shell_unpacks_objects_or_reads_xml() -> None:
    forbidden = re.compile(
        r"shell=True|os\.system|\bpickle\b|\bmarshal\b|yaml\.load|\beval\(|\bexec\(|fromstring\(|minidom"
    )
    for path in SOURCE.rglob("*.py"):
        assert not forbidden.search(path.read_text(encoding="utf-8")), path
