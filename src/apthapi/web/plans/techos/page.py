"""The matrix as its page shows it, and what comes back from its form."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote
from uuid import UUID, uuid4

from django.http import QueryDict

from apthapi.core.database import Database
from apthapi.core.money import format_amount
from apthapi.web.plans.techos.matrix import ENTITY, WHOLE, Amounts, Ceilings, Pair, UnitCeiling, written
from apthapi.web.plans.techos.storing import Entry, Place, Verdict

_MARK = "|"


class BadFormError(ValueError):
    """The form is not one that the page makes."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One techo: how it is named in the form, its text, what is stored, what the unit programs, and what is wrong."""

    name: str
    label: str
    text: str
    stored: int | None
    programado: int | None
    problem: str = ""
    choices: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A unit, or the entity, with its cells and how its total stands."""

    unidad: str
    nombre: str
    cells: tuple[Cell, ...]
    techo: int | None
    programado: int | None
    estado: str
    texto: str


@dataclass(frozen=True, slots=True)
class Balance:
    """How much of a column is given to units: `estado` as it is drawn, `texto` in words."""

    asignado: int
    techo: int | None
    estado: str
    texto: str


@dataclass(frozen=True, slots=True)
class Form:
    """What the person sent: the cells, the identity of the act, and what they confirmed."""

    entries: dict[Place, Entry] = field(default_factory=dict)
    envio: UUID = field(default_factory=uuid4)
    confirmed: tuple[str, ...] = ()


def read_form(data: QueryDict) -> Form:
    """Raises BadFormError."""
    try:
        before = json.loads(data.get("antes", "{}"))
        entries = {
            _place(name): Entry(str(text), _centavos(before.get(name)))
            for name, text in data.items()
            if name.startswith("t" + _MARK)
        }
        return Form(entries, UUID(data.get("envio", "")), tuple(data.getlist("confirmo")))
    except (AttributeError, TypeError, ValueError) as problem:
        raise BadFormError(f"El pedido no tiene la forma esperada: {problem}.") from None


def page(database: Database, plan: str, ceilings: Ceilings, form: Form, verdict: Verdict) -> dict[str, object]:
    """The context of templates/plans/techos.html."""
    names = _names(database, plan)
    maker = _Maker(ceilings, form, verdict)
    lines = [maker.line(each) for each in ceilings.units]
    entity = maker.entity()
    cells = (*entity.cells, *(cell for line in lines for cell in line.cells))
    return {
        "columnas": [(written(pair), *names(pair)) for pair in ceilings.pairs],
        "entidad": entity,
        "lineas": lines,
        "saldos": [_balance(ceilings, pair) for pair in ceilings.pairs],
        "saldo": _total_balance(ceilings),
        "antes": json.dumps({cell.name: cell.stored for cell in cells}),
        "envio": form.envio,
        "veredicto": verdict,
        "hay_problemas": len(verdict.cells),
    }


class _Maker:
    """Makes lines and cells from what is stored, with what the person wrote and was refused on top."""

    def __init__(self, ceilings: Ceilings, form: Form, verdict: Verdict) -> None:
        self.pairs = ceilings.pairs
        self.ceilings = ceilings
        self.form = form
        self.verdict = verdict

    def line(self, unit: UnitCeiling) -> Line:
        techo = sum(unit.techos.values()) if unit.techos else None
        programado = sum(unit.programado.values()) if unit.programado else None
        cells = self._cells(unit.unidad, unit.techos, unit.programado)
        return Line(unit.unidad, unit.nombre, cells, techo, programado, *_standing(unit, techo, programado))

    def entity(self) -> Line:
        techos = self.ceilings.entity
        techo = sum(techos.values()) if techos else None
        return Line(ENTITY, "Techo de la entidad", self._cells(ENTITY, techos, {}), techo, None, "", "")

    def _cells(self, unidad: str, techos: Amounts, programado: Amounts) -> tuple[Cell, ...]:
        return tuple(self._cell((unidad, pair), techos.get(pair), programado.get(pair)) for pair in self.pairs)

    def _cell(self, place: Place, stored: int | None, programado: int | None) -> Cell:
        unidad, pair = place
        entry = self.form.entries.get(place)
        shown = "" if stored is None else format_amount(stored)
        return Cell(
            _MARK.join(["t", *(quote(part, safe="") for part in (unidad, *pair))]),
            f"Techo de {unidad or 'la entidad'}, {'fuente ' if pair != WHOLE else ''}{written(pair)}",
            entry.text if entry else shown,
            stored,
            programado,
            self.verdict.cells.get(place, ""),
            tuple(self.verdict.choices.get(place, ())),
        )


def _standing(unit: UnitCeiling, techo: int | None, programado: int | None) -> tuple[str, str]:
    if techo is None:
        return "sin_techo", "Sin techo"
    if unit.excess:
        return "excede", f"Excede {format_amount(unit.excess)}"
    left = techo - (programado or 0)
    return ("falta", f"Sin programar {format_amount(left)}") if left else ("cuadra", "Cuadra")


def _balance(ceilings: Ceilings, pair: Pair) -> Balance:
    techo = ceilings.entity.get(pair)
    tells = pair != WHOLE and any(each != WHOLE for each in ceilings.entity)
    return _compared(ceilings.assigned(pair), 0 if techo is None and tells else techo)


def _total_balance(ceilings: Ceilings) -> Balance:
    return _compared(sum(ceilings.given.values()), sum(ceilings.entity.values()) if ceilings.entity else None)


def _compared(assigned: int, techo: int | None) -> Balance:
    if techo is None:
        return Balance(assigned, None, "sin_techo", "")
    left = techo - assigned
    if left < 0:
        return Balance(assigned, techo, "excede", f"Excede {format_amount(-left)}")
    return Balance(assigned, techo, "falta" if left else "cuadra", format_amount(left) if left else "Todo asignado")


def _names(database: Database, plan: str) -> _Names:
    of_year = "where gestion = (select gestion from planes where plan = ?)"
    fuentes: dict[str, str] = dict(database.query(f"select codigo, nombre from fuentes {of_year}", [plan]))
    organismos: dict[str, str] = dict(database.query(f"select codigo, nombre from organismos {of_year}", [plan]))
    return _Names(fuentes, organismos)


@dataclass(frozen=True, slots=True)
class _Names:
    fuentes: Mapping[str, str]
    organismos: Mapping[str, str]

    def __call__(self, pair: Pair) -> tuple[str, str]:
        """The names of a fuente and an organismo, as the classifiers of the gestión say them."""
        return self.fuentes.get(pair[0], ""), self.organismos.get(pair[1], "")


def _place(name: str) -> Place:
    _, unidad, fuente, organismo = (unquote(part) for part in name.split(_MARK))
    return unidad, (fuente, organismo)


def _centavos(value: object) -> int | None:
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    raise ValueError("«antes» es un número de centavos")
