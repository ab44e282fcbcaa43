"""Reads what the public pages tell from a package that holds only published plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from apthapi.compare import compare_plans
from apthapi.compare.diff import entity_total
from apthapi.compare.evaluation import evaluate
from apthapi.compare.facts import Fact, facts
from apthapi.core.package import Package
from apthapi.core.source import UnreadableError
from apthapi.formats.site.content import (
    Action,
    Cut,
    Document,
    Doing,
    Operation,
    Progress,
    Share,
    Unit,
    Version,
    Year,
)
from apthapi.formats.site.published import NOTHING_DONE, Advance
from apthapi.formats.site.words import sentence_case
from apthapi.rules.readings import prepare

_READINGS = (
    "acp_vigente ae_vigente pdes_vigente cadena total_unidad fuente_unidad aprobado_fuente aprobado_grupo dinero"
)
_OF_UNITS = "según lo que programan las unidades"
_NO_CUT = Cut((), "")


def years_of(package: Package, advance: Advance = NOTHING_DONE, date: str = "") -> list[Year]:
    """The plans of the package by entity and gestión, with how the last one goes until the cut of `advance`.

    `date` is the day on which that was published (ISO). Raises UnreadableError without plans.
    """
    prepare(package.database, [_READINGS])
    rows = package.dicts("select * from planes order by entidad, gestion, version, renglon")
    found = []
    for _, of_year in groupby(rows, key=lambda row: (row["entidad"] or row["sigla"], row["gestion"])):
        plans = list(of_year)
        last = plans[-1]
        versions = tuple(_version(package, row, _ordinal(row, plans)) for row in plans)
        if told := _progress(package, str(last["plan"]), advance, date):
            versions = (*versions[:-1], replace(versions[-1], progress=told))
        code = last["entidad"] or last["sigla"]
        found.append(Year(code, last["nombre_entidad"], last["sigla"], last["gestion"], versions))
    if not found:
        raise UnreadableError("No hay ninguna versión publicada que mostrar.")
    return found


def _progress(package: Package, plan: str, advance: Advance, date: str) -> Progress | None:
    """How the plan goes; None if nothing is published, or nobody did anything until then."""
    done = "select 1 from ejecucion_fisica union all select 1 from ejecucion_financiera limit 1"
    if not advance.month or not package.database.query(done):
        return None
    return Progress(evaluate(package, plan, advance.month), date)


def _ordinal(row: Mapping[str, Any], plans: Sequence[Mapping[str, Any]]) -> int:
    """Its number without the versions of other kinds before it; those that are not here are taken to be of its kind."""
    number = int(row["version"] or 0)
    others = [other for other in plans if 0 < (other["version"] or 0) < number and other["tipo"] != row["tipo"]]
    return number - len(others)


def _version(package: Package, row: Mapping[str, Any], ordinal: int) -> Version:
    plan, older = str(row["plan"]), str(row["reemplaza"] or "")
    total = entity_total(package, plan)
    names = _names(package, plan)
    doings, money = _doings(package, plan), tuple(facts(package.database.query, plan))
    return Version(
        plan=plan,
        number=int(row["version"] or 0),
        kind=str(row["tipo"]),
        ordinal=ordinal,
        date=str(row["fecha"] or ""),
        reason=str(row["justificacion"] or ""),
        total=total,
        sources=_first_that_adds_up(_sources(package, plan, names), total),
        groups=_first_that_adds_up(_groups(package, plan, names), total),
        units=_units(package, plan),
        actions=_actions(package, plan, doings, money),
        doings=doings,
        operations=_operations(package, plan),
        documents=_documents(package, plan),
        facts=money,
        names=names,
        comparison=compare_plans(package, older, plan) if older in package.plans else None,
    )


def _names(package: Package, plan: str) -> dict[str, dict[str, str]]:
    of_year = "join planes p on p.gestion = s.gestion and p.plan = ?"
    queries = {
        "fuente": f"select s.codigo, s.nombre from fuentes s {of_year}",
        "organismo": f"select s.codigo, s.nombre from organismos s {of_year}",
        "grupo": f"select s.codigo, s.nombre from objeto_gasto s {of_year}",
        "unidad": "select unidad, nombre from unidades where plan = ?",
    }
    return {
        name: {code: sentence_case(text) for code, text in package.database.query(sql, [plan])}
        for name, sql in queries.items()
    }


def _sources(package: Package, plan: str, names: Mapping[str, Mapping[str, str]]) -> Iterator[Cut]:
    law = _law(package, plan)
    for source, basis in (
        ("fuente_unidad where", _OF_UNITS),
        ("aprobado_fuente where", law),
        ("techos where unidad = '' and fuente <> '' and", "según los techos de la entidad"),
    ):
        sql = f"select fuente, cast(sum(importe) as bigint) from {source} plan = ? group by fuente order by 2 desc"
        yield _cut(package, sql, plan, names["fuente"], basis)


def _groups(package: Package, plan: str, names: Mapping[str, Mapping[str, str]]) -> Iterator[Cut]:
    amount = "cast(sum(importe) as bigint)"
    known = "not exists (select 1 from dinero x where x.plan = d.plan and x.grupo = '')"
    sql = f"select grupo, {amount} from dinero d where d.plan = ? and {known} group by grupo order by 2 desc"
    yield _cut(package, sql, plan, names["grupo"], _OF_UNITS)
    sql = f"select grupo, {amount} from aprobado_grupo where plan = ? group by grupo order by 2 desc"
    yield _cut(package, sql, plan, names["grupo"], _law(package, plan))


def _cut(package: Package, sql: str, plan: str, names: Mapping[str, str], basis: str) -> Cut:
    rows = package.database.query(sql, [plan])
    return Cut(tuple(Share(code, names.get(code, ""), amount) for code, amount in rows if amount), basis)


def _first_that_adds_up(cuts: Iterator[Cut], total: int | None) -> Cut:
    """The first cut that says all the money of the entity; without one, the first that says anything."""
    known = [cut for cut in cuts if cut.shares]
    whole = [cut for cut in known if cut.total == total]
    return (whole or known or [_NO_CUT])[0]


def _law(package: Package, plan: str) -> str:
    sql = (
        "select a.norma from presupuesto_aprobado a join cadena c on c.origen = a.plan "
        "where c.plan = ? and a.norma <> '' order by c.distancia, a.renglon limit 1"
    )
    return f"según el presupuesto aprobado ({package.database.value(sql, [plan]) or 'sin norma indicada'})"


def _units(package: Package, plan: str) -> tuple[Unit, ...]:
    rows = package.database.query(
        "select u.unidad, u.nombre, u.cargo_aprobacion, t.importe from unidades u "
        "left join total_unidad t on t.plan = u.plan and t.unidad = u.unidad where u.plan = ? order by u.renglon",
        [plan],
    )
    return tuple(Unit(*row) for row in rows)


def _actions(package: Package, plan: str, doings: Sequence[Doing], money: Sequence[Fact]) -> tuple[Action, ...]:
    """Those of the entity, and those that only a unit names."""
    query = package.database.query
    rows = query("select acp, ae, descripcion from acp_vigente where plan = ? order by acp", [plan])
    known = {row[0] for row in rows}
    only_unit = query(
        "select acp, min(ae), min(texto_acp) from acp_unidad where plan = ? group by acp order by acp", [plan]
    )
    strategic = {
        ae: (text, pdes)
        for ae, text, pdes in query(
            "select v.ae, a.descripcion, v.pdes from ae_vigente v "
            "join acciones_estrategicas a on a.plan = v.origen and a.ae = v.ae where v.plan = ?",
            [plan],
        )
    }
    chain = {
        code: (level, text, parent)
        for code, level, text, parent in query(
            "select v.codigo, v.nivel, d.descripcion, v.padre from pdes_vigente v join pdes d "
            "on d.plan = v.origen and d.nivel = v.nivel and d.codigo = v.codigo where v.plan = ?",
            [plan],
        )
    }
    every = sorted([*rows, *(row for row in only_unit if row[0] not in known)], key=lambda row: _in_parts(row[0]))
    return tuple(
        Action(code, text, tuple(_serves(ae, strategic, chain)), _amount(code, doings, money))
        for code, ae, text in every
    )


def _amount(action: str, doings: Sequence[Doing], money: Sequence[Fact]) -> int | None:
    """The money of an action; None unless every unit that does it tells all of its own apart by action."""
    units = {doing.unit for doing in doings if doing.action == action}
    untold = {fact.codes["unidad"] for fact in money if not fact.codes["acp"]}
    told = {fact.codes["unidad"] for fact in money} - untold
    if not units or units - told:
        return None
    return sum(fact.amount for fact in money if fact.codes["acp"] == action)


def _in_parts(code: str) -> list[tuple[int, int | str]]:
    """`4.10` comes after `4.9`."""
    return [(0, int(part)) if part.isdecimal() else (1, part) for part in code.split(".")]


def _serves(
    ae: str, strategic: Mapping[str, tuple[str, str]], chain: Mapping[str, tuple[str, str, str]]
) -> Iterator[tuple[str, str]]:
    if ae not in strategic:
        return
    text, code = strategic[ae]
    yield "Acción estratégica", f"{ae}. {text}"
    seen: set[str] = set()
    while code in chain and code not in seen:
        seen.add(code)
        level, text, parent = chain[code]
        yield f"{_LEVELS.get(level, level)} del PDES", f"{code}. {text}"
        code = parent


_LEVELS = {"accion": "Acción", "resultado": "Resultado", "meta": "Meta", "eje": "Eje", "pilar": "Pilar"}


def _doings(package: Package, plan: str) -> tuple[Doing, ...]:
    sql = (
        "select unidad, acp, texto_acp, ponderacion, productos_esperados, beneficiarios from acp_unidad "
        "where plan = ? order by renglon"
    )
    return tuple(Doing(*row) for row in package.database.query(sql, [plan]))


def _operations(package: Package, plan: str) -> tuple[Operation, ...]:
    sql = (
        "select unidad, acp, operacion, descripcion, indicador, unidad_medida, linea_base, meta from operaciones "
        "where plan = ? order by renglon"
    )
    return tuple(Operation(*row) for row in package.database.query(sql, [plan]))


def _documents(package: Package, plan: str) -> tuple[Document, ...]:
    sql = "select tipo, cite, fecha, emisor, asunto from documentos where plan = ? order by fecha, renglon"
    return tuple(Document(*row) for row in package.database.query(sql, [plan]))
