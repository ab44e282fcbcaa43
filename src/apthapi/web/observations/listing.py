"""Observations as they are shown: what the cell says now, whether its row is gone, what was answered, what one may do.

A list costs the same few queries whatever its length.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.urls import reverse

from apthapi.core.schema import ROW
from apthapi.core.tables import TABLES
from apthapi.web.accounts.models import Rol
from apthapi.web.observations.answering import STEPS, Step, offered
from apthapi.web.observations.models import OPEN, EstadoDeObservacion, Intervencion, Observacion
from apthapi.web.observations.severities import SEVERITIES, Severity
from apthapi.web.plans.history import written
from apthapi.web.plans.live import live
from apthapi.web.plans.rows import in_parts
from apthapi.web.process.models import Acto, Cambio
from apthapi.web.process.permisos import Situacion, hoy

_NOTED = {"seguir": "Sigue de la versión anterior"}


@dataclass(frozen=True, slots=True)
class Told:
    """One step of the history: who (position), when, what and with which words."""

    who: str
    when: datetime
    what: str
    text: str
    persona: int | None = None


@dataclass(frozen=True, slots=True)
class Removed:
    """The row of an observation is gone: who removed it, and when, as far as it is known."""

    who: str
    when: datetime | None


@dataclass(frozen=True, slots=True)
class Shown:
    """An observation with all that a page says of it."""

    it: Observacion
    severity: Severity
    url: str
    now: str
    changed: bool
    removed: Removed | None
    history: tuple[Told, ...]
    steps: tuple[Step, ...]
    is_new: bool

    @property
    def overdue(self) -> bool:
        """Whether nobody answered it in time."""
        return is_overdue(self.it)

    @property
    def days(self) -> int | None:
        """Days left to answer it; None if it has no limit."""
        return None if self.it.vence is None else (self.it.vence - hoy()).days

    @property
    def answerer(self) -> str:
        """Who is asked for an answer."""
        return str(Rol(self.it.destinatario).label)

    @property
    def reply(self) -> str:
        """The last answer, if there is one."""
        said = [each for each in self.history if each.what == STEPS["responder"].past]
        return said[-1].text if said else ""


def is_overdue(observacion: Observacion) -> bool:
    """Whether it waits for an answer and its date has passed."""
    waits = observacion.estado == EstadoDeObservacion.ABIERTA
    return waits and observacion.vence is not None and observacion.vence < hoy()


def heaviest_first(found: QuerySet[Observacion]) -> QuerySet[Observacion]:
    """Those that wait first, the heaviest of them first."""
    by_weight = Case(
        *(When(severidad=key, then=Value(at)) for at, key in enumerate(SEVERITIES)),
        default=Value(99),
        output_field=IntegerField(),
    )
    states = EstadoDeObservacion.values
    by_state = Case(*(When(estado=key, then=Value(at)) for at, key in enumerate(states)), output_field=IntegerField())
    return found.order_by(by_state, by_weight, F("vence").asc(nulls_last=True), "unidad", "numero")


def shown(situacion: Situacion, found: Iterable[Observacion], *, since: Mapping[str, int] | None = None) -> list[Shown]:
    """Each with what is told of it. `since` is the last act that the person had seen of each unit."""
    return _all(list(found), situacion, since)


def told_of(found: Iterable[Observacion]) -> list[Shown]:
    """The same for nobody in particular: without what one may do, or what is new to one."""
    return _all(list(found), None, None)


def _all(observations: list[Observacion], situacion: Situacion | None, since: Mapping[str, int] | None) -> list[Shown]:
    rows = _rows_now(observations)
    removed = _who_removed([each for each in observations if each.renglon and (each.tabla, each.renglon) not in rows])
    told = _histories(observations)
    return [_shown(situacion, each, rows, removed, told.get(each.pk, ()), since) for each in observations]


def _shown(
    situacion: Situacion | None,
    each: Observacion,
    rows: Mapping[tuple[str, int], dict[str, Any]],
    removed: Mapping[tuple[str, int], Removed],
    told: tuple[Told, ...],
    since: Mapping[str, int] | None,
) -> Shown:
    place = (each.tabla, each.renglon or 0)
    row = rows.get(place)
    now = written(TABLES[each.tabla].column(each.columna), row[each.columna]) if row and each.columna else ""
    seen = None if since is None else since.get(each.unidad, 0)
    last = told[-1].persona if told else each.persona_id
    return Shown(
        it=each,
        severity=SEVERITIES.get(each.severidad) or next(iter(SEVERITIES.values())),
        url=_url(each, there=row is not None or each.renglon is None),
        now=now,
        changed=bool(row and each.columna and now != each.valor),
        removed=removed.get(place, Removed("", None)) if each.renglon and row is None else None,
        history=told,
        steps=tuple(offered(situacion, each)) if situacion else (),
        is_new=situacion is not None and seen is not None and each.ultimo_acto > seen and last != situacion.persona.pk,
    )


def _url(each: Observacion, *, there: bool) -> str:
    """The page of the cell, and after `#` where in it."""
    where = f"#{each.vista}/{each.renglon}/{each.columna}" if there and each.renglon else ""
    if each.unidad:
        if not each.paso:
            return reverse("unidad", args=[each.plan, each.unidad])
        page = reverse("paso", args=[each.plan, each.unidad, each.paso])
        return f"{page}?hoja={each.vista}{where}" if each.vista else page
    if each.paso == "techos":
        return reverse("techos_ley", args=[each.plan]) + where
    return reverse("estructura_planillas", args=[each.plan]) + where if each.vista else ""


def _rows_now(observations: Sequence[Observacion]) -> dict[tuple[str, int], dict[str, Any]]:
    """The rows that they are pinned to, as they are stored; one query a table."""
    wanted: dict[str, set[int]] = {}
    for each in observations:
        if each.renglon:
            wanted.setdefault(each.tabla, set()).add(each.renglon)
    plans = sorted({each.plan for each in observations})
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for table, renglones in wanted.items():
        for some in in_parts(sorted(renglones)):
            sql = f"select * from {table} where plan in ({_marks(plans)}) and {ROW} in ({_marks(some)})"
            found |= {(table, row[ROW]): row for row in live().dicts(sql, [*plans, *some])}
    return found


def _who_removed(gone: Sequence[Observacion]) -> dict[tuple[str, int], Removed]:
    if not gone:
        return {}
    tables, renglones = {each.tabla for each in gone}, {each.renglon for each in gone if each.renglon}
    changes = Cambio.objects.filter(tabla__in=tables, renglon__in=renglones, despues="").order_by("pk")
    by_place = {(tabla, renglon): acto for tabla, renglon, acto in changes.values_list("tabla", "renglon", "acto")}
    acts = Acto.objects.select_related("cargo").in_bulk(set(by_place.values()))
    return {
        place: Removed(str(acts[acto].cargo or "El sistema"), acts[acto].momento)
        for place, acto in by_place.items()
        if acto in acts
    }


def _histories(observations: Sequence[Observacion]) -> dict[int, tuple[Told, ...]]:
    found: dict[int, list[Told]] = {}
    said = Intervencion.objects.filter(observacion__in=[each.pk for each in observations])
    for each in said.select_related("cargo").order_by("observacion_id", "pk"):
        what = STEPS[each.clase].past if each.clase in STEPS else _NOTED.get(each.clase, each.clase)
        found.setdefault(each.observacion_id, []).append(
            Told(str(each.cargo or "El sistema"), each.momento, what, each.texto, each.persona_id)
        )
    return {pk: tuple(steps) for pk, steps in found.items()}


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" for _ in values)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many of a unit wait for an answer, are answered, stop, and are overdue."""

    waiting: int = 0
    answered: int = 0
    stopping: int = 0
    overdue: int = 0

    @property
    def open(self) -> int:
        """How many are not closed."""
        return self.waiting + self.answered


