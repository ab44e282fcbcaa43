"""`apthapi import`: any other workbook or CSV becomes a plan, by a map that it proposes and people correct."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from apthapi.cli.screen import count, print_json, say
from apthapi.cli.spanish import Verbs, add_json, add_verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from apthapi.formats.mapping.mapa import Mapa
    from apthapi.formats.mapping.proposing import Proposal
    from apthapi.formats.mapping.rows import Applied
    from apthapi.formats.spreadsheet import RawBook
    from apthapi.formats.workbook.received import Problem

NAME = "import"
MOST_SHOWN = 60


def add_to(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        NAME,
        about="convierte planillas ajenas (Excel o CSV) en un plan",
        details="Sin --map dice qué parece cada hoja y cada columna; con --proponer escribe ese mapa para corregirlo. "
        "Con --map y --salida escribe el plan, y dice celda por celda lo que no se pudo tomar. Con --plan la ejecución "
        "se suma a ese plan; después, apthapi check dice si cabe en lo vigente.",
    )
    parser.add_argument("archivos", metavar="ARCHIVO", nargs="+", help="libros de Excel, de LibreOffice o CSV")
    parser.add_argument("--map", dest="mapa", metavar="MAPA.json", help="el mapa que dice qué es cada columna")
    parser.add_argument("--proponer", metavar="MAPA.json", help="escribe aquí el mapa que se propone")
    parser.add_argument("--plan", metavar="PLAN", help="plan al que se suma la ejecución; sin él se escribe uno nuevo")
    parser.add_argument("--mes", type=int, choices=range(1, 13), metavar="N", help="mes de la ejecución que no lo dice")
    parser.add_argument("--acumulado", action="store_true", help="sus importes son de enero al mes, y no del mes")
    parser.add_argument(
        "--preventivo-incluye", action="store_true", help="su preventivo incluye lo que ya se devengó: se le resta"
    )
    parser.add_argument("--salida", metavar="PLAN", help="carpeta, archivo .zip o .duckdb del plan que se escribe")
    parser.add_argument("--sobrescribir", action="store_true", help="reemplaza lo que haya en la salida")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Propose a map, or write the plan that a map makes of the files; 1 if some cell was left out."""
    from apthapi.core.source import UnreadableError
    from apthapi.formats.mapping.mapa import load_mapa

    if bool(options.mapa) != bool(options.salida):
        raise UnreadableError("--map y --salida van juntos: con qué mapa se lee y dónde se escribe el plan.")
    mapa = load_mapa(Path(options.mapa)) if options.mapa else None
    book = _book([Path(each) for each in options.archivos])
    if mapa is None:
        return _propose(options, book)
    return _import(options, book, mapa)


def _book(paths: Sequence[Path]) -> RawBook:
    """The sheets of all the files as if they were of one."""
    from apthapi.formats.spreadsheet import RawBook, read_spreadsheet

    books = [read_spreadsheet(path, seconds=60) for path in paths]
    return RawBook(
        tuple(sheet for book in books for sheet in book.sheets),
        tuple(notice for book in books for notice in book.notices),
    )


def _propose(options: argparse.Namespace, book: RawBook) -> int:
    from apthapi.cli.convert import refuse_to_overwrite
    from apthapi.formats.mapping.known import known
    from apthapi.formats.mapping.mapa import write_mapa
    from apthapi.formats.mapping.proposing import mapa_of, propose_book

    found = propose_book(book)
    mapa = mapa_of(found, known(0))
    if options.proponer:
        refuse_to_overwrite(Path(options.proponer), allowed=options.sobrescribir)
        Path(options.proponer).write_text(write_mapa(mapa), encoding="utf-8")
    if options.json:
        print_json({"hojas": [_as_json(each) for each in found]})
    else:
        for each in found:
            _show(each)
        if options.proponer and mapa.hojas:
            say(f"Escrito {options.proponer}: revíselo, complete «plan» y use --map con --salida.")
    return 0 if mapa.hojas else 1


