"""The acts of an entity as Auditoría looks for them: filters, and pages that cost the same wherever they are."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from apthapi.core.database import Row

PER_PAGE = 30
LOOKED_AT, LOOKED_AT_FOR_TEXT = 20_000, 3_000
"""Acts that one request goes through at most; if it has not filled its page by then, the person says to go on."""
_MOST_CHANGES = 5_000
"""A text is not looked for inside of an act with more changes."""
_LARGEST = 2**63 - 1
"""The largest number that the databases keep."""
_ACCENTS = (
    ("á", "Á", "a"),
    ("é", "É", "e"),
    ("í", "Í", "i"),
    ("ó", "Ó", "o"),
    ("ú", "Ú", "u"),
    ("ü", "Ü", "u"),
    ("ñ", "Ñ", "n"),
)


@dataclass(frozen=True, slots=True)
class Filters:
    """What is looked for, as it came in the address; what makes no sense is left out."""

    persona: int | None = None
    cargo: int | None = None
    plan: str = ""
    unidad: str = ""
    clase: str = ""
    tabla: str = ""
    desde: date | None = None
    hasta: date | None = None
    texto: str = ""

    @property
    def any(self) -> bool:
        """Whether anything is looked for."""
        return self != Filters()


@dataclass(frozen=True, slots=True)
class Listed:
    """An act with its link, as stored."""

    numero: int
    acto: int
    envio: str
    momento: datetime
    clase: str
    plan: str
    unidad: str
    detalle: str
    persona: int | None
    cargo: int | None
    cambios: int
    previo: str
    huella: str


@dataclass(frozen=True, slots=True)
class Page:
    """Acts, the last first; where to go on (0: there is nothing before), and whether it stopped without filling it."""

    acts: list[Listed]
    before: int
    unfinished: bool


def filters_of(asked: Mapping[str, str]) -> Filters:
    """The filters of an address."""
    return Filters(
        whole_of(asked.get("persona", "")),
        whole_of(asked.get("cargo", "")),
        asked.get("plan", ""),
        asked.get("unidad", "").strip(),
        asked.get("clase", ""),
        asked.get("tabla", ""),
        _day(asked.get("desde", "")),
        _day(asked.get("hasta", "")),
        asked.get("q", "").strip(),
    )


def page_of(entidad: str, wanted: Filters, before: int | None) -> Page:
    """The acts before a link (None: from the head)."""
    top = (_head(entidad) + 1) if before is None else before
    bottom = max(top - (LOOKED_AT_FOR_TEXT if wanted.texto else LOOKED_AT), 0) if wanted.any else 0
    acts = list(_acts(entidad, wanted, bottom, top, f"order by e.numero desc limit {PER_PAGE + 1}"))
    if len(acts) > PER_PAGE:
        return Page(acts[:PER_PAGE], acts[PER_PAGE - 1].numero, False)
    return Page(acts, bottom if bottom > 1 else 0, bottom > 1)


def all_of(entidad: str, wanted: Filters) -> Iterator[Listed]:
    """All acts that the filters let through, the first first, some hundreds in memory at a time."""
    last, end = 0, _head(entidad)
    while last < end:
        some = list(_acts(entidad, wanted, last, last + 501, "order by e.numero"))
        yield from some
        last += 500


def the_act(entidades: Sequence[str], acto: int) -> tuple[str, Listed] | None:
    """One act, if it is in the chain of one of those entities."""
    if acto > _LARGEST:
        return None
    for entidad in entidades:
        with connection.cursor() as cursor:
            cursor.execute("select numero from audit_eslabon where acto = %s and entidad = %s", [acto, entidad])
            row = cursor.fetchone()
        if row:
            return entidad, next(_acts(entidad, Filters(), row[0] - 1, row[0] + 1, ""))
    return None


def _acts(entidad: str, wanted: Filters, above: int, below: int, order: str) -> Iterator[Listed]:
    conditions, values = _conditions(wanted)
    also = "".join(f" and {each}" for each in conditions)
    sql = (
        "select e.numero, a.id, a.envio, a.momento, a.clase, a.plan, a.unidad, a.detalle, a.persona_id, a.cargo_id, "
        "e.cambios, e.previo, e.huella from audit_eslabon e join process_acto a on a.id = e.acto "
        f"where e.entidad = %s and e.numero > %s and e.numero < %s{also} {order}"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [entidad, above, below, *values])
        for row in cursor.fetchall():
            yield _listed(row)


def _listed(row: Row) -> Listed:
    numero, acto, envio, moment, *more = row
    # SQLite keeps moments in UTC without saying so.
    when = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return Listed(numero, acto, str(envio).replace("-", ""), when, *more)


def _conditions(wanted: Filters) -> tuple[list[str], list[Any]]:
    pairs: list[tuple[str, list[Any]]] = []
    for column, value in (
        ("a.persona_id", wanted.persona),
        ("a.cargo_id", wanted.cargo),
        ("a.plan", wanted.plan),
        ("a.clase", wanted.clase),
    ):
        if value:
            pairs.append((f"{column} = %s", [value]))
    if wanted.unidad:
        pairs.append(("upper(a.unidad) = upper(%s)", [wanted.unidad]))
    if wanted.desde:
        pairs.append(("a.momento >= %s", [_moment(wanted.desde)]))
    if wanted.hasta and wanted.hasta < date.max:  # after the last day there is none
        pairs.append(("a.momento < %s", [_moment(wanted.hasta + timedelta(days=1))]))
    if wanted.tabla:
        pairs.append(("exists (select 1 from process_cambio c where c.acto = a.id and c.tabla = %s)", [wanted.tabla]))
    if wanted.texto:
        pairs.append(_text(wanted.texto))
    return [sql for sql, _ in pairs], [value for _, values in pairs for value in values]


def _text(text: str) -> tuple[str, list[Any]]:
    """In what the act says or in the rows that it changed, without minding accents or capitals."""
    plain = "".join(each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each)).lower()
    pattern = "%" + plain.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_") + "%"
    like = r"{} like %s escape '\'"
    rows = " or ".join(like.format(_folded(column)) for column in ("c.despues", "c.antes"))
    within = (
        f"e.cambios <= {_MOST_CHANGES} and exists (select 1 from process_cambio c where c.acto = a.id and ({rows}))"
    )
    return f"({like.format(_folded('a.detalle'))} or ({within}))", [pattern] * 3


def _folded(column: str) -> str:
    """The SQL of a text in small letters without accents: SQLite only knows those of English."""
    for letter, capital, plain in _ACCENTS:
        column = f"replace(replace({column}, '{letter}', '{plain}'), '{capital}', '{plain}')"
    return f"lower({column})"


def _head(entidad: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute("select numero from audit_cabeza where entidad = %s", [entidad])
        row: Any = cursor.fetchone()
    return int(row[0]) if row else 0


def _moment(day: date) -> object:
    """The beginning of a day in Bolivia, as the database keeps moments."""
    return connection.ops.adapt_datetimefield_value(timezone.make_aware(datetime.combine(day, time())))


def whole_of(text: str) -> int | None:
    """A number of an address; None if it is none that the database could have."""
    return int(text) if text.isdecimal() and len(text) < 18 else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
