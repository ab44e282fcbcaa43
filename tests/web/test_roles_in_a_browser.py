"""The way of a unit's part through its people, each in a browser of their own: sent, returned, reviewed, audited."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from apthapi.web.entities.demo import COMPLETED, PLAN
from web.browsing import enter

UNIT = f"/planes/{PLAN}/unidades/{COMPLETED}/"
OBSERVED = "Falta el respaldo de la línea 3."

pytestmark = pytest.mark.browser

As = Callable[[str], Page]


@pytest.fixture
def as_person(chromium: Browser, server: str) -> Iterator[As]:
    """A page signed in as a person of the demonstration, at the part of the unit."""
    contexts = []

    def opened(person: str) -> Page:
        context = chromium.new_context(base_url=server)
        contexts.append(context)
        page = context.new_page()
        enter(page, server, person)
        page.goto(UNIT)
        return page

    yield opened
    for context in contexts:
        context.close()


def press(page: Page, name: str, state: str) -> None:
    page.get_by_role("button", name=name, exact=True).first.click()
    expect(page.get_by_text(state, exact=True).first).to_be_visible()


def test_a_part_goes_its_way_through_its_people(as_person: As) -> None:
    press(as_person("demo-tarija"), "Enviar a la dirección", "Enviada a la dirección")
    press(as_person("demo-director"), "Aprobar", "Aprobada por la dirección")

    planning = as_person("demo-planificacion")
    planning.get_by_text("Devolver con observaciones").first.click()
    planning.get_by_label("Qué debe corregir la unidad").fill(OBSERVED)
    press(planning, "Devolver con observaciones", "Observada")

    preparer = as_person("demo-tarija")
    expect(preparer.get_by_text(OBSERVED).first).to_be_visible()
    press(preparer, "Enviar a la dirección", "Enviada a la dirección")
    press(as_person("demo-director"), "Aprobar", "Aprobada por la dirección")
    planning.goto(UNIT)
    press(planning, "Dar por revisada", "Revisada por Planificación")

    auditor = as_person("demo-auditoria")
    auditor.goto(f"{UNIT}cambios")
    expect(auditor.get_by_text(OBSERVED).first).to_be_visible()
    expect(auditor.get_by_text("Dio por revisada").first).to_be_visible()
    for role in ("demo-juridica", "demo-mae", "demo-comunicacion", "demo-reacp"):
        reader = as_person(role)
        expect(reader.get_by_text("Revisada por Planificación").first).to_be_visible()
        expect(reader.get_by_role("button", name="Aprobar")).to_have_count(0)
