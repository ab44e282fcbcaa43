"""Plans arrive at the organ that receives them, are checked, and are answered: each step an act, one at a time."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path
from threading import Barrier, Thread

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from apthapi.web.accounts.forms import PositionForm
from apthapi.web.accounts.models import Persona, Rol
from apthapi.web.audit.verifying import verify
from apthapi.web.entities.demo import BASE, COMPLETED, ORGAN, PLAN, name_organ
from apthapi.web.entities.models import Entidad
from apthapi.web.ministerio import packages
from apthapi.web.ministerio.checking import findings_of
from apthapi.web.ministerio.deciding import ACTIONS, DecidedError, Motivo, Quien, decide
from apthapi.web.ministerio.models import Decision, PasoDeRemision, Remision, all_folders
from apthapi.web.process.models import Acto
from web.conftest import AsRole, sign_in
from web.databases import both_engines, queries
from web.remitting import brought, example, official, remitted, rows_of, zipped
from web.states import set_plan
from web.worker import work

pytestmark = pytest.mark.usefixtures("files")


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder of the test for what is kept."""
    monkeypatch.setattr(settings, "MEDIA_ROOT", tmp_path / "archivos")


def _step(remision: Remision, accion: str, **form: object) -> str:
    name, more = ("remision_devolver", {}) if accion == "devolver" else ("remision_paso", {"accion": accion})
    response = official().post(reverse(name, kwargs={"codigo": remision.codigo, **more}), form, follow=True)
    remision.refresh_from_db()
    return str(response.content.decode())


@both_engines
@pytest.mark.usefixtures("demo")
def test_an_entity_remits_is_returned_remits_again_and_is_accepted() -> None:
    first = remitted()
    assert (first.entidad, first.gestion, first.version, first.decision) == ("340", 2024, 0, Decision.RECIBIDO)
    assert first.is_checked, first.mensaje
    assert first.errores == sum(each["severidad"] == "error" for each in findings_of(first))
    assert first.total is None, "its units show no money: it is the law alone"

    _step(first, "tomar")
    assert first.decision == Decision.EN_REVISION
    _step(first, "devolver", observaciones="Falta el anexo de viajes.\nFalta la firma.", texto="Revisen.")
    assert first.decision == Decision.DEVUELTO
    home = sign_in(Rol.PLANIFICACION).get(reverse("inicio")).content.decode()
    assert "fue devuelto con observaciones" in home
    answer = sign_in(Rol.PLANIFICACION).get(reverse("remisiones", args=[BASE])).content.decode()
    assert "Falta el anexo de viajes." in answer
    assert "Falta la firma." in answer

    with_note = Remision.objects.count()
    response = sign_in(Rol.FINANZAS).post(reverse("remitir_plan", args=[BASE]), {"organo": ORGAN, "nota": "Otra"})
    assert response.status_code == 422
    assert "ya se recibió" in response.content.decode()
    assert Remision.objects.count() == with_note

    set_plan(PLAN, estado="vigente")
    set_plan(BASE, estado="historico")
    second = remitted(PLAN, note="EJEMPLO/NOTA 2/2024")
    assert second.before == first
    assert first.after == second
    _step(second, "tomar")
    _step(second, "aceptar", texto="Se acepta con los errores que constan.")
    assert second.decision == Decision.ACEPTADO
    assert [each.titulo for each in PasoDeRemision.objects.filter(remision=second)] == [
        "Remitido por la entidad",
        "En revisión",
        "Aceptado",
    ]
    assert "fue devuelto" not in sign_in(Rol.PLANIFICACION).get(reverse("inicio")).content.decode()
    acts = Acto.objects.filter(clase__startswith="remi").order_by("pk")
    assert [each.clase for each in acts] == [
        "remitir_plan",
        "remision_tomar",
        "remision_devolver",
        "remitir_plan",
        "remision_tomar",
        "remision_aceptar",
    ]
    assert verify(None, processes=1, tell=lambda *_: None).total == 0


