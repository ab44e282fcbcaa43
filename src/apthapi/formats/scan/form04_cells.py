"""The cells of a row of form 04: its amount with what proves it, or with every reading that remains."""

from __future__ import annotations

from apthapi.core.money import format_amount
from apthapi.formats.scan.amounts import Amount, digits_of
from apthapi.formats.scan.decisions import Decision
from apthapi.formats.scan.reading import Certainty, Option, ReadCell, ReadRow

_PROVED = "Las sumas del formulario lo comprueban."
_REPAIRED = "Se leyó «{}»; las sumas del formulario comprueban el importe."
_ALONE = "Ninguna suma del formulario lo comprueba."


def row_of(fila: ReadCell, fuente: ReadCell, importe: ReadCell) -> ReadRow:
    """The row of `formulario04`. `leido` keeps the text of the amount as it was read."""
    text = importe.text
    leido = ReadCell("leido", text, text, Certainty.CERTAIN, "Es el texto que se leyó.", (), importe.page)
    return ReadRow("formulario04", (fila, fuente, importe, leido))


def unread(column: str, why: str, page: int) -> ReadCell:
    """A cell of which nothing was read."""
    return ReadCell(column, None, "", Certainty.UNREAD, why, (), page)


def as_read(amount: Amount, why: str, page: int) -> ReadCell:
    """An amount that nothing proves, with the readings that its text has."""
    options = tuple(Option(each, "Es lo que se leyó.") for each in amount.readings)
    offered = options if len(options) > 1 else ()
    return ReadCell("importe", amount.readings[0], amount.text, Certainty.DOUBTFUL, why, offered, page, amount.box)


def importe_of(decision: Decision, cell: int, amount: Amount | None, page: int) -> ReadCell:
    values = decision.values(cell)
    best = decision.best.told.values[cell]
    text = amount.text if amount else ""
    box = amount.box if amount else None
    if amount and cell in decision.proved:
        why = _REPAIRED.format(text) if amount.repaired else _PROVED
        return ReadCell("importe", best, text, Certainty.CERTAIN, why, (), page, box)
    if amount:
        values = tuple(dict.fromkeys((*values, *amount.readings)))
    values = values if best is None else tuple(dict.fromkeys((best, *values)))
    options = tuple(Option(each, _reason(each, amount)) for each in values)
    if amount is None:
        why = "No se leyó en el papel; se deduce de las sumas."
    elif len(options) == 1:
        why = _ALONE
    else:
        why = f"Se leyó «{text}» y las sumas admiten más de una lectura."
    value = best if best is not None else (values[0] if values else None)
    return ReadCell("importe", value, text, Certainty.DOUBTFUL, why, options if len(options) > 1 else (), page, box)


def _reason(value: int, amount: Amount | None) -> str:
    if amount and value in amount.readings:
        return "Es lo que se leyó." if not amount.repaired else "Es lo que se leyó, sin contar los separadores."
    if amount is None:
        return "Lo piden las sumas."
    read, wanted = digits_of(amount.text), digits_of(format_amount(value))
    if len(read) == len(wanted):
        changed = sum(one != other for one, other in zip(read, wanted, strict=True))
        return f"Lo piden las sumas; cambia {changed} de las cifras leídas."
    return "Lo piden las sumas, pero lo que se leyó es muy distinto."
