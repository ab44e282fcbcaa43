"""A change of the plan goes through its people as the table of RE-SPO article 18 says, and in no other way."""

from __future__ import annotations

from contextlib import closing
from datetime import timedelta
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from apthapi.core.package import read_package
from apthapi.core.tables import TABLES
from apthapi.example import write_example
from apthapi.web.accounts.models import Cargo, Persona, Rol
from apthapi.web.entities.demo import COMPLETED, EMPTY, PLAN
from apthapi.web.entities.models import Entidad
from apthapi.web.expediente.justified import justified
from apthapi.web.expediente.models import Emitido, EstadoDeEmitido
from apthapi.web.plans.live import live
from apthapi.web.plans.loading import load_package
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, EstadoDePlan, EstadoDeUnidad, ParteDeUnidad, Version
from apthapi.web.process.permisos import hoy
from apthapi.web.tramites.models import Dispensa, Movimiento, TipoDeTramite, Tramite
from apthapi.web.tramites.requirements import has_paper
from apthapi.web.tramites.sound import problems, sound_way
from apthapi.web.tramites.way import START, WayError, way_of
from web.conftest import AsRole
from web.databases import both_engines
from web.states import set_part, set_parts

BASE = "SEGIP-2024-0"
PAPERS = ("instructivo", "informe_tecnico", "informe_legal", "resolucion", "nota_remision")


def _ask(client: Client, asunto: str = "Primera reformulación de ejemplo") -> Tramite:
    answer = client.post(
        "/tramites/nuevo", {"base": BASE, "tipo": "reformulacion", "asunto": asunto, "texto": "Falta presupuesto."}
    )
    assert answer.status_code == 302, answer.content.decode()
    return Tramite.objects.latest("pk")


def _do(client: Client, tramite: Tramite, accion: str, **cells: object) -> Any:
    form = {f"{accion}-{name}": value for name, value in cells.items()}
    return client.post(f"/tramites/{tramite.pk}/{accion}", form)


def _moved(client: Client, tramite: Tramite, accion: str, **cells: object) -> None:
    answer = _do(client, tramite, accion, **cells)
    assert answer.status_code == 302, answer.content.decode()


def _put(tramite: Tramite, **values: object) -> None:
    with act("prueba", None, None, plan=PLAN):
        Tramite.objects.filter(pk=tramite.pk).update(**values)


def _register(*kinds: str) -> None:
    """Papers that are registered as made elsewhere."""
    with act("registrar", None, None, plan=PLAN):
        for kind in kinds:
            live().execute(
                "insert into documentos (plan, documento, tipo, cite, fecha, emisor, asunto) "
                "values (?, ?, ?, ?, '2024-02-14', 'Ejemplo', 'Ejemplo')",
                [PLAN, f"prueba-{kind}", kind, f"EJEMPLO {kind}"],
            )


def _without_papers() -> None:
    with act("prueba", None, None, plan=PLAN):
        live().execute("delete from documentos where plan = ?", [PLAN])
        live().execute("delete from citas where plan = ?", [PLAN])


def _opened(as_role: AsRole, *units: str) -> Tramite:
    """A trámite whose version is open for those units."""
    planning = as_role(Rol.PLANIFICACION)
    tramite = _ask(as_role(Rol.REACP, COMPLETED))
    _moved(planning, tramite, "declarar_viable", texto="Procede.", pei="no")
    _moved(as_role(Rol.FINANZAS), tramite, "registrar_implicaciones", texto="Ninguna en el total.")
    _moved(planning, tramite, "abrir_version", unidades=list(units) or [COMPLETED])
    tramite.refresh_from_db()
    return tramite


def _justify_all(planning: Client) -> None:
    _justify(planning, PLAN)


def _justify(planning: Client, plan: str) -> None:
    page = planning.get(f"/planes/{plan}/justificaciones")
    marks = [each.mark for each in page.context["hallazgos"]]
    planning.post(f"/planes/{plan}/justificaciones/dar", {"hallazgo": marks, "motivo": "Ejemplo de fundamento"})


