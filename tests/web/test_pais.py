"""The country is what was accepted: the latest version of each entity, from sums that can be had again."""

from __future__ import annotations

from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.urls import reverse

from apthapi.compare.changes import Move
from apthapi.compare.years import grown, percent
from apthapi.web.entities.demo import ORGAN, name_organ
from apthapi.web.entities.models import Entidad
from apthapi.web.ministerio.country import DIMENSIONS, NO_LEVEL, Pais, years_of
from apthapi.web.ministerio.models import CHECKED, ClaseDeSuma, Decision, Remision, SumaDeRemision
from apthapi.web.process.acts import act
from web.databases import both_engines, queries
from web.remitting import brought, example, official

pytestmark = pytest.mark.usefixtures("files")


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of the test for what is kept."""
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "archivos")


def organ() -> Entidad:
    name_organ()
    return Entidad.objects.get(codigo=ORGAN)


def accepted(
    entidad: str, gestion: int, amount: int, *, version: int = 0, state: str = Decision.ACEPTADO, grupo: str = "20000"
) -> Remision:
    """A remission with its sum, as if it had been checked."""
    number = Remision.objects.count()
    with act("prueba", None, None, entidad=ORGAN):
        made = Remision.objects.create(
            ministerio=organ(),
            nombre_archivo="ejemplo.zip",
            tamano=1,
            sha256=f"{number:064d}",
            estado=CHECKED,
            decision=state,
            plan=f"EJEMPLO-{entidad}-{gestion}-{version}",
            entidad=entidad,
            nombre=f"Entidad de ejemplo {entidad}",
            sigla=f"EJ{entidad}",
            gestion=gestion,
            version=version,
            tipo="formulacion",
            total=amount,
        )
    SumaDeRemision.objects.create(
        remision=made,
        clase=ClaseDeSuma.PROGRAMADO,
        categoria="48",
        grupo=grupo,
        fuente="41",
        organismo="111",
        importe=amount,
    )
    return made


def test_what_grew_and_what_fell() -> None:
    found = grown({"a": 100, "b": 50, "c": 7}, {"a": 150, "b": 20, "d": 9}, {"a": "A"})
    assert [(each.code, each.move, each.difference) for each in found] == [
        ("a", Move.UP, 50),
        ("b", Move.DOWN, -30),
        ("d", Move.NEW, 9),
        ("c", Move.UNKNOWN, -7),
    ]
    assert [percent(each) for each in found] == [5000, -6000, None, None]


@both_engines
@pytest.mark.usefixtures("demo")
def test_the_latest_accepted_version_of_each_entity_counts_and_nothing_else() -> None:
    accepted("340", 2024, 100)
    accepted("340", 2024, 130, version=1)
    accepted("340", 2024, 999, version=2, state=Decision.EN_REVISION)
    accepted("340", 2024, 999, version=3, state=Decision.DEVUELTO)
    accepted("9999", 2024, 70, grupo="10000")
    accepted("340", 2023, 40)
    found = Pais(organ(), 2024)
    assert years_of(organ()) == [2024, 2023]
    assert [(each.code, each.amount, each.entities) for each in found.by("entidad")] == [
        ("340", 130, 1),
        ("9999", 70, 1),
    ]
    assert found.amounts("grupo") == {"20000": 130, "10000": 70}
    assert found.amounts("nivel")[NO_LEVEL] == 70
    for dimension in DIMENSIONS:
        assert sum(found.amounts(dimension).values()) == 200, dimension
    assert [each.entities for each in found.by("fuente")] == [2]
    assert Pais(organ(), 2024, beside=2023).amounts("grupo") == {"20000": 130}


@pytest.mark.usefixtures("demo")
def test_the_pages_show_it_and_ask_as_much_for_many_entities_as_for_few() -> None:
    client = official()
    for name in ("pais", "pais_comparado"):
        assert client.get(reverse(name)).status_code == 200
    for gestion in (2023, 2024):
        accepted("340", gestion, 10_000 * (gestion - 2000))
    client.get(reverse("pais"))
    with queries() as few:
        client.get(reverse("pais"))
    for number in range(5):
        accepted(f"{900 + number}", 2024, 100)
    with queries() as many:
        page = client.get(reverse("pais")).content.decode()
    assert len(many) == len(few)
    assert "2.405,00" in page
    compared = client.get(reverse("pais_comparado"), {"por": "grupo"}).content.decode()
    assert "+100,00" in compared
    assert "5 que lo tienen en una sola no entran" in compared
    told = client.get(reverse("pais_comparado_archivo"), {"por": "entidad"}).content.decode()
    assert "340;EJ340 · Entidad de ejemplo 340;2.300,00;2.400,00;100,00;sube" in told
    assert "Total;;;2.405,00" in client.get(reverse("pais_archivo"), {"por": "fuente"}).content.decode()


@pytest.mark.usefixtures("demo")
def test_kept_sums_are_those_of_the_packages_and_a_change_is_told() -> None:
    found = brought(example())
    for accion in ("tomar", "aceptar"):
        official().post(reverse("remision_paso", args=[found.codigo, accion]))
    said = StringIO()
    call_command("comprobar_remisiones", stdout=said)
    assert "Se sumaron otra vez 1 paquetes" in said.getvalue()
    one = found.sumas.filter(clase=ClaseDeSuma.PROGRAMADO).first()
    assert one is not None
    SumaDeRemision.objects.filter(pk=one.pk).update(importe=one.importe + 1)
    why = StringIO()
    with pytest.raises(CommandError, match="1 de 1"):
        call_command("comprobar_remisiones", "--organo", ORGAN, "--gestion", "2024", stderr=why)
    assert "1 sumas no son las del paquete" in why.getvalue()
    found.package.write_bytes(b"otra cosa")
    with pytest.raises(CommandError):
        call_command("comprobar_remisiones", stderr=why)
    assert "ya no es la que llegó" in why.getvalue()
