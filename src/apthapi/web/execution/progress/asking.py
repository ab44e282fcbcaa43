"""What somebody typed to report a month becomes what is asked, or all that is wrong with it at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from apthapi.core.tables import EJECUCION_FISICA
from apthapi.core.typed import typed_text, understand
from apthapi.formats.errors import FileError
from apthapi.web.execution.progress.evidence import Given, cell_of, files_in, words_in
from apthapi.web.execution.progress.operations import Operation

LONGEST = 500
"""Letters of a note, of what proves the progress in words, and of why it is corrected."""
_DONE = EJECUCION_FISICA.column("ejecutado")


@dataclass(slots=True)
class Said:
    """What is said of one operation, or of all: its words, and the files that came now or wait since a refusal."""

    name: str
    note: str = ""
    proof: str = ""
    files: list[Given] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    seals: list[tuple[Given, str]] = field(default_factory=list)
    """The files with the seals by which a form that is refused brings them again."""


@dataclass(slots=True)
class Row:
    """One operation of the form: what its cell says, and what it means (ten-thousandths; None: nothing)."""

    operation: Operation
    month: int
    text: str
    said: Said
    done: int | None = None

    @property
    def asked(self) -> bool:
        """Whether the report has to say something of it."""
        return self.operation.asks(self.month)

    @property
    def programmed(self) -> int:
        """What the months of the report programme."""
        return self.operation.programmed(self.month)

    @property
    def programmed_to(self) -> int:
        """What is programmed from January."""
        return self.operation.programmed_to(self.month)

    @property
    def done_before(self) -> int | None:
        """What was reported before this report; None if nothing was."""
        return self.operation.done_to(self.operation.since(self.month) - 1)

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The files that its report has already, with their digests."""
        told = self.operation.reports.get(self.month)
        return files_in(told.evidence) if told else []

    @property
    def opened(self) -> bool:
        """Whether its note and evidence are shown at once."""
        return bool(self.said.files or self.said.problems)

    @property
    def told(self) -> str:
        """What its report says already in words."""
        told = self.operation.reports.get(self.month)
        return " · ".join(each for each in (words_in(told.evidence), told.note) if each) if told else ""


@dataclass(frozen=True, slots=True)
class Line:
    """What is reported of an operation: the value (ten-thousandths), the cell of its evidence, its note, new files."""

    operacion: str
    done: int
    evidence: str
    note: str
    files: tuple[Given, ...]


@dataclass(slots=True)
class Typed:
    """The form as it is shown: its rows, what is said of them all, why it is corrected, and what is wrong."""

    rows: list[Row]
    whole: Said
    reason: str = ""
    problems: list[str] = field(default_factory=list)

    def follow(self, operations: Iterable[Operation]) -> None:
        """Set what was typed beside how the operations stand now."""
        now = {each.code: each for each in operations}
        for row in self.rows:
            row.operation = now.get(row.operation.code, row.operation)

    @property
    def told(self) -> list[str]:
        """Every problem, in the order of the page."""
        of_rows = [f"{row.operation.code}: {each}" for row in self.rows for each in row.said.problems]
        return [*self.problems, *of_rows, *self.whole.problems]


def blank(operations: Iterable[Operation], month: int) -> Typed:
    """The form before anybody touches it: each cell has what was reported, or else what was programmed."""
    rows = []
    for operation in operations:
        if operation.told_with(month):
            continue
        told = operation.reports.get(month)
        said = Said(operation.code, told.note if told else "", words_in(told.evidence) if told else "")
        rows.append(Row(operation, month, typed_text(_DONE, operation.proposed(month)), said))
    return Typed(rows, Said(""))


