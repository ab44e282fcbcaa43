"""Form 04 understood by its arithmetic: the rows of `formulario04`, each cell with what proves it or is doubted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from apthapi.core.money import format_amount
from apthapi.core.reference import read_data
from apthapi.formats.scan.amounts import Amount
from apthapi.formats.scan.decisions import STEPS, Decision, decide
from apthapi.formats.scan.form04_cells import as_read, importe_of, row_of, unread
from apthapi.formats.scan.placing import Group, Row, Table, Token
from apthapi.formats.scan.reading import Box, Certainty, Known, Line, Option, ReadCell, ReadRow
from apthapi.formats.scan.resumen_lines import GRID, TECHO, TOTAL, Header, Lines, columns_of_amounts, read_lines

ROWS = (*GRID, TOTAL, TECHO, "total_f3", "total_f4")
_OVER = 0.04
"""How far across (of the width of a page) a title may be from the amounts under it."""
_TOO_MANY = "Hay demasiadas lecturas posibles de este formulario; no se decidió ninguna por sus sumas."


@dataclass(frozen=True, slots=True)
class Column:
    """A column of amounts: its fuente or `total`, whether that is certain, and those that it could be."""

    fuente: str
    certain: bool
    why: str
    text: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Form:
    table: Table
    columns: tuple[Column, ...]
    page: int


def read_form04(
    lines: Sequence[Line], known: Known, page: int, steps: int = STEPS
) -> tuple[tuple[ReadRow, ...], tuple[str, ...]]:
    """The rows of the form, and what is to be told of it as a whole (Spanish)."""
    seen = read_lines(lines)
    if not seen.pieces:
        return (), ("No se leyó ningún importe del formulario 04.",)
    columns = _columns(seen, known)
    form = _Form(_table(seen, columns), columns, page)
    decision = decide(form.table, steps)
    if decision is None:
        return tuple(_undecided(form)), (_TOO_MANY,)
    return tuple(_rows(form, decision)), tuple(_notes(form, decision))


def _columns(seen: Lines, known: Known) -> tuple[Column, ...]:
    headers = list({each.code or each: each for each in seen.headers}.values())
    fuentes = set(known.fuentes) or {row["code"] for row in read_data("clasificadores/fuentes_financiamiento.csv")}
    widths = sorted(len(piece.amounts) - 1 for piece in seen.pieces)
    # A single line with more amounts than titles has one split in two; several have a column whose title was lost.
    wider = widths[-1] if not headers or sum(width > len(headers) for width in widths) > 1 else 1
    count = max(len(headers), wider, 1)
    codes = [each.code for each in headers]
    together = len({each.line for each in headers}) == 1
    above = _above(headers, columns_of_amounts(seen))
    if above:
        titles = [_title(each, fuentes) for each in above]
    elif len(headers) == count and (together or codes == sorted(codes)):
        titles = [_title(each, fuentes) for each in headers]
    else:
        why = "No se leyó bien de qué fuente es cada columna."
        names = [each.code for each in headers] + [""] * (count - len(headers))
        titles = [Column(name, certain=False, why=why, others=tuple(sorted(fuentes))) for name in names]
    return (*_supposed(titles), Column(TOTAL, certain=True, why="Es la última columna del formulario."))


def _above(headers: Sequence[Header], amounts: Sequence[Box]) -> list[Header] | None:
    """The title over each column of amounts but the last, one that was not read if there is none.

    None if the amounts make no columns, or if one title stands over none of them or two over the same.
    """
    found: dict[int, Header] = {}
    for each in headers:
        if not each.box or not amounts:
            return None
        apart = [_apart(each.box, column) for column in amounts]
        at = apart.index(min(apart))
        if apart[at] > _OVER or at in found or at == len(amounts) - 1:
            return None
        found[at] = each
    return [found.get(at, Header("", 0)) for at in range(len(amounts) - 1)] or None


def _title(header: Header, fuentes: set[str]) -> Column:
    if header.code in fuentes:
        return Column(header.code, True, f"Lo dice el título de la columna: «{header.text}».", header.text)
    why = f"El título de la columna se leyó «{header.text}», que no es una fuente conocida."
    if not header.text:
        why = "No se leyó el título de la columna."
    return Column(header.code, False, why, header.text, tuple(sorted(fuentes)))


def _supposed(columns: Sequence[Column]) -> Iterator[Column]:
    """The columns, one of no known fuente as that of the others left that is most like what was read."""
    taken = {each.fuente for each in columns}
    for each in columns:
        left = [code for code in each.others if code not in taken]
        if each.fuente in each.others or not left:
            yield each
            continue
        likely = max(left, key=lambda code: sum(one == other for one, other in zip(code, each.fuente, strict=False)))
        taken.add(likely)
        yield replace(each, fuente=likely)


def _table(seen: Lines, columns: tuple[Column, ...]) -> Table:
    tokens: list[Token] = []
    named: dict[str, list[Group]] = defaultdict(list)
    floating: list[Group] = []
    places = _places(seen, len(columns))
    for piece in seen.pieces:
        group = tuple(range(len(tokens), len(tokens) + len(piece.amounts)))
        tokens += [Token(amount, _where(amount.box, places)) for amount in piece.amounts]
        fila = piece.fila
        if fila in ROWS and not (fila == TOTAL and len(group) < len(columns)):
            named[fila].append(group)
        else:
            floating.append(group)
    shown = [name for name in ROWS if name in (*GRID, TOTAL) or name in seen.labelled]
    rows = tuple(Row(name, tuple(named[name]), _is_single(name, named[name])) for name in shown)
    same = tuple(range(len(GRID) + 1, len(rows)))
    return Table(len(columns), rows, tuple(tokens), tuple(floating), len(GRID), same)


def _is_single(name: str, groups: Sequence[Group]) -> bool:
    if name == TECHO:
        return all(len(group) == 1 for group in groups)
    return name not in (*GRID, TOTAL)


def _places(seen: Lines, count: int) -> tuple[Box, ...]:
    """Where each column stands: as its amounts do, or as its title if every one was read."""
    amounts = columns_of_amounts(seen)
    if len(amounts) == count:
        return amounts
    boxes = [each.box for each in seen.headers]
    boxes.append(seen.total_box)
    placed = [box for box in boxes if box]
    return tuple(placed) if len(placed) == len(boxes) == count else ()


def _where(box: Box | None, places: tuple[Box, ...]) -> frozenset[int] | None:
    """The columns in which an amount can stand: the nearest one, unless two are about as near."""
    if not box or not places:
        return None
    apart = [_apart(box, each) for each in places]
    nearest = min(apart)
    return frozenset(column for column, gap in enumerate(apart) if gap <= 2 * nearest + 0.01)


def _apart(one: Box, other: Box) -> float:
    """How far across two boxes are that are aligned at their right or in their middle."""
    return min(abs(one.right - other.right), abs(one.left + one.right - other.left - other.right) / 2)


def _rows(form: _Form, decision: Decision) -> Iterator[ReadRow]:
    table = form.table
    best = decision.best
    for at, row in enumerate(table.rows):
        for column in range(table.columns):
            cell = table.cell(at, column)
            value = best.told.values[cell]
            token = best.placed.tokens[cell]
            if token is None and not value:
                continue
            if token is None and not (row.groups or at <= table.total):
                continue
            amount = None if token is None else table.tokens[token].amount
            yield _row(form, decision, at, column, amount)
    for number, seen in enumerate(table.tokens):
        if number not in best.placed.tokens and any(seen.amount.readings):
            yield _stray(form, seen.amount)


def _row(form: _Form, decision: Decision, at: int, column: int, amount: Amount | None) -> ReadRow:
    cell = form.table.cell(at, column)
    places = _other_places(form, decision, at, column)
    fila = _key("fila", form.table.rows[at].name, [name for name, _ in places], form.page)
    fuente = _fuente(form, decision, column, [name for _, name in places])
    importe = importe_of(decision, cell, amount, form.page)
    if importe.certainty is Certainty.CERTAIN and Certainty.DOUBTFUL in (fila.certainty, fuente.certainty):
        why = "El importe se leyó bien; falta confirmar de qué fila o fuente es."
        importe = ReadCell("importe", importe.value, importe.text, Certainty.DOUBTFUL, why, (), form.page, importe.box)
    return row_of(fila, fuente, importe)


def _other_places(form: _Form, decision: Decision, at: int, column: int) -> list[tuple[str, str]]:
    """The cells in which the amount of this one stands in some story, if this one does not always hold the same."""
    cell = form.table.cell(at, column)
    token = decision.best.placed.tokens[cell]
    found = [(form.table.rows[at].name, form.columns[column].fuente)]
    if token is None or len({story.told.values[cell] for story in decision.stories}) == 1:
        return found
    for story in decision.stories:
        if token in story.placed.tokens:
            row, other = divmod(story.placed.tokens.index(token), form.table.columns)
            found.append((form.table.rows[row].name, form.columns[other].fuente))
    return list(dict.fromkeys(found))


def _key(column: str, value: str, values: list[str], page: int) -> ReadCell:
    different = tuple(dict.fromkeys(values))
    if len(different) == 1:
        return ReadCell(column, value, "", Certainty.CERTAIN, "Lo dice la fila del formulario.", (), page)
    options = tuple(Option(each, "Así también se cumplen las sumas.") for each in different)
    return ReadCell(column, value, "", Certainty.DOUBTFUL, "Puede ser de más de una fila.", options, page)


def _fuente(form: _Form, decision: Decision, column: int, names: list[str]) -> ReadCell:
    title = form.columns[column]
    different = tuple(dict.fromkeys(names))
    if len(different) > 1:
        why = "El renglón tiene menos importes que columnas y las sumas no deciden de cuál es este."
        options = tuple(Option(each, "Así también se cumplen las sumas.") for each in different)
        return ReadCell("fuente", title.fuente, title.text, Certainty.DOUBTFUL, why, options, form.page)
    if not title.certain:
        options = tuple(
            Option(each, "Es una fuente conocida.") for each in dict.fromkeys((title.fuente, *title.others))
        )
        return ReadCell("fuente", title.fuente or None, title.text, Certainty.DOUBTFUL, title.why, options, form.page)
    total = form.table.cell(form.table.total, column)
    if column != form.table.last and total not in decision.proved:
        why = "El total de esta columna no se leyó con seguridad: no comprueba que sus importes sean de esta fuente."
        return ReadCell("fuente", title.fuente, title.text, Certainty.DOUBTFUL, why, (), form.page)
    return ReadCell("fuente", title.fuente, title.text, Certainty.CERTAIN, title.why, (), form.page)


def _stray(form: _Form, amount: Amount) -> ReadRow:
    """An amount that no row explains: nothing is lost, a person says what it is."""
    why = "El importe se leyó, pero ninguna fila del formulario lo explica."
    return row_of(unread("fila", why, form.page), unread("fuente", why, form.page), as_read(amount, why, form.page))


def _undecided(form: _Form) -> Iterator[ReadRow]:
    """Every amount with each row and column that its line leaves open, all of them doubtful."""
    table = form.table
    for row in table.rows:
        for group in row.groups:
            yield from _as_seen(form, (row.name,), group, single=row.single)
    names = tuple(row.name for row in table.rows)
    for group in table.floating:
        yield from _as_seen(form, names, group, single=False)


def _as_seen(form: _Form, filas: Sequence[str], group: Group, *, single: bool) -> Iterator[ReadRow]:
    """The amounts of a line, in the columns that their order and their places leave to each."""
    spare = max(form.table.columns - len(group), 0)
    for number, token in enumerate(form.table.tokens[token] for token in group):
        ordered = range(form.table.last, form.table.columns) if single else range(number, number + spare + 1)
        columns = [at for at in ordered if at < form.table.columns and not (token.columns and at not in token.columns)]
        fuentes = [form.columns[at].fuente for at in columns]
        named = ReadCell("fila", filas[0], "", Certainty.CERTAIN, "Lo dice la línea.", (), form.page)
        yield row_of(
            named if len(filas) == 1 else _one_of("fila", filas, form.page),
            _one_of("fuente", fuentes, form.page),
            as_read(token.amount, _TOO_MANY, form.page),
        )


def _one_of(column: str, values: Sequence[str], page: int) -> ReadCell:
    """A key that only the line says: the only one that it can be, or every one as an option."""
    if not any(values):
        return unread(column, _TOO_MANY, page)
    if len(values) == 1:
        return ReadCell(column, values[0], "", Certainty.DOUBTFUL, _TOO_MANY, (), page)
    options = tuple(Option(each, "La línea no dice otra cosa.") for each in values if each)
    return ReadCell(column, None, "", Certainty.DOUBTFUL, _TOO_MANY, options, page)


def _notes(form: _Form, decision: Decision) -> Iterator[str]:
    """What the form, as it was read, does not keep."""
    read = decision.best.placed
    values = read.values
    for each in decision.system.sums:
        parts = [values[cell] for cell in each.parts]
        whole = values[each.whole]
        if whole is None or None in parts or read.tokens[each.whole] is None:
            continue
        total = sum(part or 0 for part in parts)
        if total != whole:
            name = _named(form, each.name)
            yield (
                f"Como se leyó, {name} no coincide: suma {format_amount(total)} y dice {format_amount(whole)}. "
                "Puede ser una cifra mal leída o un error del papel."
            )


def _named(form: _Form, name: str) -> str:
    prefix = "la columna "
    if not name.startswith(prefix):
        return name.replace("pasajes", "PASAJES").replace("viaticos", "VIÁTICOS")
    fuente = form.columns[int(name.removeprefix(prefix))].fuente
    return f"la columna {'TOTAL' if fuente == TOTAL else f'FUENTE {fuente}'}"
