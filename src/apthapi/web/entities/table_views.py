"""The screens of the reference sets: which there are, one of a gestión, writing a row, whether it is official."""

from __future__ import annotations

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from apthapi.core.fields import Value
from apthapi.core.reference import FIRST_YEAR, LAST_YEAR
from apthapi.web.entities import tables
from apthapi.web.entities.opening import AlreadyOpenError, open_year
from apthapi.web.entities.table_files import write_table
from apthapi.web.entities.tables import ROW, TABLES_OF_YEAR, TITLES, Cells, TableOfYear
from apthapi.web.plans.live import live
from apthapi.web.process.confirm import confirmed
from apthapi.web.process.finding import matches
from apthapi.web.process.permisos import Peticion, exige
from apthapi.web.process.places import administration_of
from apthapi.web.process.records import history, recorded
from apthapi.web.process.scope import changes_year

A_PAGE = 100


def the_table(conjunto: str, gestion: int) -> TableOfYear:
    """The table of the address. Raises Http404 for a set or a gestión that is not there."""
    if conjunto not in TABLES_OF_YEAR or gestion not in tables.gestiones():
        raise Http404
    return TABLES_OF_YEAR[conjunto]


def table_to_change(request: Peticion, conjunto: str, gestion: int) -> TableOfYear:
    """The same, for who may change it. Raises PermissionDenied if plans of other entities are judged with it."""
    table = the_table(conjunto, gestion)
    if not changes_year(request.situacion, gestion):
        raise PermissionDenied(
            f"Otras entidades usan las tablas de la gestión {gestion}: usted no las administra todas."
        )
    return table


@exige("ver_tablas")
def index(request: Peticion) -> HttpResponse:
    """Every set of a gestión: how many rows, and whether it is the official one."""
    years = tables.gestiones()
    asked = request.GET.get("gestion", "")
    year = int(asked) if asked in map(str, years) else next(iter(years), 0)
    rows = live().query("select conjunto, oficial from conjuntos where gestion = ?", [year])
    official: dict[str, str] = dict(rows)
    groups: dict[str, list[dict[str, object]]] = {}
    for table in TABLES_OF_YEAR.values():
        count = live().value(f"select count(*) from {table.name} where gestion = ?", [year])
        row = {"tabla": table, "filas": count, "oficial": official.get(table.name) == "si"}
        groups.setdefault(table.group, []).append(row)
    context = {
        **administration_of(request.situacion, "tablas"),
        "gestiones": years,
        "gestion": year,
        "grupos": groups,
        "planes": tables.plans_of(year),
        "siguiente": max(years, default=0) + 1,
        "puede": request.situacion.puede("administrar_tablas"),
    }
    return render(request, "entities/tablas.html", context)


@require_POST
@exige("administrar_tablas")
@confirmed
def new_year(request: Peticion) -> HttpResponse:
    """Open a gestión with the tables that come with the software."""
    text = request.POST.get("gestion", "").strip()
    if not text.isdecimal() or len(text) > 4 or not FIRST_YEAR <= int(text) <= LAST_YEAR:
        messages.error(request, f"Escriba el año de la gestión, entre {FIRST_YEAR} y {LAST_YEAR}.")
        return redirect("tablas")
    try:
        with recorded(request, "gestion_abierta", f"gestion {text}", ["Con las tablas que trae el sistema."]):
            open_year(int(text))
        messages.success(request, f"Se abrió la gestión {text} con las tablas que trae el sistema: revíselas.")
    except AlreadyOpenError as problem:
        messages.error(request, str(problem))
    return redirect(f"{reverse('tablas')}?gestion={text}")


@exige("ver_tablas")
def show(request: Peticion, conjunto: str, gestion: int) -> HttpResponse:
    """The rows of a set, or those that say what was searched; `editar` opens one for writing in its place."""
    return _page(request, the_table(conjunto, gestion), gestion, request.GET.get("editar", ""))


@require_POST
@exige("administrar_tablas")
@confirmed
def save_row(request: Peticion, conjunto: str, gestion: int) -> HttpResponse:
    """Write a row: an old one by its number, or a new one."""
    table, number = table_to_change(request, conjunto, gestion), request.POST.get("fila", "nueva")
    old = tables.rows_of(table, gestion)
    row = next((each for each in old if str(each[ROW]) == number), None)
    if row is None and number != "nueva":
        messages.error(request, "La fila ya no está: otra persona la quitó.")
        return redirect("tabla", conjunto=conjunto, gestion=gestion)
    cells, problems = tables.understand(table, {name: request.POST.get(name, "") for name in table.columns})
    same = [each for each in old if each is not row and table.key_of(each) == table.key_of(cells)]
    if same and not problems:
        problems[table.key[0]] = "Ya hay una fila con esa clave: cámbiela a ella."
    if problems:
        return _page(request, table, gestion, number, request.POST, problems)
    what = tables.Difference([cells]) if row is None else tables.Difference(changed=[(row, {**cells, ROW: row[ROW]})])
    if row is None or any(row[name] != cells[name] for name in table.columns):
        _write(request, table, gestion, what)
        messages.success(request, "La fila se guardó.")
    return _back(request, table, gestion)


