"""The templates and the numbering of an entity: versions, preview against a plan, and only for who administers it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from apthapi.documents.papeles_escritos import ESCRITOS
from apthapi.web.accounts.models import Rol
from apthapi.web.expediente import textos
from apthapi.web.expediente.emision import issue
from apthapi.web.expediente.models import Correlativo, FormatoDeCite, Plantilla
from apthapi.web.expediente.textos import template_of
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, EstadoDePlan
from apthapi.web.wall.sight import everything
from web.papers import body
from web.states import set_plan
from web.test_case import text
from web.test_issuing import situation

HERE = "/administracion/plantillas/"
OF_NOTE = f"{HERE}340/nota_remision/"
OWN = "De: Dirección General\n\n# Nota\n\nSe remite {la_version} por {total}."

AsRole = Callable[..., Client]

pytestmark = pytest.mark.usefixtures("demo", "kept_here")


@pytest.fixture
def kept_here(settings: Settings, tmp_path: Path) -> None:
    """Files of papers go where the test looks."""
    settings.MEDIA_ROOT = tmp_path / "archivos"


@pytest.fixture
def administrator(as_role: AsRole) -> Client:
    return as_role(Rol.ADMINISTRADOR)


def test_a_template_is_seen_with_the_facts_of_a_plan_before_it_is_kept(administrator: Client) -> None:
    page = text(administrator.post(OF_NOTE, {"texto": OWN, "accion": "ver", "plan": "SEGIP-2024-1"}))
    assert "Se remite la Primera Reformulación por Bs 311.520.186,00." in page
    assert "Se remite la Formulación" in text(
        administrator.post(OF_NOTE, {"texto": OWN, "accion": "ver", "plan": "SEGIP-2024-0"})
    )
    assert body(administrator.post(OF_NOTE, {"texto": OWN, "accion": "pdf", "plan": "SEGIP-2024-1"}))[:5] == b"%PDF-"
    assert not Plantilla.objects.exists()


def test_a_template_has_versions_and_goes_back_to_the_one_of_the_software(administrator: Client) -> None:
    administrator.post(OF_NOTE, {"texto": OWN, "accion": "guardar"})
    assert template_of("340", "nota_remision").texto == OWN
    administrator.post(OF_NOTE, {"texto": f"{OWN} Atentamente.", "accion": "guardar"})
    administrator.post(OF_NOTE, {"texto": OWN, "accion": "reponer"})
    assert template_of("340", "nota_remision").texto == ESCRITOS["nota_remision"].default_text
    assert [each.numero for each in Plantilla.objects.order_by("numero")] == [1, 2, 3]
    assert "Atentamente." in text(administrator.get(f"{OF_NOTE}?version=2"))
    assert Acto.objects.filter(clase="plantilla_cambiada").count() == 3


def test_saving_what_is_in_force_makes_no_version(administrator: Client) -> None:
    administrator.post(OF_NOTE, {"texto": ESCRITOS["nota_remision"].default_text, "accion": "guardar"})
    assert not Plantilla.objects.exists()


def test_a_wrong_template_is_not_kept(administrator: Client) -> None:
    page = text(administrator.post(OF_NOTE, {"texto": "Por {totl}.", "accion": "guardar"}))
    assert "No existe el dato {totl}" in page
    assert not Plantilla.objects.exists()


def test_papers_are_issued_with_the_template_of_the_entity(administrator: Client) -> None:
    administrator.post(OF_NOTE, {"texto": OWN, "accion": "guardar"})
    set_plan(estado=EstadoDePlan.VIGENTE)
    found = situation(Rol.PLANIFICACION)
    assert issue(found, found.designaciones[0], "nota_remision").texto == OWN


def test_the_numbering_is_changed_with_its_last_number_which_only_goes_up(administrator: Client) -> None:
    given = {"formato": "{sigla}-{numero:04}-{gestion}", "serie": "salida", "ultimo": "41"}
    assert administrator.post(f"{OF_NOTE}numeracion", given).status_code == 302
    assert FormatoDeCite.objects.get().formato == given["formato"]
    set_plan(estado=EstadoDePlan.VIGENTE)
    found = situation(Rol.PLANIFICACION)
    assert issue(found, found.designaciones[0], "nota_remision").cite == "SEGIP-0042-2024"
    page = text(administrator.post(f"{OF_NOTE}numeracion", {**given, "ultimo": "12"}))
    assert "solo puede subir" in page
    assert Correlativo.objects.get(serie="salida").ultimo == 42
    assert "lleva {numero} una vez" in text(administrator.post(f"{OF_NOTE}numeracion", {**given, "formato": "X"}))


def test_the_list_says_which_text_and_which_numbering_are_in_force(administrator: Client) -> None:
    administrator.post(OF_NOTE, {"texto": OWN, "accion": "guardar"})
    page = text(administrator.get(HERE))
    assert "Plantilla de la entidad, versión 1" in page
    assert "{sigla}/DNP/INF-{numero:05}/{gestion}" in page


@pytest.mark.parametrize("version", ["²", "9" * 30, "x"])
def test_a_version_that_is_not_there_shows_the_one_in_force(administrator: Client, version: str) -> None:
    assert administrator.get(OF_NOTE, {"version": version}).status_code == 200


def test_two_who_save_a_template_at_once_make_two_versions(
    administrator: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    @contextmanager
    def after_another(*given: Any, **more: Any) -> Iterator[Acto]:
        with everything("another person writes, in the middle of this request"), act("prueba", None, None):
            Plantilla.objects.create(entidad="340", papel="nota_remision", numero=1, texto="Otro párrafo.")
        with act(*given, **more) as acto:
            yield acto

    monkeypatch.setattr(textos, "act", after_another)
    assert administrator.post(OF_NOTE, {"accion": "guardar", "texto": "Un párrafo."}).status_code == 302
    kept = Plantilla.objects.filter(papel="nota_remision").order_by("numero").values_list("numero", "texto")
    assert list(kept) == [(1, "Otro párrafo."), (2, "Un párrafo.")]
