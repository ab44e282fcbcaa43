"""The country by whatever is asked, and two gestiones side by side."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from apthapi.charts.lettering import share
from apthapi.compare.changes import Change
from apthapi.compare.years import grown, percent
from apthapi.web.ministerio import pictures
from apthapi.web.ministerio.country import DIMENSIONS, Pais, years_of
from apthapi.web.ministerio.labels import UNKNOWN
from apthapi.web.plans.exports import csv_file
from apthapi.web.process.permisos import Peticion, exige


@dataclass(frozen=True, slots=True)
class Pedido:
    """What is asked: which gestiones there are, which one, the one before, and by what."""

    years: list[int]
    year: int
    before: int
    by: str

    @property
    def query(self) -> str:
        """The same in an address."""
        return f"?gestion={self.year}&antes={self.before}&por={self.by}"


@require_GET
@exige("ver_pais")
def country(request: Peticion) -> HttpResponse:
    """The accepted plans of a gestión added up."""
    asked = _asked(request)
    found = Pais(request.designacion.cargo.entidad, asked.year)
    rows = found.by(asked.by)
    total = sum(each.amount for each in rows)
    context = {
        **_frame(request, asked, "pais"),
        "entidades": len(found.plans),
        "callan": found.silent,
        "total": total,
        "filas": [(each, _named(each.code, each.label, asked.by), share(each.amount, total)) for each in rows],
        "figuras": [pictures.flow(found), pictures.entities(found)] if rows else [],
    }
    return render(request, "ministerio/pais.html", context)


@require_GET
@exige("ver_pais")
def country_file(request: Peticion) -> HttpResponse:
    """The same table as a file for Excel."""
    asked = _asked(request)
    rows = Pais(request.designacion.cargo.entidad, asked.year).by(asked.by)
    columns = (DIMENSIONS[asked.by], "Nombre", "Entidades", "Importe Bs")
    written = [(each.code, each.label, str(each.entities), each.amount) for each in rows]
    written.append(("Total", "", "", sum(each.amount for each in rows)))
    return csv_file(f"pais-{asked.year}-{asked.by}", columns, written)


@require_GET
@exige("ver_pais")
def compared(request: Peticion) -> HttpResponse:
    """What grew and what fell between two gestiones, of the entities that have an accepted plan in both."""
    asked = _asked(request)
    changes, both, left = _changes(request, asked)
    ups = sum(each.difference for each in changes if each.difference > 0)
    downs = sum(each.difference for each in changes if each.difference < 0)
    context = {
        **_frame(request, asked, "pais_comparado"),
        "ambas": both,
        "fuera": left,
        "antes": sum(each.before or 0 for each in changes),
        "despues": sum(each.after or 0 for each in changes),
        "suben": ups,
        "bajan": downs,
        "filas": [(each, _named(each.code, each.label, asked.by), percent(each)) for each in changes],
        "figuras": [pictures.change(changes, asked.before, asked.year)] if changes else [],
    }
    return render(request, "ministerio/pais_comparado.html", context)


@require_GET
@exige("ver_pais")
def compared_file(request: Peticion) -> HttpResponse:
    """The same table as a file for Excel."""
    asked = _asked(request)
    changes, _, _ = _changes(request, asked)
    columns = (DIMENSIONS[asked.by], "Nombre", f"{asked.before} Bs", f"{asked.year} Bs", "Diferencia Bs", "Qué pasó")
    rows = [(each.code, each.label, each.before, each.after, each.difference, each.move.value) for each in changes]
    return csv_file(f"pais-{asked.before}-{asked.year}-{asked.by}", columns, rows)


def _changes(request: Peticion, asked: Pedido) -> tuple[tuple[Change, ...], int, int]:
    """The changes, how many entities are compared, and how many are left out because they have only one of both."""
    organ = request.designacion.cargo.entidad
    older, newer = Pais(organ, asked.before, beside=asked.year), Pais(organ, asked.year, beside=asked.before)
    every = {*Pais(organ, asked.before).plans, *Pais(organ, asked.year).plans}
    labels = {**older.labels(asked.by), **newer.labels(asked.by)}
    changes = grown(older.amounts(asked.by), newer.amounts(asked.by), labels)
    return changes, len(newer.plans), len(every) - len(newer.plans)


def _named(code: str, label: str, by: str) -> str:
    """How a row is called: entities by their name, the rest by code and name."""
    if not code:
        return UNKNOWN
    return label or code if by == "entidad" else f"{code} {label}".strip()


def _asked(request: Peticion) -> Pedido:
    years = years_of(request.designacion.cargo.entidad)
    last = years[0] if years else 0
    year = _year(request.GET.get("gestion", ""), years, last)
    earlier = next((each for each in years if each < year), 0)
    before = _year(request.GET.get("antes", ""), years, earlier)
    by = request.GET.get("por", "")
    return Pedido(years, year, before, by if by in DIMENSIONS else "entidad")


def _year(text: str, known: list[int], otherwise: int) -> int:
    return int(text) if text in map(str, known) else otherwise


def _frame(request: Peticion, asked: Pedido, place: str) -> dict[str, object]:
    options = [(str(each), str(each)) for each in asked.years]
    selectors = [
        _selector("gestion", "Gestión", options, str(asked.year)),
        _selector("por", "Por", list(DIMENSIONS.items()), asked.by),
    ]
    if place == "pais_comparado":
        selectors.insert(0, _selector("antes", "Desde la gestión", options, str(asked.before)))
        selectors[1]["titulo"] = "Hasta la gestión"
    tabs = (("pais", "Consolidado"), ("pais_comparado", "Comparación entre gestiones"))
    return {
        "donde": [(request.designacion.cargo.entidad.sigla, ""), ("País", "")],
        "pedido": asked,
        "titulo_por": DIMENSIONS[asked.by],
        "selectores": selectors,
        "descarga": f"{reverse(f'{place}_archivo')}{asked.query}",
        "lugares": [(title, f"{reverse(name)}{asked.query}", name == place) for name, title in tabs],
    }


def _selector(name: str, title: str, options: list[tuple[str, str]], picked: str) -> dict[str, object]:
    return {"nombre": name, "titulo": title, "opciones": options, "elegida": picked}