@both_engines
@pytest.mark.usefixtures("before_tramite")
def test_the_way_of_article_18_from_the_request_to_the_publication(as_role: AsRole) -> None:
    _without_papers()
    tramite = _opened(as_role, COMPLETED)
    assert (tramite.plan, tramite.etapa, tramite.afecta_pei) == (PLAN, "elaboracion", False)
    set_parts(estado=EstadoDeUnidad.REVISADA)
    planning = as_role(Rol.PLANIFICACION)
    _justify_all(planning)
    for client, accion, paper in (
        (planning, "consolidar", "instructivo"),
        (planning, "presentar_informe_tecnico", "informe_tecnico"),
        (as_role(Rol.JURIDICA), "presentar_informe_legal", "informe_legal"),
        (as_role(Rol.MAE), "aprobar", "resolucion"),
        (as_role(Rol.FINANZAS), "remitir", "nota_remision"),
    ):
        lacking = _do(client, tramite, accion)
        assert lacking.status_code == 422, accion
        assert "emítalo, o registre el que ya existe" in lacking.content.decode()
        _register(paper)
        _moved(client, tramite, accion)
    _moved(as_role(Rol.COMUNICACION), tramite, "publicar")
    tramite.refresh_from_db()
    assert (tramite.etapa, tramite.terminado) == ("concluido", True)
    version = Version.objects.get(plan=PLAN)
    assert (version.estado, version.publicada) == (EstadoDePlan.VIGENTE, True)
    assert Version.objects.get(plan=BASE).estado == EstadoDePlan.HISTORICO
    assert [each.accion for each in tramite.movimientos.all()] == [
        *("solicitar", "declarar_viable", "registrar_implicaciones", "abrir_version", "consolidar"),
        *("presentar_informe_tecnico", "presentar_informe_legal", "aprobar", "remitir", "publicar"),
    ]


@pytest.mark.usefixtures("before_tramite")
def test_each_action_is_of_its_role_and_of_its_stage(as_role: AsRole) -> None:
    tramite = _ask(as_role(Rol.REACP, COMPLETED))
    way = way_of("340", 2024, "reformulacion")
    steps = [step for step in way.steps if step.stage != START]
    clients = {rol: as_role(rol, COMPLETED if rol in ("prepara", "director", "reacp") else "") for rol in Rol}
    for client in clients.values():
        client.defaults["HTTP_ACCEPT"] = "application/json"  # refusals without a page are quicker
    for step, client in product(steps, clients.values()):
        assert client.get(f"/tramites/{tramite.pk}/{step.name}").status_code == 405
    for stage in way.stages:
        _put(tramite, etapa=stage)
        for step, (rol, client) in product(steps, clients.items()):
            may, here = rol in step.roles, step.stage == stage
            if may != here:  # neither: who may not do it where it is done may not elsewhere
                assert _do(client, tramite, step.name).status_code == (409 if may else 403), (stage, step.name, rol)
    assert Movimiento.objects.filter(tramite=tramite).count() == 1


@pytest.mark.usefixtures("before_tramite")
def test_all_that_is_missing_is_said_at_once_and_what_was_written_stays(as_role: AsRole) -> None:
    tramite = _ask(as_role(Rol.REACP, COMPLETED))
    answer = _do(as_role(Rol.PLANIFICACION), tramite, "declarar_viable", texto="", pei="")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Escriba el motivo o fundamento" in page
    assert "Diga si el cambio compromete el PEI (NB-SPO art. 20)" in page
    again = _do(as_role(Rol.PLANIFICACION), tramite, "declarar_viable", texto="Lo que ya escribí", pei="")
    assert "Lo que ya escribí" in again.content.decode()


