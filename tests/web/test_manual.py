"""The manual says what the screens say: bold words are on them, keys are those of the grid, pictures are there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.urls import get_resolver

from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.manual import pages
from web.conftest import AsRole

WEB = pages.FOLDER.parent
PICTURES = pages.FOLDER / pages.PICTURES
LARGEST = 150_000
SOURCES = {path.stem: path.read_text(encoding="utf-8") for path in sorted(pages.FOLDER.glob("*.md"))}
EACH_PAGE = pytest.mark.parametrize("name", SOURCES)

_COMMENT = re.compile(r"(?s)\{%\s*comment.*?endcomment\s*%\}|\{#.*?#\}")
_TAG = re.compile(r"(?s)\{%.*?%\}|\{\{.*?\}\}")


def told(text: str) -> str:
    return " ".join(text.split())


def shown() -> str:
    """All the words that a screen may show: templates without their tags, and the texts of programs and their data."""
    parts = [words_of(path.read_text(encoding="utf-8")) for path in WEB.rglob("*.html")]
    parts += [re.sub(r"(?m)^\s*//.*$", "", path.read_text("utf-8")) for path in (WEB / "static/apthapi").rglob("*.js")]
    process = (WEB.parent / "core" / "data" / "normativa").glob("*_tramite.csv")
    parts += [path.read_text("utf-8") for path in (*WEB.rglob("*.csv"), *process)]
    programs = (*WEB.rglob("*.py"), WEB.parent / "core" / "sheets.py", *(WEB.parent / "formats" / "site").glob("*.py"))
    parts += [text for path in programs for text in texts_of(path)]
    return told("\n".join(parts))


def words_of(template: str) -> str:
    """What a template says, also inside its tags: `{% include … with titulo="Salen como borrador" %}`."""
    said = _TAG.sub(lambda tag: " ".join(re.findall(r'"([^"]*)"', tag[0])), _COMMENT.sub("", template))
    return re.sub(r"<[^>]*>", "", said)


def texts_of(path: Path) -> Iterator[str]:
    """The strings of a module that are not its documentation."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Constant) and isinstance(child.value, str) and not isinstance(node, ast.Expr):
                yield child.value


def pictures_of(text: str) -> list[str]:
    return re.findall(r"!\[[^\]]+\]\(imagenes/([\w-]+\.png)\)", text)


@pytest.fixture(scope="module")
def words() -> str:
    return shown()


@EACH_PAGE
def test_what_is_bold_is_written_so_on_a_screen(name: str, words: str) -> None:
    bold = [told(each) for each in re.findall(r"(?s)\*\*(.+?)\*\*", SOURCES[name])]
    allowed = {"negrita", "Con el teléfono.", "Con este equipo.", "BORRADOR"}
    assert [each for each in bold if each not in words and each not in allowed] == []


def test_every_picture_is_shown_described_and_light() -> None:
    named = [picture for text in SOURCES.values() for picture in pictures_of(text)]
    assert len(named) == sum(text.count("](imagenes/") for text in SOURCES.values()), "a picture without description"
    assert set(named) == {path.name for path in PICTURES.iterdir()}
    assert [path.name for path in PICTURES.iterdir() if path.stat().st_size > LARGEST] == []


def test_the_index_lists_every_page_once() -> None:
    listed = [name for group in pages.contents() for name, _ in group.pages]
    assert sorted(listed) == sorted(pages.names() - {pages.INDEX})
    assert len({pages.title_of(name) for name in pages.names()}) == len(pages.names())


def test_the_keys_are_those_of_the_grid() -> None:
    script = (WEB / "static/apthapi/grid/keyboard.js").read_text("utf-8")
    names = (WEB / "static/apthapi/grid/dom.js").read_text("utf-8").partition("const NAMES = {")[2].partition("};")[0]
    said = dict(re.findall(r'(\w+): "([^"]+)"', names))
    keys = re.findall(r'(?m)^  \["([^"]+)", "([^"]+)", \(', script)
    rows = re.findall(r'(?m)^  \["([^"]+)", "([^"]+)"\],', script)
    rows += [("+".join(said.get(part, part) for part in key.split("+")), words) for key, words in keys]
    assert rows
    assert re.findall(r"(?m)^\| `(.+)` \| (.+) \|$", SOURCES["teclas"]) == rows


@EACH_PAGE
@pytest.mark.django_db
def test_a_page_is_served_and_all_in_it_leads_somewhere(client: Client, name: str) -> None:
    address = pages.address(name)
    html = client.get(address).content.decode()
    main = html[html.index('<main id="contenido"') : html.index("</main>")]
    assert f">{pages.title_of(name)}</h1>" in main
    for target in re.findall(r'(?:href|src)="([^"]+)"', main):
        path, _, anchor = urljoin(address, target).partition("#")
        if path.startswith("/static/"):
            assert path.endswith(f"/manual/{Path(path).name}")
            assert (PICTURES / Path(path).name).is_file()
            continue
        answer = client.get(path)
        assert answer.status_code == 200, target
        assert not anchor or f'id="{anchor}"' in answer.content.decode(), target


@pytest.mark.usefixtures("demo")
def test_the_help_of_a_screen_is_about_it(as_role: AsRole) -> None:
    client = as_role(Rol.PREPARA, COMPLETED)
    for step in ("situacion", "requerimientos", "resumen"):
        html = client.get(f"/planes/{PLAN}/unidades/{COMPLETED}/paso/{step}").content.decode()
        assert f'href="/ayuda/{step}/"' in html
    assert 'href="/ayuda/inicio/"' in client.get("/inicio/").content.decode()


def test_every_screen_with_help_of_its_own_exists() -> None:
    known = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    assert set(pages.ABOUT_ADDRESS) <= known
    assert set(pages.ABOUT_ADDRESS.values()) <= pages.names()


@pytest.mark.django_db
def test_a_page_that_is_not_there_is_not_found(client: Client) -> None:
    assert client.get("/ayuda/no-existe/").status_code == 404
