"""Issuing written papers: each with a CITE that cannot repeat, citing the others as they are, kept whole."""

from __future__ import annotations

import hashlib
import re
import threading
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection
from pytest_django import Settings

from apthapi.core.tables import TABLES
from apthapi.documents import attached_bytes
from apthapi.documents.escritos import render_escrito
from apthapi.documents.hechos import Documento
from apthapi.rules import check
from apthapi.web.accounts.models import Persona, Rol
from apthapi.web.expediente.archive import issued_folder
from apthapi.web.expediente.emision import NotIssuedError, issue, latest, photo_of, void
from apthapi.web.expediente.externals import Registro, register
from apthapi.web.expediente.models import Borrador, Correlativo, Emitido, EstadoDeEmitido, FormatoDeCite
from apthapi.web.expediente.rows import delete_document, document_rows, store_document
from apthapi.web.expediente.textos import save_draft, template_of
from apthapi.web.expediente.voided import standing_rows, voided_documents
from apthapi.web.plans.live import live
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, EstadoDePlan
from apthapi.web.process.permisos import Situacion, situacion_de
from web.conftest import sign_in
from web.databases import both_engines
from web.issuing import set_paper
from web.states import set_plan

PLAN = "SEGIP-2024-1"

pytestmark = [both_engines, pytest.mark.usefixtures("demo", "kept_here")]


@pytest.fixture
def kept_here(settings: Settings, tmp_path: Path) -> None:
    """Files of papers go where the test looks."""
    settings.MEDIA_ROOT = tmp_path / "archivos"


@pytest.fixture
def fresh(demo: None) -> None:  # noqa: ARG001 - what it empties
    """The plan before any document of its process was issued: only the note of the ministry is there."""
    with act("prueba", None, None, plan=PLAN):
        for row in document_rows(PLAN):
            if row.tipo != "nota_mefp":
                live().execute("delete from citas where plan = ? and documento = ?", [PLAN, row.documento])
        for row in document_rows(PLAN):
            if row.tipo != "nota_mefp":
                delete_document(PLAN, row.documento)


def situation(rol: Rol) -> Situacion:
    sign_in(rol)
    persona = Persona.objects.filter(designaciones__cargo__rol=rol).first()
    assert persona
    return situacion_de(persona, PLAN)


def issued(papel: str, rol: Rol = Rol.PLANIFICACION, **more: object) -> Emitido:
    found = situation(rol)
    return issue(found, found.designaciones[0], papel, **more)  # type: ignore[arg-type]


WRITERS = {
    "instructivo": Rol.PLANIFICACION,
    "informe_tecnico": Rol.PLANIFICACION,
    "informe_legal": Rol.JURIDICA,
    "resolucion": Rol.JURIDICA,
    "nota_remision": Rol.PLANIFICACION,
}
BEFORE_APPROVAL = {papel: rol for papel, rol in WRITERS.items() if papel != "nota_remision"}
"""The note to the ministry says that the version was approved: it follows."""


@pytest.mark.usefixtures("fresh")
def test_the_papers_of_a_case_are_numbered_cite_each_other_and_are_kept() -> None:
    made = {papel: issued(papel, rol) for papel, rol in BEFORE_APPROVAL.items()}
    set_plan(PLAN, estado=EstadoDePlan.VIGENTE)
    made["nota_remision"] = issued("nota_remision")
    assert [each.cite for each in made.values()] == [
        "SEGIP/DNP/N°00001/2024",
        "SEGIP/DNP/INF-00001/2024",
        "SEGIP/DNJ/INF-00001/2024",
        "SEGIP/DGE/N°001/2024",
        "SEGIP/DGE/NOT-00001/2024",
    ]
    rows = {row.tipo: row for row in document_rows(PLAN)}
    assert {tipo: row.cite for tipo, row in rows.items() if tipo in made} == {k: e.cite for k, e in made.items()}
    cited = live().query("select documento, citado, cite_escrito, fecha_escrita from citas where plan = ?", [PLAN])
    assert ("resolucion", "informe_legal", made["informe_legal"].cite, made["informe_legal"].fecha.isoformat()) in cited
    by_code = {row.documento: row for row in rows.values()}
    assert all((by_code[citado].cite, by_code[citado].fecha) == (cite, day) for _, citado, cite, day in cited)
    for paper in made.values():
        [revision] = paper.revisiones.all()
        assert revision.sha256 == hashlib.sha256(revision.file.read_bytes()).hexdigest()
        assert paper.cite.encode() in attached_bytes(revision.file, mime="application/json")


