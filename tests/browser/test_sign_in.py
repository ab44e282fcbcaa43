"""From an account that is opened to a key that signs in: the whole way of who approves, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from support.browser import barriers

pytestmark = pytest.mark.browser

PASSWORD = "una clave larga de prueba"
KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
"""A fingerprint reader that always says yes."""


@pytest.fixture
def context(chromium: Browser, server: str) -> Iterator[BrowserContext]:
    """A browser at `localhost`: keys are of a name, and not of a number."""
    address = f"http://localhost:{urlsplit(server).port}"
    with chromium.new_context(base_url=address, locale="es-BO", viewport={"width": 1200, "height": 900}) as opened:
        yield opened


def with_key(context: BrowserContext) -> Page:
    """A page of an equipment that has a reader of fingerprints."""
    page = context.new_page()
    equipment = context.new_cdp_session(page)
    equipment.send("WebAuthn.enable")
    equipment.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    return page


def is_reachable(page: Page) -> None:
    """No barrier on the screen in front."""
    assert barriers(page) == []


def open_account(page: Page, user: str, position: str) -> str:
    """As the administrator, open an account and designate it; the one-time link."""
    page.goto("/")
    page.locator("button[value=demo-administrador]").click()
    page.goto("/administracion/personas/nueva")
    page.get_by_label("Nombres").fill("Persona")
    page.get_by_label("Apellidos").fill("de Prueba")
    page.get_by_label("Usuario").fill(user)
    page.get_by_role("button", name="Abrir la cuenta").click()
    link = page.get_by_label("Enlace", exact=True).input_value()
    is_reachable(page)
    page.get_by_role("link", name="Designar en un cargo").click()
    page.get_by_label("Cargo", exact=True).select_option(label=position)
    page.get_by_label("Interino (a.i.)").check()
    page.get_by_label("Documento de designación").fill("Memorándum de ejemplo")
    page.get_by_role("button", name="Designar").click()
    expect(page.get_by_text(f"{position} a.i.").first).to_be_visible()
    sign_out(page)
    return link


def choose_password(page: Page, link: str) -> None:
    """Follow the link that the administrator gave."""
    page.goto(link)
    page.get_by_label("Contraseña", exact=False).first.fill(PASSWORD)
    page.get_by_label("Contraseña", exact=False).nth(1).fill(PASSWORD)
    is_reachable(page)
    page.get_by_role("button", name="Guardar la contraseña").click()
    expect(page.get_by_role("heading", name="Su contraseña cambió")).to_be_visible()


def give_password(page: Page, user: str) -> None:
    """The form of sign-in."""
    page.goto("/cuenta/ingresar/")
    page.get_by_label("Usuario").fill(user)
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Ingresar", exact=True).click()


def sign_out(page: Page) -> None:
    """Leave, as everybody does."""
    page.locator("details.menu summary").click()
    page.get_by_role("button", name="Salir").click()


def test_who_approves_is_led_to_a_key_and_then_signs_in_with_it(context: BrowserContext) -> None:
    page = with_key(context)
    link = open_account(page, "jefa.prueba", "Dirección Nacional Jurídica")
    choose_password(page, link)

    give_password(page, "jefa.prueba")
    expect(page.get_by_role("heading", name="Antes de seguir, active la verificación en dos pasos")).to_be_visible()
    is_reachable(page)
    page.goto("/inicio/")
    expect(page).to_have_url(re.compile("/cuenta/segundo-paso/$"))

    page.get_by_role("link", name="Agregar una llave de acceso").click()
    page.get_by_label("Nombre").fill("Equipo de la oficina")
    page.get_by_label("contraseña").check()
    page.get_by_role("button", name="Continuar").click()
    expect(page.get_by_role("heading", name="Códigos de recuperación")).to_be_visible()
    page.goto("/inicio/")
    expect(page).to_have_url(re.compile("/inicio/$"))
    sign_out(page)

    give_password(page, "jefa.prueba")
    expect(page.get_by_role("heading", name="Segundo paso")).to_be_visible()
    is_reachable(page)
    page.get_by_role("button", name="Usar una llave de acceso").click()
    expect(page).to_have_url(re.compile("/inicio/$"))
    sign_out(page)

    page.goto("/cuenta/ingresar/")
    page.get_by_role("button", name="Usar una llave de acceso").click()
    expect(page).to_have_url(re.compile("/inicio/$"))
    expect(page.get_by_text("Dirección Nacional Jurídica a.i.").first).to_be_visible()
