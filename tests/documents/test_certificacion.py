"""The paper of a certificate says where the money is set apart, in figures and in words, and carries its rows."""

from __future__ import annotations

from pathlib import Path

from apthapi.core.package import Package
from apthapi.documents import Certificado, Renglon, read_back, render_certificado
from apthapi.documents.attachment import ZIP
from documents.conftest import PLAN
from documents.pdf_text import text_of
from documents.test_conformance import assert_conforms

MADE = Certificado(
    titulo="Certificación POA POA-0001/2024",
    numero="POA-0001/2024",
    unidad="DDTJ",
    fecha="2024-03-05",
    estado="Emitida",
    vence="",
    acp="1.1 Implementar las cédulas",
    operacion="1.1.1 Emitir cédulas",
    objeto="Servicio de energía eléctrica",
    cierre="",
    renglones=[
        Renglon("48 000 007", "21200", "Energía Eléctrica", "41-111", 133_283_400),
        Renglon("48 000 007", "21300", "Agua", "20-230", 50),
    ],
)


def test_it_says_everything_in_figures_and_in_words(segip: Package, tmp_path: Path) -> None:
    paper = render_certificado(package=segip, plan=PLAN, certificado=MADE, out=tmp_path / "c.pdf")
    text = " ".join(text_of(paper.path).split())
    for said in (
        "CERTIFICACIÓN POA POA-0001/2024",
        "05/03/2024",
        "Fin de la gestión",
        "48 000 007",
        "Energía Eléctrica",
        "41-111",
        "1.332.834,00",
        "1.332.834,50",
        "Un Millón Trescientos Treinta y Dos Mil Ochocientos Treinta y Cuatro 50/100 bolivianos",
        "Servicio de energía eléctrica",
        "Ley 2042 art. 4",
    ):
        assert said in text, said


def test_it_is_accessible_and_carries_its_data(segip: Package, tmp_path: Path) -> None:
    paper = render_certificado(package=segip, plan=PLAN, certificado=MADE, out=tmp_path / "c.pdf")
    assert_conforms(paper.path, MADE.titulo, ZIP)
    carried = read_back(paper.path)
    assert carried.database.query("select unidad from unidades") == [("DDTJ",)]
    carried.close()
