"""How well forms were read, against the rows that they were printed from: by kind of datum, how many came out how."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from apthapi.core.fields import Value
from apthapi.core.package import Package
from apthapi.formats.scan.alike import folded
from apthapi.formats.scan.reading import Certainty, ReadCell, ReadForm, ReadRow

Rows = Sequence[Mapping[str, Value]]


class Outcome(StrEnum):
    """What became of a cell. `OFFERED`: its value is wrong, but the true one is among its options."""

    RIGHT_CERTAIN = "bien y cierto"
    RIGHT_DOUBTFUL = "bien, dudoso"
    OFFERED = "mal, dudoso, ofrecido"
    WRONG_DOUBTFUL = "mal y dudoso"
    UNREAD = "no leído"
    WRONG_CERTAIN = "MAL Y CIERTO"


@dataclass(frozen=True, slots=True)
class Kind:
    """What is counted of a table: its key in the form, and a name (Spanish) for each column."""

    key: tuple[str, ...]
    names: Mapping[str, str]


KINDS = {
    "formulario04": Kind(("fila", "fuente"), {"importe": "importes del formulario 04"}),
    "acp_unidad": Kind(
        ("acp",),
        {
            "acp": "códigos de ACP",
            "ae": "códigos de acción estratégica",
            "ponderacion": "ponderaciones",
            "texto_acp": "textos de ACP",
            "productos_esperados": "productos",
            "beneficiarios": "beneficiarios",
        },
    ),
    "situacion": Kind(
        ("cuadrante", "orden"),
        {"factor": "factores", "acciones": "códigos de acción de la situación", "incidencia": "incidencias"},
    ),
    "requerimientos": Kind(
        ("linea",),
        {"cantidad": "cantidades", "precio_unitario": "precios", "importe": "importes de formularios 03"},
    ),
}


@dataclass(slots=True)
class Accuracy:
    """The count by kind and outcome; `wrong` names the cells that are wrong and certain, or lost (for people)."""

    counts: Counter[tuple[str, Outcome]] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, other: Accuracy) -> None:
        """Count another one too."""
        self.counts.update(other.counts)
        self.wrong += other.wrong

    def of(self, kind: str, *outcomes: Outcome) -> int:
        """How many cells of a kind came out so; of all outcomes if none is named."""
        return sum(self.counts[kind, outcome] for outcome in outcomes or tuple(Outcome))

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds that were counted, in their order."""
        counted = {kind for kind, _ in self.counts}
        return tuple(name for kind in KINDS.values() for name in kind.names.values() if name in counted)


def truth_of(package: Package, plan: str, unidad: str, form: str) -> tuple[str, Rows]:
    """The table of a form and the rows of the unit as its paper prints them: blank cells are not printed."""
    table = {"01": "situacion", "02": "acp_unidad", "04": "formulario04"}.get(form, "requerimientos")
    of_form = " and formulario = ?" if table == "requerimientos" else ""
    sql = f"select * from {table} where plan = ? and unidad = ?{of_form} order by renglon"
    rows = package.dicts(sql, (plan, unidad, *([form] if of_form else [])))
    if table == "formulario04":
        rows += _also_printed(package, plan, unidad, rows)
    if table == "situacion":
        _in_order(rows)
    return table, rows


def _in_order(rows: Sequence[dict[str, Value]]) -> None:
    """The factors of each quadrant counted from 1: the paper prints them in their order, without their number."""
    seen: Counter[Value] = Counter()
    for row in sorted(rows, key=lambda each: int(str(each["orden"]))):
        seen[row["cuadrante"]] += 1
        row["orden"] = seen[row["cuadrante"]]


def _also_printed(package: Package, plan: str, unidad: str, rows: Rows) -> list[dict[str, Value]]:
    """What our form 04 prints besides the declared rows: the techo (by fuente, in all), its own total once more."""
    declared = {(row["fila"], row["fuente"]): row["importe"] for row in rows}
    techos = package.database.query(
        "select fuente, sum(importe) from techos where plan = ? and unidad = ? group by fuente", (plan, unidad)
    )
    printed = {fuente: int(importe) for fuente, importe in techos if fuente and importe is not None}
    whole = [int(importe) for fuente, importe in techos if not fuente and importe is not None]
    if techos:
        printed["total"] = whole[0] if whole else sum(printed.values())
    more: list[dict[str, Value]] = [
        {"fila": "techo", "fuente": fuente, "importe": importe}
        for fuente, importe in printed.items()
        if ("techo", fuente) not in declared
    ]
    total = declared.get(("total", "total"))
    if ("total_f4", "total") not in declared and total is not None:
        more.append({"fila": "total_f4", "fuente": "total", "importe": total})
    return more


