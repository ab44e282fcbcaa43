"""The evaluation from the screen: what it says, what a unit explains, the request that comes of it, and the report."""

from __future__ import annotations

from uuid import uuid4

import pikepdf
import pytest
from django.urls import reverse

from apthapi.web.accounts.models import Rol
from apthapi.web.entities.demo import COMPLETED, PLAN
from apthapi.web.expediente.models import Emitido
from apthapi.web.firmas.models import Firma
from apthapi.web.firmas.turn import why_not
from apthapi.web.process.models import Acto, EstadoDePlan
from apthapi.web.tramites.models import Tramite
from web.conftest import new_person, sign_in
from web.databases import both_engines, queries
from web.evaluating import CUT, LATE, SILENT, Year, explained, year
from web.people import Answer, text_of
from web.states import set_plan

UNIT = {"plan": PLAN, "unidad": COMPLETED}
OF_CUT = {**UNIT, "mes": CUT}


@pytest.fixture
def told(demo: None) -> Year:  # noqa: ARG001 - of whose unit it is
    return year()


def explain(cells: dict[str, str], rol: Rol = Rol.DIRECTOR, envio: str = "") -> Answer:
    """Send the form of explanations, with what is typed in each field."""
    form = {"envio": envio or str(uuid4()), **cells}
    return sign_in(rol, COMPLETED).post(reverse("evaluacion_explicar", kwargs=OF_CUT), form)


def page(rol: Rol = Rol.PLANIFICACION, *, mes: str = "") -> Answer:
    return sign_in(rol).get(reverse("evaluacion", args=[PLAN]), {"mes": mes})


@both_engines
def test_the_plan_is_told_in_a_sentence_with_who_is_late_and_who_is_silent(told: Year) -> None:
    text = text_of(page())
    assert "Hasta marzo de 2024 la entidad hizo el" in text
    assert "2 retrasadas, 1 requiere atención" in text
    assert "2 hallazgos esperan la explicación de su unidad" in text
    assert f"La operación {told.one(LATE)} de {COMPLETED} hizo el 30,0" in text
    assert f"La operación {told.one(SILENT)} de {COMPLETED} tenía programado hasta marzo" in text
    assert "Cómo se calculó, y con qué límites" in text


def test_a_month_that_is_none_is_the_last_that_was_informed(told: Year) -> None:  # noqa: ARG001 - what there is
    for given in ("", "0", "13", "junio", "²", "1e1"):
        assert "Evaluación hasta marzo de 2024" in text_of(page(mes=given))
    assert "Evaluación hasta junio de 2024" in text_of(page(mes="6"))


def test_a_plan_of_which_nothing_was_done_is_told_too(demo: None) -> None:  # noqa: ARG001 - the plan
    set_plan(estado=EstadoDePlan.VIGENTE)
    text = text_of(page(mes="6"))
    assert "no se registró ninguna ejecución financiera" in text


def test_a_page_asks_as_many_questions_for_many_operations_as_for_one(told: Year) -> None:  # noqa: ARG001 - its rows
    client = sign_in(Rol.PLANIFICACION)
    with queries() as asked:
        client.get(reverse("evaluacion", args=[PLAN]))
    assert len(asked) < 40


@both_engines
def test_the_unit_explains_and_it_is_seen_in_the_plan(told: Year) -> None:
    late = told.one(LATE)
    answer = explain({f"causa-{late}": "Lluvias en febrero", f"medida-{late}": "Dos brigadas en abril"})
    assert answer.status_code == 302
    assert explained() == [(late, CUT, "Lluvias en febrero", "Dos brigadas en abril")]
    assert "1 hallazgo espera la explicación" in text_of(page())
    assert "Lluvias en febrero" in text_of(page())
    assert Acto.objects.filter(clase="explicar_evaluacion", unidad=COMPLETED).count() == 1
    explain({f"causa-{late}": "Lluvias en enero", f"medida-{late}": "Dos brigadas en abril"})
    assert explained() == [(late, CUT, "Lluvias en enero", "Dos brigadas en abril")]


def test_half_an_explanation_is_refused_and_stays(told: Year) -> None:
    late, silent = told.one(LATE), told.one(SILENT)
    answer = explain({f"causa-{late}": "Lluvias", f"medida-{silent}": "x" * 1001})
    text = text_of(answer)
    assert answer.status_code == 422
    assert "escriba la causa y la medida" in text
    assert "hasta 1000 letras" in text
    assert "Lluvias" in text
    assert explained() == []


def test_what_is_red_does_not_become_unexplained(told: Year) -> None:
    late = told.one(LATE)
    explain({f"causa-{late}": "Lluvias", f"medida-{late}": "Brigadas"})
    assert explain({}).status_code == 422
    assert explained() == [(late, CUT, "Lluvias", "Brigadas")]


