"""What the law approved, what modified it and what is in force, by any dimension of a budget, beside what the POA says.

Nothing is stored: it is added up each time from the rows of the plan and of those that it replaces.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from apthapi.compare.facts import Ask
from apthapi.core.package import Package
from apthapi.rules.readings import prepare

NEEDS = "aprobado_categoria aprobado_fuente aprobado_grupo modificacion_anio dinero total_unidad planes unidades"
"""The readings and tables that the questions of this module name."""
_PAIR = "case when organismo = '' then fuente else fuente || '-' || organismo end"
_UNIT_OF = (
    "(select plan, categoria, min(unidad) as unidad from unidades where categoria <> '' "
    "group by plan, categoria having count(*) = 1)"
)
"""The unit of a category; one of several units, or of none, is of nobody."""
_OF_UNIT = f"left join {_UNIT_OF} u on u.plan = x.plan and u.categoria = x.categoria"
_PARTIDA = "select codigo, nombre from objeto_gasto o join planes p on p.gestion = o.gestion and p.plan = ?"


@dataclass(frozen=True, slots=True)
class Dimension:
    """By what a budget is added up: its title, its code in the rows of the POA, and where the law tells it."""

    title: str
    code: str
    approved: str = ""
    modified: str = ""
    labels: str = ""


DIMENSIONS: Mapping[str, Dimension] = MappingProxyType(
    {
        "categoria": Dimension(
            "Categoría",
            "categoria",
            "select categoria, importe from aprobado_categoria where plan = ?",
            labels=f"select categoria, unidad from {_UNIT_OF} u where plan = ?",
        ),
        "unidad": Dimension(
            "Unidad",
            "unidad",
            f"select coalesce(u.unidad, ''), x.importe from aprobado_categoria x {_OF_UNIT} where x.plan = ?",
            f"select case when x.unidad <> '' then x.unidad else coalesce(u.unidad, '') end, x.importe, x.pendiente "
            f"from modificacion_anio x {_OF_UNIT} where x.plan = ?",
            "select unidad, nombre from unidades where plan = ?",
        ),
        "grupo": Dimension(
            "Grupo del gasto", "grupo", "select grupo, importe from aprobado_grupo where plan = ?", labels=_PARTIDA
        ),
        "partida": Dimension("Partida", "partida", labels=_PARTIDA),
        "fuente": Dimension(
            "Fuente",
            "fuente",
            "select fuente, importe from aprobado_fuente where plan = ?",
            labels="select codigo, nombre from fuentes f join planes p on p.gestion = f.gestion and p.plan = ?",
        ),
        "organismo": Dimension(
            "Fuente y organismo", _PAIR, f"select {_PAIR}, importe from aprobado_fuente where plan = ?"
        ),
    }
)
"""The dimensions of a budget. The law tells no partida: by it, only what the POA says is known."""


@dataclass(frozen=True, slots=True)
class Stand:
    """One code of a dimension, in centavos; None is not known.

    `approved` is of the law and `modified` every modification since; `lines` is what the POA programmes and `pending`
    the modifications that its lines do not have yet.
    """

    code: str
    label: str
    approved: int | None
    modified: int
    lines: int | None
    pending: int
    whole: bool = True
    """Whether `lines` is all that the POA programmes: a sum without the units that show no money is not."""

    @property
    def standing(self) -> int | None:
        """What is in force: what was approved and every modification."""
        return None if self.approved is None else self.approved + self.modified

    @property
    def of_poa(self) -> int | None:
        """What the POA says is in force: its lines and the modifications that they do not have."""
        return None if self.lines is None else self.lines + self.pending

    @property
    def gap(self) -> int | None:
        """What the POA says less what is in force."""
        if self.of_poa is None or self.standing is None or not self.whole:
            return None
        return self.of_poa - self.standing


@dataclass(frozen=True, slots=True)
class Budget:
    """The budget of a plan by a dimension, its sum, and the units whose money is not known, which are not in it."""

    dimension: str
    rows: tuple[Stand, ...]
    total: Stand
    unknown: tuple[str, ...]


def budget(package: Package, plan: str, dimension: str) -> Budget:
    """The budget of a plan of a package by a dimension of DIMENSIONS; KeyError for any other."""
    prepare(package.database, [NEEDS])
    return budget_of(package.database.query, plan, dimension)


def budget_of(ask: Ask, plan: str, dimension: str) -> Budget:
    """The same, from whoever answers queries over the readings."""
    by = DIMENSIONS[dimension]
    approved = _sums(ask(by.approved, [plan])) if by.approved else {}
    changes = ask(by.modified or f"select {by.code}, importe, pendiente from modificacion_anio where plan = ?", [plan])
    modified = _sums([(code, amount) for code, amount, _ in changes])
    pending = _sums([(code, amount) for code, amount, waits in changes if waits == "si"])
    lines = _sums(ask(f"select {by.code}, importe from dinero where plan = ?", [plan]))
    labels: dict[str, str] = dict(ask(by.labels, [plan])) if by.labels else {}
    codes = sorted(approved.keys() | modified.keys() | lines.keys(), key=lambda code: (not code, code))
    rows = tuple(
        Stand(
            code,
            labels.get(code, ""),
            approved.get(code, 0) if approved else None,
            modified.get(code, 0),
            lines.get(code, 0 if code in modified and lines else None),
            pending.get(code, 0),
        )
        for code in codes
    )
    return Budget(dimension, rows, _total(ask, plan, rows, lines), _unknown(ask, plan))


def _total(ask: Ask, plan: str, rows: Sequence[Stand], lines: Mapping[str, int]) -> Stand:
    return Stand(
        "",
        "Total",
        _approved(ask, plan),
        sum(each.modified for each in rows),
        sum(lines.values()) if lines else None,
        sum(each.pending for each in rows),
        whole=all(each.lines is not None for each in rows),
    )


def _approved(ask: Ask, plan: str) -> int | None:
    """What was approved in all, whatever the cut in which the law came."""
    for reading in ("aprobado_categoria", "aprobado_fuente"):
        rows = ask(f"select importe from {reading} where plan = ?", [plan])
        if rows:
            return sum(int(amount) for (amount,) in rows)
    return None


def _unknown(ask: Ask, plan: str) -> tuple[str, ...]:
    sql = (
        "select unidad from unidades where plan = ? and unidad not in "
        "(select unidad from total_unidad where plan = ?) order by unidad"
    )
    return tuple(str(row[0]) for row in ask(sql, [plan, plan]))


def _sums(rows: Sequence[Sequence[object]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for code, amount, *_ in rows:
        found[str(code)] = found.get(str(code), 0) + int(amount or 0)  # type: ignore[call-overload]
    return found