def compare(form: ReadForm, table: str, truth: Rows, name: str = "") -> Accuracy:
    """Count every cell of the truth, and every cell that was read where the truth has none."""
    kind = KINDS[table]
    found = Accuracy()
    read = [row for row in form.rows if row.table == table]
    matched = _matched(read, kind, truth)
    for row, at in zip(truth, matched, strict=True):
        mine = None if at is None else read[at]
        for column, label in kind.names.items():
            if row.get(column) not in (None, ""):
                sure = mine is not None and _may_be(mine, kind.key, row, best=True)
                outcome = _outcome(mine, column, row[column], sure=sure)
                _count(found, label, outcome, f"{name} {_shown(kind, row)} {column}", row[column])
    for at, extra in enumerate(read):
        if at not in matched:
            for column, label, outcome in _extra(extra, kind):
                _count(found, label, outcome, f"{name} de más: {column}", None)
    return found


def _matched(read: Sequence[ReadRow], kind: Kind, truth: Rows) -> list[int | None]:
    """The row that was read for each true one: by the values of its key, else by their options.

    Where options let one row be several, as many true rows as can have one that offers all that they hold.
    """
    taken: dict[int, int] = {}

    def take(number: int, found: Iterable[int]) -> None:
        if (at := next((at for at in found if at not in taken), None)) is not None:
            taken[at] = number

    for number, row in enumerate(truth):
        take(number, _like(read, kind.key, row, best=True))
    holding = [[column for column in kind.names if row.get(column) not in (None, "")] for row in truth]
    offering = [
        list(_like(read, (*kind.key, *columns), row, best=False)) for columns, row in zip(holding, truth, strict=True)
    ]
    for number in sorted(set(range(len(truth))) - set(taken.values())):
        if not _find_room(number, offering, taken, set()):
            take(number, _like(read, kind.key, truth[number], best=False))
    of = {number: at for at, number in taken.items()}
    return [of.get(number) for number in range(len(truth))]


def _like(read: Sequence[ReadRow], columns: Sequence[str], row: Mapping[str, Value], *, best: bool) -> Iterator[int]:
    return (at for at, each in enumerate(read) if _may_be(each, columns, row, best=best))


def _find_room(number: int, may: Sequence[Sequence[int]], taken: dict[int, int], tried: set[int]) -> bool:
    """Give a true row one of the rows that may be it, moving others to another of theirs if need be."""
    for at in may[number]:
        if at not in tried:
            tried.add(at)
            if at not in taken or _find_room(taken[at], may, taken, tried):
                taken[at] = number
                return True
    return False


def _may_be(read: ReadRow, columns: Iterable[str], row: Mapping[str, Value], *, best: bool) -> bool:
    """Whether what was read in those columns, its options too unless only the best, is what the true row holds."""
    cells = [(read.cell(column), row[column]) for column in columns]
    return all(cell and any(_same(each, true) for each in _values(cell, best=best)) for cell, true in cells)


def _values(cell: ReadCell, *, best: bool) -> tuple[Value, ...]:
    return (cell.value,) if best else (cell.value, *(option.value for option in cell.options))


def _outcome(row: ReadRow | None, column: str, true: Value, *, sure: bool) -> Outcome:
    cell = row.cell(column) if row else None
    if not cell or (cell.value is None and not cell.options) or cell.certainty is Certainty.UNREAD:
        return Outcome.UNREAD
    if sure and _same(cell.value, true):
        certain = cell.certainty is Certainty.CERTAIN
        return Outcome.RIGHT_CERTAIN if certain else Outcome.RIGHT_DOUBTFUL
    if cell.certainty is Certainty.CERTAIN:
        return Outcome.WRONG_CERTAIN
    offered = any(_same(value, true) for value in _values(cell, best=False))
    return Outcome.OFFERED if offered else Outcome.WRONG_DOUBTFUL


def _same(value: Value, true: Value) -> bool:
    if isinstance(value, str) and isinstance(true, str):
        return folded(value) == folded(true)
    return value == true


def _extra(row: ReadRow, kind: Kind) -> Iterator[tuple[str, str, Outcome]]:
    for column, label in kind.names.items():
        cell = row.cell(column)
        if cell and cell.value not in (None, "") and cell.certainty is not Certainty.UNREAD:
            certain = cell.certainty is Certainty.CERTAIN
            yield column, label, Outcome.WRONG_CERTAIN if certain else Outcome.WRONG_DOUBTFUL


def _count(found: Accuracy, label: str, outcome: Outcome, where: str, true: Value) -> None:
    found.counts[label, outcome] += 1
    if outcome in (Outcome.WRONG_CERTAIN, Outcome.UNREAD):
        found.wrong.append(f"{where.strip()}: {outcome.value}; lo verdadero es {true!r}")


def _shown(kind: Kind, row: Mapping[str, Value]) -> str:
    return " ".join(str(row[column]) for column in kind.key)