def test_a_form_that_is_sent_twice_is_kept_once(told: Year) -> None:
    late, envio = told.one(LATE), str(uuid4())
    for cause in ("Lluvias", "Otra cosa"):
        assert explain(envio=envio, cells={f"causa-{late}": cause, f"medida-{late}": "Brigadas"}).status_code == 302
    assert explained() == [(late, CUT, "Lluvias", "Brigadas")]


def test_the_whole_unit_is_explained_too(told: Year) -> None:  # noqa: ARG001 - what there is
    assert explain(rol=Rol.REACP, cells={"causa-": "Buen trimestre", "medida-": "Seguir"}).status_code == 302
    assert explained() == [("", CUT, "Buen trimestre", "Seguir")]


def test_money_without_progress_is_a_finding_of_the_unit(demo: None) -> None:  # noqa: ARG001 - of whose unit it is
    year(spent=90)
    text = text_of(sign_in(Rol.DIRECTOR, COMPLETED).get(reverse("evaluacion_unidad", kwargs=UNIT)))
    assert "pasa del límite de la entidad" in text
    assert "De toda la unidad" in text


def test_a_request_comes_with_the_figures_and_is_only_sent(told: Year) -> None:
    late = told.one(LATE)
    explain({f"causa-{late}": "Lluvias en febrero", f"medida-{late}": "Brigadas"})
    reacp = sign_in(Rol.REACP, COMPLETED)
    answer = reacp.get(reverse("evaluacion_solicitar", kwargs=OF_CUT), {"operacion": late})
    form = answer.context["form"]
    written = {name: form[name].value() for name in form.fields}
    assert written["base"] == PLAN
    assert written["tipo"] == "reformulacion"
    for said in (COMPLETED, late, "30,0", "Lluvias en febrero", "Brigadas", "RE-SPO art. 18", "Dinero vigente"):
        assert said in written["texto"]
    assert reacp.post(reverse("tramite_nuevo"), written).status_code == 302
    made = Tramite.objects.latest("pk")
    assert (made.base, made.unidad, made.asunto) == (PLAN, COMPLETED, written["asunto"])


def test_a_request_about_what_is_no_finding_is_not_found(told: Year) -> None:  # noqa: ARG001 - what there is
    url = reverse("evaluacion_solicitar", kwargs=OF_CUT)
    assert sign_in(Rol.REACP, COMPLETED).get(url, {"operacion": "no hay"}).status_code == 404


def test_the_report_is_issued_once_voided_with_a_reason_and_issued_again(told: Year) -> None:  # noqa: ARG001
    planning = sign_in(Rol.PLANIFICACION)
    issue = reverse("evaluacion_emitir", args=[PLAN, CUT])
    for _ in range(2):
        assert planning.post(issue).status_code == 302
    first = Emitido.objects.get(papel="informe_evaluacion")
    assert first.titulo == "Informe de evaluación a marzo EVA-0001/2024"
    assert list(Firma.objects.filter(emitido=first).values_list("rol", flat=True)) == ["planificacion", "mae"]
    with pikepdf.open(first.revisiones.get().file) as paper:
        assert len(paper.Root.AcroForm.Fields) == 2
    void = reverse("evaluacion_anular", args=[PLAN, CUT])
    planning.post(void, {"motivo": " "})
    assert Emitido.objects.get(pk=first.pk).estado == "por_firmar"
    planning.post(void, {"motivo": "Faltaba un informe"})
    assert Emitido.objects.get(pk=first.pk).estado == "anulado"
    planning.post(issue)
    assert Emitido.objects.exclude(pk=first.pk).get(papel="informe_evaluacion").numero == 2


def test_a_report_is_signed_when_its_version_was_replaced_already(told: Year) -> None:  # noqa: ARG001 - what it says
    sign_in(Rol.PLANIFICACION).post(reverse("evaluacion_emitir", args=[PLAN, CUT]))
    set_plan(estado=EstadoDePlan.HISTORICO)
    firma = Firma.objects.filter(emitido__papel="informe_evaluacion").order_by("orden")[0]
    assert why_not(firma, [firma], new_person(Rol.PLANIFICACION)) == ""


def test_the_report_as_it_stands_is_a_paper_without_code(told: Year) -> None:  # noqa: ARG001 - what it says
    answer: Answer = sign_in(Rol.AUDITORIA).get(reverse("evaluacion_pdf", args=[PLAN, CUT]))
    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert sign_in(Rol.AUDITORIA).get(reverse("evaluacion_pdf", args=[PLAN, 13])).status_code == 404
