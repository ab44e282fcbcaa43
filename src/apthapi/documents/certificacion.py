"""A certificate as a paper: what is set apart before spending, where in the budget, in figures and in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from apthapi.core.money import Centavos, format_amount
from apthapi.core.package import Package
from apthapi.core.words import amount_in_words
from apthapi.documents.attachment import plan_data
from apthapi.documents.figures import day
from apthapi.documents.heading import Data, Institution, read_plan, read_unit
from apthapi.documents.paper import Draft, Paper, make_paper
from apthapi.documents.single import control_line, presented
from apthapi.documents.verification import Verification

_TABLES = ("planes", "unidades", "certificaciones")


@dataclass(frozen=True, slots=True)
class Renglon:
    """A line of a certificate; `importe` in centavos."""

    categoria: str
    partida: str
    nombre: str
    fuente_organismo: str
    importe: int


@dataclass(frozen=True, slots=True)
class Certificado:
    """What the paper says. Dates are ISO, empty if there is none; `cierre` is why it was released."""

    titulo: str
    numero: str
    unidad: str
    fecha: str
    estado: str
    vence: str
    acp: str
    operacion: str
    objeto: str
    cierre: str
    renglones: Sequence[Renglon]


def render_certificado(
    *,
    package: Package,
    plan: str,
    certificado: Certificado,
    out: Path,
    institution: Institution | None = None,
    verification: Verification | None = None,
) -> Paper:
    """Write the certificate as PDF/A-3a + UA-1; with `verification`, to be signed. Raises PaperError.

    The certificates of the unit in the package go with it: whoever asks leaves there only this one.
    """
    head = read_plan(package, plan)
    unit = read_unit(package, plan, certificado.unidad)
    who = presented(head, institution)
    draft = Draft(
        template="certificacion",
        title=f"{certificado.titulo} – {unit.nombre} – {head.title}",
        plan_title=head.title,
        institution=who,
        control=control_line(head),
        timestamp=head.timestamp,
        body={"certificado": _data(certificado), "unidad": unit.as_data()},
        attachment=plan_data(package, head, [unit.sigla], _TABLES),
        verification=verification,
    )
    return make_paper(draft, out)


def _data(made: Certificado) -> Data:
    total = Centavos(sum(each.importe for each in made.renglones))
    return {
        "titulo": made.titulo.upper(),
        "numero": made.numero,
        "fecha": day(made.fecha),
        "estado": made.estado,
        "vence": day(made.vence) if made.vence else "Fin de la gestión",
        "acp": made.acp,
        "operacion": made.operacion,
        "objeto": made.objeto,
        "cierre": made.cierre,
        "renglones": [
            {
                "categoria": each.categoria,
                "partida": each.partida,
                "nombre": each.nombre,
                "fuente_organismo": each.fuente_organismo,
                "importe": format_amount(each.importe),
            }
            for each in made.renglones
        ],
        "total": format_amount(total),
        "letras": amount_in_words(total),
    }