def test_a_registered_document_is_issued_with_its_own_cite_and_date_and_takes_no_number() -> None:
    made = issued("informe_tecnico")
    assert (made.cite, made.fecha, made.numero) == ("SEGIP/DNP/INF-00012/2024", date(2024, 2, 7), None)
    assert not Correlativo.objects.exists()
    [(cite,)] = live().query(
        "select cite_escrito from citas where plan = ? and documento = 'informe_tecnico' and citado = 'instructivo'",
        [PLAN],
    )
    assert cite == "SEGIP/DNP/N°00002/2024"  # the published report says SEGIP/DGE/N° 0002/2024


def test_in_an_approved_version_a_registered_paper_is_issued_as_it_is_registered() -> None:
    registered = Documento("remision", "nota_remision", "SEGIP/DGE/NOT-00009/2024", "2024-02-16", "", "")
    with act("prueba", None, None, plan=PLAN):
        store_document(PLAN, registered, None)
    set_plan(PLAN, estado=EstadoDePlan.VIGENTE)
    for other in ({"cite": "SEGIP/DGE/NOT-00077/2024"}, {"fecha": date(2024, 3, 30)}):
        with pytest.raises(NotIssuedError, match="registrado con otr"):
            issued("nota_remision", **other)
    made = issued("nota_remision")
    assert (made.cite, made.fecha.isoformat()) == (registered.cite, registered.fecha)
    assert registered in document_rows(PLAN)


@pytest.mark.usefixtures("fresh")
def test_what_cites_a_document_that_is_not_there_is_refused_and_takes_nothing() -> None:
    with pytest.raises(NotIssuedError, match="Informe Técnico"):
        issued("informe_legal", Rol.JURIDICA)
    assert not Emitido.objects.exists()
    assert not Correlativo.objects.exists()
    assert not list(issued_folder().iterdir())


@pytest.mark.usefixtures("fresh")
def test_a_paper_is_issued_once() -> None:
    issued("instructivo")
    with pytest.raises(NotIssuedError, match="ya está emitido"):
        issued("instructivo")


@pytest.mark.usefixtures("fresh")
def test_a_typed_cite_is_kept_and_not_given_again_by_the_correlative() -> None:
    issued("informe_tecnico", cite="SEGIP/DNP/INF-00001/2024", fecha=date(2024, 2, 7))
    found = situation(Rol.PLANIFICACION)
    void(found, found.designaciones[0], "informe_tecnico", "Se rehará")
    assert issued("informe_tecnico").cite == "SEGIP/DNP/INF-00002/2024"
    void(found, found.designaciones[0], "informe_tecnico", "Se rehará otra vez")
    with pytest.raises(NotIssuedError, match="no se repite"):
        issued("informe_tecnico", cite="segip/dnp/inf-00001/2024")


@pytest.mark.usefixtures("fresh")
def test_a_voided_paper_keeps_its_number_and_file_and_leaves_the_documents_of_the_plan() -> None:
    made = issued("instructivo")
    found = situation(Rol.PLANIFICACION)
    void(found, found.designaciones[0], "instructivo", "Se instruirá otra fecha")
    assert latest(PLAN, "instructivo") is None
    assert made.revisiones.get().file.is_file()
    assert all(row.tipo != "instructivo" for row in document_rows(PLAN))
    assert issued("instructivo").numero == 2


@pytest.mark.usefixtures("fresh")
def test_what_others_cite_is_not_voided() -> None:
    issued("instructivo")
    issued("informe_tecnico")
    found = situation(Rol.PLANIFICACION)
    with pytest.raises(NotIssuedError, match="informe_tecnico"):
        void(found, found.designaciones[0], "instructivo", "Se rehará")


