"""The difference between two plans of a package: rows at every level, and money with who covers what."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from apthapi.compare.changes import Change, Money, Move
from apthapi.compare.rows import LEVELS, TableDiff, compare_table
from apthapi.compare.summary import sentences, sentences_of_unit
from apthapi.compare.totals import approved_total, plan_total
from apthapi.core.money import Centavos
from apthapi.core.package import Package
from apthapi.rules.readings import prepare

Amounts = Mapping[str, tuple[str, Centavos, int]]
"""By code: label, centavos, and how many rounded amounts of the law were added (0 if none)."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two plans set side by side. The totals are the entity's, in centavos; None is not known."""

    before: str
    after: str
    money: Money
    tables: Mapping[str, tuple[TableDiff, ...]]
    total_before: Centavos | None
    total_after: Centavos | None
    sentences: tuple[str, ...]

    @property
    def summary(self) -> str:
        """The sentences as one paragraph."""
        return " ".join(self.sentences)

    @property
    def uncovered(self) -> tuple[Change, ...]:
        """Categories with an approved budget whose money the newer plan does not show."""
        return tuple(change for change in self.money["categoria"] if change.move is Move.UNKNOWN)


_READINGS = (
    "total_unidad fuente_unidad bloque_unidad categoria_plan aprobado_categoria aprobado_grupo aprobado_fuente "
    "gasto bloque_de mapa_de limites"
)


def compare_plans(package: Package, before: str, after: str, *, rows: bool = True, unidad: str = "") -> Comparison:
    """Compare two plans of the package. Where the older shows no money of its units, its approved budget stands.

    Without `rows` only their money is compared, for which lines that are added up will do. With `unidad` the money is
    of that unit alone, and so are the totals. Raises KeyError for a plan that is not in the package.
    """
    for plan in (before, after):
        if plan not in package.plans:
            raise KeyError(plan)
    prepare(package.database, [_READINGS])
    side = _Side(package, before, after, unidad)
    money = {level: side.changes(level) for level in ("unidad", "categoria", "grupo", "partida", "fuente")}
    tables = {
        level: tuple(found for name in names if (found := compare_table(package, name, before, after)) is not None)
        for level, names in (LEVELS.items() if rows else ())
    }
    if unidad:
        own = next(iter(money["unidad"]), None)
        old, new = (own.before, own.after) if own else (None, None)
    else:
        old, new = (entity_total(package, plan) for plan in (before, after))
    said = sentences_of_unit(money) if unidad else sentences(money, old, new)
    return Comparison(before, after, money, tables, old, new, said)


class _Side:
    """Finds the amounts of both plans by level, in the cut in which the older one can be compared."""

    def __init__(self, package: Package, before: str, after: str, unidad: str = "") -> None:
        self.database = package.database
        self.plans = (before, after)
        self.unidad = unidad
        self.has_money = {plan: bool(plan_total(package, plan)) for plan in self.plans}
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
        if level == "grupo":
            old, new = self._same_cut(old, new)
        elif level == "partida":
            old, new = _both_whole(old, new)
        found = (self._change(code, old, new) for code in sorted(old.keys() | new.keys()))
        return tuple(each for each in found if self._is_asked(level, each))

    def _is_asked(self, level: str, change: Change) -> bool:
        """Whether it is of the unit, if only one is compared; partidas and fuentes are of it from the beginning."""
        if not self.unidad or level in {"partida", "fuente"}:
            return True
        return self.unidad == (change.code if level == "unidad" else change.label)

    def _same_cut(self, old: Amounts, new: Amounts) -> tuple[Amounts, Amounts]:
        """What can be compared: a category cut by lines in one plan and by form 04 in the other cannot.

        In a category that both plans show, a group that is not there is zero.
        """
        cuts: dict[str, set[str]] = {}
        for category, origin in self.database.query(
            "select distinct categoria, origen from bloque_unidad where plan in (?, ?)", list(self.plans)
        ):
            cuts.setdefault(category, set()).add(origin)

        def comparable(side: Amounts) -> Amounts:
            return {code: found for code, found in side.items() if len(cuts.get(_category(code), ())) == 1}

        old, new = comparable(old), comparable(new)
        shared = set(map(_category, old)) & set(map(_category, new))
        codes = {code: found[0] for code, found in {**old, **new}.items() if _category(code) in shared}
        return _with_zeros(old, codes), _with_zeros(new, codes)

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
        """By partida, of the units that show their lines in every plan of the two that has them."""
        hidden = (
            "select u.unidad from unidades u where u.plan in (?, ?) and not exists (select 1 from total_unidad t "
            "where t.plan = u.plan and t.unidad = u.unidad and t.origen = 'lineas')"
        )
        return self._amounts(
            "select g.partida, coalesce(max(o.nombre), ''), cast(sum(g.importe) as bigint), 0 from gasto g "
            "join planes p on p.plan = g.plan "
            "left join objeto_gasto o on o.gestion = p.gestion and o.codigo = g.partida "
            f"where g.plan = ? and g.unidad not in ({hidden}) group by g.partida",
            plan,
            *self.plans,
        )

    def _fuente(self, plan: str) -> Amounts:
        """By fuente and organismo: the entity's ceilings, the approved budget, or else what the units show."""
        code = "case when organismo = '' then fuente else fuente || '-' || organismo end"
        ceilings = "techos where unidad = '' and fuente <> '' and"
        sources = (ceilings, "aprobado_fuente where", "fuente_unidad where")
        for source in sources[-1:] if self.unidad else sources:
            amount = "cast(sum(importe) as bigint)"
            found = self._amounts(
                f"select {code}, '', {amount}, 0 from {source} plan = ? group by fuente, organismo", plan
            )
            if found:
                return found
        return {}


def _category(code: str) -> str:
    return code.partition(" · ")[0]


def _both_whole(old: Amounts, new: Amounts) -> tuple[Amounts, Amounts]:
    """Two sides that show all their lines: what one lacks is zero. Nothing if one has no lines."""
    if not (old and new):
        return {}, {}
    codes = {code: found[0] for code, found in {**old, **new}.items()}
    return _with_zeros(old, codes), _with_zeros(new, codes)


def _with_zeros(side: Amounts, labels: Mapping[str, str]) -> Amounts:
    return {**{code: (label, Centavos(0), 0) for code, label in labels.items()}, **side}


def entity_total(package: Package, plan: str) -> Centavos | None:
    """What its units add up to if all of them show their money; else the entity's ceiling, or what was approved."""
    shown, units = package.database.query(
        "select count(t.unidad), count(*) from unidades u "
        "left join total_unidad t on t.plan = u.plan and t.unidad = u.unidad where u.plan = ?",
        [plan],
    )[0]
    if units and shown == units:
        return plan_total(package, plan)
    ceiling = package.database.value(
        "select cast(sum(importe) as bigint) from techos where plan = ? and unidad = ''", [plan]
    )
    if ceiling is not None:
        return Centavos(ceiling)
    return plan_total(package, plan) or approved_total(package, plan)