@pytest.mark.usefixtures("before_tramite")
def test_an_objection_goes_back_to_who_asked_who_may_ask_again_or_give_up(as_role: AsRole) -> None:
    asks, planning = as_role(Rol.REACP, COMPLETED), as_role(Rol.PLANIFICACION)
    tramite = _ask(asks)
    _moved(planning, tramite, "objetar", texto="Faltan los datos de ejecución.")
    assert "Faltan los datos de ejecución." in asks.get(f"/tramites/{tramite.pk}/").content.decode()
    _moved(asks, tramite, "solicitar_otra_vez", texto="Se adjuntan.")
    _moved(planning, tramite, "objetar", texto="No procede.")
    _moved(asks, tramite, "desistir", texto="De acuerdo.")
    tramite.refresh_from_db()
    assert tramite.terminado


@both_engines
@pytest.mark.usefixtures("before_tramite")
def test_an_author_recalls_the_last_movement_until_the_next_one_acts(as_role: AsRole) -> None:
    planning, finance = as_role(Rol.PLANIFICACION), as_role(Rol.FINANZAS)
    tramite = _ask(as_role(Rol.REACP, COMPLETED))
    _moved(planning, tramite, "declarar_viable", texto="Procede.", pei="no")
    finance.post(f"/tramites/{tramite.pk}/recuperar")
    assert Tramite.objects.get(pk=tramite.pk).etapa == "implicaciones", "not by somebody else"
    planning.post(f"/tramites/{tramite.pk}/recuperar")
    assert Tramite.objects.get(pk=tramite.pk).etapa == "viabilidad"
    _moved(planning, tramite, "declarar_viable", texto="Procede.", pei="no")
    _moved(finance, tramite, "registrar_implicaciones", texto="Ninguna.")
    planning.post(f"/tramites/{tramite.pk}/recuperar")
    assert Tramite.objects.get(pk=tramite.pk).etapa == "apertura", "the next one has acted"


@pytest.mark.usefixtures("before_tramite")
def test_consolidating_rests_the_version_and_recalling_it_lets_the_units_work_again(as_role: AsRole) -> None:
    tramite = _opened(as_role)
    planning = as_role(Rol.PLANIFICACION)
    set_parts(estado=EstadoDeUnidad.REVISADA)
    _justify_all(planning)
    _moved(planning, tramite, "consolidar")
    assert Version.objects.get(plan=PLAN).estado == EstadoDePlan.CONSOLIDADA
    returned = planning.post(f"/planes/{PLAN}/unidades/{COMPLETED}/acto/observar_unidad", {"motivo": "Otra vez"})
    assert returned.status_code == 409
    planning.post(f"/tramites/{tramite.pk}/recuperar")
    assert Version.objects.get(plan=PLAN).estado == EstadoDePlan.ELABORACION


@pytest.mark.usefixtures("before_tramite")
def test_an_opened_version_is_closed_again_only_while_nobody_worked_on_it(as_role: AsRole) -> None:
    tramite = _opened(as_role)
    with act("guardar", None, None, plan=PLAN, unidad=COMPLETED):
        live().execute(
            "update requerimientos set descripcion = 'otra' where renglon = "
            "(select max(renglon) from requerimientos where plan = ?)",
            [PLAN],
        )
    page = as_role(Rol.PLANIFICACION).post(f"/tramites/{tramite.pk}/recuperar", follow=True).content.decode()
    assert "Ya se trabajó en la versión SEGIP-2024-1" in page
    assert Version.objects.get(plan=PLAN).estado == EstadoDePlan.ELABORACION


@pytest.mark.usefixtures("before_tramite")
def test_who_prepared_does_not_approve(as_role: AsRole) -> None:
    tramite = _opened(as_role)
    mae = Persona.objects.get(username="demo-mae")
    _put(tramite, etapa="aprobacion")
    set_part(preparada_por=mae)
    answer = _do(as_role(Rol.MAE), tramite, "aprobar")
    assert answer.status_code == 422
    assert "quien prepara no aprueba (V59)" in answer.content.decode()


