"""What the page of a comparison shows, gathered in a number of queries that does not grow with the plans."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.paginator import Paginator
from django.urls import reverse

from apthapi.compare.summary import headline
from apthapi.web.comparison import pictures
from apthapi.web.comparison.asked import KINDS, LEVELS, Asked
from apthapi.web.comparison.authors import Author, Authors, authors_of
from apthapi.web.comparison.money import MoneyOf, by_place, read_money, shown, tables_of
from apthapi.web.comparison.rows import TITLES, ShownRow, by_unit, find, show
from apthapi.web.comparison.versions import Chosen, Places
from apthapi.web.plans.live import live

PER_PAGE = 40
MOST_PLACES = 200
"""Places of the budget that the page lists; the file has them all."""

Context = dict[str, object]


def page_of(chosen: Chosen, asked: Asked, *, unidad: str, number: str) -> Context:
    """The page of two versions, or of one unit in them."""
    assert chosen.before is not None
    money = read_money(chosen, unidad)
    comparison = money.comparison
    said = comparison.sentences
    if not unidad:
        said = (headline(comparison.money, comparison.total_before, comparison.total_after), *said)
    context = {
        "antes": chosen.before,
        "despues": chosen.after,
        "en_una_frase": said[0] if said else "No hay importes que comparar.",
        "frases": said[1:],
        "nivel": asked.level,
        "pestanas": _tabs(chosen, asked, unidad),
        "filtros": _filters(chosen, asked, money, unidad),
        "pedido": asked,
        "sin_filtros": f"{_here(chosen, unidad)}?{asked.bare.address()}",
        "todo": f"{_here(chosen, unidad)}?{asked.address(todo='' if asked.everything else '1')}",
    }
    own = _money(chosen, asked, money, unidad) if asked.level == "dinero" else _rows(chosen, asked, number, unidad)
    return {**context, **own}


def file_address(chosen: Chosen, asked: Asked, table: str, unidad: str = "") -> str:
    """Where a table is had as a file, narrowed as the page is."""
    name = "comparacion_unidad_archivo" if unidad else "comparacion_archivo"
    where = [chosen.after.plan, unidad, table] if unidad else [chosen.after.plan, table]
    return f"{reverse(name, args=where)}?{asked.address()}"


def _money(chosen: Chosen, asked: Asked, money: MoneyOf, unidad: str) -> Context:
    tables = [shown(table, asked) for table in tables_of(money).values()]
    places = by_place(money, asked)
    figure = None if asked.narrows else pictures.change(money)
    return {
        "tablas": [
            {"tabla": table, "descarga": file_address(chosen, asked, table.key, unidad)}
            for table in tables
            if any(not line.total for line in table.lines)
        ],
        "detalle": {
            "tabla": places,
            "lineas": places.lines[:MOST_PLACES],
            "de_mas": max(len(places.lines) - MOST_PLACES, 0),
            "descarga": file_address(chosen, asked, "detalle", unidad),
        },
        "figura": figure,
        "anexo": "" if unidad else f"{reverse('comparacion_anexo', args=[chosen.after.plan])}?{asked.address()}",
    }


def _rows(chosen: Chosen, asked: Asked, number: str, unidad: str) -> Context:
    assert chosen.before is not None
    places = Places(chosen.before.plan, chosen.after.plan)
    found = find(places, asked)
    page = Paginator(found.differences, PER_PAGE).get_page(number)
    rows = show(places, asked, page.object_list)
    authors = authors_of(chosen.after.plan, rows)
    return {
        "pagina": page,
        "grupos": _grouped(rows, authors),
        "iguales": found.same,
        "sin_datos": _unknown(found.unknown),
        "por_unidad": by_unit(found) if asked.level == "lineas" else [],
        "descarga_filas": file_address(chosen, asked, asked.level, unidad),
    }


def _grouped(rows: Sequence[ShownRow], authors: Authors) -> list[Context]:
    """The rows under the title of their table, each with who changed it, cell by cell where it was not one act."""
    groups: list[Context] = []
    for table in dict.fromkeys(row.table for row in rows):
        own = [_with_authors(row, authors) for row in rows if row.table == table]
        groups.append({"titulo": TITLES[table], "filas": own})
    return groups


def _with_authors(row: ShownRow, authors: Authors) -> Context:
    of_cells = [_last(authors, row, cell.columns) for cell in row.cells]
    # Whoever opened the version wrote all its rows: only of a new row does that say anything.
    whole = _last(authors, row, ("",) if row.pair.before is None else ("importe",))
    different = {each.acto for each in (*of_cells, whole) if each is not None}
    if len(different) == 1 and None not in of_cells:
        whole, of_cells = whole or of_cells[0], [None] * len(of_cells)
    cells = [{"celda": cell, "autor": author} for cell, author in zip(row.cells, of_cells, strict=True)]
    return {"fila": row, "autor": whole, "celdas": cells}


def _last(authors: Authors, row: ShownRow, columns: Sequence[str]) -> Author | None:
    found = [authors[at] for name in columns if (at := (row.table, row.pair.after or 0, name)) in authors]
    return max(found, key=lambda each: each.acto, default=None)


def _unknown(unknown: Sequence[tuple[str, str]]) -> list[Context]:
    plans = dict.fromkeys(plan for _, plan in unknown)
    return [{"plan": plan, "tablas": ", ".join(name for name, of in unknown if of == plan)} for plan in plans]


def _here(chosen: Chosen, unidad: str) -> str:
    if unidad:
        return reverse("comparacion_unidad", args=[chosen.after.plan, unidad])
    return reverse("comparacion", args=[chosen.after.plan])


def _tabs(chosen: Chosen, asked: Asked, unidad: str) -> list[tuple[str, str, bool]]:
    here = _here(chosen, unidad)
    return [(title, f"{here}?{asked.address(nivel=level)}", level == asked.level) for level, title in LEVELS.items()]


def _filters(chosen: Chosen, asked: Asked, money: MoneyOf, unidad: str) -> list[Context]:
    assert chosen.before is not None
    wanted = asked.wanted
    made = []
    if len(chosen.others) > 1:
        versions = [(each.plan, each.name) for each in chosen.others]
        made.append(_selector("con", "Comparar con", versions, chosen.before.plan))
    if not unidad:
        units = live().query(
            "select unidad, max(nombre) from unidades where plan in (?, ?) group by unidad order by unidad",
            [chosen.before.plan, chosen.after.plan],
        )
        made.append(
            _selector("unidad", "Unidad", [("", "Todas"), *((c, f"{c} · {n}") for c, n in units)], wanted.unidad)
        )
    made.append(
        _selector("cambio", "Cambio", [("", "Todos"), *KINDS.items()], wanted.kind.value if wanted.kind else "")
    )
    if asked.level in ("dinero", "lineas"):
        codes = dict.fromkeys(change.code.partition("-")[0] for change in money.comparison.money["fuente"])
        made.append(
            _selector("fuente", "Fuente", [("", "Todas"), *((code, code) for code in codes if code)], wanted.fuente)
        )
    return made


def _selector(name: str, title: str, options: Sequence[tuple[str, str]], picked: str) -> Context:
    return {"nombre": name, "titulo": title, "opciones": options, "elegida": picked}
