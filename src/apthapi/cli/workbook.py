"""`apthapi workbook`: the workbook of a unit, written for whoever has no connection, and read when it comes back."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from apthapi.cli.screen import Progress, count, print_json, say
from apthapi.cli.spanish import Verbs, add_json, add_verb

if TYPE_CHECKING:
    from apthapi.core.fields import Value
    from apthapi.core.package import Package
    from apthapi.core.schema import Column
    from apthapi.formats.workbook import Judged
    from apthapi.formats.workbook.received import CellChange, Problem, Received, RowChange

_MOST = 40
"""Rows and problems on the screen; --json has them all."""


def add_to(verbs: Verbs) -> None:
    """Add the verb and its two orders."""
    parser = add_verb(
        verbs,
        "workbook",
        about="escribe el libro de una unidad para llenarlo sin conexión, y lee el que vuelve",
        details="Lo que vuelve se compara fila por fila con el plan. Nada se aplica si no se pide, y se aplica todo "
        "o nada.",
    )
    orders = parser.add_subparsers(title="órdenes", metavar="write|read", required=True)
    _add_write(orders)
    _add_read(orders)


def _add_write(orders: Verbs) -> None:
    parser = add_verb(orders, "write", about="escribe el libro de una unidad, o el de todas")
    parser.add_argument("plan", metavar="PLAN", help="carpeta o zip del plan")
    parser.add_argument("--unidad", metavar="SIGLA", help="la unidad")
    parser.add_argument("--todas", action="store_true", help="un libro por unidad, en la carpeta de --salida")
    parser.add_argument("--codigo", metavar="CODIGO", help="código del plan, si el paquete tiene varios (el último)")
    parser.add_argument("--hasta", metavar="FECHA", default="", help="hasta cuándo se recibe, como 2024-02-05")
    parser.add_argument("--salida", metavar="ARCHIVO", help="dónde se escribe (PLAN-SIGLA.xlsx)")
    parser.set_defaults(run=run_write)


def _add_read(orders: Verbs) -> None:
    parser = add_verb(
        orders,
        "read",
        about="lee libros que vuelven y muestra qué cambia",
        details="Termina con 1 si hay algo que corregir o que decidir.",
    )
    parser.add_argument("libros", metavar="LIBRO", nargs="+", help="archivos .xlsx")
    parser.add_argument("--contra", metavar="PLAN", required=True, help="carpeta o zip del plan")
    parser.add_argument("--aplicar", action="store_true", help="escribe en --salida el plan con los cambios")
    parser.add_argument("--salida", metavar="DESTINO", help="carpeta o .zip nuevo para el plan que resulta")
    add_json(parser)
    parser.set_defaults(run=run_read)


def run_write(options: argparse.Namespace) -> int:
    """Write one workbook or all; 0, or 2 if there is no such unit."""
    from apthapi.cli.paths import open_package
    from apthapi.core.source import UnreadableError

    package = open_package(options.plan)
    plan = options.codigo or package.latest_plan()
    if options.todas == bool(options.unidad):
        raise UnreadableError("Indique la unidad con --unidad SIGLA, o --todas para escribir el libro de cada una.")
    if not options.todas:
        target = Path(options.salida or f"{plan}-{options.unidad}.xlsx")
        _write(package, plan, options.unidad, target, options.hasta)
        return 0
    folder = Path(options.salida or f"{plan}-libros")
    tell = Progress("Libros")
    units = [row[0] for row in package.database.query("select unidad from unidades where plan = ? order by 1", [plan])]
    for number, unidad in enumerate(units, start=1):
        _write(package, plan, unidad, folder / f"{plan}-{unidad}.xlsx", options.hasta)
        tell(unidad, number, len(units))
    return 0


def _write(package: Package, plan: str, unidad: str, target: Path, until: str) -> None:
    from apthapi.formats.workbook import content_of, write_workbook

    content = content_of(package.database, plan, unidad, until=until)
    target.parent.mkdir(parents=True, exist_ok=True)
    write_workbook(target, content)
    say(f"Escrito {target}: {count(len(content.rows), 'fila', 'filas')}.")


def run_read(options: argparse.Namespace) -> int:
    """Read and compare, and apply if asked; 1 if anything must be repaired or decided, and then nothing is applied."""
    from apthapi.cli.convert import refuse_to_overwrite
    from apthapi.cli.paths import open_package
    from apthapi.core.source import UnreadableError
    from apthapi.formats.workbook import compare, findings_after, read_workbook

    if options.aplicar != bool(options.salida):
        raise UnreadableError(
            "Para aplicar los cambios indique --aplicar y --salida DESTINO: el plan leído no se toca."
        )
    if options.salida:
        refuse_to_overwrite(Path(options.salida), allowed=False)
    package = open_package(options.contra)
    read: list[tuple[str, Received, tuple[Judged, ...]]] = []
    for name in options.libros:
        book = read_workbook(Path(name))
        received = compare(book, package.database, book.identity.plan, book.identity.unidad)
        read.append((name, received, findings_after(received, book, package.database)))
    _refuse_twice([received for _, received, _ in read])
    acceptable = all(received.acceptable for _, received, _ in read)
    applied = options.aplicar and acceptable
    if applied:
        _apply(package, [received for _, received, _ in read], Path(options.salida))
    if options.json:
        print_json({"libros": [_as_json(*each) for each in read], "aplicado": applied})
    else:
        for name, received, judged in read:
            _show(name, received, judged)
        if options.aplicar:
            say(f"Escrito {options.salida}." if applied else "No se aplicó nada: corrija y decida primero.", "título")
    return 0 if acceptable else 1


def _refuse_twice(received: list[Received]) -> None:
    """Two workbooks of one unit would each be compared with a plan that has not the other."""
    from apthapi.core.source import UnreadableError

    units = [(each.identity.plan, each.identity.unidad) for each in received]
    for plan, unidad in units:
        if units.count((plan, unidad)) > 1:
            raise UnreadableError(f"Hay dos libros de la unidad «{unidad}» en el plan «{plan}»: lea primero uno.")


def _apply(package: Package, received: list[Received], target: Path) -> None:
    from apthapi.cli.convert import write
    from apthapi.formats.workbook.applying import apply_to_package

    apply_to_package(package, received)
    write(package, target)


def _as_json(name: str, received: Received, judged: tuple[Judged, ...]) -> dict[str, object]:
    from dataclasses import asdict

    return {
        "archivo": name,
        "identidad": asdict(received.identity),
        "iguales": received.same,
        "avisos": list(received.notices),
        "problemas": [asdict(each) for each in received.problems],
        "cambios": [asdict(each) for each in received.changes],
        "hallazgos": [{**each.finding.as_json(), "hoja": each.hoja, "celda": each.celda} for each in judged],
        "aceptable": received.acceptable,
    }


def _show(name: str, received: Received, judged: tuple[Judged, ...]) -> None:
    identity = received.identity
    say(f"{name}: unidad {identity.unidad}, plan {identity.plan}, emitido el {identity.emitido}", "título")
    for notice in received.notices:
        say(notice, "tenue", indent=2)
    if received.problems:
        say(f"PROBLEMAS ({len(received.problems)}): corríjalos en el libro", "error", indent=2)
        for problem in received.problems[:_MOST]:
            _show_problem(problem)
        _more(len(received.problems))
    what = [f"{number} {word}" for word, number in _counts(received).items()]
    say(f"{', '.join(what) or 'Ningún cambio'}; {count(received.same, 'fila igual', 'filas iguales')}.", indent=2)
    for change in received.changes[:_MOST]:
        _show_change(change)
    _more(len(received.changes))
    errors = [each for each in judged if each.finding.severity.value == "error"]
    say(f"Con estos cambios la unidad tendría {count(len(errors), 'error', 'errores')} de las reglas.", indent=2)
    for each in errors[:_MOST]:
        place = f"{each.hoja} {each.celda}: " if each.celda else ""
        say(f"{each.finding.rule}  {place}{each.finding.message}", indent=4, hang=5)
    _more(len(errors))


def _more(number: int) -> None:
    if number > _MOST:
        say(f"… y {number - _MOST} más: use --json.", "tenue", indent=4)


def _counts(received: Received) -> dict[str, int]:
    from collections import Counter

    counts = Counter(each.what.value for each in received.changes)
    return {word if number == 1 else f"{word}s": number for word, number in counts.items()}


def _show_problem(problem: Problem) -> None:
    seen = f" dice «{problem.visto}»." if problem.visto else ""
    say(f"{problem.hoja} {problem.celda}:{seen} {problem.mensaje}", indent=4, hang=2)
    say(f"→ {problem.corrija} ({problem.norma})", "tenue", indent=6)


def _show_change(change: RowChange) -> None:
    place = f"{change.hoja}, fila {change.fila}" if change.fila else change.hoja
    moved = f" (viene de {change.moved_from})" if change.moved_from else ""
    say(f"{change.what.value.capitalize()}: {place}{moved}{f'. {change.why}' if change.why else ''}", indent=4)
    for cell in change.cells:
        say(_told(change, cell), "tenue", indent=6)


def _told(change: RowChange, cell: CellChange) -> str:
    """`precio_unitario: 12,00 → 1.500,00`."""
    from apthapi.core.sheets import SHEETS

    column = SHEETS[change.sheet].table.column(cell.columna)
    before, sent = _as_people_write(column, cell.stored), _as_people_write(column, cell.sent)
    if cell.conflict:
        return f"{cell.columna}: se entregó {_as_people_write(column, cell.base)}, ahora es {before}, trae {sent}"
    return f"{cell.columna}: {sent}" if before == "vacío" else f"{cell.columna}: {before} → {sent}"


def _as_people_write(column: Column, value: Value) -> str:
    from apthapi.core.fields import write as text_of
    from apthapi.core.money import format_amount
    from apthapi.core.schema import Kind

    if column.kind is Kind.MONEY and isinstance(value, int):
        return format_amount(value)
    text = text_of(column, value) or "vacío"
    return text.replace(".", ",") if column.kind in (Kind.QUANTITY, Kind.PERCENT) else text