@pytest.mark.usefixtures("before_tramite")
def test_units_that_do_not_take_part_are_as_in_the_version_in_force(as_role: AsRole) -> None:
    _opened(as_role, COMPLETED)
    states = dict(ParteDeUnidad.objects.filter(plan=PLAN).values_list("unidad", "estado"))
    assert (states[COMPLETED], states[EMPTY]) == (EstadoDeUnidad.BORRADOR, EstadoDeUnidad.REVISADA)


@pytest.mark.usefixtures("before_tramite")
def test_a_unit_acts_only_on_what_it_asked_for(as_role: AsRole) -> None:
    tramite = _ask(as_role(Rol.REACP, COMPLETED))
    _moved(as_role(Rol.PLANIFICACION), tramite, "objetar", texto="Faltan datos.")
    other = as_role(Rol.REACP, EMPTY)
    assert _do(other, tramite, "desistir", texto="x").status_code == 403
    assert "Desistir" not in other.get(f"/tramites/{tramite.pk}/").content.decode()


@pytest.mark.usefixtures("before_tramite")
def test_a_request_is_taken_back_and_waits_with_who_made_it(as_role: AsRole) -> None:
    asks = as_role(Rol.REACP, COMPLETED)
    tramite = _ask(asks)
    asks.post(f"/tramites/{tramite.pk}/recuperar")
    assert Tramite.objects.get(pk=tramite.pk).etapa == "solicitud"
    _moved(asks, tramite, "solicitar_otra_vez", texto="Ahora con los datos.")


@pytest.mark.usefixtures("before_tramite")
def test_the_same_request_twice_is_one(as_role: AsRole) -> None:
    asks = as_role(Rol.REACP, COMPLETED)
    _ask(asks)
    again = {"base": BASE, "tipo": "ajuste", "asunto": "Primera reformulación de ejemplo", "texto": "x"}
    assert "Ya hay un trámite en curso con ese asunto" in asks.post("/tramites/nuevo", again).content.decode()
    assert Tramite.objects.count() == 1


@pytest.mark.usefixtures("before_tramite")
def test_a_version_that_was_loaded_is_let_go_as_it_was_found(as_role: AsRole) -> None:
    tramite = _opened(as_role, COMPLETED)
    as_role(Rol.PLANIFICACION).post(f"/tramites/{tramite.pk}/recuperar")
    assert Version.objects.get(plan=PLAN).estado == EstadoDePlan.ELABORACION
    assert set(ParteDeUnidad.objects.filter(plan=PLAN).values_list("estado", flat=True)) == {EstadoDeUnidad.BORRADOR}
    _moved(as_role(Rol.PLANIFICACION), tramite, "abrir_version", unidades=[COMPLETED])
    assert Tramite.objects.get(pk=tramite.pk).plan == PLAN


@pytest.mark.usefixtures("before_tramite")
def test_what_was_returned_to_the_units_is_not_taken_back_once_one_was_observed(as_role: AsRole) -> None:
    tramite, planning = _opened(as_role), as_role(Rol.PLANIFICACION)
    set_parts(estado=EstadoDeUnidad.REVISADA)
    _justify_all(planning)
    _moved(planning, tramite, "consolidar")
    finance = as_role(Rol.FINANZAS)
    _moved(finance, tramite, "devolver_a_unidades", texto="Falta el respaldo.")
    planning.post(f"/planes/{PLAN}/unidades/{COMPLETED}/acto/observar_unidad", {"motivo": "Corrija."})
    page = finance.post(f"/tramites/{tramite.pk}/recuperar", follow=True).content.decode()
    assert "hay que revisarla y consolidarla otra vez" in page
    assert Version.objects.get(plan=PLAN).estado == EstadoDePlan.ELABORACION


