"""The closed list of what a text may name between braces, and what each gives for one paper of one plan."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from apthapi.core.money import Centavos
from apthapi.documents.articulos import of_the, the
from apthapi.documents.hechos import Hechos, bolivianos, day_in_words, in_a_row, with_words
from apthapi.documents.papeles_escritos import ESCRITOS, EXTERNAL, PapelEscrito, name_of

_CITED = [*(tipo for tipo in EXTERNAL if tipo != "publicacion"), *ESCRITOS, "publicacion"]


@dataclass(frozen=True, slots=True)
class Contexto:
    """A paper that is being written: the facts of its plan, and its own CITE and date (empty: not known yet)."""

    papel: PapelEscrito
    hechos: Hechos
    cite: str = ""
    fecha: str = ""


@dataclass(frozen=True, slots=True)
class Marcador:
    """One name: what it gives, in words for the person who writes; `value` gives "" for what is not known.

    `tipo` is the document of the process that it cites, if it cites one.
    """

    nombre: str
    about: str
    value: Callable[[Contexto], str]
    tipo: str = ""


def _money(amount: Centavos | None, written: Callable[[Centavos], str]) -> str:
    return "" if amount is None else written(amount)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _fuentes(of: Contexto) -> str:
    return in_a_row(f"{each.nombre}: {with_words(each.importe)}" for each in of.hechos.fuentes)


def _difference(of: Contexto) -> str:
    after, before = of.hechos.total, of.hechos.total_anterior
    if after is None or before is None:
        return ""
    if after == before:
        return "no cambia"
    return f"{'aumenta' if after > before else 'disminuye'} en {with_words(Centavos(abs(after - before)))}"


def _pei(of: Contexto) -> str:
    said = {"no": "no compromete modificaciones al PEI", "si": "compromete modificaciones al PEI"}
    return said.get(of.hechos.afecta_pei, "")


def _the_version(of: Contexto, before: str) -> str:
    article = ("del" if of.hechos.is_masculine else "de la") if before else ("el" if of.hechos.is_masculine else "la")
    return f"{article} {of.hechos.version}"


_OWN = (
    Marcador("entidad", "Nombre de la entidad", lambda of: of.hechos.plan.name),
    Marcador("la_entidad", "Nombre de la entidad, con su artículo", lambda of: the(of.hechos.plan.name)),
    Marcador("La_entidad", "Lo mismo, al comienzo de una frase", lambda of: _capital(the(of.hechos.plan.name))),
    Marcador("de_la_entidad", "Nombre de la entidad, después de «de»", lambda of: of_the(of.hechos.plan.name)),
    Marcador("sigla", "Sigla de la entidad", lambda of: of.hechos.plan.sigla),
    Marcador("gestion", "Gestión del plan", lambda of: str(of.hechos.plan.gestion)),
    Marcador("plan", "Código del plan", lambda of: of.hechos.plan.code),
    Marcador("plan_anterior", "Código del plan al que reemplaza", lambda of: of.hechos.anterior),
    Marcador("version", "Versión del plan", lambda of: of.hechos.version),
    Marcador("la_version", "La versión, con su artículo", lambda of: _the_version(of, "")),
    Marcador("de_la_version", "La versión, después de «de»", lambda of: _the_version(of, "de")),
    Marcador("justificacion", "Por qué existe esta versión", lambda of: of.hechos.justificacion.rstrip(". ")),
    Marcador("pei", "Si el cambio compromete el PEI", _pei),
    Marcador("unidades", "Cuántas unidades tiene el plan", lambda of: str(of.hechos.unidades)),
    Marcador("acciones", "Cuántas acciones de corto plazo tiene el plan", lambda of: str(of.hechos.acciones)),
    Marcador("total", "Total de la entidad, en cifras", lambda of: _money(of.hechos.total, bolivianos)),
    Marcador("total_letras", "Total de la entidad, en cifras y letras", lambda of: _money(of.hechos.total, with_words)),
    Marcador(
        "total_anterior",
        "Total del plan al que reemplaza, en cifras y letras",
        lambda of: _money(of.hechos.total_anterior, with_words),
    ),
    Marcador("diferencia", "Cuánto cambia el total de la entidad", _difference),
    Marcador("fuentes", "Importe de cada fuente y organismo, en cifras y letras", _fuentes),
    Marcador(
        "cambios",
        "La comparación con el plan anterior, en un párrafo",
        lambda of: of.hechos.comparacion.summary if of.hechos.comparacion else "",
    ),
    Marcador("cite", "CITE de este escrito", lambda of: of.cite),
    Marcador("fecha", "Fecha de este escrito, con el mes en palabras", lambda of: day_in_words(of.fecha)),
)


def _of_document(tipo: str) -> list[Marcador]:
    name = name_of(tipo)

    def given(of: Contexto, which: str) -> str:
        found = of.hechos.documento(tipo)
        if found is None:
            return ""
        return {"cita": found.cita, "cite": found.cite, "fecha": day_in_words(found.fecha)}[which]

    return [
        Marcador(f"cita:{tipo}", f"{name}: nombre, CITE y fecha", lambda of: given(of, "cita"), tipo),
        Marcador(f"cite:{tipo}", f"{name}: solo su CITE", lambda of: given(of, "cite"), tipo),
        Marcador(f"fecha:{tipo}", f"{name}: solo su fecha", lambda of: given(of, "fecha"), tipo),
    ]


MARCADORES: dict[str, Marcador] = {
    each.nombre: each for each in (*_OWN, *(mark for tipo in _CITED for mark in _of_document(tipo)))
}
"""Every name that a text may use between braces, by that name."""
