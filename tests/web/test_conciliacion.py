"""The organ loads the approved budget, and every plan that arrived stands beside it, to the cent."""

from __future__ import annotations

from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from apthapi.web.audit.verifying import verify
from apthapi.web.entities.demo import ORGAN, name_organ
from apthapi.web.ministerio.models import PresupuestoOficial
from apthapi.web.ministerio.official import tie_out_of
from web.databases import both_engines
from web.remitting import brought, example, loaded_official, official, rows_of

pytestmark = pytest.mark.usefixtures("files")
HEAD = "entidad,gestion,categoria,grupo,fuente,organismo,importe"


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of the test for what is kept."""
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "archivos")


def lines_of_latest() -> list[dict[str, str]]:
    plans = rows_of(example(), "planes")
    latest = max(plans, key=lambda each: each["version"])["plan"]
    return [each for each in rows_of(example(), "requerimientos") if each["plan"] == latest]


def law(more: int = 0) -> str:
    """What the example spends, by its unit's category and the codes of its lines, as if it had been approved so."""
    content = example()
    units = {(each["plan"], each["unidad"]): each["categoria"] for each in rows_of(content, "unidades")}
    [entidad, *_] = {each["entidad"] for each in rows_of(content, "planes")}
    sums: Counter[tuple[str, ...]] = Counter()
    for each in lines_of_latest():
        categoria = units[each["plan"], each["unidad"]]
        cell = (categoria, f"{each['partida'][0]}0000", each["fuente"], each["organismo"])
        sums[cell] += int(each["importe"].replace(".", ""))
    [first, *_] = sorted(sums)
    sums[first] += more
    rows = [f"{entidad},2024,{','.join(cell)},{cents // 100}.{cents % 100:02d}" for cell, cents in sorted(sums.items())]
    return "\n".join([HEAD, *rows])


@both_engines
@pytest.mark.usefixtures("demo")
def test_a_plan_that_spends_what_was_approved_ties_out_and_a_cent_is_seen() -> None:
    found = brought(example())
    client, url = official(), reverse("conciliacion", args=[found.codigo])
    assert tie_out_of(found) is None
    assert client.get(url).status_code == 404
    answer = client.post(
        reverse("presupuesto_cargar"),
        {"gestion": "2024", "archivo": SimpleUploadedFile("ley.csv", law().encode())},
        follow=True,
    )
    assert "Se cargaron" in answer.content.decode()
    tied = tie_out_of(found)
    assert tied is not None
    assert tied.total.gap == 0
    assert not any(line.gap for tie in tied.ties for line in tie.lines)
    assert tied.total.official == found.total

    loaded_official(law(more=1))
    off = tie_out_of(found)
    assert off is not None
    assert off.total.gap == -1
    assert {tie.dimension: [line.gap for line in tie.lines if line.gap] for tie in off.ties} == {
        "programa": [-1],
        "fuente": [-1],
        "organismo": [-1],
        "grupo": [-1],
    }
    page = client.get(url).content.decode()
    assert "-0,01" in page
    assert "0,01" in client.get(reverse("conciliacion_archivo", args=[found.codigo])).content.decode()
    assert "No cuadra en" in client.get(reverse("remision", args=[found.codigo])).content.decode()
    assert verify(None, processes=1, tell=lambda *_: None).total == 0


@pytest.mark.usefixtures("demo")
def test_a_load_replaces_its_entities_alone_or_nothing_at_all() -> None:
    loaded_official("entidad,programa,importe\n100,48,5\n200,48,7\n")
    loaded_official("entidad,programa,importe\n200,98,9\n")
    stored = set(PresupuestoOficial.objects.values_list("entidad", "categoria", "importe"))
    assert stored == {("100", "48", 500), ("200", "98", 900)}
    bad = SimpleUploadedFile("ley.csv", b"entidad,programa,importe\n100,48,6\n200,48,x\n,48,1\n")
    answer = official().post(reverse("presupuesto_cargar"), {"gestion": "2024", "archivo": bad})
    assert answer.status_code == 422
    assert "Fila 3" in answer.content.decode()
    assert "Fila 4" in answer.content.decode()
    assert set(PresupuestoOficial.objects.values_list("entidad", "categoria", "importe")) == stored


@pytest.mark.usefixtures("demo")
def test_the_command_loads_as_the_screen_does(tmp_path: Path) -> None:
    name_organ()
    path = tmp_path / "ley.csv"
    path.write_text("entidad,programa,importe\n100,48,5\n", encoding="utf-8")
    said = StringIO()
    call_command("presupuesto_oficial", ORGAN, "2024", str(path), stdout=said)
    assert "1 filas de 1 entidades" in said.getvalue()
    path.write_text("entidad,programa,importe\n100,48,x\n", encoding="utf-8")
    with pytest.raises(CommandError, match="Fila 2"):
        call_command("presupuesto_oficial", ORGAN, "2024", str(path))
    with pytest.raises(CommandError, match="no recibe planes"):
        call_command("presupuesto_oficial", "340", "2024", str(path))