@pytest.mark.usefixtures("before_tramite")
def test_a_report_that_was_issued_before_the_version_changed_no_longer_counts(as_role: AsRole) -> None:
    _opened(as_role)
    before = Acto.objects.latest("pk").pk
    with act("prueba", None, None, plan=PLAN):
        live().execute("delete from citas where plan = ?", [PLAN])
        Emitido.objects.create(
            codigo="2222-2222-2222", entidad="340", plan=PLAN, papel="informe_tecnico", titulo="Informe Técnico",
            fecha=hoy(), acto=before, estado=EstadoDeEmitido.FIRMADO,
        )  # fmt: skip
    assert has_paper(PLAN, "informe_tecnico")
    with act("prueba", None, None, plan=PLAN, unidad=COMPLETED):
        live().execute(
            "update requerimientos set descripcion = 'otra' where renglon = (select min(renglon) from requerimientos)"
        )
    assert not has_paper(PLAN, "informe_tecnico")


@pytest.mark.usefixtures("before_tramite")
def test_another_entity_knows_nothing_of_it(as_role: AsRole) -> None:
    tramite = _ask(as_role(Rol.REACP, COMPLETED))
    Entidad.objects.create(codigo="999", nombre="Otra entidad de ejemplo", sigla="OTRA")
    other = as_role(Rol.PLANIFICACION, "", "999")
    assert other.get(f"/tramites/{tramite.pk}/").status_code == 404
    assert _do(other, tramite, "objetar", texto="x").status_code == 404
    assert "Primera reformulación de ejemplo" not in other.get("/tramites/").content.decode()


FIRST_OF_YEAR = "EJEMPLO-0001-2024-0"


@pytest.mark.usefixtures("before_tramite")
def test_a_formulation_is_taken_to_its_approval_from_where_its_units_work(as_role: AsRole, tmp_path: Path) -> None:
    write_example(tmp_path / "plan", units=2, lines=30)
    with closing(read_package(tmp_path / "plan")) as package:
        # As an entity that formulates: nothing is in force yet, and nothing reformulates it.
        for table in sorted(package.present & TABLES.keys()):
            package.database.execute(f"delete from {table} where plan <> ?", [FIRST_OF_YEAR])
        load_package(package, in_progress=[FIRST_OF_YEAR])
    entidad = str(live().value("select entidad from planes where plan = ?", [FIRST_OF_YEAR]))
    planning = as_role(Rol.PLANIFICACION, "", entidad)
    form = {"base": FIRST_OF_YEAR, "tipo": "ajuste", "asunto": "Formulación", "texto": "Directrices de la gestión."}
    assert planning.post("/tramites/nuevo", form).status_code == 302
    tramite = Tramite.objects.latest("pk")
    assert (tramite.tipo, tramite.plan, tramite.etapa) == ("formulacion", FIRST_OF_YEAR, "elaboracion")
    page = planning.get(f"/tramites/{tramite.pk}/")
    stages = [each.etapa.name for each in page.context["etapas"]]
    assert stages[0] == "elaboracion"
    assert "viabilidad" not in stages
    _put(tramite, etapa="aprobacion")
    with act("prueba", None, None, plan=FIRST_OF_YEAR):
        live().execute(
            "insert into documentos (plan, documento, tipo, cite, fecha, emisor, asunto) "
            "values (?, 'r', 'resolucion', 'EJEMPLO 9', '2023-09-10', 'Ejemplo', 'Ejemplo')",
            [FIRST_OF_YEAR],
        )
    refused = _do(planning, tramite, "aprobar")
    assert refused.status_code == 403
    _justify(planning, FIRST_OF_YEAR)
    _moved(as_role(Rol.MAE, "", entidad), tramite, "aprobar")
    assert Version.objects.get(plan=FIRST_OF_YEAR).estado == EstadoDePlan.VIGENTE


@pytest.mark.usefixtures("before_tramite")
def test_who_executes_does_not_take_a_formulation_to_approval(as_role: AsRole) -> None:
    with act("prueba", None, None, plan=PLAN):
        live().execute("update planes set reemplaza = '' where plan = ?", [PLAN])
    form = {"base": PLAN, "tipo": "ajuste", "asunto": "Formulación", "texto": "Ejemplo."}
    answer = as_role(Rol.REACP, COMPLETED).post("/tramites/nuevo", form)
    assert "Su cargo no permite: llevar la formulación a su aprobación." in answer.content.decode()


