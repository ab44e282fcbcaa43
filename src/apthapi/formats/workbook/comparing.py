"""A workbook that came back against what is stored now, three ways: what was given, what is there, what it brings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

from apthapi.core.database import Database
from apthapi.core.derived import Cells, NotExactError, derive
from apthapi.core.fields import Value
from apthapi.core.schema import Column, Table
from apthapi.core.sheets import Sheet
from apthapi.formats.cells import shown
from apthapi.formats.errors import FileError
from apthapi.formats.workbook.content import Stored, row_key, stored_rows
from apthapi.formats.workbook.formulas import product_of
from apthapi.formats.workbook.keys import same_rows, with_own_keys
from apthapi.formats.workbook.meaning import Meaning, repair
from apthapi.formats.workbook.pages import BY_TABLE, Page, natural_key
from apthapi.formats.workbook.reading import BaseRow, Book, SentRow, bare
from apthapi.formats.workbook.received import CellChange, Problem, Received, RowChange, What

NO_READINGS: Mapping[str, str] = {}
_NORM = "Formato del plan"
_GONE = "Se quitó en el sistema y se cambió en el libro."
_CHANGED = "Se quitó en el libro y se cambió en el sistema."
_EMPTIED = "Se vació la fila entera en el libro."


def compare(
    book: Book, database: Database, plan: str, unidad: str, *, readings: Mapping[str, str] = NO_READINGS
) -> Received:
    """Every difference and every problem, all at once. Raises FileError if the workbook is of something else.

    `readings`, by `sheet!celda` of a Problem with choices, is the one that a person chose.
    """
    refuse_other(book, database, plan, unidad)
    comparison = _Comparison(book, database, plan, unidad, readings)
    for table in BY_TABLE:
        comparison.table(table)
    return Received(
        book.identity,
        tuple(comparison.changes),
        (*book.problems, *comparison.problems),
        comparison.same,
        (*book.notices, *comparison.notices),
    )


def refuse_other(book: Book, database: Database, plan: str, unidad: str) -> None:
    """Raises FileError if the workbook is of another unit, plan, entidad or version."""
    its = book.identity
    if (its.plan, its.unidad) != (plan, unidad):
        raise FileError(
            f"Este libro es de la unidad «{its.unidad}» en el plan «{its.plan}», y se esperaba el de «{unidad}» en "
            f"«{plan}». Elija el libro que corresponde."
        )
    found = database.query("select entidad, gestion, version from planes where plan = ?", [plan])
    if not found:
        plans = ", ".join(row[0] for row in database.query("select plan from planes order by 1"))
        raise FileError(
            f"Este libro es del plan «{plan}» y el paquete con que se compara no lo tiene; tiene: "
            f"{plans or 'ninguno'}. Indique el paquete del que salió el libro."
        )
    if tuple(found[0]) != (its.entidad, its.gestion or found[0][1], its.version):
        entidad, gestion, version = found[0]
        raise FileError(
            f"Este libro se emitió para la entidad {its.entidad}, gestión {its.gestion}, versión {its.version}; el "
            f"plan «{plan}» es de la entidad {entidad}, gestión {gestion}, versión {version}. Descargue un libro nuevo."
        )
    if not database.query("select 1 from unidades where plan = ? and unidad = ?", [plan, unidad]):
        raise FileError(f"El plan «{plan}» ya no tiene la unidad «{unidad}»: su libro no se puede recibir.")


class _Comparison:
    """Goes through the tables of a unit, and keeps what it finds."""

    def __init__(self, book: Book, database: Database, plan: str, unidad: str, readings: Mapping[str, str]) -> None:
        self.changes: list[RowChange] = []
        self.problems: list[Problem] = []
        self.notices: list[str] = []
        self.same = 0
        self._book = book
        self._database = database
        self._plan, self._unidad = plan, unidad
        self._readings = readings
        self._meaning = Meaning(database, plan, unidad)

    def table(self, name: str) -> None:
        """All rows of a table, on whatever sheets they are."""
        table = BY_TABLE[name][0].table
        base = self._book.base[name]
        stored = same_rows(table, base, stored_rows(self._database, name, self._plan, self._unidad))
        sent = [each for each in self._book.rows if each.page.table is table]
        placed = with_own_keys(sent, base, self._untouched)
        for row, renglon in placed:
            was = base.get(renglon)
            if was is None:
                self._added(row)
            elif not _says_anything(row) and _said_anything(was):
                self._removed(was, stored.get(renglon), row)
            else:
                self._there(row, was, stored.get(renglon))
        left = base.keys() - {renglon for _, renglon in placed}
        for renglon in sorted(left):
            if base[renglon].page.name not in self._book.lost:
                self._removed(base[renglon], stored.get(renglon), None)
        self._repeated(table, base, stored, placed)

    def _untouched(self, row: SentRow, base: BaseRow) -> int:
        """How many cells of a row are as they were."""
        return sum(
            self._meaning.untouched(base.page.name, column, row.cells.get(column.name), base.cells[column.name])
            for column in row.page.inputs
        )

    def _there(self, row: SentRow, was: BaseRow, stored: Stored | None) -> None:
        written, sheet = self._written(row, was)
        if sheet is None:
            return
        if stored is None:
            if written:
                self.changes.append(self._conflict(row, sheet, was, written))
            return
        moved_from = _sheet_of(was)
        if moved_from is not sheet:
            written[row.page.by] = sheet.fixed[row.page.by]
        whole = self._with_derived(row, stored.cells, written)
        cells = tuple(
            CellChange(name, row.celda(name), was.cells[name], stored.cells[name], value)
            for name, value in whole.items()
            if name in was.cells and value != stored.cells[name]
        )
        if not cells:
            self.same += 1
            return
        what = What.CONFLICT if any(each.conflict for each in cells) else What.CHANGED
        origin = moved_from.name if moved_from is not None and moved_from is not sheet else ""
        self.changes.append(
            RowChange(what, sheet.name, row.hoja, row.row + 1, stored.renglon, cells, moved_from=origin)
        )

    def _conflict(self, row: SentRow, sheet: Sheet, was: BaseRow, written: Cells) -> RowChange:
        """A row that was changed here and is no longer there; accepted, it is written again as a new one."""
        values = {**was.cells, **written}
        cells = tuple(
            CellChange(each.name, row.celda(each.name), was.cells[each.name], None, values[each.name])
            for each in row.page.inputs
        )
        return RowChange(What.CONFLICT, sheet.name, row.hoja, row.row + 1, 0, cells, why=_GONE)

    def _added(self, row: SentRow) -> None:
        if not _says_anything(row):
            return
        written: Cells = {}
        for column in row.page.inputs:
            if column.name != row.page.by and (found := self._understood(row, column)):
                written |= found
        sheet = self._sheet(row, None)
        if sheet is None:
            return
        empty: Cells = {name: None if kind == "BIGINT" else "" for name, kind in row.page.table.stored()}
        empty |= {"plan": self._plan, "unidad": self._unidad, **sheet.fixed}
        whole = self._with_derived(
            row, empty, {name: value for name, value in written.items() if value not in (None, "")}
        )
        cells = tuple(
            CellChange(name, row.celda(name), empty[name], empty[name], value)
            for name, value in whole.items()
            if name in row.places
        )
        if cells or not written:
            self.changes.append(RowChange(What.ADDED, sheet.name, row.hoja, row.row + 1, 0, cells))

    def _removed(self, was: BaseRow, stored: Stored | None, row: SentRow | None) -> None:
        """A row of before that is not in the workbook any more, or was emptied (`row`)."""
        if stored is None:
            return
        columns = [each for each in was.cells if not _is_number(was.page, each)]
        cells = tuple(
            CellChange(name, "", was.cells[name], stored.cells[name], None)
            for name in columns
            if was.cells[name] not in (None, "") or stored.cells[name] not in (None, "")
        )
        changed = any(was.cells[name] != stored.cells[name] for name in columns)
        sheet = _sheet_of(was) or was.page.sheets[0]
        why = _CHANGED if changed else _EMPTIED if row else ""
        what = What.CONFLICT if changed else What.REMOVED
        fila = row.row + 1 if row else 0
        hoja = row.hoja if row else was.page.title
        self.changes.append(RowChange(what, sheet.name, hoja, fila, stored.renglon, cells, why=why))

    def _written(self, row: SentRow, was: BaseRow) -> tuple[Cells, Sheet | None]:
        """The cells that the person changed, and the sheet on which the row is now."""
        written: Cells = {}
        for column in row.page.inputs:
            if column.name == row.page.by or column.name not in row.places:
                continue
            raw = row.cells[column.name]
            if self._meaning.untouched(was.page.name, column, raw, was.cells[column.name]):
                continue
            found = self._understood(row, column)
            if found and found[column.name] != was.cells[column.name]:
                written |= found
        if _total_follows(was, written):
            del written["importe"]
        return written, self._sheet(row, was)

    def _sheet(self, row: SentRow, was: BaseRow | None) -> Sheet | None:
        """The sheet of a row by the page on which it is, or by what its column says; a problem if that says nothing."""
        page = row.page
        if not page.chosen:
            if was is not None and page is was.page:
                return _sheet_of(was) or page.sheets[0]
            return page.sheets[0]
        column = page.table.column(page.by)
        found = self._understood(row, column) or {}
        value = found.get(page.by)
        if value:
            return page.sheet_of(value)
        if found:
            title = next(each.title for each in page.fields if each.name == page.by)
            message = f"La fila no dice su {title.lower()}."
            self._problem(row, column, message, repair(column))
        return None

    def _understood(self, row: SentRow, column: Column) -> Cells | None:
        """The value of a cell by its column; None, and a problem, if it cannot be understood."""
        raw = row.cells.get(column.name)
        chosen = self._readings.get(f"{row.page.sheets[0].name}!{row.celda(column.name)}")
        typed = self._meaning.of(row.page.name, column, raw if chosen is None else chosen)
        if not typed.problem:
            return {column.name: typed.value}
        self._problem(row, column, typed.problem, repair(column), typed.choices)
        return None

    def _with_derived(self, row: SentRow, before: Mapping[str, Value], written: Cells) -> Cells:
        """What was written with what follows of it. Cells that do not fit are told, and the rest tried again."""
        written = dict(written)
        while written:
            try:
                return written | derive(self._database, row.page.table.name, before, written)
            except NotExactError as problem:
                self._problem(
                    row,
                    row.page.table.column(problem.column),
                    str(problem),
                    "Corrija la cantidad, el precio o el total.",
                )
                del written[problem.column]
        return written

    def _repeated(
        self,
        table: Table,
        base: Mapping[int, BaseRow],
        stored: Mapping[int, Stored],
        placed: Iterable[tuple[SentRow, int]],
    ) -> None:
        """Rows that would have the code of another one."""
        own = [name for name in natural_key(table) if not _is_number(BY_TABLE[table.name][0], name)]
        if own != list(natural_key(table)):
            return
        gone = {each.renglon for each in self.changes if each.what is What.REMOVED and _of(each, table)}
        held: dict[tuple[Value, ...], list[SentRow | None]] = defaultdict(list)
        sent = {renglon for _, renglon in placed if renglon in base}
        for renglon, each in stored.items():
            if renglon not in sent and each.renglon not in gone:
                held[row_key(table, each.cells)].append(None)
        for row, _ in placed:
            key = tuple(self._code(row, table.column(name)) for name in own)
            if _says_anything(row) and all(key):
                held[key].append(row)
        column = table.column(own[-1])
        for key, rows in held.items():
            if len(rows) > 1:
                self._tell_repeated(key, [each for each in rows if each], column)

    def _code(self, row: SentRow, column: Column) -> Value:
        return self._meaning.of(row.page.name, column, row.cells.get(column.name)).value

    def _tell_repeated(self, key: tuple[Value, ...], rows: list[SentRow], column: Column) -> None:
        codes = ", ".join(str(each) for each in key)
        cells = ", ".join(row.celda(column.name) for row in rows)
        for row in rows[1:] or rows:
            message = f"El código «{codes}» está repetido (celdas {cells})." if rows[1:] else f"Ya hay «{codes}»."
            self._problem(row, column, message, "Escriba otro código o, si la fila es nueva, déjelo vacío.")

    def _problem(
        self, row: SentRow, column: Column, message: str, fix: str, choices: tuple[tuple[str, str], ...] = ()
    ) -> None:
        raw = row.cells.get(column.name)
        sheet = row.page.sheets[0].name
        problem = Problem(
            row.hoja,
            row.celda(column.name),
            shown(raw),
            message,
            fix,
            _NORM,
            sheet=sheet,
            columna=column.name,
            choices=choices,
        )
        if problem not in self.problems:
            self.problems.append(problem)


def _says_anything(row: SentRow) -> bool:
    """Whether a person wrote anything in the row, besides where it belongs."""
    return any(cell is not None for name, cell in row.cells.items() if name != row.page.by)


def _said_anything(was: BaseRow) -> bool:
    """The same of a row as it was given."""
    return any(bare(was.cells[each.name]) is not None for each in was.page.inputs if each.name != was.page.by)


def _total_follows(was: BaseRow, written: Cells) -> bool:
    """Whether a total that came empty is one that was computed: whoever saved the workbook kept no results."""
    if "importe" not in written or written["importe"] is not None:
        return False
    product = product_of(was.cells["cantidad"], was.cells["precio_unitario"])
    return product is not None and product == was.cells["importe"]


def _sheet_of(was: BaseRow) -> Sheet | None:
    """The sheet on which a row was. A line that does not say its form was on the page of its partida."""
    return was.page.sheet_of(was.cells[was.page.by]) if was.page.chosen else was.page.sheets[0]


def _is_number(page: Page, column: str) -> bool:
    """Whether it is the number of the row, which the system gives."""
    return any(each.name == column and each.computed for each in page.fields)


def _of(change: RowChange, table: Table) -> bool:
    return any(change.sheet == sheet.name for page in BY_TABLE[table.name] for sheet in page.sheets)
