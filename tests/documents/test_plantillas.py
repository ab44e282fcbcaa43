"""The texts of an administrator: a closed language of lines and names, in which nothing is evaluated."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from apthapi.core.package import Package, read_package
from apthapi.documents import PaperError, attached_bytes
from apthapi.documents.articulos import of_the, the
from apthapi.documents.bloques import GRUPOS, Tabla, Texto
from apthapi.documents.cites import CiteError, check_format, check_typed, made, same_as
from apthapi.documents.escritos import Escrito, as_registered, render_escrito, write
from apthapi.documents.hechos import Hechos, Justificado, hechos_de
from apthapi.documents.marcadores import MARCADORES, Contexto
from apthapi.documents.papeles_escritos import ESCRITOS
from apthapi.documents.plantillas import TextError, read, typed_by_hand
from documents.pdf_text import artifacts_of

PLAN = "SEGIP-2024-1"


@pytest.fixture(scope="module")
def package(reference_folder: Path) -> Iterator[Package]:
    found = read_package(reference_folder)
    yield found
    found.close()


@pytest.fixture(scope="module")
def hechos(package: Package) -> Hechos:
    return hechos_de(package, PLAN)


def written(text: str, hechos: Hechos, papel: str = "informe_tecnico") -> Escrito:
    return write(text, as_registered(papel, hechos))


def problems(text: str) -> list[str]:
    with pytest.raises(TextError) as raised:
        read(text)
    return [str(each) for each in raised.value.fallas]


def test_each_kind_of_line_is_what_it_says(hechos: Hechos) -> None:
    text = """De: Una dirección
De: Otra dirección

# Título
## Menor
Un párrafo
de dos líneas.