def _as_json(each: Proposal) -> dict[str, object]:
    columns = [
        {"titulo": one.titulo, "es": one.es, "confianza": one.confianza, "motivo": one.motivo, "numeros": one.numeros}
        for one in each.guesses
    ]
    return {
        "hoja": each.hoja,
        "oculta": each.oculta,
        "tabla": each.part.tabla if each.part else "",
        "fila_de_titulos": each.header.row + 1 if each.header else 0,
        "confianza": each.confianza,
        "motivo": each.motivo,
        "columnas": columns,
    }


def _show(each: Proposal) -> None:
    from apthapi.formats.mapping.meanings import TITLES, about

    hidden = " (oculta)" if each.oculta else ""
    table = f"{TITLES[each.part.tabla]}. " if each.part else ""
    say(f"{each.hoja}{hidden}: {table}{each.motivo}")
    for one in each.guesses if each.part else ():
        assert each.part is not None
        what = about(each.part.tabla, one.es) if one.es else "no se importa"
        sure = f" ({one.confianza} %)" if one.es else ""
        say(f"{one.titulo}  →  {what}{sure}. {one.motivo}", indent=3)


def _import(options: argparse.Namespace, book: RawBook, mapa: Mapa) -> int:
    from tempfile import TemporaryDirectory

    from apthapi.cli.convert import refuse_to_overwrite, write
    from apthapi.core.database import Engine
    from apthapi.core.package import read_package
    from apthapi.formats.mapping.applying import apply
    from apthapi.formats.mapping.package import write_tables
    from apthapi.formats.mapping.spent import TABLE, Meaning
    from apthapi.formats.mapping.spent_package import categories_of, settle, take_in, units_of

    target = Path(options.salida)
    refuse_to_overwrite(target, allowed=options.sobrescribir)
    engine = Engine.DUCKDB if target.suffix == ".duckdb" else None
    meaning = Meaning(options.mes or 0, options.acumulado, options.preventivo_incluye)
    if options.plan:
        package = read_package(Path(options.plan), engine=engine)
        applied = apply(mapa, book, units=units_of(package), categories=categories_of(package))
        applied.problems += take_in(package, applied, meaning).problems
        applied.rows = {TABLE: applied.of(TABLE)}
        write(package, target)
    else:
        applied = apply(mapa, book)
        applied.problems += settle(applied, meaning).problems
        with TemporaryDirectory() as folder:
            write_tables(mapa, applied, Path(folder))
            write(read_package(Path(folder), engine=engine), target)
    _tell(options, applied, target)
    return 1 if applied.errors else 0


def _tell(options: argparse.Namespace, applied: Applied, target: Path) -> None:
    rows = {table: len(found) for table, found in applied.rows.items()}
    if options.json:
        print_json(
            {
                "salida": str(target),
                "filas": rows,
                "totales": [
                    {"unidad": key[0], "fuente": key[1], "formulario": key[2], "lineas": lines, "importe": total}
                    for key, lines, total in applied.totals("unidad", "fuente", "formulario")
                ],
                "problemas": [_problem(each) for each in applied.problems],
                "dejado": [*applied.left, *applied.notices],
            }
        )
        return
    for each in applied.problems[:MOST_SHOWN]:
        say(f"{each.hoja} {each.celda}  {each.mensaje} {each.corrija}", each.severity.value)
    if len(applied.problems) > MOST_SHOWN:
        say(f"y {len(applied.problems) - MOST_SHOWN} más: véalos todos con --json.")
    for text in (*applied.left, *applied.notices):
        say(text, indent=3)
    shown = ", ".join(f"{many} en {table}" for table, many in rows.items()) or "ninguna fila"
    errors = count(len(applied.errors), "celda o fila quedó fuera", "celdas o filas quedaron fuera")
    say(f"Escrito {target}: {shown}; {errors}.")


def _problem(each: Problem) -> dict[str, object]:
    return {
        "hoja": each.hoja,
        "celda": each.celda,
        "visto": each.visto,
        "severidad": each.severity.value,
        "mensaje": each.mensaje,
        "corrija": each.corrija,
        "norma": each.norma,
        "columna": each.columna,
        "opciones": [list(choice) for choice in each.choices],
    }
