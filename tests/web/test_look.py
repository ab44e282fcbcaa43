"""The look: contrast, dark equal to dark, one place for colours, light pages, and drawings that exist."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from apthapi.web.plans.templatetags import apthapi as written

WEB = Path(__file__).parents[2] / "src" / "apthapi" / "web"
STATIC = WEB / "static" / "apthapi"
BASE = (STATIC / "base.css").read_text(encoding="utf-8")

STATES = ("falta", "excede", "cuadra", "observado", "aprobado")
FIRST_LOAD = 200 * 1024


def tokens_of(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block))


def block_after(selector: str) -> str:
    start = BASE.index(selector)
    return BASE[start : BASE.index("}", start)]


LIGHT = tokens_of(block_after(":root {"))
DARK = tokens_of(block_after(':root[data-tema="oscuro"] {'))


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_dark_by_choice_is_the_dark_of_the_equipment() -> None:
    assert tokens_of(block_after(':root:not([data-tema="claro"]) {')) == DARK
    assert set(DARK) == set(LIGHT) - {"blanco"}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("ground", ["papel", "fondo"])
def test_text_and_states_can_be_read(theme: dict[str, str], ground: str) -> None:
    least = {"tinta": 7, "tinta-2": 7, "tinta-3": 4.5, "linea-2": 3, "acento": 7} | dict.fromkeys(STATES, 7)
    assert {
        name: contrast(theme[name], theme[ground])
        for name in least
        if contrast(theme[name], theme[ground]) < least[name]
    } == {}


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["acento", *STATES])
def test_a_state_can_be_read_on_its_soft_twin(theme: dict[str, str], name: str) -> None:
    assert contrast(theme[name], theme[f"{name}-suave"]) >= 7
    assert contrast(theme["tinta"], theme[f"{name}-suave"]) >= 7


def test_a_button_can_be_read() -> None:
    for theme in (LIGHT, DARK):
        assert contrast(theme["sobre-acento"], theme["acento"]) >= 7


def test_only_the_base_names_a_colour_or_a_font() -> None:
    sheets = [sheet for sheet in STATIC.rglob("*.css") if sheet.name not in ("base.css", "print.css")]
    found = {
        sheet.name: colours
        for sheet in sheets
        if (
            colours := re.findall(
                r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)|\brgba?\(|\bhsla?\(|font-family:(?!\s*(?:inherit|var))",
                sheet.read_text("utf-8"),
            )
        )
    }
    assert sheets
    assert found == {}


def test_what_every_page_loads_is_light() -> None:
    files = [
        *STATIC.glob("*.css"),
        STATIC / "icons.svg",
        STATIC / "marca.svg",
        STATIC / "banda.svg",
        STATIC / "theme.js",
    ]
    fonts = list((STATIC.parent / "vendor" / "ibm-plex-sans").glob("*.woff2"))
    sent = sum(len(gzip.compress(file.read_bytes())) for file in files) + sum(font.stat().st_size for font in fonts)
    assert len(fonts) == 2
    assert sent < FIRST_LOAD // 2, "half of the first load is left to the page itself"


def test_every_drawing_that_a_template_names_exists() -> None:
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text("utf-8")))
    named = {
        name
        for page in WEB.rglob("*.html")
        for name in re.findall(r'\{% icono "([\w-]+)" %\}', page.read_text("utf-8"))
    }
    assert named
    assert named - drawn == set()


@pytest.mark.parametrize(
    "states",
    ["falta excede cuadra sin_techo", "borrador enviada aprobada observada revisada", "elaboracion vigente historico"],
)
def test_every_state_has_its_drawing(states: str) -> None:
    sprite = (STATIC / "icons.svg").read_text("utf-8")
    assert [state for state in states.split() if f'<symbol id="{state}"' not in sprite] == []


def test_no_page_carries_script_or_style_of_its_own() -> None:
    forbidden = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*(?:src=|type=\"application/json\"))")
    found = {
        str(page.relative_to(WEB)): hits
        for page in WEB.rglob("*.html")
        if (hits := forbidden.findall(page.read_text("utf-8")))
    }
    assert found == {}


def test_filters_write_as_an_office_does() -> None:
    assert written.bs(133_283_400) == "1.332.834,00"
    assert written.bs(0) == "0,00"
    assert written.bs(None) == ""
    assert written.bs("") == ""
    assert written.pct(1250) == "12,5\N{NO-BREAK SPACE}%"
    assert written.cantidad(120_000) == "12"
    assert written.cantidad(15_000) == "1,5"
    assert written.fecha("2024-02-14") == "14/02/2024"
    assert written.fecha(None) == ""


def test_a_bar_is_never_longer_than_its_place() -> None:
    assert written.parte(50, 100) == 500
    assert written.parte(300, 100) == 1000
    assert written.parte(None, 100) == 0
    assert written.parte(100, None) == 0
    assert written.parte(-5, 100) == 0
