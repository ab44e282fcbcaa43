"""The difference between two plans of a package: rows at every level, and money with who covers what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from apthapi.compare.rows import LEVELS, TableDiff, compare_table
from apthapi.compare.totals import approved_total, plan_total
from apthapi.core.money import Centavos, format_amount
from apthapi.core.package import Package
from apthapi.rules.readings import prepare

Amounts = Mapping[str, tuple[str, Centavos, int]]
"""By code: label, centavos, and how many rounded amounts of the law were added (0 if none)."""


class Move(StrEnum):
    """What happened to an amount."""

    UP = "sube"
    DOWN = "baja"
    SAME = "igual"
    ROUNDING = "redondeo"
    NEW = "nuevo"
    UNKNOWN = "sin datos"


@dataclass(frozen=True, slots=True)
class Change:
    """One amount before and after, in centavos; None is not known (or not there) on that side."""

    code: str
    label: str
    before: Centavos | None
    after: Centavos | None
    move: Move

    @property
    def difference(self) -> Centavos:
        """After less before, in centavos; a side that is not known counts as zero."""
        return Centavos((self.after or 0) - (self.before or 0))


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two plans set side by side. `money` holds the changes by level: unidad, categoria, grupo, partida, fuente."""

    before: str
    after: str
    money: Mapping[str, tuple[Change, ...]]
    tables: Mapping[str, tuple[TableDiff, ...]]
    total_before: Centavos
    total_after: Centavos
    summary: str

    @property
    def uncovered(self) -> tuple[Change, ...]:
        """Categories with an approved budget whose money the newer plan does not show."""
        return tuple(change for change in self.money["categoria"] if change.move is Move.UNKNOWN)


_READINGS = (
    "total_unidad fuente_unidad bloque_unidad categoria_plan aprobado_categoria aprobado_grupo aprobado_fuente "
    "gasto bloque_de mapa_de limites"
)


def compare_plans(package: Package, before: str, after: str) -> Comparison:
    """Compare two plans of the package. Where the older shows no money of its units, its approved budget stands.

    Raises KeyError for a plan that is not in the package.
    """
    for plan in (before, after):
        if plan not in package.plans:
            raise KeyError(plan)
    prepare(package.database, [_READINGS])
    side = _Side(package, before, after)
    money = {level: side.changes(level) for level in ("unidad", "categoria", "grupo", "partida", "fuente")}
    tables = {
        level: tuple(found for name in names if (found := compare_table(package, name, before, after)) is not None)
        for level, names in LEVELS.items()
    }
    totals = [_entity_total(package, plan) for plan in (before, after)]
    summary = _summary(money, totals[0], totals[1])
    return Comparison(before, after, money, tables, totals[0], totals[1], summary)