def read(
    form: QueryDict,
    files: MultiValueDict[str, UploadedFile[Any]],
    operations: Iterable[Operation],
    month: int,
    *,
    take: Callable[[UploadedFile[Any]], Given],
    again: Callable[[str], Given | None],
) -> tuple[Typed, list[Line]]:
    """What was typed, and what is to be reported of each operation; nothing of it counts if something is wrong.

    `take` keeps a file that came (FileError if it cannot be taken), `again` finds one that waits by its seal.
    """
    typed = blank(operations, month)
    typed.reason = _words(form, "motivo")
    typed.whole = _said(form, files, "", take, again)
    for row in typed.rows:
        row.text = str(form.get(f"hecho|{row.operation.code}", "")).strip()
        row.said = _said(form, files, row.operation.code, take, again)
        _understand(row)
        _count(row, typed.whole.files)
    if len(typed.reason) > LONGEST:
        typed.problems.append(f"Por qué se corrige: caben {LONGEST} letras.")
    lines = [_line(row, typed.whole) for row in typed.rows if _says(row)]
    if not typed.told and any(_corrects(row, line) for row, line in _pairs(typed.rows, lines)) and not typed.reason:
        typed.problems.append("Escriba por qué se corrige lo que ya estaba informado: queda junto al valor anterior.")
    return typed, lines


def _said(
    form: QueryDict,
    files: MultiValueDict[str, UploadedFile[Any]],
    code: str,
    take: Callable[[UploadedFile[Any]], Given],
    again: Callable[[str], Given | None],
) -> Said:
    said = Said(code, _words(form, f"nota|{code}"), _words(form, f"respaldo|{code}"))
    for title, text in (("La nota", said.note), ("El respaldo", said.proof)):
        if len(text) > LONGEST:
            said.problems.append(f"{title} tiene {len(text)} letras; caben {LONGEST}.")
    for sealed in form.getlist(f"guardado|{code}"):
        found = again(sealed)
        said.files += [found] if found else []
        said.problems += [] if found else ["Un archivo que esperaba ya no está: elíjalo otra vez."]
    for given in files.getlist(f"archivo|{code}"):
        try:
            said.files.append(take(given))
        except FileError as problem:
            said.problems.append(str(problem))
    return said


def _words(form: QueryDict, name: str) -> str:
    return " ".join(str(form.get(name, "")).replace("\x00", " ").split())


def _understand(row: Row) -> None:
    cell = understand(_DONE, row.text)
    if cell.problem:
        choices = " o ".join(shown for shown, _ in cell.choices)
        row.said.problems.append(f"{cell.problem}{f' ¿{choices}?' if choices else ''}")
    elif isinstance(cell.value, int) and cell.value < 0:
        row.said.problems.append("El avance no es negativo: para bajar lo informado, corrija el mes en que se informó.")
    elif cell.value is None and row.asked:
        row.said.problems.append("Escriba cuánto se hizo; si nada, 0.")
    else:
        row.done = cell.value if isinstance(cell.value, int) else None
    if row.done is None and not row.asked and (row.said.note or row.said.proof or row.said.files):
        row.said.problems.append("Escriba cuánto se hizo, o quite la nota y el respaldo.")


def _count(row: Row, of_all: Sequence[Given]) -> None:
    most = settings.EVIDENCIAS_POR_INFORME
    if len({each for _, each in row.kept} | {each.sha256 for each in (*row.said.files, *of_all)}) > most:
        row.said.problems.append(f"Caben {most} archivos en el informe de una operación.")


def _says(row: Row) -> bool:
    """Whether there is something to report of it: what nobody asks for counts if it says more than was known."""
    if row.done is None:
        return False
    news = row.done != (0 if row.operation.adds else row.operation.done_to(row.month))
    return row.asked or news or bool(row.said.note or row.said.proof or row.said.files)


def _line(row: Row, whole: Said) -> Line:
    """What is said of the whole report is of each operation that has nothing of its own."""
    own = bool(row.said.proof or row.said.files or row.kept)
    files = tuple(row.said.files if own else ())
    words = row.said.proof if own else whole.proof
    named = [*row.kept, *((each.name, each.sha256) for each in (files if own else whole.files))]
    assert row.done is not None
    return Line(row.operation.code, row.done, cell_of(words, named), row.said.note or whole.note, files)


def _pairs(rows: Iterable[Row], lines: Iterable[Line]) -> list[tuple[Row, Line]]:
    by_code = {row.operation.code: row for row in rows}
    return [(by_code[line.operacion], line) for line in lines]


def _corrects(row: Row, line: Line) -> bool:
    """Whether a value that was reported would be another."""
    told = row.operation.reports.get(row.month)
    return told is not None and told.done != line.done
