"""Who is silent is reminded, with a link on which they land after signing in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

import pytest
from django.core import mail
from django.test import Client, override_settings
from django.urls import reverse

from apthapi.web.accounts.models import Designacion, Persona, Rol
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.process.models import Acto, EstadoDePlan
from apthapi.web.tramites.dates import due_of
from apthapi.web.tramites.reminders import remind
from web.conftest import AsRole, sign_in
from web.people import PASSWORD, Answer, designated
from web.progressing import UNIT, confirm, url
from web.states import set_plan

HEADING = "SEGIP 2024 · Primera reformulación"


@pytest.fixture(autouse=True)
def outbox(demo: None) -> Iterator[None]:  # noqa: ARG001 - whose plan is in force
    """What is sent stays in `mail.outbox`."""
    set_plan(estado=EstadoDePlan.VIGENTE)
    mail.outbox = []
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        yield


def addressed(username: str) -> Persona:
    persona = Persona.objects.get(username=username)
    persona.email = f"{username}@ejemplo.bo"
    persona.save()
    return persona


def told(today: date) -> list[str]:
    """The subjects of the mails of a day."""
    mail.outbox = []
    remind(today)
    return [str(each.subject) for each in mail.outbox]


def test_who_is_in_charge_is_written_to_from_three_days_before_until_it_is_reported() -> None:
    addressed("demo-tarija")
    assert told(date(2024, 2, 6)) == []
    assert told(date(2024, 2, 7)) == ["Apthapi: 1 plazo próximo"]
    body = str(mail.outbox[0].body)
    assert f"{HEADING}: avance de enero de DDTJ: vence el 10/02/2024, faltan 3 días" in body
    assert url(1) in body
    assert told(date(2024, 3, 15)) == ["Apthapi: 1 plazo vencido"]
    assert "avance de enero a febrero de DDTJ: venció el 10/02/2024" in str(mail.outbox[0].body)
    assert url(2) in str(mail.outbox[0].body)
    assert told(date(2024, 3, 15)) == [], "once a day"
    confirm(sign_in(Rol.PREPARA, COMPLETED), 2)
    assert told(date(2024, 3, 16)) == []
    assert told(date(2025, 4, 30)) == [], "a gestión that ended long ago does not nag for ever"


def test_it_is_in_the_agenda_of_who_executes_and_of_nobody_else() -> None:
    def due(rol: Rol, unidad: str = COMPLETED) -> list[str]:
        held = Designacion.objects.filter(cargo__rol=rol, cargo__unidad=unidad).select_related("cargo__entidad")
        return [each.what for each in due_of(held, date(2024, 4, 20)) if "avance" in each.what]

    said = [f"{HEADING}: avance de enero a marzo de DDTJ"]
    assert due(Rol.PREPARA) == said
    assert due(Rol.REACP) == said
    assert due(Rol.DIRECTOR) == due(Rol.PLANIFICACION, "") == due(Rol.PREPARA, "DDBN") == []


def test_after_signing_in_one_lands_where_the_mail_leads() -> None:
    persona = designated(Rol.PREPARA, COMPLETED, since=date(2024, 1, 1))
    persona.email = "ana@ejemplo.bo"
    persona.save()
    remind(date(2024, 4, 8))
    body = next(str(each.body) for each in mail.outbox if each.to == ["ana@ejemplo.bo"])
    [link] = re.findall(r"http://\S+/avance/\d+", body)
    client = Client()
    asked: Answer = client.get(urlsplit(link).path)
    assert asked.url == f"{reverse('account_login')}?next={url(3)}"
    page = client.get(asked.url).content.decode()
    assert f'value="{url(3)}"' in page, "the form of signing in keeps where one goes"
    entered: Answer = client.post(asked.url, {"login": persona.username, "password": PASSWORD, "next": url(3)})
    assert entered.url == url(3)
    assert client.get(entered.url).status_code == 200


class TestByHand:
    """Planificación sends the link with one click."""

    def sent(self, who: Client, unidad: str = COMPLETED) -> str:
        answer = who.post(reverse("avance_recordar", kwargs={**UNIT, "unidad": unidad}), follow=True)
        return answer.content.decode()

    def test_the_link_goes_to_who_is_in_charge(self, as_role: AsRole) -> None:
        planning = as_role(Rol.PLANIFICACION)
        assert "tiene correo en su cuenta: copie el enlace" in self.sent(planning)
        for name in ("demo-tarija", "demo-reacp", "demo-director"):
            addressed(name)
        assert "Se envió el enlace a 2 personas de DDTJ." in self.sent(planning)
        [message] = mail.outbox
        assert message.to == ["demo-reacp@ejemplo.bo", "demo-tarija@ejemplo.bo"]
        assert url(12) in str(message.body)
        assert Acto.objects.get(clase="recordar_avance").unidad == COMPLETED

    def test_the_director_gets_it_if_there_is_nobody_else(self, as_role: AsRole) -> None:
        addressed("demo-director")
        Designacion.objects.filter(cargo__rol__in=[Rol.PREPARA, Rol.REACP], cargo__unidad=COMPLETED).delete()
        assert "Se envió el enlace a 1 persona de DDTJ." in self.sent(as_role(Rol.PLANIFICACION))
        assert mail.outbox[0].to == ["demo-director@ejemplo.bo"]

    def test_a_unit_that_owes_nothing_is_not_written_to(self, as_role: AsRole) -> None:
        addressed("demo-tarija")
        confirm(sign_in(Rol.PREPARA, COMPLETED), 12)
        assert "DDTJ ya informó todo" in self.sent(as_role(Rol.PLANIFICACION))
        assert mail.outbox == []

    def test_a_server_of_mail_that_does_not_answer_is_said(self, as_role: AsRole) -> None:
        addressed("demo-tarija")
        nobody = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": 1}
        with override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", **nobody):
            assert "El servidor de correo no recibió el mensaje" in self.sent(as_role(Rol.PLANIFICACION))
        assert not Acto.objects.filter(clase="recordar_avance").exists()


def test_the_home_of_who_reports_says_what_is_owed_while_its_year_runs(as_role: AsRole) -> None:
    page = as_role(Rol.PREPARA, COMPLETED).get(reverse("inicio")).content.decode()
    assert "Avance por informar" not in page, "the gestión of the demonstration ended long ago"
    assert (
        reverse("avance_unidad", kwargs=UNIT)
        in as_role(Rol.PREPARA, COMPLETED).get(reverse("unidad", args=[PLAN, COMPLETED])).content.decode()
    )
