"""What is due of each person: a page, a calendar at a secret address, and one mail a day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.test import Client, override_settings
from icalendar import Calendar

from apthapi.web.accounts.models import Persona, Rol
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.process.acts import act
from apthapi.web.process.models import EstadoDeUnidad
from apthapi.web.process.permisos import hoy
from apthapi.web.tramites.models import Agenda, Aviso, Tramite
from apthapi.web.tramites.reminders import Enviado, remind
from web.conftest import AsRole
from web.observing import pin
from web.states import set_part, set_plan

pytestmark = pytest.mark.usefixtures("demo")


def _address(username: str) -> None:
    Persona.objects.filter(username=username).update(email=f"{username}@ejemplo.bo")


def _due(days: int) -> None:
    set_plan(vence=hoy() + timedelta(days=days))
    with act("prueba", None, None, plan=PLAN):
        Tramite.objects.update(vence=hoy() + timedelta(days=days))


class TestReminders:
    """Once a day, with everything in one mail."""

    @pytest.fixture(autouse=True)
    def _mail(self) -> Iterator[None]:
        """What is sent stays in `mail.outbox`."""
        mail.outbox = []
        with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
            yield

    def test_each_gets_what_waits_for_them(self) -> None:
        for name in ("demo-tarija", "demo-planificacion"):
            _address(name)
        _due(2)
        assert remind(hoy()).sent == 2
        bodies = {each.to[0]: each.body for each in mail.outbox}
        assert "parte de DDTJ: vence el" in bodies["demo-tarija@ejemplo.bo"]
        assert "Elaboración de las unidades: Primera reformulación" in bodies["demo-planificacion@ejemplo.bo"]
        assert "DDBN" not in bodies["demo-tarija@ejemplo.bo"]

    def test_nobody_is_reminded_twice_a_day_and_the_next_day_again(self) -> None:
        _address("demo-tarija")
        _due(1)
        assert [remind(hoy()).sent, remind(hoy()).sent, remind(hoy() + timedelta(days=1)).sent] == [1, 0, 1]

    def test_what_is_far_away_is_not_reminded(self) -> None:
        _address("demo-tarija")
        _due(10)
        assert remind(hoy()) == Enviado(0, 0)

    def test_those_without_an_address_are_counted(self) -> None:
        _due(-1)
        found = remind(hoy())
        assert found.sent == 0
        assert found.without_mail == 3  # two who prepare, and Planificación

    def test_an_address_that_is_refused_keeps_nobody_waiting(self, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("demo-tarija", "demo-beni", "demo-planificacion"):
            _address(name)
        _due(0)
        sends = EmailMessage.send

        def refused(message: EmailMessage, fail_silently: bool = False) -> int:
            if message.to == ["demo-beni@ejemplo.bo"]:
                raise SMTPRecipientsRefused({})
            return sends(message, fail_silently)

        monkeypatch.setattr(EmailMessage, "send", refused)
        found = remind(hoy())
        assert (found.sent, found.failed) == (2, 1)
        assert not Aviso.objects.filter(persona__username="demo-beni").exists()

    def test_an_observation_with_a_date_waits_for_who_must_answer(self, as_role: AsRole) -> None:
        _address("demo-tarija")
        pin(as_role(Rol.PLANIFICACION), "paso:resumen", vence=(hoy() + timedelta(days=1)).isoformat())
        _due(10)
        assert remind(hoy()).sent == 1
        assert "observación Nº 1" in str(mail.outbox[0].body)

    def test_a_part_that_was_sent_waits_for_its_director(self) -> None:
        set_part(estado=EstadoDeUnidad.ENVIADA)
        for name in ("demo-tarija", "demo-director"):
            _address(name)
        _due(0)
        remind(hoy())
        assert [each.to for each in mail.outbox] == [["demo-director@ejemplo.bo"]]

    def test_a_mail_that_fails_is_tried_again(self) -> None:
        _address("demo-tarija")
        _due(0)
        nobody = {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": 1}
        with (
            override_settings(EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend", **nobody),
            pytest.raises(ConnectionRefusedError),
        ):
            remind(hoy())
        assert not Aviso.objects.exists()
        assert remind(hoy()).sent == 1


class TestCalendar:
    """The address is a secret that can be changed."""

    def test_the_page_says_what_is_due(self, as_role: AsRole) -> None:
        _due(2)
        page = as_role(Rol.PREPARA, COMPLETED).get("/agenda/").content.decode()
        assert "SEGIP 2024 · Primera reformulación: parte de DDTJ" in page
        assert "faltan 2 días" in page

    def test_other_programs_read_it_without_signing_in(self, as_role: AsRole) -> None:
        _due(2)
        as_role(Rol.PREPARA, COMPLETED).post("/agenda/renovar")
        answer = Client().get(f"/agenda/{Agenda.objects.get().clave}.ics")
        assert answer["Content-Type"].startswith("text/calendar")
        [event] = Calendar.from_ical(answer.content).walk("VEVENT")
        assert str(event["summary"]) == "SEGIP 2024 · Primera reformulación: parte de DDTJ"
        assert f"DTSTART;VALUE=DATE:{hoy() + timedelta(days=2):%Y%m%d}" in answer.content.decode()

    def test_a_new_address_ends_the_old_one_and_so_does_closing_the_account(self, as_role: AsRole) -> None:
        client = as_role(Rol.PREPARA, COMPLETED)
        client.post("/agenda/renovar")
        first = Agenda.objects.get().clave
        client.post("/agenda/renovar")
        second = Agenda.objects.get().clave
        assert Client().get(f"/agenda/{first}.ics").status_code == 404
        assert Client().get(f"/agenda/{second}.ics").status_code == 200
        Persona.objects.filter(agenda__clave=second).update(is_active=False)
        assert Client().get(f"/agenda/{second}.ics").status_code == 404
