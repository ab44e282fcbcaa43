"""Roll-ups of a plan's money by one dimension, and the consolidation of its units to the entity."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from apthapi.compare.facts import Ask
from apthapi.core.database import Row
from apthapi.core.money import Centavos
from apthapi.core.package import Package
from apthapi.core.tables import MONTHS
from apthapi.rules.readings import prepare

MONTH_NAMES = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()


@dataclass(frozen=True, slots=True)
class Total:
    """Money of one code of a dimension, in centavos; None is not known. Without code: what is not told apart."""

    code: str
    label: str
    amount: Centavos | None


@dataclass(frozen=True, slots=True)
class Dimension:
    """How the money is rolled up: SQL of the code over the reading `dinero`, and where its labels are."""

    title: str
    code: str
    labels: str = ""
    rows: str = "dinero"


_BY_ACP = (
    "(select plan, acp, importe from requerimientos union all "
    "select plan, '' as acp, importe from total_unidad where origen = 'formulario')"
)
_PARTIDA = "select codigo, nombre from objeto_gasto o join planes p on p.gestion = o.gestion and p.plan = ?"
_FUENTE = "select codigo, nombre from fuentes f join planes p on p.gestion = f.gestion and p.plan = ?"
_SUBGRUPO = "case when d.partida = '' then '' else substr(d.partida, 1, 2) || '000' end"
_PAIR = "case when d.organismo = '' then d.fuente else d.fuente || '-' || d.organismo end"
_PROGRAMA = "case when d.categoria like '___ %' then substr(d.categoria, 1, 3) else substr(d.categoria, 1, 2) end"

DIMENSIONS = {
    "unidad": Dimension("Unidad", "d.unidad", "select unidad, nombre from unidades where plan = ?"),
    "formulario": Dimension("Formulario", "d.fila"),
    "grupo": Dimension("Grupo del gasto", "d.grupo", _PARTIDA),
    "subgrupo": Dimension("Subgrupo", _SUBGRUPO, _PARTIDA),
    "partida": Dimension("Partida", "d.partida", _PARTIDA),
    "fuente": Dimension("Fuente", "d.fuente", _FUENTE),
    "organismo": Dimension("Fuente-organismo", _PAIR),
    "programa": Dimension("Programa", _PROGRAMA),
    "categoria": Dimension("Categoría", "d.categoria"),
    "acp": Dimension(
        "Acción de corto plazo", "d.acp", "select acp, descripcion from acp_vigente where plan = ?", _BY_ACP
    ),
}
"""The dimensions of `apthapi totals`, besides the twelve months."""

_FORM_NAMES = {
    "3_01": "Determinación de servicios",
    "3_02": "Activos fijos",
    "3_03": "Materiales y suministros",
    "3_04": "Pasajes y viáticos",
}


def totals(package: Package, plan: str, dimension: str) -> list[Total]:
    """The money of a plan by a dimension of DIMENSIONS, or by `mes`; KeyError for any other.

    A unit with requirement lines counts by them; one with only a form 04, by what it declares. Empty if the plan
    shows no money; by `mes`, also if no line says its months.
    """
    if dimension == "mes":
        return _by_month(package, plan)
    by = DIMENSIONS[dimension]
    sql = (
        f"select {by.code} as codigo, cast(sum(d.importe) as bigint) as importe from {by.rows} d where d.plan = ? "
        f"group by {by.code} order by codigo"
    )
    prepare(package.database, [sql, by.labels])
    labels = dict(package.database.query(by.labels, [plan])) if by.labels else {}
    if dimension == "formulario":
        labels = _FORM_NAMES
    return [Total(code, labels.get(code, ""), amount) for code, amount in package.database.query(sql, [plan])]


def _by_month(package: Package, plan: str) -> list[Total]:
    sums = ", ".join(f"cast(sum({month}) as bigint)" for month in MONTHS)
    [row] = package.database.query(f"select {sums} from requerimientos where plan = ?", [plan])
    if all(amount is None for amount in row):
        return []
    by_month = [Total(f"{n:02d}", MONTH_NAMES[n - 1], amount) for n, amount in enumerate(row, start=1)]
    rest = Centavos((plan_total(package, plan) or 0) - sum(each.amount or 0 for each in by_month))
    return [*by_month, Total("", "", rest)] if rest else by_month


def plan_total(package: Package, plan: str) -> Centavos | None:
    """All the money of a plan that its units show, in centavos; None if no unit shows any."""
    prepare(package.database, ["total_unidad"])
    return _value(
        package.database.query("select cast(sum(importe) as bigint) from total_unidad where plan = ?", [plan])
    )


@dataclass(frozen=True, slots=True)
class UnidadLine:
    """A unit in the consolidation: its money by fuente, total and techo, in centavos; None is not known."""

    unidad: str
    name: str
    categoria: str
    by_fuente: dict[str, Centavos]
    total: Centavos | None
    techo: Centavos | None


@dataclass(frozen=True, slots=True)
class Consolidation:
    """The units of a plan added up to the entity, beside its ceilings and what was approved, in centavos.

    None is not known: a total, that no unit shows its money; a ceiling or what was approved, that it is not there.
    """

    fuentes: tuple[str, ...]
    lines: tuple[UnidadLine, ...]
    total: Centavos | None
    ceiling: Centavos | None
    approved: Centavos | None


def consolidation(package: Package, plan: str) -> Consolidation:
    """Add the units of a plan to the entity."""
    prepare(package.database, ["total_unidad fuente_unidad techo_unidad aprobado_fuente aprobado_categoria"])
    return consolidation_of(package.database.query, plan)


def consolidation_of(ask: Ask, plan: str) -> Consolidation:
    """The same, from whoever answers queries over the readings."""
    by_fuente = ask(
        "select unidad, fuente, cast(sum(importe) as bigint) from fuente_unidad where plan = ? group by unidad, fuente",
        [plan],
    )
    return consolidated(ask, plan, dict(ask(_BY_UNIT.format("total_unidad"), [plan])), by_fuente)


_BY_UNIT = "select unidad, importe from {} where plan = ?"


def consolidated(
    ask: Ask, plan: str, found: Mapping[str, Centavos], by_fuente: Iterable[tuple[str, str, Centavos]]
) -> Consolidation:
    """The same, of units whose money is known already: in all, and by fuente."""
    of_fuente: dict[str, dict[str, Centavos]] = {}
    for unidad, fuente, amount in sorted(by_fuente):
        of_fuente.setdefault(unidad, {})[fuente] = amount
    techos: dict[str, Centavos] = dict(ask(_BY_UNIT.format("techo_unidad"), [plan]))
    units = ask("select unidad, nombre, categoria from unidades where plan = ? order by renglon", [plan])
    lines = tuple(
        UnidadLine(unidad, name, categoria, of_fuente.get(unidad, {}), found.get(unidad), techos.get(unidad))
        for unidad, name, categoria in units
    )
    ceiling = _value(ask("select cast(sum(importe) as bigint) from techos where plan = ? and unidad = ''", [plan]))
    fuentes = tuple(sorted({fuente for each in of_fuente.values() for fuente in each}))
    total = Centavos(sum(found.values())) if found else None
    return Consolidation(fuentes, lines, total, ceiling, _approved(ask, plan))


def approved_total(package: Package, plan: str) -> Centavos | None:
    """What the law or its last modification approved for the entity, in centavos; None if it is not in the package."""
    prepare(package.database, ["aprobado_categoria aprobado_fuente"])
    return _approved(package.database.query, plan)


def _approved(ask: Ask, plan: str) -> Centavos | None:
    for reading in ("aprobado_categoria", "aprobado_fuente"):
        amount = _value(ask(f"select cast(sum(importe) as bigint) from {reading} where plan = ?", [plan]))
        if amount is not None:
            return amount
    return None


def _value(rows: list[Row]) -> Centavos | None:
    amount = rows[0][0] if rows else None
    return None if amount is None else Centavos(amount)