@require_POST
@exige("administrar_tablas")
@confirmed
def remove_row(request: Peticion, conjunto: str, gestion: int, fila: int) -> HttpResponse:
    """Take a row away, unless a plan of that gestión says its code."""
    table = table_to_change(request, conjunto, gestion)
    row = next((each for each in tables.rows_of(table, gestion) if each[ROW] == fila), None)
    if row is None:
        messages.error(request, "La fila ya no está: otra persona la quitó.")
        return _back(request, table, gestion)
    uses = tables.uses_of(table, gestion, [str(row[table.key[0]])])
    if uses:
        said = ", ".join(f"{plan} en {count} {'línea' if count == 1 else 'líneas'}" for plan, count in uses)
        messages.error(request, f"No se quitó: la usa {said}.")
    else:
        _write(request, table, gestion, tables.Difference(removed=[row]))
        messages.success(request, "La fila se quitó.")
    return _back(request, table, gestion)


@require_POST
@exige("administrar_tablas")
@confirmed
def official(request: Peticion, conjunto: str, gestion: int) -> HttpResponse:
    """Say that the table was compared with the one published, and where; or that it no longer is so."""
    table = table_to_change(request, conjunto, gestion)
    says, ground = request.POST.get("oficial") == "si", " ".join(request.POST.get("norma", "").split())
    if says and not ground:
        messages.error(request, "Escriba con qué norma o publicación la comparó.")
        return _back(request, table, gestion)
    line = f"Tabla oficial: {ground}" if says else "Deja de ser la tabla oficial"
    with recorded(request, "tabla_oficial", about(table, gestion), [line]):
        tables.set_official(table, gestion, says)
    messages.success(request, "Las verificaciones ya la tratan así.")
    return _back(request, table, gestion)


@exige("ver_tablas")
def download(request: Peticion, conjunto: str, gestion: int) -> HttpResponse:  # noqa: ARG001 - Django gives it
    """The table as a file that can be loaded back."""
    table = the_table(conjunto, gestion)
    text = write_table(table, tables.rows_of(table, gestion))
    headers = {"Content-Disposition": f'attachment; filename="{table.name}-{gestion}.csv"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


def about(table: TableOfYear, gestion: int) -> str:
    """How the trace names a table."""
    return f"conjunto {table.name} {gestion}"


def _write(request: Peticion, table: TableOfYear, gestion: int, what: tables.Difference) -> None:
    with recorded(request, "tabla_cambiada", about(table, gestion), what.lines(table)):
        tables.apply(table, gestion, what)


def _back(request: Peticion, table: TableOfYear, gestion: int) -> HttpResponse:
    wanted = request.POST.get("q", "")
    url = reverse("tabla", args=[table.name, gestion])
    return redirect(f"{url}?q={wanted}" if wanted else url)


def _page(
    request: Peticion,
    table: TableOfYear,
    gestion: int,
    editing: str = "",
    texts: Mapping[str, str] | None = None,
    problems: Mapping[str, str] | None = None,
) -> HttpResponse:
    wanted = (request.POST if texts else request.GET).get("q", "").strip()
    rows = tables.rows_of(table, gestion)
    found = [row for row in rows if matches(wanted, [str(row[name] or "") for name in table.columns])]
    may = changes_year(request.situacion, gestion)
    notes = tables.notes_of(table, gestion)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    context = {
        **administration_of(request.situacion, "tablas", f"{table.set.about} {gestion}"),
        "tabla": table,
        "gestion": gestion,
        "gestiones": tables.gestiones(),
        "columnas": [(TITLES[name], _class_of(table, name)) for name in table.columns],
        "pagina": page,
        "filas": [
            _shown(table, row, editing if may else "", texts, problems) | {"nota": notes.get(row[table.key[0]], "")}
            for row in page
        ],
        "nueva": _inputs(table, {}, texts or {}, problems or {}) if may and editing == "nueva" else None,
        "todas": len(rows),
        "buscado": wanted,
        "oficial": tables.is_official(table, gestion),
        "planes": tables.plans_of(gestion),
        "historia": history(about(table, gestion), most=20),
        "puede": may,
    }
    return render(request, "entities/tabla.html", context, status=422 if problems else 200)


def _shown(
    table: TableOfYear,
    row: Cells,
    editing: str,
    texts: Mapping[str, str] | None,
    problems: Mapping[str, str] | None,
) -> dict[str, object]:
    number = str(row[ROW])
    cells = [(tables.shown(table, name, row[name]), _class_of(table, name)) for name in table.columns]
    inputs = _inputs(table, row, texts or {}, problems or {}) if number == editing else None
    return {"numero": number, "celdas": cells, "campos": inputs, "nombre": cells[0][0] or cells[1][0]}


def _inputs(
    table: TableOfYear, row: Mapping[str, Value], texts: Mapping[str, str], problems: Mapping[str, str]
) -> list[dict[str, object]]:
    return [
        {
            "nombre": name,
            "titulo": TITLES[name],
            "texto": texts.get(name, tables.shown(table, name, row.get(name, ""))),
            "problema": problems.get(name, ""),
            "opciones": tables.OPTIONS.get(name, ()),
            "clase": _class_of(table, name),
        }
        for name in table.columns
    ]


def _class_of(table: TableOfYear, name: str) -> str:
    if name in (*table.set.money, *table.set.numbers):
        return "num"
    return "cod" if name in ("codigo", "padre", "prefijo", "fuente", "organismo", "formulario", "programa") else ""
