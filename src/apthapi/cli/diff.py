"""`apthapi diff`: what changed between two plans, from the entity's total down to the cell."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from apthapi.cli.screen import Table, count, print_json, say
from apthapi.cli.spanish import Verbs, add_json, add_verb

if TYPE_CHECKING:
    from apthapi.compare import Comparison
    from apthapi.compare.changes import Change
    from apthapi.compare.rows import TableDiff
    from apthapi.core.package import Package

_TITLES = {
    "unidad": "Dinero por unidad",
    "categoria": "Dinero por categoría programática",
    "grupo": "Dinero por categoría y grupo del gasto",
    "partida": "Dinero por partida",
    "fuente": "Dinero por fuente y organismo",
}
_LEVELS = {
    "jerarquia": "Jerarquía y textos",
    "metas": "Metas y cronogramas",
    "lineas": "Requerimientos",
    "presupuesto": "Presupuesto declarado",
}
SHOWN_ROWS = 12


def add_to(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "diff",
        about="compara dos planes: textos, metas, líneas y dinero",
        details="Con un paquete, compara su último plan con el que reemplaza; con dos, el último de cada uno. Si el "
        "paquete tiene los planes de varias entidades, compara cada uno con el que reemplaza.",
    )
    parser.add_argument("paquete", metavar="PAQUETE", help="carpeta, zip o archivo .duckdb")
    parser.add_argument("otro", nargs="?", metavar="OTRO", help="otro paquete, el posterior")
    parser.add_argument("--antes", metavar="PLAN", help="plan anterior")
    parser.add_argument("--despues", metavar="PLAN", help="plan posterior")
    parser.add_argument("--todo", action="store_true", help="muestra también lo que no cambia y cada celda")
    parser.add_argument("--anexo", metavar="PDF", help="escribe también el anexo comparativo")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Compare and print; 0 whatever the differences."""
    from apthapi.cli.paths import open_package, paper_path, papers
    from apthapi.cli.totals import chosen_plan
    from apthapi.compare import compare_plans
    from apthapi.compare.country import many_plans
    from apthapi.compare.join import join_packages

    package = open_package(options.paquete)
    if not (options.otro or options.antes or options.despues or options.anexo) and many_plans(package):
        return _all(options, package)
    if options.otro:
        other = open_package(options.otro)
        older, newer = chosen_plan(package, options.antes), chosen_plan(other, options.despues)
        before, after = join_packages(package, other, older, newer)
    else:
        before, after = _pair(package, options.antes, options.despues)
    paper = paper_path(options.anexo) if options.anexo else None
    comparison = compare_plans(package, before, after)
    if paper:
        from apthapi.documents.comparison import render_comparison

        with papers():
            render_comparison(package=package, comparison=comparison, out=paper)
    if options.json:
        print_json(as_json(comparison))
    else:
        show(comparison, everything=options.todo)
    return 0


def _all(options: argparse.Namespace, package: Package) -> int:
    """The plans of many entities, one line for each."""
    from apthapi.cli.diff_country import as_json, show
    from apthapi.compare.country import compare_all

    found = compare_all(package)
    if options.json:
        print_json(as_json(found))
    else:
        show(found, everything=options.todo)
    return 0


def _pair(package: Package, before: str | None, after: str | None) -> tuple[str, str]:
    from apthapi.cli.totals import chosen_plan
    from apthapi.core.source import UnreadableError

    newer = chosen_plan(package, after)
    older = before or package.database.value("select reemplaza from planes where plan = ?", [newer])
    if not older:
        raise UnreadableError(f"El plan {newer} no reemplaza a ninguno: indique con --antes con cuál compararlo.")
    return chosen_plan(package, older), newer


def show(comparison: Comparison, *, everything: bool = False) -> None:
    """Print a comparison for people: the summary first, then only what changed."""
    say(f"{comparison.before} → {comparison.after}", "título")
    say()
    for sentence in comparison.sentences:
        say(sentence)
    say()
    for level, changes in comparison.money.items():
        _show_money(level, changes, everything)
    for level, tables in comparison.tables.items():
        _show_tables(level, tables, everything)