class _Side:
    """Finds the amounts of both plans by level, in the cut in which the older one can be compared."""

    def __init__(self, package: Package, before: str, after: str) -> None:
        self.database = package.database
        self.plans = (before, after)
        self.has_money = {plan: plan_total(package, plan) != 0 for plan in self.plans}
        self.rounding = self.database.value("select redondeo_por_fila from limites where plan = ?", [after]) or 0

    def changes(self, level: str) -> tuple[Change, ...]:
        find: Callable[[str], Amounts] = {
            "unidad": self._unidad,
            "categoria": self._categoria,
            "grupo": self._grupo,
            "partida": self._partida,
            "fuente": self._fuente,
        }[level]
        old, new = (find(plan) for plan in self.plans)
        return tuple(self._change(code, old, new) for code in sorted(old.keys() | new.keys()))

    def _change(self, code: str, old: Amounts, new: Amounts) -> Change:
        label = (new.get(code) or old[code])[0]
        before, after = (side[code][1] if code in side else None for side in (old, new))
        if after is None:
            move = Move.UNKNOWN
        elif before is None:
            move = Move.NEW
        elif before == after:
            move = Move.SAME
        elif abs(after - before) <= self.rounding * max(old[code][2], new[code][2]):
            move = Move.ROUNDING
        else:
            move = Move.UP if after > before else Move.DOWN
        return Change(code, label, before, after, move)

    def _amounts(self, sql: str, *parameters: str) -> Amounts:
        rows = self.database.query(sql, list(parameters))
        return {code: (label, Centavos(int(amount)), int(rows_)) for code, label, amount, rows_ in rows}

    def _unidad(self, plan: str) -> Amounts:
        if self.has_money[plan]:
            return self._amounts(
                "select t.unidad, coalesce(u.nombre, ''), t.importe, 0 from total_unidad t "
                "left join unidades u on u.plan = t.plan and u.unidad = t.unidad where t.plan = ?",
                plan,
            )
        return self._amounts(
            "select u.unidad, u.nombre, a.importe, a.filas from aprobado_categoria a "
            "join unidades u on u.categoria = a.categoria and u.plan = ? where a.plan = ?",
            self.plans[1],
            plan,
        )

    def _categoria(self, plan: str) -> Amounts:
        name = "coalesce((select min(u.unidad) from unidades u where u.plan = ? and u.categoria = c.categoria), '')"
        if self.has_money[plan]:
            sql = f"select c.categoria, {name}, c.importe, 0 from categoria_plan c where c.plan = ?"
        else:
            sql = f"select c.categoria, {name}, c.importe, c.filas from aprobado_categoria c where c.plan = ?"
        return self._amounts(sql, self.plans[1], plan)

    def _grupo(self, plan: str) -> Amounts:
        """By category and group, or block of groups where only form 04 tells them apart."""
        if self.has_money[plan]:
            return self._amounts(
                "select b.categoria || ' · ' || b.bloque, max(b.unidad), cast(sum(b.importe) as bigint), 0 "
                "from bloque_unidad b where b.plan = ? group by b.categoria, b.bloque",
                plan,
            )
        block = (
            "case when c.origen = 'lineas' then a.grupo else coalesce((select min(k.bloque) from bloque_de k "
            "join mapa_de d on d.gestion = k.gestion and d.mapa = k.mapa "
            "where d.plan = a.plan and k.grupo = a.grupo and k.bloque <> 'resto'), 'resto') end"
        )
        return self._amounts(
            "select q.categoria || ' · ' || q.bloque, max(q.unidad), cast(sum(q.importe) as bigint), sum(q.filas) "
            f"from (select a.categoria, {block} as bloque, c.unidad, a.importe, a.filas from aprobado_grupo a "
            "join (select categoria, min(unidad) as unidad, min(origen) as origen from bloque_unidad where plan = ? "
            "group by categoria) c on c.categoria = a.categoria where a.plan = ?) q group by q.categoria, q.bloque",
            self.plans[1],
            plan,
        )

    def _partida(self, plan: str) -> Amounts:
        return self._amounts(
            "select g.partida, coalesce(max(o.nombre), ''), cast(sum(g.importe) as bigint), 0 from gasto g "
            "join planes p on p.plan = g.plan "
            "left join objeto_gasto o on o.gestion = p.gestion and o.codigo = g.partida "
            "where g.plan = ? group by g.partida",
            plan,
        )

    def _fuente(self, plan: str) -> Amounts:
        """By fuente and organismo: the entity's ceilings, the approved budget, or else what the units show."""
        code = "case when organismo = '' then fuente else fuente || '-' || organismo end"
        ceilings = "techos where unidad = '' and fuente <> '' and"
        for source in (ceilings, "aprobado_fuente where", "fuente_unidad where"):
            amount = "cast(sum(importe) as bigint)"
            found = self._amounts(
                f"select {code}, '', {amount}, 0 from {source} plan = ? group by fuente, organismo", plan
            )
            if found:
                return found
        return {}


