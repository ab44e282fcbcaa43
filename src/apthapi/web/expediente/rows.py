"""The documents of a plan and how they cite each other, as rows of the format: what rules V22 and V58 read."""

from __future__ import annotations

from collections.abc import Sequence

from apthapi.documents.escritos import Escrito
from apthapi.documents.hechos import Documento
from apthapi.web.plans.live import SCHEMAS, live

Cita = tuple[str, str, str]
"""The document that is cited, and the CITE and date with which it is."""

_COLUMNS = ["documento", "tipo", "cite", "fecha", "emisor", "asunto"]


def document_rows(plan: str) -> list[Documento]:
    """Every document of the plan, by date, as papers read them."""
    sql = f"select {', '.join(_COLUMNS)} from {_table('documentos')} where plan = ? order by fecha, renglon"
    return [Documento(*row) for row in live().query(sql, [plan])]


def cites_of(escrito: Escrito) -> list[Cita]:
    """How a paper cites the others: with the CITE and date that they have."""
    found = [escrito.hechos.documento(tipo) for tipo in escrito.citados]
    return [(each.documento, each.cite, each.fecha) for each in found if each]


def free_code(plan: str, tipo: str) -> str:
    """A short name for a new document: its kind, with a number if there is one of it already."""
    taken = {each.documento for each in document_rows(plan)}
    names = [tipo, *(f"{tipo}_{number}" for number in range(2, len(taken) + 3))]
    return next(each for each in names if each not in taken)


def store_document(plan: str, row: Documento, before: Documento | None) -> None:
    """Write the row of a document, new or instead of the one before; one that says the same is left alone."""
    values = [row.documento, row.tipo, row.cite, row.fecha, row.emisor, row.asunto]
    if before is None:
        live().insert("documentos", ["plan", *_COLUMNS], [(plan, *values)])
    elif before != row:
        live().execute(
            f"update {_table('documentos')} set {', '.join(f'{name} = ?' for name in _COLUMNS)} "
            "where plan = ? and documento = ?",
            [*values, plan, row.documento],
        )


def replace_cites(plan: str, documento: str, cites: Sequence[Cita]) -> None:
    """Write how a document cites the others; if that is what is there, nothing is touched."""
    sql = f"select citado, cite_escrito, fecha_escrita from {_table('citas')} where plan = ? and documento = ?"
    before = {tuple(row) for row in live().query(sql, [plan, documento])}
    if before == set(cites):
        return
    if before:
        live().execute(f"delete from {_table('citas')} where plan = ? and documento = ?", [plan, documento])
    names = ["plan", "documento", "citado", "cite_escrito", "fecha_escrita"]
    live().insert("citas", names, [(plan, documento, *each) for each in cites])


def cited_by(plan: str, documento: str) -> list[str]:
    """The documents of the plan that cite it."""
    sql = f"select documento from {_table('citas')} where plan = ? and citado = ? order by documento"
    return [row[0] for row in live().query(sql, [plan, documento])]


def delete_document(plan: str, documento: str) -> None:
    """Remove a document and what it cites."""
    for table in ("citas", "documentos"):
        live().execute(f"delete from {_table(table)} where plan = ? and documento = ?", [plan, documento])


def _table(name: str) -> str:
    return f"{SCHEMAS[live().engine]}.{name}"
