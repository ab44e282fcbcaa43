"""The spending in a real browser: for everybody, on any screen, and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.process.models import EstadoDePlan
from web.browsing import can_be_used, enter
from web.spending import accounts, export, first
from web.states import set_plan

pytestmark = pytest.mark.browser

OF_PLAN, OF_UNIT = f"/planes/{PLAN}/gasto", f"/planes/{PLAN}/unidades/{COMPLETED}/gasto"


@pytest.fixture(params=[True])
def page(request: pytest.FixtureRequest, chromium: Browser, server: str) -> Iterator[Page]:
    """A page of Finanzas, with JavaScript or without, once the plan is in force."""
    set_plan(estado=EstadoDePlan.VIGENTE)
    context = chromium.new_context(base_url=server, java_script_enabled=request.param)
    page = context.new_page()
    enter(page, server, "demo-finanzas")
    yield page
    context.close()


def test_a_month_is_written_corrected_and_seen_by_month_and_by_moment(page: Page) -> None:
    page.goto(OF_UNIT)
    page.get_by_role("link", name="Registrar un mes").click()
    page.get_by_label("Mes", exact=True).select_option("Marzo")
    page.get_by_role("button", name="Ver ese mes").click()
    slot = first()
    field = f"de la partida {slot.partida}, fuente {slot.pair}"
    devengado = page.get_by_label(f"Devengado {field}")
    devengado.fill("12,345")
    page.get_by_label(f"Pagado {field}").fill("900")
    page.get_by_role("button", name="Registrar marzo").click()
    expect(page.get_by_role("alert")).to_contain_text("«12,345»")
    expect(devengado).to_have_value("12,345")
    can_be_used(page)
    devengado.fill("1.332.834,00" if accounts()[0].standing > 133_283_400 else "1.332,50")
    page.get_by_role("button", name="Registrar marzo").click()
    expect(page.get_by_text("Se registró el gasto: 1 fila cambió.")).to_be_visible()
    can_be_used(page)
    page.goto(OF_PLAN)
    titles = page.locator("main table thead th").count()
    cells = [row.locator(":is(th, td):visible").count() for row in page.locator("main table tbody tr").all()[:5]]
    assert cells == [titles] * 5, "an amount is always below its title, also beside an empty one"
    can_be_used(page)


@pytest.mark.parametrize("page", [False], indirect=True)
def test_nothing_of_it_needs_javascript(page: Page) -> None:
    slot = first()
    page.goto(f"{OF_UNIT}/mes?mes=2")
    page.get_by_label(f"Devengado de la partida {slot.partida}, fuente {slot.pair}").fill("5")
    page.get_by_role("button", name="Registrar febrero").click()
    expect(page.get_by_text("Se registró el gasto: 1 fila cambió.")).to_be_visible()
    page.goto(f"{OF_UNIT}/pegar")
    page.get_by_role("textbox", name="Filas").fill(f"{slot.partida}\t{slot.pair}\t7,50")
    page.get_by_role("button", name="Ver qué cambiaría").click()
    page.get_by_role("button", name="Registrar 1 fila").click()
    expect(page.get_by_text("Se registró el gasto: 1 fila cambió.")).to_be_visible()


def test_rows_are_pasted_and_an_export_imported(page: Page, tmp_path: Path) -> None:
    slot = first()
    page.goto(f"{OF_UNIT}/pegar")
    page.get_by_role("textbox", name="Filas").fill(f"{slot.partida}\t{slot.pair}\t7,50\n99999\t20-230\t5")
    page.get_by_role("button", name="Ver qué cambiaría").click()
    expect(page.get_by_text(f"{COMPLETED} no tiene la partida 99999")).to_be_visible()
    can_be_used(page)
    page.get_by_role("textbox", name="Filas").fill(f"{slot.partida}\t{slot.pair}\t7,50")
    page.get_by_role("button", name="Ver qué cambiaría").click()
    page.get_by_role("button", name="Registrar 1 fila").click()
    expect(page.get_by_text("Se registró el gasto: 1 fila cambió.")).to_be_visible()
    file = tmp_path / "ejecucion.csv"
    file.write_bytes(export())
    page.goto(OF_PLAN)
    page.get_by_role("link", name="Importar del sistema contable").click()
    can_be_used(page)
    page.get_by_label("Archivo").set_input_files(file)
    page.get_by_role("button", name="Ver qué contiene").click()
    page.get_by_role("button", name="Ver cómo quedaría").click()
    page.get_by_label("Mes de lo que no lo dice").select_option("Marzo")
    page.get_by_label("El preventivo incluye lo que ya se devengó").check()
    page.get_by_role("button", name="Ver así").click()
    can_be_used(page)
    page.get_by_role("button", name="Aceptar y registrar").click()
    expect(page.get_by_text("Se registró el gasto:")).to_be_visible()