def test_no_two_papers_of_an_entity_have_the_same_cite_whatever_the_program_does() -> None:
    made = issued("instructivo")
    with pytest.raises(IntegrityError), act("prueba", None, None):
        Emitido.objects.create(
            codigo="otro",
            entidad=made.entidad,
            plan="OTRO",
            papel="instructivo",
            cite=made.cite,
            cite_clave=made.cite_clave,
            fecha=made.fecha,
            acto=0,
        )


def test_the_text_of_one_paper_is_used_once_and_kept_with_it() -> None:
    own = "Firma: Dirección\n\nTexto propio de {entidad}, {cita:instructivo}."
    with act("prueba", None, None, plan=PLAN):
        Borrador.objects.create(plan=PLAN, papel="informe_tecnico", texto=own, acto=0)
    made = issued("informe_tecnico")
    assert made.texto == own
    assert not Borrador.objects.exists()


def test_the_act_says_which_paper_with_its_hash() -> None:
    made = issued("instructivo")
    detail = Acto.objects.get(clase="emitir_papel").detalle
    assert made.codigo in detail
    assert made.revisiones.get().sha256 in detail
    assert re.fullmatch(r"([2-9A-HJKMNP-Z]{4}-){2}[2-9A-HJKMNP-Z]{4}", made.codigo)


@pytest.mark.usefixtures("fresh")
def test_papers_issued_at_once_get_numbers_one_after_another() -> None:
    way = {"entidad": "340", "serie": "comun", "formato": "{sigla}/C-{numero}/{gestion}"}
    with act("prueba", None, None, plan=PLAN):
        for papel in BEFORE_APPROVAL:
            FormatoDeCite.objects.create(papel=papel, **way)
            Borrador.objects.create(plan=PLAN, papel=papel, texto="De: Dirección\n\nTexto de {entidad}.", acto=0)
    problems: list[BaseException] = []

    def run(papel: str, rol: Rol) -> None:
        try:
            issued(papel, rol)
        except BaseException as problem:
            problems.append(problem)
        finally:
            connection.close()

    for rol in set(BEFORE_APPROVAL.values()):
        situation(rol)
    threads = [threading.Thread(target=run, args=each) for each in BEFORE_APPROVAL.items()]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert problems == []
    assert sorted(each.numero or 0 for each in Emitido.objects.all()) == [1, 2, 3, 4]
    assert sorted(Emitido.objects.values_list("cite", flat=True)) == [f"SEGIP/C-{n}/2024" for n in range(1, 5)]
    assert Correlativo.objects.get(serie="comun").ultimo == 4


def _disagreements() -> list[str]:
    """What V58 says of citations that do not agree."""
    with closing(photo_of(PLAN).package) as package:
        found = check(package, only=["V58"]).findings
    return [each.message for each in found if "cita a" in each.message]


def test_issuing_a_paper_puts_right_how_it_cites_the_others() -> None:
    [before] = _disagreements()  # the published technical report cites the instructivo with another CITE
    assert "SEGIP/DGE/N° 0002/2024" in before
    issued("informe_tecnico")
    assert _disagreements() == []


@pytest.mark.usefixtures("fresh")
def test_what_is_written_while_the_paper_is_composed_is_in_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = situation(Rol.PLANIFICACION)

    def meanwhile(**given: Any) -> None:
        own = template_of(found.entidad, "instructivo").texto + "\n\nUn párrafo más."
        save_draft(found, found.designaciones[0], "instructivo", own)
        render_escrito(**given)

    monkeypatch.setattr("apthapi.web.expediente.emision.render_escrito", meanwhile)
    assert "Un párrafo más." in issue(found, found.designaciones[0], "instructivo").texto


def test_a_registered_cite_that_another_paper_has_or_that_is_too_long_is_refused() -> None:
    _write_cite("informe_tecnico", "DNP/9/2024")
    _write_cite("instructivo", "DNP/9/2024")
    assert issued("instructivo").cite == "DNP/9/2024"
    with pytest.raises(NotIssuedError, match="un CITE no se repite"):
        issued("informe_tecnico")
    _write_cite("informe_tecnico", "DNP/" + "9" * 90)
    with pytest.raises(NotIssuedError, match="más de 80 letras"):
        issued("informe_tecnico")


def _write_cite(documento: str, cite: str) -> None:
    with act("prueba", None, None, plan=PLAN):
        live().execute("update documentos set cite = ? where plan = ? and documento = ?", [cite, PLAN, documento])