def _entity_total(package: Package, plan: str) -> Centavos:
    """The entity's ceiling if the plan has one, what was approved if not, or what its units add up to."""
    ceiling = package.database.value(
        "select cast(sum(importe) as bigint) from techos where plan = ? and unidad = ''", [plan]
    )
    if ceiling is not None:
        return Centavos(ceiling)
    shown = plan_total(package, plan)
    approved = approved_total(package, plan)
    return shown if shown or approved is None else approved


def _summary(money: Mapping[str, tuple[Change, ...]], before: Centavos, after: Centavos) -> str:
    """The comparison in a few sentences, for whoever has two minutes."""
    by_move = {move: [change for change in money["unidad"] if change.move is move] for move in Move}
    rounding, new, same = by_move[Move.ROUNDING], by_move[Move.NEW], by_move[Move.SAME]
    parts = [
        _moved("sube", "suben", by_move[Move.UP]),
        _moved("baja", "bajan", by_move[Move.DOWN]),
        f"{_units(rounding)} solo por redondeo ({_codes(rounding)})" if rounding else "",
        f"{_units(new)} sin importe anterior ({_codes(new)})" if new else "",
        f"{len(same)} no cambian" if same else "",
    ]
    first = "; ".join(part for part in parts if part) or "ninguna unidad muestra su dinero"
    entity = "no cambia" if before == after else f"pasa de Bs {format_amount(before)} a"
    return (
        f"{first[0].upper()}{first[1:]}. El total de la entidad {entity}: Bs {format_amount(after)}."
        f"{_moved_inside(money)}{_cover(money, before, after)}"
    )


def _moved_inside(money: Mapping[str, tuple[Change, ...]]) -> str:
    """Units whose total stands but whose groups of spending changed: the change that a total hides."""
    still = {change.code for change in money["unidad"] if change.move in {Move.SAME, Move.ROUNDING}}
    moved: dict[str, int] = {}
    for change in money["grupo"]:
        if change.label in still and change.move is Move.UP:
            moved[change.label] = moved.get(change.label, 0) + change.difference
    if not moved:
        return ""
    ranked = sorted(moved.items(), key=lambda item: -item[1])
    shown = "; ".join(f"{unit} {format_amount(amount)}" for unit, amount in ranked)
    return f" Con el mismo total, {len(moved)} mueven dinero entre grupos del gasto ({shown})."


def _units(changes: list[Change]) -> str:
    return "1 unidad" if len(changes) == 1 else f"{len(changes)} unidades"


def _moved(one: str, many: str, changes: list[Change]) -> str:
    if not changes:
        return ""
    ranked = sorted(changes, key=lambda change: -abs(change.difference))
    shown = "; ".join(f"{c.code} {'+' if c.difference > 0 else '−'}{format_amount(abs(c.difference))}" for c in ranked)
    return f"{one if len(changes) == 1 else many} {_units(changes)} ({shown})"


def _codes(changes: list[Change]) -> str:
    return ", ".join(change.code for change in changes)


def _cover(money: Mapping[str, tuple[Change, ...]], before: Centavos, after: Centavos) -> str:
    """Who is not covered by what the plan shows, and what they must have given or taken for the total to hold."""
    missing = [change for change in money["categoria"] if change.move is Move.UNKNOWN]
    if not missing:
        return ""
    approved = sum(change.before or 0 for change in missing)
    seen = sum(change.difference for change in money["categoria"] if change.move is not Move.UNKNOWN)
    rest = (after - before) - seen
    names = ", ".join(f"{change.code}{f' ({change.label})' if change.label else ''}" for change in missing)
    verb = "bajan" if rest < 0 else "suben"
    told = f"; para que el total cuadre, entre todas {verb} Bs {format_amount(abs(rest))}" if rest else ""
    return (
        f" De {len(missing)} categorías el plan no muestra su dinero ({names}); "
        f"tenían Bs {format_amount(approved)}{told}."
    )