class TestJustifications:
    """A finding that cannot be corrected is accepted by somebody, with a ground, in sight of all."""

    @pytest.fixture(autouse=True)
    def _demo(self, before_tramite: None) -> None:
        """The demonstration."""

    def test_a_justified_error_no_longer_stops_and_stays_in_sight(self, as_role: AsRole) -> None:
        planning = as_role(Rol.PLANIFICACION)
        before = planning.get(f"/planes/{PLAN}/justificaciones").context
        mark = before["hallazgos"][0].mark
        planning.post(
            f"/planes/{PLAN}/justificaciones/dar", {"hallazgo": [mark], "motivo": "No es legible", "documento": "INF-1"}
        )
        page = planning.get(f"/planes/{PLAN}/justificaciones")
        assert page.context["impiden"] == before["impiden"] - 1
        assert "No es legible" in page.content.decode()
        assert Acto.objects.filter(clase="justificar", detalle="No es legible").count() == 1
        assert [(each.motivo, each.documento) for each in justified(PLAN)] == [("No es legible", "INF-1")]

    def test_it_says_who_and_is_taken_back(self, as_role: AsRole) -> None:
        planning = as_role(Rol.PLANIFICACION)
        _justify_all(planning)
        assert planning.get(f"/planes/{PLAN}/justificaciones").context["impiden"] == 0
        one = Dispensa.objects.first()
        assert one is not None
        assert as_role(Rol.JURIDICA).post(f"/planes/{PLAN}/justificaciones/{one.pk}/retirar").status_code == 403
        planning.post(f"/planes/{PLAN}/justificaciones/{one.pk}/retirar")
        one.refresh_from_db()
        assert one.retirada

    def test_one_that_expired_is_given_again(self, as_role: AsRole) -> None:
        planning = as_role(Rol.PLANIFICACION)
        _justify_all(planning)
        one = Dispensa.objects.first()
        assert one is not None
        with act("prueba", None, None, plan=PLAN):
            Dispensa.objects.filter(pk=one.pk).update(hasta=hoy() - timedelta(days=1))
        assert planning.get(f"/planes/{PLAN}/justificaciones").context["impiden"] == 1
        _justify_all(planning)
        assert planning.get(f"/planes/{PLAN}/justificaciones").context["impiden"] == 0

    def test_other_figures_are_another_finding(self, as_role: AsRole) -> None:
        planning = as_role(Rol.PLANIFICACION)
        _justify_all(planning)
        with act("prueba", None, None, plan=PLAN, unidad="DNTIC"):
            live().execute(
                "update acp_unidad set ponderacion = ponderacion + 100 where renglon = (select min(renglon) from "
                "acp_unidad where plan = ? and unidad = 'DNTIC' and ponderacion is not null)",
                [PLAN],
            )
        found = planning.get(f"/planes/{PLAN}/justificaciones").context["hallazgos"]
        assert [each.finding.rule for each in found if each.stops] == ["V11"]

    @pytest.mark.parametrize(
        ("form", "said"),
        [
            ({"motivo": "x"}, "Marque al menos un hallazgo"),
            ({"hallazgo": ["no-existe"], "motivo": "x"}, "Marque al menos un hallazgo"),
            ({"hallazgo": ["*"], "motivo": " "}, "Escriba el fundamento"),
            ({"hallazgo": ["*"], "motivo": "x", "hasta": "31/31/2024"}, "no es una fecha"),
            ({"hallazgo": ["*"], "motivo": "x", "hasta": "2024-01-31"}, "ya pasó"),
        ],
    )
    def test_what_is_missing_is_said(self, as_role: AsRole, form: dict[str, Any], said: str) -> None:
        planning = as_role(Rol.PLANIFICACION)
        if form.get("hallazgo") == ["*"]:
            form = form | {"hallazgo": [planning.get(f"/planes/{PLAN}/justificaciones").context["hallazgos"][0].mark]}
        page = planning.post(f"/planes/{PLAN}/justificaciones/dar", form, follow=True).content.decode()
        assert said in page
        assert not Dispensa.objects.exists()


