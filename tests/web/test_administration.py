"""Administration of people, positions and who holds them, and who may do it."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import DjangoAssertNumQueries

from apthapi.web.accounts.models import Cargo, Designacion, Persona, Rol
from apthapi.web.entities.models import Entidad
from apthapi.web.process.models import Acto
from apthapi.web.process.permisos import hoy
from web.conftest import AsRole, sign_in
from web.databases import both_engines
from web.people import Answer, account, designated, give_password, last_detail, signed_in, text_of, with_codes

PLAN = "SEGIP-2024-1"
PEOPLE, POSITIONS = "/administracion/personas/", "/administracion/cargos/"
SOURCES = "/administracion/tablas/fuentes/2024/"

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def admin() -> Client:
    """The administrator's browser."""
    return sign_in(Rol.ADMINISTRADOR)


class TestPeople:
    """Accounts are opened, found, changed and closed, with their trace."""

    NEW: ClassVar = {"first_name": "Persona", "last_name": "Ñáñez", "username": "P.Nanez", "email": "", "entidad": ""}

    def _open(self, admin: Client, **cells: str) -> Answer:
        entidad = str(Entidad.objects.get().pk)
        return admin.post(f"{PEOPLE}nueva", {**self.NEW, "entidad": entidad, **cells})

    def test_opening_an_account_gives_a_link_once(self, admin: Client) -> None:
        where = self._open(admin)["Location"]
        persona = Persona.objects.get(username="p.nanez")
        assert not persona.has_usable_password()
        assert "/cuenta/clave/enlace/" in admin.get(where).content.decode()
        assert "/cuenta/clave/enlace/" not in admin.get(where).content.decode()
        assert "Usuario: «vacío» → «p.nanez»" in last_detail("cuenta_abierta")

    @pytest.mark.parametrize(
        ("cells", "said"),
        [
            ({"username": "demo-mae"}, "Ya hay una persona con el usuario «demo-mae»."),
            ({"username": "DEMO-MAE"}, "Ya hay una persona con el usuario «demo-mae»."),
            ({"username": "josé pérez"}, "letras minúsculas sin acento"),
            ({"username": "x"}, "Use de 3 a 40 letras"),
            ({"email": "esto no es correo"}, "dirección de correo"),
            ({"last_name": ""}, "obligatorio"),
        ],
        ids=["taken", "taken in capitals", "accents", "short", "mail", "no name"],
    )
    def test_what_cannot_be_says_why(self, admin: Client, cells: dict[str, str], said: str) -> None:
        before = Persona.objects.count()
        assert said in text_of(self._open(admin, **cells))
        assert Persona.objects.count() == before

    def test_two_people_never_share_a_mail(self, admin: Client) -> None:
        account()
        assert "Ese correo es de otra persona." in text_of(self._open(admin, email="Ana.Prueba@ejemplo.bo"))

    @pytest.mark.parametrize("wanted", ["nanez", "ÑAÑEZ", "p.nanez", "persona nañez"])
    def test_search_minds_neither_accents_nor_capitals(self, admin: Client, wanted: str) -> None:
        self._open(admin)
        page = text_of(admin.get(PEOPLE, {"q": wanted}))
        assert "Persona Ñáñez" in page
        assert "demo-mae" not in page

    def test_search_finds_by_position_and_unit(self, admin: Client) -> None:
        page = text_of(admin.get(PEOPLE, {"q": "elaboracion ddbn"}))
        assert "demo-beni" in page
        assert "demo-tarija" not in page

    def test_changes_say_from_what_to_what(self, admin: Client) -> None:
        persona = account()
        cells = {"first_name": "Otra", "last_name": "de Prueba", "username": "ana.prueba", "email": ""}
        admin.post(f"{PEOPLE}{persona.pk}/datos", {**cells, "entidad": persona.entidad_id})
        lines = last_detail("cuenta_cambiada").split("\n")
        assert lines[1:] == ["Nombres: «Persona» → «Otra»", "Correo: «ana.prueba@ejemplo.bo» → «vacío»"]

    def test_deactivating_ends_sessions_and_activating_lets_in_again(self, admin: Client) -> None:
        persona = designated(Rol.PREPARA, "DDTJ")
        client = signed_in(persona)
        admin.post(f"{PEOPLE}{persona.pk}/acto/desactivar")
        assert client.get("/inicio/").status_code == 302
        admin.post(f"{PEOPLE}{persona.pk}/acto/activar")
        assert client.get("/inicio/").status_code == 302
        assert signed_in(persona).get("/inicio/").status_code == 200

    def test_sessions_are_closed(self, admin: Client) -> None:
        persona = designated(Rol.PREPARA, "DDTJ")
        client = signed_in(persona)
        admin.post(f"{PEOPLE}{persona.pk}/acto/cerrar_sesiones")
        assert client.get("/inicio/").status_code == 302
        assert signed_in(persona).get("/inicio/").status_code == 200

    def test_a_lost_telephone(self, admin: Client) -> None:
        persona = designated(Rol.FINANZAS)
        with_codes(persona)
        admin.post(f"{PEOPLE}{persona.pk}/acto/quitar_segundo_paso")
        assert not Authenticator.objects.filter(user=persona).exists()
        assert signed_in(persona).get("/inicio/")["Location"] == "/cuenta/segundo-paso/"

    def test_who_waits_is_let_in_sooner(self, admin: Client) -> None:
        persona = designated(Rol.PREPARA, "DDTJ")
        for _ in range(5):
            give_password(Client(), password="otra cosa distinta")
        assert "Espera por intentos fallidos" in text_of(admin.get(f"{PEOPLE}{persona.pk}/"))
        admin.post(f"{PEOPLE}{persona.pk}/acto/desbloquear")
        assert signed_in(persona).get("/inicio/").status_code == 200

    def test_who_guessed_and_was_given_a_link_does_not_wait(self, admin: Client) -> None:
        persona = designated(Rol.PREPARA, "DDTJ")
        for _ in range(5):
            last = give_password(Client(), password="otra cosa distinta")
        assert last.status_code == 429
        admin.post(f"{PEOPLE}{persona.pk}/acto/enlace")
        assert give_password(Client()).status_code == 302

    def test_nobody_deactivates_themselves(self, admin: Client) -> None:
        own = Persona.objects.get(username="demo-administrador")
        admin.post(f"{PEOPLE}{own.pk}/acto/desactivar")
        assert Persona.objects.get(pk=own.pk).is_active

    def test_people_of_another_entity_are_not_there(self, admin: Client) -> None:
        other = Entidad.objects.create(codigo="999", nombre="Otra entidad", sigla="OTRA")
        persona = account("ajena.prueba", entidad=other.codigo)
        cargo = Cargo.objects.create(entidad=other, rol=Rol.MAE, nombre="MAE de otra entidad")
        held = Designacion.objects.create(persona=persona, cargo=cargo, desde=hoy())
        assert "ajena.prueba" not in text_of(admin.get(PEOPLE))
        for path in (f"{PEOPLE}{persona.pk}/", f"{PEOPLE}{persona.pk}/datos", f"{POSITIONS}{cargo.pk}/"):
            assert admin.get(path).status_code == 404
        assert admin.get(f"/administracion/designaciones/{held.pk}/").status_code == 404
        assert admin.post(f"{PEOPLE}{persona.pk}/acto/desactivar").status_code == 404
        assert admin.get("/administracion/entidades/999/").status_code == 404

    def test_the_list_asks_the_same_whatever_the_number(
        self, admin: Client, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        for number in range(60):
            designated(Rol.PREPARA, "DDTJ", username=f"prueba.{number}")
        for path in (PEOPLE, POSITIONS):
            with django_assert_max_num_queries(14):
                admin.get(path)


class TestSayingAgainWhoOneIs:
    """Before a change that others feel, unless one has just signed in."""

    def test_an_hour_later_the_password_is_asked_and_then_it_goes_on(self) -> None:
        persona = designated(Rol.ADMINISTRADOR)
        with_codes(persona)
        client = signed_in(persona)
        other = account("otra.prueba")
        assert client.post(f"{PEOPLE}{other.pk}/acto/cerrar_sesiones")["Location"] == f"{PEOPLE}{other.pk}/"
        session = client.session
        session["account_authentication_methods"] = [
            {**each, "at": each["at"] - 3600} for each in session["account_authentication_methods"]
        ]
        session.save()
        answer = client.post(f"{PEOPLE}{other.pk}/acto/desactivar")
        assert answer["Location"].startswith("/cuenta/confirmar/")
        assert Persona.objects.get(pk=other.pk).is_active
        client.post(answer["Location"], {"password": "una clave larga de prueba"})
        assert not Persona.objects.get(pk=other.pk).is_active


class TestDesignations:
    """Who holds a position and from when to when."""

    def _designate(self, admin: Client, persona: Persona, to: Cargo, **cells: str) -> Answer:
        form = {"cargo": to.pk, "desde": hoy().isoformat(), "hasta": "", "documento": "Memorándum 1", **cells}
        return admin.post(f"{PEOPLE}{persona.pk}/designar", form)

    def _vacant(self) -> Cargo:
        return Cargo.objects.create(entidad=Entidad.objects.get(), rol=Rol.DIRECTOR, unidad="DDBN", nombre="Dirección")

    @both_engines
    def test_rights_begin_at_once_and_the_act_says_it(self, admin: Client) -> None:
        persona = account()
        client = signed_in(persona)
        assert client.get("/inicio/").status_code == 403
        preparing = Cargo.objects.get(rol=Rol.PREPARA, unidad="DDBN")
        assert self._designate(admin, persona, preparing).status_code == 302
        assert client.get(f"/planes/{PLAN}/unidades/DDBN/").status_code == 200
        assert "Documento: «vacío» → «Memorándum 1»" in last_detail("designar")

    def test_an_interim_says_so(self, admin: Client) -> None:
        persona, cargo = account(), self._vacant()
        until = (hoy() + timedelta(days=14)).isoformat()
        self._designate(admin, persona, cargo, hasta=until, interino="on")
        held = Designacion.objects.get(persona=persona)
        assert str(held).endswith("a.i.")
        assert held.hasta == hoy() + timedelta(days=14)

    @pytest.mark.parametrize(
        ("cells", "said"),
        [
            ({"hasta": "2020-01-01"}, "Termina antes de empezar"),
            ({"desde": "ayer"}, "fecha válida"),
            ({"documento": ""}, "obligatorio"),
            ({"cargo": "999999"}, "opción válida"),
        ],
        ids=["backwards", "no date", "no document", "no position"],
    )
    def test_what_cannot_be_says_why(self, admin: Client, cells: dict[str, str], said: str) -> None:
        persona = account()
        assert said in text_of(self._designate(admin, persona, self._vacant(), **cells))
        assert not persona.designaciones.exists()

    def test_two_holders_at_once_are_asked_about(self, admin: Client) -> None:
        persona, taken = account(), Cargo.objects.get(rol=Rol.MAE)
        page = text_of(self._designate(admin, persona, taken))
        assert "también ejerce este cargo como titular desde el 01/01/2024" in page
        assert not persona.designaciones.exists()
        self._designate(admin, persona, taken, seguro="on")
        assert persona.designaciones.exists()

    def test_an_interim_beside_the_holder_is_usual(self, admin: Client) -> None:
        persona = account()
        assert self._designate(admin, persona, Cargo.objects.get(rol=Rol.MAE), interino="on").status_code == 302

    def test_who_prepares_and_approves_the_same_unit_is_warned(self, admin: Client) -> None:
        persona, cargo = designated(Rol.PREPARA, "DDBN"), self._vacant()
        assert "no podrá aprobar" in text_of(self._designate(admin, persona, cargo))

    def test_the_same_position_twice_is_refused(self, admin: Client) -> None:
        persona = designated(Rol.PREPARA, "DDBN")
        cargo = persona.designaciones.get().cargo
        assert "Ya ejerce este cargo" in text_of(self._designate(admin, persona, cargo, seguro="on"))

    def test_ending_it_ends_the_rights(self, admin: Client) -> None:
        persona = designated(Rol.PREPARA, "DDTJ")
        client, held = signed_in(persona), persona.designaciones.get()
        cells = {"cargo": held.cargo_id, "desde": held.desde.isoformat(), "documento": "Memorándum 2"}
        yesterday = (hoy() - timedelta(days=1)).isoformat()
        admin.post(f"/administracion/designaciones/{held.pk}/", {**cells, "hasta": yesterday})
        assert client.get(f"/planes/{PLAN}/unidades/DDTJ/").status_code == 404
        assert "Hasta: «vacío»" in last_detail("designacion_cambiada")

    def test_only_what_has_not_ruled_is_annulled(self, admin: Client) -> None:
        old = designated(Rol.PREPARA, "DDTJ").designaciones.get()
        new = designated(Rol.PREPARA, "DDTJ", username="otra.prueba", since=hoy()).designaciones.get()
        for each in (old, new):
            admin.post(f"/administracion/designaciones/{each.pk}/anular")
        assert list(Designacion.objects.filter(pk__in=[old.pk, new.pk])) == [old]


class TestPositions:
    """Positions of the entity and of its units."""

    @pytest.mark.parametrize(
        ("rol", "unidad", "said"),
        [(Rol.PREPARA, "", "elija cuál"), (Rol.MAE, "DDTJ", "deje «Toda la entidad»")],
        ids=["a unit is missing", "a unit is too much"],
    )
    def test_the_role_says_whether_there_is_a_unit(self, admin: Client, rol: Rol, unidad: str, said: str) -> None:
        cells = {"nombre": "Un cargo", "rol": rol, "unidad": unidad, "entidad": Entidad.objects.get().pk}
        assert said in text_of(admin.post(f"{POSITIONS}nuevo", cells))

    def test_it_is_created_changed_and_taken_away(self, admin: Client) -> None:
        cells = {"nombre": "Un cargo", "rol": Rol.PREPARA, "unidad": "DDTJ", "entidad": Entidad.objects.get().pk}
        where = admin.post(f"{POSITIONS}nuevo", cells)["Location"]
        admin.post(f"{where}datos", {**cells, "nombre": "Otro nombre"})
        assert "Nombre: «Un cargo» → «Otro nombre»" in last_detail("cargo_cambiado")
        assert "Otro nombre" in text_of(admin.get(POSITIONS, {"q": "otro"}))
        admin.post(f"{where}quitar")
        assert admin.get(where).status_code == 404

    def test_one_that_was_held_stays(self, admin: Client) -> None:
        cargo = Cargo.objects.get(rol=Rol.MAE)
        admin.post(f"{POSITIONS}{cargo.pk}/quitar")
        assert Cargo.objects.filter(pk=cargo.pk).exists()


class TestWhoMay:
    """Only the administrator writes; auditors look."""

    WRITES = (
        f"{PEOPLE}nueva",
        f"{PEOPLE}1/datos",
        f"{PEOPLE}1/designar",
        f"{POSITIONS}nuevo",
        "/administracion/entidades/340/",
        f"{SOURCES}cargar",
    )
    POSTS = (f"{PEOPLE}1/acto/desactivar", f"{SOURCES}fila", f"{SOURCES}oficial", "/administracion/tablas/gestion")

    @pytest.mark.parametrize(
        "rol", [Rol.PLANIFICACION, Rol.FINANZAS, Rol.MAE, Rol.AUDITORIA, Rol.COMUNICACION], ids=lambda rol: rol.value
    )
    def test_others_are_refused(self, rol: Rol, as_role: AsRole) -> None:
        client, acts = as_role(rol), Acto.objects.count()
        assert {client.get(path).status_code for path in self.WRITES} == {403}
        assert {client.post(path).status_code for path in (*self.WRITES, *self.POSTS)} == {403}
        assert Acto.objects.count() == acts

    def test_who_has_only_a_unit_sees_none_of_it(self, as_role: AsRole) -> None:
        client = as_role(Rol.PREPARA, "DDTJ")
        for path in (PEOPLE, POSITIONS, SOURCES, "/administracion/calendario/"):
            assert client.get(path).status_code == 403

    def test_auditors_read_and_are_offered_nothing(self, as_role: AsRole) -> None:
        client = as_role(Rol.AUDITORIA)
        for path in (PEOPLE, f"{PEOPLE}1/", POSITIONS, SOURCES, "/administracion/entidades/"):
            page = client.get(path)
            assert page.status_code == 200
            assert 'method="post"' not in page.content.decode().split("<main")[1]

    def test_acts_are_only_posted(self, admin: Client) -> None:
        assert {admin.get(path).status_code for path in self.POSTS} == {405}

    def test_every_view_says_who_may(self) -> None:
        undeclared = [name for name, view in _views(get_resolver()) if not hasattr(view, "exige")]
        assert {name.partition("_")[0] for name in undeclared} == {"account", "mfa"}
        assert not {"account_signup", "account_email", "mfa_signup_webauthn", "mfa_trust"} & set(undeclared)


def _views(resolver: URLResolver) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for each in resolver.url_patterns:
        if isinstance(each, URLPattern):
            found.append((each.name or "", each.callback))
        else:
            found += _views(each)
    return found
