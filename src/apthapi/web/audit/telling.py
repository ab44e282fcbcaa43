"""Acts for the screen of Auditoría: who, as what, and what each cell said before and after, with the way to it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from django.urls import reverse

from apthapi.core.sheets import SHEETS
from apthapi.core.tables import TABLES
from apthapi.web.accounts.models import Cargo, Persona
from apthapi.web.audit.kinds import title_of
from apthapi.web.audit.listing import Listed
from apthapi.web.plans.history import Told, sheet_of, tell, titles_of, written
from apthapi.web.plans.saving import SAVE
from apthapi.web.process.models import Cambio

SHOWN = 6
"""Changes of an act that the list shows; its own page has all of them."""
PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class ToldChange:
    """A change of a row: its cells, and the address where the row is now (empty if it has none).

    `values` are those of a row that came or went.
    """

    pk: int
    cells: list[Told]
    link: str
    values: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ToldAct:
    """An act for people; `lines` are what it says of itself."""

    act: Listed
    what: str
    persona: str
    cargo: str
    lines: list[str]
    changes: list[ToldChange]

    @property
    def more(self) -> int:
        """Changes that are not shown."""
        return self.act.cambios - len(self.changes)


def told(acts: Sequence[Listed], *, shown: int = SHOWN) -> list[ToldAct]:
    """The acts in words, with the first changes of each. Four queries, however many they are."""
    people = Persona.objects.in_bulk([each.persona for each in acts if each.persona])
    positions = Cargo.objects.in_bulk([each.cargo for each in acts if each.cargo])
    changes = _first([each.acto for each in acts], shown)
    return [
        ToldAct(
            each,
            title_of(each.clase),
            str(people[each.persona]) if each.persona else "El sistema",
            str(positions[each.cargo]) if each.cargo else "",
            _lines(each),
            [change_in_words(change) for change in changes.get(each.acto, [])],
        )
        for each in acts
    ]


def changes_after(acto: int, after: int) -> list[ToldChange]:
    """A page of the changes of an act, in order, and one more if there are."""
    found = Cambio.objects.filter(acto=acto, pk__gt=after).order_by("acto", "pk")[: PER_PAGE + 1]
    return [change_in_words(each) for each in found]


def change_in_words(change: Cambio) -> ToldChange:
    """The cells of a change, and the way to its row."""
    values = [] if change.antes and change.despues else _values(change)
    return ToldChange(change.pk, list(tell(change)), _link(change), values)


def _values(change: Cambio) -> list[tuple[str, str]]:
    """What a row of the format said, without what was blank and what only the system reads."""
    row = json.loads(change.despues or change.antes)
    if change.tabla not in TABLES:
        return []
    titles = titles_of(change.tabla, row)
    columns = TABLES[change.tabla].columns
    return [
        (titles.get(each.name, each.name.replace("_", " ").capitalize()), written(each, row[each.name]))
        for each in columns
        if row.get(each.name) not in (None, "")
    ]


def _lines(act: Listed) -> list[str]:
    """What the act says; of a save, that is the sheet that was written in."""
    if act.clase == SAVE:
        return [SHEETS[act.detalle].title] if act.detalle in SHEETS else []
    return act.detalle.splitlines()


def _first(acts: Iterable[int], shown: int) -> dict[int, list[Cambio]]:
    place = Window(RowNumber(), partition_by=[F("acto")], order_by=[F("pk")])
    first = Cambio.objects.filter(acto__in=list(acts)).annotate(place=place).filter(place__lte=shown)
    found: dict[int, list[Cambio]] = {}
    for each in Cambio.objects.filter(pk__in=first.values("pk")).order_by("pk"):
        found.setdefault(each.acto, []).append(each)
    return found


def _link(change: Cambio) -> str:
    """Where the row is filled in; a row that is gone, or that no sheet of a unit shows, is nowhere."""
    if not change.despues or not change.unidad or change.tabla not in TABLES:
        return ""
    sheet = sheet_of(change.tabla, json.loads(change.despues))
    if sheet is None or not sheet.of_unit:
        return ""
    page = reverse("paso", args=[change.plan, change.unidad, sheet.step])
    return f"{page}?hoja={sheet.name}#{sheet.name}/{change.renglon}/"
