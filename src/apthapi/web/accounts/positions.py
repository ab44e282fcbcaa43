"""The positions of an entity: by unit, with who holds each today, and who held it before."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.db.models import Prefetch
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from apthapi.web.accounts.administration import state_of
from apthapi.web.accounts.forms import PositionForm
from apthapi.web.accounts.models import Cargo, Designacion
from apthapi.web.process.confirm import confirmed
from apthapi.web.process.finding import matches
from apthapi.web.process.permisos import Peticion, exige
from apthapi.web.process.places import administration_of
from apthapi.web.process.records import differences, history, note, recorded
from apthapi.web.process.scope import entities_of, positions_of, the_position
from apthapi.web.process.security_log import reading_is_noted


@exige("ver_administracion")
@reading_is_noted
def positions(request: Peticion) -> HttpResponse:
    """Every position with who holds it today: those of the whole entity first, then unit by unit."""
    situacion = request.situacion
    held = Designacion.objects.select_related("persona").order_by("desde")
    found = positions_of(situacion, "ver_administracion").prefetch_related(Prefetch("designaciones", held))
    wanted = request.GET.get("q", "").strip()
    rows = []
    for each in found:
        now = [one for one in each.designaciones.all() if state_of(one)[0] == "vigente"]
        people = [f"{one.persona} {one.persona.username}" for one in now]
        if matches(wanted, [each.nombre, each.unidad, each.get_rol_display(), *people]):
            rows.append((each, now))
    context = {
        **administration_of(situacion, "cargos"),
        "filas": rows,
        "vacantes": sum(not now for _, now in rows),
        "buscado": wanted,
        "puede": situacion.puede("administrar_cargos"),
    }
    return render(request, "accounts/cargos.html", context)


@exige("administrar_cargos")
@confirmed
def new(request: Peticion) -> HttpResponse:
    """Create a position."""
    form = PositionForm(request.POST or None, entities=entities_of(request.situacion, "administrar_cargos"))
    if request.method == "POST" and form.is_valid():
        cargo = form.save(commit=False)
        with transaction.atomic():
            cargo.save()
            note(request, "cargo_creado", f"cargo {cargo.pk}", differences({}, _values(cargo)))
        messages.success(
            request, f"Se creó el cargo «{cargo}». Designe a quien lo ejerce desde la página de la persona."
        )
        return redirect("cargo", pk=cargo.pk)
    return _form_page(request, form, "Crear un cargo", "Crear el cargo")


@exige("ver_administracion")
@reading_is_noted
def position(request: Peticion, pk: int) -> HttpResponse:
    """One position: who holds it, who held it before, what was changed of it."""
    situacion = request.situacion
    cargo = the_position(situacion, "ver_administracion", pk)
    held = list(cargo.designaciones.select_related("persona").order_by("-desde", "-pk"))
    context = {
        **administration_of(situacion, "cargos", str(cargo)),
        "cargo": cargo,
        "ejercieron": [(each, state_of(each)) for each in held],
        "historia": history(f"cargo {cargo.pk}"),
        "puede": situacion.puede("administrar_cargos"),
    }
    return render(request, "accounts/cargo.html", context)


@exige("administrar_cargos")
@confirmed
def edit(request: Peticion, pk: int) -> HttpResponse:
    """Change the name, the role or the unit of a position; the rights of who holds it follow at once."""
    cargo = the_position(request.situacion, "administrar_cargos", pk)
    before = _values(cargo)
    entities = entities_of(request.situacion, "administrar_cargos")
    form = PositionForm(request.POST or None, instance=cargo, entities=entities)
    if request.method == "POST" and form.is_valid():
        if changes := differences(before, _values(form.instance)):
            with recorded(request, "cargo_cambiado", f"cargo {pk}", changes):
                form.save()
            messages.success(request, "El cargo se guardó.")
        return redirect("cargo", pk=pk)
    return _form_page(request, form, "Cambiar el cargo", "Guardar")


@require_POST
@exige("administrar_cargos")
@confirmed
def remove(request: Peticion, pk: int) -> HttpResponse:
    """Take away a position that nobody ever held."""
    cargo = the_position(request.situacion, "administrar_cargos", pk)
    if cargo.designaciones.exists() or cargo.actos.exists() or cargo.fichas.exists():
        messages.error(
            request,
            "Alguien lo ejerció, o se dio con él una ficha de acceso: el cargo queda, con su historia. "
            "Si ya no existe, déjelo vacante.",
        )
        return redirect("cargo", pk=pk)
    with recorded(request, "cargo_quitado", f"cargo {pk}", differences({}, _values(cargo))):
        cargo.delete()
    messages.success(request, f"Se quitó el cargo «{cargo}».")
    return redirect("cargos")


def _form_page(request: Peticion, form: PositionForm, title: str, button: str) -> HttpResponse:
    context = {
        **administration_of(request.situacion, "cargos", title),
        "form": form,
        "titulo": title,
        "boton": button,
        "volver": "cargos",
    }
    return render(request, "accounts/formulario.html", context)


def _values(cargo: Cargo) -> dict[str, object]:
    return {
        "Nombre": cargo.nombre,
        "Rol": cargo.get_rol_display(),
        "Unidad": cargo.unidad,
        "Entidad": str(cargo.entidad),
    }
