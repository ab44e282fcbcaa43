"""The screens of the case and of its templates, in a browser: usable by everybody."""

from __future__ import annotations

from playwright.sync_api import Browser

from web.browsing import can_be_used, enter

CASE = "/planes/SEGIP-2024-1/expediente/"
TEMPLATES = "/administracion/plantillas/"
PAGES = {
    "demo-planificacion": [
        CASE,
        f"{CASE}informe_tecnico/",
        f"{CASE}informe_tecnico/texto",
        f"{CASE}informe_tecnico/emitir",
        f"{CASE}documento",
    ],
    "demo-administrador": [TEMPLATES, f"{TEMPLATES}340/resolucion/", f"{TEMPLATES}340/resolucion/numeracion"],
}


def test_the_case_can_be_used_by_everybody(server: str, chromium: Browser) -> None:
    for person, pages in PAGES.items():
        with chromium.new_context() as context:
            page = context.new_page()
            enter(page, server, person)
            for address in pages:
                page.goto(f"{server}{address}")
                can_be_used(page)


def test_a_paper_is_written_and_issued_with_the_keyboard(server: str, chromium: Browser) -> None:
    with chromium.new_context() as context:
        page = context.new_page()
        enter(page, server, "demo-planificacion")
        page.goto(f"{server}{CASE}instructivo/texto")
        page.get_by_label("Texto").fill("De: Dirección Nacional de Planificación\n\nSe instruye {la_version}.")
        page.get_by_role("button", name="Ver cómo queda").press("Enter")
        page.get_by_role("article", name="INSTRUCTIVO").get_by_text("Se instruye la Primera Reformulación.").wait_for()
        page.get_by_role("button", name="Guardar").press("Enter")
        page.get_by_text("El texto se guardó.").wait_for()
        page.goto(f"{server}{CASE}instructivo/emitir")
        page.get_by_role("button", name="Emitir").press("Enter")
        page.get_by_text("Emitido: Instructivo SEGIP/DNP/N°00002/2024.").wait_for()
        can_be_used(page)