def _show_money(level: str, changes: tuple[Change, ...], everything: bool) -> None:
    from apthapi.core.money import format_amount

    def shown(amount: int | None) -> str:
        return "" if amount is None else format_amount(amount)

    seen = [change for change in changes if everything or change.move.value != "igual"]
    if not changes:
        return
    if not seen:
        say(f"{_TITLES[level]}: sin cambios.")
        say()
        return
    rows = [
        [
            c.code,
            c.label,
            shown(c.before),
            shown(c.after),
            shown(None if c.after is None else c.difference),
            c.move,
        ]
        for c in seen
    ]
    Table(["código", "nombre~", "antes>", "después>", "diferencia>", "cambio"], [*rows], _TITLES[level]).show()


def _show_tables(level: str, tables: tuple[TableDiff, ...], everything: bool) -> None:
    if not tables:
        return
    say(_LEVELS[level], "título")
    for table in tables:
        if not table.unknown:
            say(f"{table.table}: {_counts(table)}.", indent=2)
            _show_rows(table, everything)
    for plan in sorted({table.unknown for table in tables if table.unknown}):
        names = [table.table for table in tables if table.unknown == plan]
        say(f"No se puede comparar lo que {plan} no trae: {', '.join(names)}.", indent=2)
    say()


def _counts(table: TableDiff) -> str:
    """`2 agregadas, 1 quitada, 38 iguales`: what is zero is not said."""
    kinds = (
        (len(table.added), "agregada", "agregadas"),
        (len(table.removed), "quitada", "quitadas"),
        (len(table.changed), "cambiada", "cambiadas"),
        (table.unchanged, "igual", "iguales"),
    )
    return ", ".join(count(*kind) for kind in kinds if kind[0])


def _show_rows(table: TableDiff, everything: bool) -> None:
    limit = None if everything else SHOWN_ROWS
    lines = [f"+ {' '.join(key)}" for key in table.added] + [f"- {' '.join(key)}" for key in table.removed]
    for row in table.changed:
        cells = "; ".join(f"{name}: «{old}» → «{new}»" for name, old, new in row.cells)
        lines.append(f"~ {' '.join(row.key)}: {cells}")
    for line in lines[:limit]:
        say(line, indent=4)
    if limit and len(lines) > limit:
        say(f"… y {len(lines) - limit} más: use --todo o --json.", indent=4)


def as_json(comparison: Comparison) -> dict[str, object]:
    """A comparison as JSON, amounts as the files write them."""
    from apthapi.core.money import plain_amount

    def plain(amount: int | None) -> str | None:
        return None if amount is None else plain_amount(amount)

    return {
        "antes": comparison.before,
        "despues": comparison.after,
        "resumen": comparison.summary,
        "total_antes": plain(comparison.total_before),
        "total_despues": plain(comparison.total_after),
        "dinero": {
            level: [
                {
                    "codigo": c.code,
                    "nombre": c.label,
                    "antes": plain(c.before),
                    "despues": plain(c.after),
                    "diferencia": None if c.after is None else plain(c.difference),
                    "cambio": c.move.value,
                }
                for c in changes
            ]
            for level, changes in comparison.money.items()
        },
        "filas": {level: [_table_json(table) for table in tables] for level, tables in comparison.tables.items()},
    }


def _table_json(table: TableDiff) -> dict[str, object]:
    return {
        "tabla": table.table,
        "clave": list(table.key),
        "agregadas": [list(key) for key in table.added],
        "quitadas": [list(key) for key in table.removed],
        "cambiadas": [
            {"clave": list(row.key), "celdas": {name: [old, new] for name, old, new in row.cells}}
            for row in table.changed
        ],
        "iguales": table.unchanged,
        "sin_datos_en": table.unknown or None,
    }