@pytest.mark.usefixtures("demo")
def test_what_was_remitted_is_frozen_and_a_copy_that_was_touched_is_told() -> None:
    found = remitted()
    with zipfile.ZipFile(found.package) as archive:
        assert "planes.csv" in archive.namelist()
    client = official()
    url = reverse("remision_paquete", args=[found.codigo])
    answer = client.get(url)
    assert b"".join(answer) == found.package.read_bytes()
    own = sign_in(Rol.AUDITORIA).get(reverse("remision_propia", args=[PLAN, found.codigo]))
    assert own.status_code == 200
    own.close()
    found.package.write_bytes(b"otra cosa")
    assert client.get(url).status_code == 404
    Remision.objects.filter(pk=found.pk).update(estado="fallo")
    client.post(reverse("remision_verificar", args=[found.codigo]))
    work()
    found.refresh_from_db()
    assert found.estado == "fallo"
    assert "ya no es la que llegó" in found.mensaje


@pytest.mark.usefixtures("demo")
def test_a_package_from_elsewhere_is_read_checked_and_added_up() -> None:
    content = example()
    found = brought(content)
    [first, *_] = rows_of(content, "planes")
    assert (found.entidad, found.nombre) == (first["entidad"], first["nombre_entidad"])
    assert found.origen is None
    assert found.errores == 0
    latest = max(rows_of(content, "planes"), key=lambda each: each["version"])["plan"]
    lines = [each for each in rows_of(content, "requerimientos") if each["plan"] == latest]
    assert found.total == sum(int(each["importe"].replace(".", "")) for each in lines)
    page = official().get(reverse("remision", args=[found.codigo])).content.decode()
    assert "traído como archivo" in page
    again = official().post(reverse("recibir_plan"), {"archivo": SimpleUploadedFile("otro-nombre.zip", content)})
    assert again.status_code == 422
    assert "Ver el que ya está" in again.content.decode()


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"no es un zip", "no es un zip"),
        (zipped(otra="a,b\r\n1,2\r\n"), "no es un paquete del formato"),
        (zipped(unidades="plan,unidad\r\nA,B\r\n"), "no trae planes.csv"),
    ],
)
def test_what_is_no_package_is_refused_at_the_door(content: bytes, why: str) -> None:
    response = official().post(reverse("recibir_plan"), {"archivo": SimpleUploadedFile("x.zip", content)})
    assert response.status_code == 422
    assert why in response.content.decode()
    assert not Remision.objects.exists()
    assert not list(all_folders().iterdir())


@pytest.mark.usefixtures("demo")
def test_a_zip_that_would_leave_its_folder_or_grow_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("../planes.csv", "plan\r\n")
    monkeypatch.setattr(packages, "LARGEST_OPEN", 10)
    for content in (out.getvalue(), example()):
        response = official().post(reverse("recibir_plan"), {"archivo": SimpleUploadedFile("x.zip", content)})
        assert response.status_code == 422
        assert "no se recibe" in response.content.decode()


@pytest.mark.usefixtures("demo")
def test_the_plans_of_several_entities_are_not_one_remission() -> None:
    found = brought(example(entities=2))
    assert found.estado == "fallo"
    assert "2 entidades" in found.mensaje
    assert str(found.package) not in found.mensaje


@pytest.mark.usefixtures("demo")
def test_findings_that_are_ticked_go_with_their_rule_and_place() -> None:
    found = brought(example(broken="V39"))
    assert found.errores
    _step(found, "tomar")
    assert "escriba el fundamento" in _step(found, "aceptar")
    assert found.decision == Decision.EN_REVISION
    assert "al menos una observación" in _step(found, "devolver")
    _step(found, "devolver", hallazgo=["0"])
    assert found.decision == Decision.DEVUELTO
    [reason] = PasoDeRemision.objects.latest("pk").motivos.all()
    [error, *_] = [each for each in findings_of(found) if each["severidad"] == "error"]
    assert reason.regla == error["regla"]
    assert reason.texto.startswith(error["mensaje"])
    assert error["tabla"] in reason.lugar
    _step(found, "reabrir")
    assert found.decision == Decision.DEVUELTO, "needs a reason"
    _step(found, "reabrir", texto="Llegó una aclaración.")
    assert found.decision == Decision.EN_REVISION


