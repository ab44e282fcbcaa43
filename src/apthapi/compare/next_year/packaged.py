"""A proposal as a package that can be written, checked and loaded, and its decisions as a list for people."""

from __future__ import annotations

from collections.abc import Iterator

from apthapi.compare.next_year.parts import KINDS
from apthapi.compare.next_year.proposal import LEFT_OUT, Proposal
from apthapi.core.database import in_memory
from apthapi.core.package import Package
from apthapi.core.schema import ROW
from apthapi.core.tables import TABLES


def package_of(proposal: Proposal) -> Package:
    """The rows of the new plan in a database of their own."""
    database = in_memory()
    with database.transaction():
        for table in TABLES.values():
            database.create(table.name, table.stored())
            names = [name for name, _ in table.stored() if name != ROW]
            rows = proposal.tables.get(table.name, ())
            numbered = ((place, *(row.cells[name] for name in names)) for place, row in enumerate(rows, start=1))
            database.insert(table.name, (ROW, *names), numbered)
    return Package(database, frozenset(proposal.tables))


def list_of(proposal: Proposal) -> Iterator[str]:
    """What has to be decided, line by line (Spanish)."""
    yield f"{proposal.plan}: lo que hay que decidir o justificar ({len(proposal.decisions)})"
    yield f"Propuesta a partir de {proposal.base} y de lo que se hizo en su gestión."
    yield f"No pasan: {', '.join(LEFT_OUT)}."
    yield from proposal.notes
    for kind, title in KINDS.items():
        found = proposal.of(kind)
        if found:
            yield ""
            yield f"{title} ({len(found)})"
        for each in found:
            yield f"- {f'{each.unidad}. ' if each.unidad else ''}{each.about}. {each.why} {each.do}"
    yield ""
    yield f"Líneas base ({len(proposal.bases)})"
    for base in proposal.bases:
        yield f"- {base.unidad} {base.operacion}: {'de lo avanzado' if base.source == 'avance' else 'de lo programado'}"
