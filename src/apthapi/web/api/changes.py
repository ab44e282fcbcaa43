"""What happened to the versions and to the parts of the units, in the order in which it was kept.

The number of each change is that of its act in the chain of the entity (ADR 18). Acts of an entity take it one after
the other at the end of their transaction, so whoever has seen a number has seen all that are smaller: asking for what
came after the last one leaves out nothing and tells nothing twice.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from apthapi.web.api.asked import Answer, Asked, Made, as_json
from apthapi.web.api.parameters import LARGEST, USUAL, Parameter
from apthapi.web.api.who import Bearer
from apthapi.web.audit.models import Eslabon
from apthapi.web.plans.live import live
from apthapi.web.portal.published import APPROVED
from apthapi.web.process.models import Acto, ParteDeUnidad, Version
from apthapi.web.wall.sight import everything

_VERSIONS, _PARTS = Version._meta.db_table, ParteDeUnidad._meta.db_table
_SINCE = Parameter(
    "desde", "El «siguiente» de la respuesta anterior: vienen los cambios posteriores.", 0, False, 0, LARGEST
)
_MOST = Parameter("limite", "Cuántos actos trae la respuesta.", USUAL, False, 1, 1000)
PARAMETERS = (_SINCE, _MOST)
PUBLIC_PARAMETERS = (Parameter("entidad", "Código de la entidad cuyos cambios se piden.", required=True), *PARAMETERS)

PUBLISHED, WITHDRAWN, REPLACED = "publicada", "retirada", "reemplazada"

_HEAD = {
    "numero": {"type": "integer", "description": "Del acto en la cadena de la entidad"},
    "momento": {"type": "string", "format": "date-time"},
    "plan": {"type": "string"},
}
_TOLD = {"anyOf": [{"type": "string"}, {"type": "null"}]}


def _schema(row: dict[str, Any]) -> dict[str, Any]:
    item = {"type": "object", "required": list(row), "properties": row, "additionalProperties": False}
    properties = {
        "datos": {"type": "array", "items": item},
        "siguiente": {"type": "integer", "description": "El «desde» del próximo pedido, haya más cambios o no"},
        "hay_mas": {"type": "boolean"},
    }
    return {"type": "object", "required": list(properties), "properties": properties, "additionalProperties": False}


PUBLIC_SCHEMA = _schema(_HEAD | {"que": {"enum": [PUBLISHED, WITHDRAWN, REPLACED]}})
SCHEMA = _schema(
    _HEAD
    | {
        "que": {"enum": ["version", "unidad"]},
        "unidad": {"type": "string"},
        "acto": {"type": "string", "description": "Clase del acto"},
        "antes": _TOLD,
        "despues": _TOLD,
    }
)


@dataclass(frozen=True, slots=True)
class Moved:
    """A version or a part of a unit before and after an act, by column; empty where it was not there."""

    number: int
    moment: datetime
    kind: str
    plan: str
    unit: str
    is_part: bool
    before: Mapping[str, Any]
    after: Mapping[str, Any]


def public(asked: Asked) -> Answer:
    """What was published, withdrawn or replaced of an entity."""
    wanted = asked.values["entidad"]
    return Answer(lambda: _made(asked, wanted, [_VERSIONS], _as_published))


def own(asked: Asked) -> Answer:
    """The changes of state that the position may see: of the versions, and of the parts of all units or of its own."""
    who = asked.who
    assert isinstance(who, Bearer)
    unit = "" if who.may("ver_tablero") else who.ficha.cargo.unidad

    def tell(moved: Moved) -> dict[str, object] | None:
        states = (moved.before.get("estado"), moved.after.get("estado"))
        if states[0] == states[1] or (moved.is_part and unit not in ("", moved.unit)):
            return None
        told = {"que": "unidad" if moved.is_part else "version", "unidad": moved.unit, "acto": moved.kind}
        return told | {"antes": states[0], "despues": states[1]}

    return Answer(lambda: _made(asked, who.entity(), [_VERSIONS, _PARTS], tell))


def published_since(entidad: str) -> dict[str, Moved]:
    """By its plan, the act that published each version of an entity the last time."""
    found = _moved(entidad, [_VERSIONS], 0)
    return {each.plan: each for each in found if _word(each) == PUBLISHED}


def _as_published(moved: Moved) -> dict[str, object] | None:
    word = _word(moved)
    return {"que": word} if word else None


def _word(moved: Moved) -> str:
    """What the act did to what is public; empty if nothing."""
    was, is_ = _is_public(moved.before), _is_public(moved.after)
    if was != is_:
        return PUBLISHED if is_ else WITHDRAWN
    return REPLACED if is_ and moved.before.get("estado") != moved.after.get("estado") else ""


def _is_public(row: Mapping[str, Any]) -> bool:
    return bool(row.get("publicada")) and row.get("estado") in APPROVED


def _made(asked: Asked, entidad: str, tables: Sequence[str], tell: Callable[[Moved], dict[str, object] | None]) -> Made:
    since, most = asked.values["desde"], asked.values["limite"]
    rows: list[dict[str, object]] = []
    last, acts, more = since, set[int](), False
    for moved in _moved(entidad, tables, since):
        told = tell(moved)
        if told is None:
            continue
        if moved.number not in acts and len(acts) == most:
            more = True
            break
        acts.add(moved.number)
        last = moved.number
        moment = moved.moment.isoformat()
        rows.append({"numero": moved.number, "momento": moment, "plan": moved.plan, **told})
    made = as_json({"datos": rows, "siguiente": last, "hay_mas": more})
    return Made(made.body, str(last) if more else "")


def _moved(entidad: str, tables: Sequence[str], since: int) -> list[Moved]:
    """What acts of the entity after that number did to rows of those tables, act by act."""
    if list(tables) == [_VERSIONS]:
        with everything("that a version is published no more is public too, and of it nothing else is told"):
            return _read(entidad, tables, since)
    return _read(entidad, tables, since)


def _read(entidad: str, tables: Sequence[str], since: int) -> list[Moved]:
    marks = ", ".join("?" for _ in tables)
    rows = live().query(
        "select e.numero, a.momento, a.clase, c.plan, c.unidad, c.tabla, c.antes, c.despues "
        f"from process_cambio c join {Eslabon._meta.db_table} e on e.acto = c.acto "
        f"join {Acto._meta.db_table} a on a.id = c.acto "
        f"where c.tabla in ({marks}) and e.entidad = ? and e.numero > ? order by e.numero, c.id",
        [*tables, entidad, since],
    )
    return [
        Moved(number, _moment(moment), kind, plan, unit, table == _PARTS, _row(before), _row(after))
        for number, moment, kind, plan, unit, table, before, after in rows
    ]


def _row(text: str) -> Mapping[str, Any]:
    return json.loads(text) if text else {}


def _moment(value: Any) -> datetime:
    """With its zone: SQLite keeps UTC without saying so."""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
