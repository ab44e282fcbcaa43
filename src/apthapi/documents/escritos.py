"""The written papers of a case: instructivo, technical and legal reports, resolution and note, from text and facts."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from apthapi.core.money import Centavos, plain_amount
from apthapi.core.package import Package
from apthapi.core.words import amount_in_words
from apthapi.documents.attachment import JSON, Attachment
from apthapi.documents.bloques import Bloque, Tabla, Texto, plain
from apthapi.documents.errors import PaperError
from apthapi.documents.heading import Data, Institution
from apthapi.documents.hechos import Hechos, day_in_words, hechos_de
from apthapi.documents.marcadores import Contexto
from apthapi.documents.papeles_escritos import ESCRITOS, PapelEscrito
from apthapi.documents.paper import Draft, Paper, make_paper
from apthapi.documents.plantillas import Falla, fill, read
from apthapi.documents.running import Beat
from apthapi.documents.single import control_line, presented


@dataclass(frozen=True, slots=True)
class Escrito:
    """A written paper before it is composed. Who it is from and to, and who signs, are positions and not people.

    `citados` are the kinds of document that it cites, `usados` the facts that it states, by their names; `faltan` are
    those not known yet: with any, it is not issued.
    """

    papel: PapelEscrito
    cite: str
    fecha: str
    lugar: str
    de: tuple[str, ...]
    via: tuple[str, ...]
    para: tuple[str, ...]
    referencia: str
    bloques: tuple[Bloque, ...]
    firmas: tuple[str, ...]
    citados: tuple[str, ...]
    faltan: tuple[Falla, ...]
    usados: Mapping[str, str]
    hechos: Hechos

    @property
    def text(self) -> str:
        """All that the body says, as plain text."""
        return plain(self.bloques)

    @property
    def when_and_where(self) -> str:
        """`La Paz, 14 de febrero de 2024`."""
        return ", ".join(part for part in (self.lugar, day_in_words(self.fecha)) if part)


def write(text: str, of: Contexto) -> Escrito:
    """A paper from its text and the facts of its plan. Raises TextError if the text is wrong."""
    filled = fill(read(text), of)

    def at(key: str) -> tuple[str, ...]:
        return tuple(filled.cabeza.get(key, ()))

    return Escrito(
        papel=of.papel,
        cite=of.cite,
        fecha=of.fecha,
        lugar=" ".join(at("Lugar")),
        de=at("De"),
        via=at("Vía"),
        para=at("Para"),
        referencia=" ".join(at("Referencia")),
        bloques=tuple(filled.bloques),
        firmas=at("Firma"),
        citados=tuple(tipo for tipo in filled.citados if tipo != of.papel.papel),
        faltan=tuple(filled.faltan),
        usados=filled.usados,
        hechos=of.hechos,
    )


def as_registered(papel: str, hechos: Hechos) -> Contexto:
    """The paper of a plan with the CITE and date with which it is registered among its documents, if it is."""
    found = hechos.documento(papel)
    return Contexto(ESCRITOS[papel], hechos, found.cite if found else "", found.fecha if found else "")


def escrito_of(package: Package, plan: str, papel: str, text: str = "") -> Escrito:
    """A paper of a plan of the package from its own text or the one that comes with the software."""
    return write(text or ESCRITOS[papel].default_text, as_registered(papel, hechos_de(package, plan)))


def render_escrito(
    *,
    escrito: Escrito,
    out: Path,
    institution: Institution | None = None,
    borrador: bool = False,
    sealed: Callable[[Draft], Draft] = lambda draft: draft,
    beat: Beat | None = None,
) -> Paper:
    """Write the paper as PDF/A-3a + UA-1 with its facts attached as JSON. Raises PaperError.

    A paper that lacks facts only comes as a draft. `sealed` adds to the draft by what it is verified and signed.
    """
    if escrito.faltan and not borrador:
        raise PaperError(" ".join(str(each) for each in escrito.faltan))
    return make_paper(sealed(draft_of(escrito, institution, borrador=borrador)), out, beat=beat)


def draft_of(escrito: Escrito, institution: Institution | None = None, *, borrador: bool = False) -> Draft:
    """All that the paper says, before it is composed."""
    plan = escrito.hechos.plan
    named = f"{escrito.papel.titulo} {escrito.cite}".strip()
    return Draft(
        template="escrito",
        title=f"{named} – {plan.title}",
        plan_title=plan.title,
        institution=presented(plan, institution),
        control=control_line(plan),
        timestamp=_timestamp(escrito),
        body={"escrito": as_data(escrito)},
        attachment=Attachment("hechos.json", facts_as_json(escrito), JSON, "Hechos que el escrito afirma"),
        borrador=borrador,
    )


def _timestamp(escrito: Escrito) -> int:
    """The day of the paper, as seconds since 1970; the plan's if it has none yet."""
    if not escrito.fecha:
        return escrito.hechos.plan.timestamp
    return (date.fromisoformat(escrito.fecha) - date(1970, 1, 1)).days * 86_400


def as_data(escrito: Escrito) -> Data:
    """The paper as strings, lists and numbers: what a template shows, in print and on a screen."""
    return {
        "titulo": escrito.papel.titulo,
        "cite": escrito.cite,
        "lugar_fecha": escrito.when_and_where,
        "de": list(escrito.de),
        "via": list(escrito.via),
        "para": list(escrito.para),
        "referencia": escrito.referencia,
        "solemne": escrito.papel.papel == "resolucion",
        "bloques": [_block(each) for each in escrito.bloques],
        "firmas": list(escrito.firmas),
    }


def _block(block: Bloque) -> Data:
    if isinstance(block, Texto):
        return {"clase": block.clase, "texto": block.texto, "marca": block.marca}
    return _table(block)


def _table(table: Tabla) -> Data:
    return {
        "clase": "tabla",
        "titulo": table.titulo,
        "columnas": list(table.columnas),
        "filas": [list(row) for row in table.filas],
        "numericas": list(table.numericas),
        "total": table.total,
    }


def facts_as_json(escrito: Escrito) -> bytes:
    """The facts that the paper states, amounts in bolivianos with a dot: what its attachment carries."""
    hechos = escrito.hechos
    document = {
        "papel": escrito.papel.papel,
        "cite": escrito.cite,
        "fecha": escrito.fecha,
        "plan": hechos.plan.code,
        "reemplaza": hechos.anterior,
        "entidad": hechos.plan.entidad,
        "gestion": hechos.plan.gestion,
        "version": hechos.version,
        "total": _amount(hechos.total),
        "fuentes": [{"codigo": each.codigo, **_amount(each.importe)} for each in hechos.fuentes],
        "cita": [
            {"tipo": tipo, "cite": found.cite, "fecha": found.fecha}
            for tipo in escrito.citados
            if (found := hechos.documento(tipo))
        ],
        "normas": [
            {"clave": each.clave, "norma": each.norma, "articulo": each.articulo}
            for each in hechos.normas_de(escrito.papel.papel)
        ],
        "cambios": [
            {"unidad": each.code, "antes": _plain(each.before), "despues": _plain(each.after)}
            for each in (hechos.comparacion.money["unidad"] if hechos.comparacion else ())
        ],
        "afirma": dict(escrito.usados),
        "escrito": as_data(escrito),
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _amount(amount: Centavos | None) -> dict[str, str | None]:
    return {"importe": _plain(amount), "letras": None if amount is None else amount_in_words(amount)}


def _plain(amount: int | None) -> str | None:
    return None if amount is None else plain_amount(amount)