class TestTable:
    """Another regulation is other rows."""

    @pytest.fixture(autouse=True)
    def _demo(self, before_tramite: None) -> None:
        """The demonstration."""

    @pytest.mark.parametrize("tipo", TipoDeTramite.values)
    def test_ours_can_be_followed(self, tipo: str) -> None:
        assert problems(way_of("340", 2024, tipo)) == []

    def test_rows_that_name_an_entity_are_its_whole_way(self) -> None:
        for etapa, rol in (("pedido", "planificacion"), ("fin", "")):
            live().execute(
                "insert into etapas_tramite (gestion, entidad, tipo, etapa, orden, titulo, rol, plazo_dias, "
                "que_se_hace, norma, marca) values (2024, '340', '', ?, 1, ?, ?, '', '', 'Ejemplo', 'G')",
                [etapa, etapa.capitalize(), rol],
            )
        for etapa, accion, lleva_a in (("", "pedir", "pedido"), ("pedido", "cerrar", "fin")):
            live().execute(
                "insert into acciones_tramite (gestion, entidad, tipo, etapa, accion, titulo, rol, lleva_a, requiere, "
                "efecto, recuperable, hecho, norma, marca) "
                "values (2024, '340', '', ?, ?, ?, 'planificacion', ?, 'motivo', '', 'si', 'Hecho', 'Ejemplo', 'G')",
                [etapa, accion, accion.capitalize(), lleva_a],
            )
        way = sound_way("340", 2024, "ajuste")
        assert (list(way.stages), [each.name for each in way.steps]) == (["pedido", "fin"], ["pedir", "cerrar"])
        assert "aprobacion" in sound_way("999", 2024, "ajuste").stages

    def test_one_without_the_stage_of_a_case_says_so(self, as_role: AsRole) -> None:
        tramite = _ask(as_role(Rol.REACP, COMPLETED))
        _put(tramite, etapa="ninguna")
        planning = as_role(Rol.PLANIFICACION)
        assert "ya no existe en las tablas" in planning.get(f"/tramites/{tramite.pk}/").content.decode()
        assert _do(planning, tramite, "objetar", texto="x").status_code == 409
        assert planning.post(f"/tramites/{tramite.pk}/recuperar").status_code in (302, 403)
        assert planning.get("/inicio/").status_code == 200

    @pytest.mark.parametrize(
        ("column", "value", "said"),
        [
            ("lleva_a", "ninguna", "lleva a la etapa «ninguna», que no existe"),
            ("efecto", "magia", "un efecto que no se conoce: «magia»"),
            ("requiere", "suerte", "pide algo que no se conoce: «suerte»"),
            ("rol", "rey", "es del rol «rey», que no existe"),
        ],
    )
    def test_one_that_cannot_be_followed_says_why_and_breaks_nothing(
        self, as_role: AsRole, column: str, value: str, said: str
    ) -> None:
        tramite = _ask(as_role(Rol.REACP, COMPLETED))
        live().execute(f"update acciones_tramite set {column} = ? where accion = 'aprobar'", [value])
        with pytest.raises(WayError, match=said):
            sound_way("340", 2024, "reformulacion")
        page = as_role(Rol.PLANIFICACION).get(f"/tramites/{tramite.pk}/")
        assert page.status_code == 200
        assert said in page.content.decode()
        assert as_role(Rol.PLANIFICACION).get("/tramites/").status_code == 200


@pytest.mark.usefixtures("before_tramite")
def test_numbers_of_an_entity_follow_each_other(as_role: AsRole) -> None:
    asks = as_role(Rol.REACP, COMPLETED)
    assert [_ask(asks, f"Ejemplo {place}").numero for place in (1, 2, 3)] == [1, 2, 3]
    assert Cargo.objects.get(pk=Movimiento.objects.latest("pk").cargo_id).rol == Rol.REACP