@both_engines
@pytest.mark.usefixtures("demo")
def test_of_two_officials_who_decide_at_once_one_is_told_that_the_other_was_first(engine: str) -> None:
    found = brought(example())
    _step(found, "tomar")
    persona = Persona.objects.get(username="demo-ministerio")
    quien = Quien(persona, persona.designaciones.select_related("cargo__entidad").get())
    outcomes: list[str] = []
    together = Barrier(2)

    def act(accion: str) -> None:
        mine = Remision.objects.get(pk=found.pk)
        together.wait()
        try:
            decide(mine, quien, ACTIONS[accion], "Ejemplo", [Motivo("Ejemplo")])
            outcomes.append(accion)
        except DecidedError as problem:
            outcomes.append(str(problem))
        finally:
            connection.close()

    threads = [Thread(target=act, args=[each]) for each in ("aceptar", "devolver")]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    won = [each for each in outcomes if each in ACTIONS]
    assert len(won) == 1, (engine, outcomes)
    assert any("Mientras usted miraba" in each for each in outcomes)
    found.refresh_from_db()
    assert found.decision == ACTIONS[won[0]].leads_to
    assert PasoDeRemision.objects.filter(remision=found).count() == 3


@pytest.mark.usefixtures("demo")
def test_each_sees_only_what_is_theirs(as_role: AsRole) -> None:
    mine, theirs = remitted(), brought(example())
    other = Entidad.objects.create(codigo="998", nombre="Otro ministerio de ejemplo", sigla="OTRO", rectora=True)
    stranger = sign_in(Rol.MINISTERIO, entidad=other.codigo)
    assert stranger.get(reverse("remision", args=[mine.codigo])).status_code == 404
    assert stranger.post(reverse("remision_paso", args=[mine.codigo, "tomar"])).status_code == 404
    assert "SEGIP" not in stranger.get(reverse("bandeja")).content.decode().split("<main")[1]
    planner = as_role(Rol.PLANIFICACION)
    assert planner.get(reverse("remision_propia", args=[BASE, theirs.codigo])).status_code == 404
    assert str(theirs.sha256) not in planner.get(reverse("remisiones", args=[BASE])).content.decode()
    Entidad.objects.create(codigo="999", nombre="Otra entidad de ejemplo", sigla="AJENA")
    for address in (["remisiones", [BASE]], ["remision_propia", [BASE, mine.codigo]]):
        url = reverse(str(address[0]), args=address[1])
        assert as_role(Rol.PLANIFICACION, entidad="999").get(url).status_code == 404
    official_ = official()
    for plan in (BASE, PLAN):
        assert official_.get(reverse("tablero", args=[plan])).status_code == 404
        assert official_.get(reverse("unidad", args=[plan, COMPLETED])).status_code == 404


@pytest.mark.usefixtures("demo")
def test_the_role_is_only_of_an_organ_that_receives() -> None:
    name_organ()
    entities = Entidad.objects.filter(codigo__in=["340", ORGAN])
    form = {"nombre": "Recepción", "rol": "ministerio", "unidad": ""}
    here = PositionForm({**form, "entidad": entities.get(codigo="340").pk}, entities=entities)
    assert "es solo de la entidad que recibe" in str(here.errors["rol"])
    assert PositionForm({**form, "entidad": entities.get(codigo=ORGAN).pk}, entities=entities).is_valid()
    assert sign_in(Rol.MINISTERIO).get(reverse("bandeja")).status_code == 403
    with pytest.raises(CommandError, match="agregue --nombre"):
        call_command("organo_rector", "777")
    call_command("organo_rector", "340", verbosity=0)
    assert sign_in(Rol.MINISTERIO).get(reverse("bandeja")).status_code == 200


@pytest.mark.usefixtures("demo")
def test_packages_are_received_by_a_command_too(tmp_path: Path) -> None:
    name_organ()
    path = tmp_path / "uno.zip"
    path.write_bytes(example())
    with pytest.raises(CommandError, match="No se recibieron 2 de 3"):
        call_command("recibir_plan", ORGAN, str(path), str(path), str(path.with_name("no-hay.zip")))
    assert Remision.objects.get().ministerio.codigo == ORGAN
    with pytest.raises(CommandError, match="no recibe planes"):
        call_command("recibir_plan", "340", str(path))


@pytest.mark.usefixtures("demo")
def test_the_inbox_asks_as_much_for_many_as_for_one() -> None:
    brought(example())
    client = official()
    client.get(reverse("bandeja"))
    with queries() as few:
        client.get(reverse("bandeja"))
    brought(example(seed=2))
    remitted()
    with queries() as many:
        assert "EJ1" in client.get(reverse("bandeja"), {"q": "ejemplo 1"}).content.decode()
    assert len(many) == len(few)
