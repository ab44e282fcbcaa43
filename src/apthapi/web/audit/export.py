"""The filtered acts as files: CSV for the Excel of an office, JSON with all that the seals are computed from."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.db import connection
from django.utils import timezone

from apthapi.web.accounts.models import Cargo, Persona
from apthapi.web.audit.canonical import moment_of
from apthapi.web.audit.kinds import title_of
from apthapi.web.audit.listing import Filters, Listed, all_of
from apthapi.web.plans.exports import plain_text

_COLUMNS = (
    *("eslabon", "acto", "fecha y hora", "persona", "cargo", "acto en palabras", "clase", "plan", "unidad", "detalle"),
    *("tabla", "renglon", "antes", "despues", "huella"),
)
_TOGETHER = 200
Change = tuple[Any, ...]


class _Line:
    """What csv writes to: it gives the line back."""

    def write(self, text: str) -> str:
        return text


def as_csv(entidad: str, wanted: Filters) -> Iterator[str]:
    """A line for each change, and one for an act without any; semicolons and a mark of UTF-8."""
    writer = csv.writer(_Line(), delimiter=";", lineterminator="\r\n")
    yield "\ufeff" + writer.writerow(_COLUMNS)
    people, positions = _Names(Persona), _Names(Cargo)
    for act, changes in _with_changes(entidad, wanted):
        when = timezone.localtime(act.momento).strftime("%d/%m/%Y %H:%M:%S")
        who = [people.of(act.persona) or "El sistema", positions.of(act.cargo)]
        start = [act.numero, act.acto, when, *who, title_of(act.clase), act.clase, act.plan, act.unidad, act.detalle]
        for _, tabla, renglon, _, _, before, after in changes or [(0, "", "", "", "", "", "")]:
            row = [*start, tabla, renglon, before, after, act.huella]
            yield writer.writerow([plain_text(str(each)) for each in row])


def as_json(entidad: str, wanted: Filters, head: str) -> Iterator[str]:
    """One document; the acts with their changes as they are sealed (docs/adr/0018)."""
    opening = {"entidad": entidad, "cabeza": head, "filtros": _written(wanted), "formato": "apthapi-traza-1"}
    yield json.dumps(opening, ensure_ascii=False)[:-1] + ', "actos": [\n'
    between = ""
    for act, changes in _with_changes(entidad, wanted):
        whole = {
            "eslabon": act.numero,
            "previo": act.previo,
            "huella": act.huella,
            "acto": act.acto,
            "envio": act.envio,
            "persona": act.persona,
            "cargo": act.cargo,
            "momento": moment_of(act.momento),
            "clase": act.clase,
            "plan": act.plan,
            "unidad": act.unidad,
            "detalle": act.detalle,
            "cambios": [dict(zip(_OF_A_CHANGE, change, strict=True)) for change in changes],
        }
        yield between + json.dumps(whole, ensure_ascii=False)
        between = ",\n"
    yield "\n]}\n"


_OF_A_CHANGE = ("numero", "tabla", "renglon", "plan", "unidad", "antes", "despues")


def _written(wanted: Filters) -> dict[str, str]:
    return {name: str(getattr(wanted, name)) for name in wanted.__dataclass_fields__ if getattr(wanted, name)}


def _with_changes(entidad: str, wanted: Filters) -> Iterator[tuple[Listed, list[Change]]]:
    acts = all_of(entidad, wanted)
    while some := list(islice(acts, _TOGETHER)):
        changes = _changes([each.acto for each in some])
        yield from ((each, changes.get(each.acto, [])) for each in some)


def _changes(acts: list[int]) -> dict[int, list[Change]]:
    found: dict[int, list[Change]] = {}
    marks = ", ".join("%s" for _ in acts)
    with connection.cursor() as cursor:
        cursor.execute(
            "select acto, id, tabla, renglon, plan, unidad, antes, despues from process_cambio "
            f"where acto in ({marks}) order by acto, id",
            acts,
        )
        for acto, *change in cursor.fetchall():
            found.setdefault(acto, []).append(tuple(change))
    return found


class _Names:
    """The names of people or positions, each asked for once."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._known: dict[int | None, str] = {None: ""}

    def of(self, key: int | None) -> str:
        """The name; empty for nobody."""
        if key not in self._known:
            self._known[key] = str(self._model.objects.get(pk=key))
        return self._known[key]