def counts_of(plan: str, unidad: str | None = None) -> dict[str, Counts]:
    """The counts of each unit that has any open one ('' is the plan itself); one query."""
    found = Observacion.objects.filter(plan=plan, estado__in=OPEN)
    found = found if unidad is None else found.filter(unidad=unidad)
    waiting = Q(estado=EstadoDeObservacion.ABIERTA)
    rows = found.values("unidad").annotate(
        waiting=Count("pk", filter=waiting),
        answered=Count("pk", filter=Q(estado=EstadoDeObservacion.RESPONDIDA)),
        stopping=Count("pk", filter=Q(severidad__in=[key for key, each in SEVERITIES.items() if each.stops])),
        overdue=Count("pk", filter=waiting & Q(vence__lt=hoy())),
    )
    return {
        row["unidad"]: Counts(row["waiting"], row["answered"], row["stopping"], row["overdue"])
        for row in rows.order_by("unidad")
    }


def all_of(counts: Mapping[str, Counts]) -> Counts:
    """The counts of all units together."""
    each = counts.values()
    return Counts(
        sum(one.waiting for one in each),
        sum(one.answered for one in each),
        sum(one.stopping for one in each),
        sum(one.overdue for one in each),
    )


def marks_of(plan: str, unidad: str, vista: str) -> tuple[list[list[object]], int]:
    """The marks on a sheet as docs/web.md says, and the last act on any observation of the part; one query."""
    rows = Observacion.objects.filter(plan=plan, unidad=unidad).values_list(
        "vista", "renglon", "columna", "severidad", "numero", "estado", "ultimo_acto"
    )
    marks: list[list[object]] = []
    last = 0
    for sheet, renglon, column, severity, number, state, act in rows.order_by("numero"):
        last = max(last, act)
        if sheet == vista and renglon and state in OPEN:
            marks.append([renglon, column, severity, number])
    return marks, last
