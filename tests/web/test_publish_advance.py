"""What was done is told to anybody up to the month that somebody published, and not a row more."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client

from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import PLAN
from apthapi.web.plans.live import live
from apthapi.web.portal.advancing import told_of
from apthapi.web.portal.models import AvancePublicado
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto
from web.conftest import AsRole
from web.databases import both_engines
from web.states import set_plan

HOME = "/publico/340/2024/index.html"
ADVANCE = "/publico/340/2024/v1/avance.html"
UNIT = "/publico/340/2024/v1/unidades/DDTJ.html"
DATA = "/publico/340/2024/datos/plan.zip"
PAGE = f"/planes/{PLAN}/publicar-avance"
SECRET = "Zarigüeya"

pytestmark = pytest.mark.usefixtures("anio")


def publish(client: Client, month: object, action: str = "publicar") -> str:
    return client.post(PAGE, {"mes": str(month), "accion": action}, follow=True).content.decode()


def plant() -> None:
    """Secrets beyond the cut of June, and a certificate."""
    values = f"'{PLAN}', 'DDTJ', '', 5, '{SECRET}', ''"
    with act("prueba", None, None, plan=PLAN):
        for statement in (
            f"update ejecucion_fisica set nota = '{SECRET}', evidencia = '{SECRET}' where plan = '{PLAN}' and mes > 6",
            f"insert into evaluaciones (plan, unidad, operacion, mes, causa, medida) values ({values})",
            f"update evaluaciones set causa = '{SECRET}' where plan = '{PLAN}' and mes in (3, 9)",
            f"update certificaciones set objeto = '{SECRET}' where plan = '{PLAN}'",
        ):
            live().execute(statement)


def everything(client: Client) -> str:
    """All that is served of the gestión, and what is in the package for downloading."""
    cache.clear()
    said = "".join(client.get(address).content.decode() for address in (HOME, ADVANCE, UNIT))
    with zipfile.ZipFile(io.BytesIO(client.get(DATA).content)) as archive:
        return said + "".join(archive.read(name).decode() for name in archive.namelist())


@both_engines
def test_only_what_was_published_is_told(client: Client, as_role: AsRole) -> None:
    plant()
    assert client.get(ADVANCE).status_code == 404
    assert "Cómo va" not in client.get(HOME).content.decode()
    assert SECRET not in everything(client)
    assert "está publicado" in publish(as_role(Rol.PLANIFICACION), 6)
    said = everything(client)
    assert "Corte al 30 de junio de 2024" in said
    assert "Hasta junio de 2024, SEGIP hizo el" in said
    assert "ejecucion_financiera" in said
    assert SECRET not in said


def test_explanations_leave_with_the_cut_in_which_they_were_given(client: Client, as_role: AsRole) -> None:
    planning = as_role(Rol.PLANIFICACION)
    plant()
    publish(planning, 6)
    assert SECRET not in everything(client)
    publish(planning, 9)
    assert everything(client).count(SECRET) > 0
    assert told_of("340", 2024).advance.explained == {6, 9}


def test_each_cut_is_another_page_for_the_browser(client: Client, as_role: AsRole) -> None:
    first = client.get(HOME)
    publish(as_role(Rol.COMUNICACION), 6)
    second = client.get(HOME, headers={"If-None-Match": first["ETag"]})
    assert second.status_code == 200
    assert client.get(HOME, headers={"If-None-Match": second["ETag"]}).status_code == 304
    publish(as_role(Rol.COMUNICACION), 9)
    assert client.get(HOME, headers={"If-None-Match": second["ETag"]}).status_code == 200


def test_it_is_an_act_that_can_be_taken_back(client: Client, as_role: AsRole) -> None:
    planning = as_role(Rol.PLANIFICACION)
    publish(planning, 3)
    publish(planning, 6)
    made = Acto.objects.filter(clase="publicar_avance").order_by("pk")
    assert [each.detalle for each in made] == ["Hasta marzo de 2024", "Hasta junio de 2024"]
    assert "Solo se retira el último avance" in publish(planning, 3, "retirar")
    assert "Se retiró el avance hasta junio" in publish(planning, 6, "retirar")
    assert "Corte al 31 de marzo" in client.get(ADVANCE).content.decode()
    publish(planning, 3, "retirar")
    assert client.get(ADVANCE).status_code == 404
    assert not AvancePublicado.objects.exists()


@pytest.mark.parametrize("month", ["10", "0", "13", "x", "", "-1", "²"])
def test_a_month_without_anything_or_that_is_none_is_refused(as_role: AsRole, month: str) -> None:
    assert "Ese mes no se puede publicar" in publish(as_role(Rol.PLANIFICACION), month)
    assert not AvancePublicado.objects.exists()


def test_a_month_before_the_cut_is_refused(as_role: AsRole) -> None:
    planning = as_role(Rol.PLANIFICACION)
    publish(planning, 6)
    assert "Ese mes no se puede publicar" in publish(planning, 4)
    assert "Ese mes no se puede publicar" in publish(planning, 6)


def test_a_month_that_is_not_over_is_not_offered(as_role: AsRole, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("apthapi.web.portal.advancing.hoy", lambda: date(2024, 8, 31))
    page = as_role(Rol.PLANIFICACION).get(PAGE).content.decode()
    assert "julio de 2024</option>" in page
    assert "agosto de 2024</option>" not in page


def test_a_version_that_is_not_published_tells_nothing(client: Client, as_role: AsRole) -> None:
    set_plan(PLAN, publicada=False)
    planning = as_role(Rol.PLANIFICACION)
    assert "no está publicada todavía" in planning.get(PAGE).content.decode()
    assert "Esta versión no está publicada" in publish(planning, 6)
    assert client.get(ADVANCE).status_code == 404


def test_the_page_says_what_will_be_read(as_role: AsRole) -> None:
    planning = as_role(Rol.PLANIFICACION)
    page = planning.get(PAGE, {"mes": "6"}).content.decode()
    assert "Publicar hasta junio" in page
    assert "debía llevarse el" in page
    assert "según lo programado" in page
    assert "Publicar hasta septiembre" in planning.get(PAGE, {"mes": "77"}).content.decode()
    publish(planning, 9)
    assert "No hay otro mes que publicar" in planning.get(PAGE).content.decode()