- uno
1. primero
2. segundo
Artículo: Aprobar.
Artículo: Publicar.
{tabla:fuentes}"""
    escrito = written(text, hechos)
    assert escrito.de == ("Una dirección", "Otra dirección")
    assert [(each.clase, each.marca, each.texto) for each in escrito.bloques if isinstance(each, Texto)] == [
        ("titulo", "", "Título"),
        ("subtitulo", "", "Menor"),
        ("parrafo", "", "Un párrafo de dos líneas."),
        ("vineta", "", "Uno"),
        ("numeral", "1.", "Primero"),
        ("numeral", "2.", "Segundo"),
        ("articulo", "ARTÍCULO PRIMERO", "Aprobar."),
        ("articulo", "ARTÍCULO SEGUNDO", "Publicar."),
    ]
    table = escrito.bloques[-1]
    assert isinstance(table, Tabla)
    assert table.filas[-1] == ("", "Total", "311.520.186,00")


def test_every_wrong_line_is_told_at_once() -> None:
    assert problems("Uno {totl}.\n\nDos {total.\n\nTres {tabla:fuentes} cuatro.\n\n{tabla:otra}") == [
        "Línea 1: No existe el dato {totl}. ¿Quiso decir {total}?",
        "Línea 3: Hay una llave sin su pareja: los datos se escriben {así}.",
        "Línea 5: {tabla:fuentes} va sola en su línea.",
        f"Línea 7: No existe {{tabla:otra}}. Hay: {', '.join(GRUPOS)}.",
    ]
    assert problems("") == ["El texto no tiene cuerpo: escriba al menos un párrafo."]
    assert "demasiado largo" in problems("a" * 70_000)[0]


@pytest.mark.parametrize(
    "attack", ["{total.__class__}", "{0}", "{total!r}", "{total:>9}", "{{total}}", "{% now %}", "{}"]
)
def test_nothing_is_evaluated(attack: str) -> None:
    assert problems(f"Texto {attack}.")


def test_what_a_person_wrote_is_never_markup(hechos: Hechos, tmp_path: Path) -> None:
    nasty = "Texto #panic(1) *a* $x$ `b` <c> [d] \\e @f {entidad} = g"
    escrito = written(nasty, hechos)
    paper = render_escrito(escrito=escrito, out=tmp_path / "a.pdf", borrador=True)
    assert paper.pages == 1


def test_a_fact_that_is_not_known_is_told_and_marked_and_only_a_draft_is_made(hechos: Hechos, tmp_path: Path) -> None:
    alone = replace(hechos, documentos=())
    escrito = written("Según {cita:informe_legal}.\n\n? Y según {cita:nota_mefp}.", alone, "resolucion")
    assert "[falta: Informe Legal" in escrito.text
    assert [str(each) for each in escrito.faltan] == [
        "Línea 1: Falta un dato: Informe Legal: nombre, CITE y fecha ({cita:informe_legal})."
    ]
    assert "Y según" not in escrito.text
    with pytest.raises(PaperError, match="Informe Legal"):
        render_escrito(escrito=escrito, out=tmp_path / "a.pdf")
    render_escrito(escrito=escrito, out=tmp_path / "a.pdf", borrador=True)


def test_its_own_cite_and_date_are_given_when_it_is_issued(hechos: Hechos) -> None:
    of = Contexto(ESCRITOS["instructivo"], hechos)
    assert write("Con CITE {cite}.", of).faltan == ()
    assert write("Con CITE {cite}, de {fecha}.", replace(of, cite="A/1", fecha="2024-02-03")).text == (
        "Con CITE A/1, de 3\xa0de\xa0febrero de 2024."
    )


@pytest.mark.parametrize("papel", ESCRITOS)
def test_the_texts_that_come_with_the_software_are_right_and_complete(papel: str, hechos: Hechos) -> None:
    escrito = written(ESCRITOS[papel].default_text, hechos, papel)
    assert escrito.faltan == ()
    assert escrito.firmas
    assert typed_by_hand(ESCRITOS[papel].default_text, as_registered(papel, hechos)) == []


def test_every_name_gives_something_of_the_real_plan_or_is_of_what_it_lacks(hechos: Hechos) -> None:
    of = as_registered("informe_tecnico", hechos)
    without = {name for name, mark in MARCADORES.items() if not mark.value(of)}
    lacks = ("nota_remision", "publicacion")
    assert without == {f"{which}:{tipo}" for which in ("cita", "cite", "fecha") for tipo in lacks}


def test_an_ajuste_is_masculine_and_a_formulation_has_no_number(hechos: Hechos) -> None:
    ajuste = replace(hechos, plan=replace(hechos.plan, kind="ajuste", number=2))
    assert written("X {de_la_version}, {la_version}", ajuste).text == "X del Segundo Ajuste, el Segundo Ajuste"
    first = replace(hechos, plan=replace(hechos.plan, kind="formulacion"))
    assert written("X {de_la_version}", first).text == "X de la Formulación"


def test_amounts_and_cites_typed_by_hand_are_told(hechos: Hechos) -> None:
    found = typed_by_hand("Bs 1.000,00\n\nsegún SEGIP/DNP/N°00002/2024", as_registered("informe_legal", hechos))
    assert [each.linea for each in found] == [1, 3]


def test_the_paper_carries_what_it_states(hechos: Hechos, tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    render_escrito(escrito=written(ESCRITOS["resolucion"].default_text, hechos, "resolucion"), out=out)
    carried = json.loads(attached_bytes(out, mime="application/json"))
    assert carried["total"] == {
        "importe": "311520186.00",
        "letras": "Trescientos Once Millones Quinientos Veinte Mil Ciento Ochenta y Seis 00/100 bolivianos",
    }
    assert {"tipo": "instructivo", "cite": "SEGIP/DNP/N°00002/2024", "fecha": "2024-01-29"} in carried["cita"]
    assert len(carried["normas"]) == 25


def test_the_paper_is_tagged_in_spanish_and_says_what_it_is(hechos: Hechos, tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    render_escrito(escrito=written(ESCRITOS["informe_tecnico"].default_text, hechos), out=out, borrador=True)
    with pikepdf.open(out) as pdf:
        assert pdf.Root.Lang == "es-BO"
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.docinfo["/Title"]).startswith("BORRADOR – INFORME TÉCNICO SEGIP/DNP/INF-00012/2024")
        with pdf.open_metadata() as meta:
            assert (meta["pdfaid:part"], meta["pdfaid:conformance"], meta["pdfuaid:part"]) == ("3", "A", "1")
    assert all("BORRADOR" in page for page in artifacts_of(out))


def test_what_was_accepted_is_listed_with_its_ground_and_who_says_so(hechos: Hechos) -> None:
    text = "{lista:justificaciones}"
    assert written(text, hechos).text == "Ningún hallazgo de las verificaciones se aceptó con justificación."
    one = Justificado("V11", "DNTIC", "Sus ponderaciones suman 103 %.", "Así se publicó.", "INF/7", "Planificación")
    assert written(text, replace(hechos, justificados=(one,))).text == (
        "V11, DNTIC: Sus ponderaciones suman 103 %. Se acepta porque: Así se publicó (INF/7). "
        "Lo justifica: Planificación."
    )


@pytest.mark.parametrize(
    ("name", "with_article", "after"),
    [
        ("Servicio de Ejemplo", "el Servicio de Ejemplo", "del Servicio de Ejemplo"),
        ("Autoridad de Ejemplo", "la Autoridad de Ejemplo", "de la Autoridad de Ejemplo"),
        ("Insumos de Ejemplo", "Insumos de Ejemplo", "de Insumos de Ejemplo"),
    ],
)
def test_the_entity_is_named_with_its_article(name: str, with_article: str, after: str) -> None:
    assert (the(name), of_the(name)) == (with_article, after)


def test_a_cite_is_made_from_its_format() -> None:
    assert made("{sigla}/DNP/INF-{numero:05}/{gestion}", sigla="SEGIP", gestion=2024, numero=12) == (
        "SEGIP/DNP/INF-00012/2024"
    )
    assert made("N° {numero} de {gestion}", sigla="X", gestion=2025, numero=7) == "N° 7 de 2025"


@pytest.mark.parametrize(
    "wrong", ["", "{numero}", "{gestion}", "{numero}{numero}/{gestion}", "{numero:x}/{gestion}", "{a}"]
)
def test_a_format_that_cannot_number_one_by_one_is_refused(wrong: str) -> None:
    with pytest.raises(CiteError):
        check_format(wrong)


def test_blanks_and_capitals_do_not_make_another_cite() -> None:
    assert same_as("Segip/DGE/N° 0002/2024") == same_as("SEGIP/DGE/N°0002/2024")
    with pytest.raises(CiteError):
        check_typed("  ")
