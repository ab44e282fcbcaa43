"""What a written paper is made of: titles, paragraphs, articles, lists and tables, as plain values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from apthapi.compare.changes import Change, Move
from apthapi.documents.figures import amount, day
from apthapi.documents.hechos import Hechos, cited, with_words
from apthapi.documents.marcadores import Contexto
from apthapi.documents.papeles_escritos import name_of


@dataclass(frozen=True, slots=True)
class Texto:
    """A title, paragraph, list item or article. `marca` is what goes before it: `ARTÍCULO PRIMERO`, `1`."""

    clase: str
    texto: str
    marca: str = ""


@dataclass(frozen=True, slots=True)
class Tabla:
    """A table of strings; `numericas` are the columns at the right, `total` tells that its last row adds the others."""

    titulo: str
    columnas: tuple[str, ...]
    filas: tuple[tuple[str, ...], ...]
    numericas: tuple[int, ...] = ()
    total: bool = False


Bloque = Texto | Tabla
Making = Callable[[Contexto], Iterable[Bloque]]


@dataclass(frozen=True, slots=True)
class Grupo:
    """What a line `{tabla:…}`, `{lista:…}` or `{parrafos:…}` stands for."""

    nombre: str
    about: str
    make: Making


def _fuentes(of: Contexto) -> Iterator[Tabla]:
    hechos = of.hechos
    if not hechos.fuentes:
        return
    rows = [(each.codigo, each.nombre, amount(each.importe) or "") for each in hechos.fuentes]
    yield Tabla(
        "Presupuesto por fuente y organismo",
        ("Código", "Fuente y organismo", "Importe (Bs)"),
        (*rows, ("", "Total", amount(hechos.total) or "")),
        (2,),
        total=True,
    )


def _changes(level: str, title: str, heading: str) -> Making:
    def make(of: Contexto) -> Iterator[Tabla]:
        compared = of.hechos.comparacion
        if compared is None or not compared.money[level]:
            return
        shown = [each for each in compared.money[level] if each.move is not Move.UNKNOWN]
        columns = (heading, "Descripción", "Vigente", "Aumento", "Disminución", "Nuevo")
        yield Tabla(title, columns, tuple(_row(each) for each in shown), (2, 3, 4, 5))

    return make


def _row(change: Change) -> tuple[str, ...]:
    known = change.before is not None and change.after is not None
    up = amount(max(change.difference, 0)) if known else ""
    down = amount(max(-change.difference, 0)) if known else ""
    return (change.code, change.label, amount(change.before) or "", up or "", down or "", amount(change.after) or "")


def _documentos(of: Contexto) -> Iterator[Tabla]:
    found = [each for each in of.hechos.documentos if each.tipo != of.papel.papel and each.cite]
    if found:
        rows = tuple((name_of(each.tipo), each.cite, day(each.fecha), each.emisor) for each in found)
        yield Tabla("Documentos del proceso", ("Documento", "CITE", "Fecha", "Emite"), rows)


def _normas(clase: str, before: str) -> Making:
    def make(of: Contexto) -> Iterator[Texto]:
        for sentence in cited(of.hechos.normas_de(of.papel.papel)):
            yield Texto(clase, before + sentence if before else sentence[0].upper() + sentence[1:])

    return make


def _justificados(of: Contexto) -> Iterator[Texto]:
    if not of.hechos.justificados:
        yield Texto("parrafo", "Ningún hallazgo de las verificaciones se aceptó con justificación.")
    for each in of.hechos.justificados:
        where = f"{each.regla}, {each.unidad}" if each.unidad else each.regla
        ground = f"{each.motivo.rstrip('. ')} ({each.documento})" if each.documento else each.motivo.rstrip(". ")
        yield Texto("vineta", f"{where}: {each.mensaje} Se acepta porque: {ground}. Lo justifica: {each.cargo}.")


def _list_of(say: Callable[[Hechos], Iterable[str]]) -> Making:
    return lambda of: (Texto("vineta", each) for each in say(of.hechos))


GRUPOS: dict[str, Grupo] = {
    each.nombre: each
    for each in (
        Grupo("tabla:fuentes", "Tabla del presupuesto por fuente y organismo", _fuentes),
        Grupo(
            "tabla:unidades",
            "Tabla de lo que cambia por unidad",
            _changes("unidad", "Presupuesto por unidad organizacional", "Unidad"),
        ),
        Grupo(
            "tabla:categorias",
            "Tabla de lo que cambia por categoría programática",
            _changes("categoria", "Presupuesto por categoría programática", "Categoría"),
        ),
        Grupo("tabla:documentos", "Tabla de los documentos del proceso", _documentos),
        Grupo(
            "lista:fuentes",
            "Lista del importe de cada fuente, en cifras y letras",
            _list_of(lambda facts: (f"{each.nombre}: {with_words(each.importe)}." for each in facts.fuentes)),
        ),
        Grupo(
            "lista:cambios",
            "Lista de lo que dice la comparación",
            _list_of(lambda facts: facts.comparacion.sentences if facts.comparacion else ()),
        ),
        Grupo("lista:justificaciones", "Lista de los hallazgos aceptados, con su fundamento y quién", _justificados),
        Grupo("lista:normas", "Lista de las normas en vigencia que este escrito cita", _normas("vineta", "")),
        Grupo("parrafos:normas", "Un párrafo «Que, …» por cada norma que se cita", _normas("parrafo", "Que, ")),
    )
}
"""Every line that stands for a group of blocks, by what it says between braces."""


def plain(blocks: Sequence[Bloque]) -> str:
    """The blocks as text, one a line: what is searched and compared."""
    return "\n".join(
        f"{each.marca} {each.texto}".strip()
        if isinstance(each, Texto)
        else "\n".join("  ".join(row) for row in (each.columnas, *each.filas))
        for each in blocks
    )