def test_by_the_state_as_it_is_now_nothing_is_issued_nor_voided_after_the_approval() -> None:
    found, other = situation(Rol.PLANIFICACION), situation(Rol.PLANIFICACION)
    issue(found, found.designaciones[0], "instructivo")
    _approve()
    with pytest.raises(NotIssuedError, match="ya está aprobado"):
        void(found, found.designaciones[0], "instructivo", "Se rehará")
    with pytest.raises(NotIssuedError, match="ya no se cambia"):
        issue(other, other.designaciones[0], "informe_tecnico")


def _approve() -> None:
    set_plan("SEGIP-2024-0", estado=EstadoDePlan.HISTORICO)
    set_plan(PLAN, estado=EstadoDePlan.VIGENTE)


@pytest.mark.usefixtures("fresh")
def test_a_note_that_was_refused_after_the_approval_is_voided_and_another_follows() -> None:
    for papel in ("instructivo", "informe_tecnico", "informe_legal", "resolucion"):
        issued(papel, WRITERS[papel])
    _approve()
    first = issued("nota_remision")
    found = situation(Rol.PLANIFICACION)
    void(found, found.designaciones[0], "nota_remision", "La MAE la rechazó")
    assert voided_documents(PLAN) == {first.documento}
    assert all(each.tipo != "nota_remision" for each in standing_rows(PLAN))
    second = issued("nota_remision")
    assert (second.numero, second.documento) == (2, "nota_remision_2")
    assert [each.cite for each in standing_rows(PLAN) if each.tipo == "nota_remision"] == [second.cite]
    set_paper(second, estado=EstadoDeEmitido.FIRMADO)
    with pytest.raises(NotIssuedError, match="está firmado"):
        void(found, found.designaciones[0], "nota_remision", "Otra vez")


def test_nothing_is_registered_in_a_version_that_was_dropped() -> None:
    found = situation(Rol.PLANIFICACION)
    set_plan(PLAN, estado=EstadoDePlan.DESESTIMADA)
    with pytest.raises(NotIssuedError, match="desestimada"):
        register(found, found.designaciones[0], Registro("nota_mefp", "Z/1", date(2024, 3, 1), "MEFP", ""))
    assert not situation(Rol.PLANIFICACION).puede("registrar_documento")


@pytest.mark.usefixtures("fresh")
def test_no_paper_asks_for_a_transfer_that_does_not_add_up_to_zero() -> None:
    """Typing it is not stopped (V53 only warns, its norm is to be confirmed); asking for it is."""
    columns = [(name, None if kind == "BIGINT" else "") for name, kind in TABLES["modificaciones"].stored()]
    given = {"plan": PLAN, "modificacion": "1", "tipo": "intrainstitucional", "partida": "34110", "fuente": "20"}
    with act("prueba", None, None, plan=PLAN):
        for orden, importe in ((1, -10_000_000), (2, 9_000_000)):
            row = {**dict(columns), **given, "organismo": "230", "orden": orden, "importe": importe}
            del row["renglon"]
            live().insert("modificaciones", list(row), [tuple(row.values())])
    issued("instructivo")
    with pytest.raises(NotIssuedError, match=r"\(V53\): .*disminuye Bs 100\.000,00 .*hay Bs 10\.000,00 de diferencia"):
        issued("informe_tecnico")
    with act("prueba", None, None, plan=PLAN):
        live().execute("update modificaciones set importe = 10000000 where plan = ? and orden = 2", [PLAN])
    assert issued("informe_tecnico").cite


def test_a_repeated_cite_is_told_by_the_name_of_its_paper() -> None:
    registered = next(row for row in document_rows(PLAN) if row.tipo == "informe_tecnico")
    with act("prueba", None, None, plan=PLAN):
        live().execute("delete from citas where plan = ? and documento <> ''", [PLAN])
        live().execute("delete from documentos where plan = ? and tipo = 'resolucion'", [PLAN])
    with pytest.raises(NotIssuedError, match=f"ya es de Informe Técnico del plan {PLAN}") as refused:
        issued("resolucion", Rol.JURIDICA, cite=registered.cite)
    assert "informe_tecnico" not in str(refused.value)
