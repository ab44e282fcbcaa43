"""The screens of people: find, open an account, change it, act on it."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from apthapi.web.accounts.account_acts import ACCOUNT_ACTS, NotPossibleError, do, offered_for, one_time_link
from apthapi.web.accounts.forms import PersonForm
from apthapi.web.accounts.gates import has_second_factor
from apthapi.web.accounts.lockout import is_locked
from apthapi.web.accounts.models import Designacion, Persona
from apthapi.web.process.confirm import confirmed
from apthapi.web.process.finding import matches
from apthapi.web.process.permisos import Peticion, exige, hoy
from apthapi.web.process.places import administration_of
from apthapi.web.process.records import differences, history, note, recorded
from apthapi.web.process.scope import entities_of, people_of, the_person
from apthapi.web.process.security_log import reading_is_noted

A_PAGE = 40
_LINK = "enlace_creado"


@exige("ver_administracion")
@reading_is_noted
def people(request: Peticion) -> HttpResponse:
    """Everybody, or those whose name, user, mail or position says what was searched, without minding accents."""
    situacion, today = request.situacion, hoy()
    held = Designacion.objects.select_related("cargo").order_by("desde")
    found = people_of(situacion, "ver_administracion").prefetch_related(Prefetch("designaciones", held))
    wanted, which = request.GET.get("q", "").strip(), request.GET.get("estado", "activas")
    rows = [
        (each, [one for one in each.designaciones.all() if _in_force(one, today)])
        for each in found.order_by("last_name", "first_name", "username")
        if which == "todas" or each.is_active == (which == "activas")
    ]
    rows = [row for row in rows if matches(wanted, _said_of(*row))]
    context = {
        **administration_of(situacion, "personas"),
        "pagina": Paginator(rows, A_PAGE).get_page(request.GET.get("page")),
        "buscado": wanted,
        "estado_elegido": which,
        "puede": situacion.puede("administrar_personas"),
    }
    return render(request, "accounts/personas.html", context)


@exige("administrar_personas")
@confirmed
def new_person(request: Peticion) -> HttpResponse:
    """Open an account. Nobody knows its password until the person chooses it through a link."""
    entities = entities_of(request.situacion, "administrar_personas")
    form = PersonForm(request.POST or None, entities=entities)
    if request.method == "POST" and form.is_valid():
        persona = form.save(commit=False)
        persona.set_unusable_password()
        with transaction.atomic():
            persona.save()
            note(request, "cuenta_abierta", f"persona {persona.pk}", differences({}, _values(persona)))
        _show_link(request, persona)
        messages.success(request, "La cuenta está abierta. Entregue el enlace y designe a la persona en su cargo.")
        return redirect("persona", pk=persona.pk)
    return render(request, "accounts/formulario.html", _form_page(request, form, "Abrir una cuenta", "Abrir la cuenta"))


@exige("ver_administracion")
@reading_is_noted
def person(request: Peticion, pk: int) -> HttpResponse:
    """One person: the account, the positions over time, what was done to it."""
    situacion = request.situacion
    persona = the_person(situacion, "ver_administracion", pk)
    link = request.session.get(_LINK)
    if link and link["persona"] == pk:
        del request.session[_LINK]
    held = persona.designaciones.select_related("cargo", "cargo__entidad").order_by("-desde", "-pk")
    may = situacion.puede("administrar_personas")
    context = {
        **administration_of(situacion, "personas", str(persona)),
        "persona": persona,
        "enlace_dado": link["url"] if link and link["persona"] == pk and may else "",
        "designaciones_suyas": [(each, state_of(each)) for each in held],
        "segundo_paso": has_second_factor(persona),
        "bloqueada": is_locked(persona),
        "actos": offered_for(persona, situacion.persona) if may else [],
        "historia": history(f"persona {pk}"),
        "puede": may,
    }
    return render(request, "accounts/persona.html", context)


@exige("administrar_personas")
@reading_is_noted
@confirmed
def edit_person(request: Peticion, pk: int) -> HttpResponse:
    """Change who somebody is: name, user, mail."""
    persona = the_person(request.situacion, "administrar_personas", pk)
    before = _values(persona)
    entities = entities_of(request.situacion, "administrar_personas")
    form = PersonForm(request.POST or None, instance=persona, entities=entities)
    if request.method == "POST" and form.is_valid():
        if changes := differences(before, _values(persona)):
            with recorded(request, "cuenta_cambiada", f"persona {pk}", changes):
                form.save()
            messages.success(request, "Los datos de la persona se guardaron.")
        return redirect("persona", pk=pk)
    page = _form_page(request, form, "Cambiar los datos", "Guardar", str(Persona.objects.get(pk=pk)))
    return render(request, "accounts/formulario.html", page)


@require_POST
@exige("administrar_personas")
@confirmed
def act_on_person(request: Peticion, pk: int, que: str) -> HttpResponse:
    """Reset, unlock, end sessions, deactivate or activate."""
    if que not in ACCOUNT_ACTS:
        raise Http404
    persona = the_person(request.situacion, "administrar_personas", pk)
    try:
        do(request, persona, ACCOUNT_ACTS[que])
        messages.success(request, ACCOUNT_ACTS[que].done)
        if que == "enlace":
            _show_link(request, persona)
    except NotPossibleError as problem:
        messages.error(request, str(problem))
    return redirect("persona", pk=pk)


def state_of(designacion: Designacion) -> tuple[str, str]:
    """The state of a designation today, for a pill: colour and word."""
    today = hoy()
    if designacion.desde > today:
        return "informacion", "Por empezar"
    return ("vigente", "Vigente") if _in_force(designacion, today) else ("historico", "Terminada")


def _said_of(persona: Persona, held: list[Designacion]) -> list[str]:
    own = [persona.get_full_name(), persona.username, persona.email]
    return own + [f"{each.cargo.nombre} {each.cargo.unidad}" for each in held]


def _in_force(designacion: Designacion, today: date) -> bool:
    return designacion.desde <= today and (designacion.hasta is None or designacion.hasta >= today)


def _values(persona: Persona) -> dict[str, object]:
    return {
        "Nombres": persona.first_name,
        "Apellidos": persona.last_name,
        "Usuario": persona.username,
        "Correo": persona.email,
        "Entidad": str(persona.entidad or ""),
    }


def _show_link(request: Peticion, persona: Persona) -> None:
    """Keep the link for the next page of this session, which shows it once."""
    request.session[_LINK] = {"persona": persona.pk, "url": request.build_absolute_uri(one_time_link(persona))}


def _form_page(request: Peticion, form: PersonForm, title: str, button: str, name: str = "") -> dict[str, object]:
    page = administration_of(request.situacion, "personas", name or title)
    return {**page, "form": form, "titulo": title, "boton": button, "volver": "personas"}
