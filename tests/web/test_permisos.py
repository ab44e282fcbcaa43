"""Every address with every role, state and unit: the answer is that of a table written by hand."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.exceptions import PermissionDenied
from django.core.signals import request_finished
from django.db import close_old_connections, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

import apthapi
from apthapi.compare.slots import Place
from apthapi.web.accounts.models import Cargo, Designacion, Persona, Rol
from apthapi.web.api.models import Ficha
from apthapi.web.entities.demo import COMPLETED, EMPTY, ORGAN, name_organ
from apthapi.web.entities.demo import PLAN as DEMO
from apthapi.web.entities.models import SET_MODELS, Entidad
from apthapi.web.execution.progress.models import Evidencia
from apthapi.web.expediente.archive import keep_file
from apthapi.web.expediente.models import Emitido
from apthapi.web.firmas.expected import await_signatures
from apthapi.web.libros.models import EstadoDeSubida, LibroRecibido, Subida
from apthapi.web.observations.models import Observacion
from apthapi.web.plans.papers.pedido import EstadoDePedido, Pedido
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, Cambio, ParteDeUnidad, Version
from apthapi.web.process.page import permissions_page
from apthapi.web.process.permisos import EstadoNoAdmite, Situacion, hoy, refuse_unless
from apthapi.web.tramites.models import Movimiento, Tramite
from web.certifying import certified
from web.conftest import new_person, sign_in
from web.databases import Store, both_engines, lent_with_files
from web.modifying import modified
from web.permission_table import (
    ADDRESSES,
    ALLAUTH,
    ELSEWHERE,
    GET,
    MINISTERIO,
    OF_ONE_UNIT,
    PLAN_STATES,
    POST,
    PROGRAMS,
    PUBLIC,
    UNIT_STATES,
    Address,
)
from web.remitting import loaded_official, remitted
from web.scans import beni, give
from web.states import set_part, set_plan
from web.tokens import token_of

CODE = "2222-2222-2222"
FIRST, LAST = ("elaboracion", "borrador"), ("historico", "revisada")
"""The states of a plan and of a part at which everything begins and ends."""
HERE, OTHER_ENTITY = "340", "999"
TODAY, YESTERDAY, TOMORROW = (date.today() + timedelta(days=days) for days in (0, -1, 1))  # noqa: DTZ011


@dataclass(frozen=True, slots=True)
class Position:
    """What somebody holds: role, unit (empty is the whole entity), entity, from when to when."""

    rol: str
    unidad: str = ""
    entidad: str = HERE
    since: date = date(2024, 1, 1)
    until: date | None = None
    acting: bool = False

    @property
    def in_force(self) -> bool:
        return self.since <= hoy() and (self.until is None or self.until >= hoy())


WHO: dict[str, tuple[Position, ...]] = {
    **{rol: (Position(rol, COMPLETED if rol in OF_ONE_UNIT else ""),) for rol in Rol if rol != MINISTERIO},
    MINISTERIO: (Position(MINISTERIO, entidad=ORGAN),),
    "prepara a.i.": (Position("prepara", COMPLETED, acting=True, since=TODAY, until=TODAY),),
    "prepara otra unidad": (Position("prepara", EMPTY),),
    "director de otra unidad": (Position("director", EMPTY),),
    "prepara otra y audita": (Position("prepara", EMPTY), Position("auditoria")),
    "prepara esta y dirige otra": (Position("prepara", COMPLETED), Position("director", EMPTY)),
}
"""Those whom every state is tried with."""

STRANGERS: dict[str, tuple[Position, ...]] = {
    "cargo que terminó ayer": (Position("planificacion", until=YESTERDAY), Position("administrador", until=YESTERDAY)),
    "cargo que empieza mañana": (Position("planificacion", since=TOMORROW), Position("administrador", since=TOMORROW)),
    "preparó hasta ayer": (Position("prepara", COMPLETED, until=YESTERDAY),),
    "sin cargo": (),
    "otra entidad": tuple(Position(rol, entidad=OTHER_ENTITY) for rol in ("planificacion", "finanzas", "auditoria")),
    "administra otra entidad": (Position("administrador", entidad=OTHER_ENTITY),),
    "prepara en otra entidad": (Position("prepara", COMPLETED, OTHER_ENTITY),),
    "recibe donde no se recibe": (Position(MINISTERIO),),
    "administra otra, prepara aquí": (Position("administrador", entidad=OTHER_ENTITY), Position("prepara", COMPLETED)),
}
"""Those for whom the state makes no difference."""


def expected(address: Address, held: tuple[Position, ...], plan: str, unit: str) -> str:
    """What the table says: `pasa`, or the status with which it is refused."""
    if address.anyone:
        return "pasa"
    held = tuple(each for each in held if each.in_force)
    planning = [each for each in held if each.rol != MINISTERIO]
    if address.of == "tramite" and planning and all(each.entidad != HERE for each in planning):
        return "404"
    if address.of in ("plan", "unit"):
        held = tuple(each for each in held if each.entidad == HERE)
        if not held or (address.of == "unit" and all(each.unidad not in ("", COMPLETED) for each in held)):
            return "404"
    able = [each for each in held if each.rol in address.roles and (each in planning or each.entidad == ORGAN)]
    if address.of == "unit":
        able = [each for each in able if each.unidad in ("", COMPLETED)]
    if not able:
        return "403"
    if address.arguments.get("codigo") == "por_firmar" and all(each.entidad != HERE or each.unidad for each in held):
        return "404"  # a paper of the whole entity is not of its units
    if address.of == "entity" and all(each.entidad != HERE for each in able):
        return "404"
    if address.of == "year" and all(each.entidad != HERE for each in able):
        return "403"
    return "pasa" if plan in address.plan and unit in address.unit else "409"


class Ground:
    """The demonstration with everybody signed in; what a request changes is undone."""

    def __init__(self) -> None:
        name_organ()
        Entidad.objects.create(codigo=OTHER_ENTITY, nombre="Otra entidad de ejemplo", sigla="OTRA")
        self.people = {name: _person(name, held) for name, held in {**WHO, **STRANGERS}.items()}
        self.clients = {name: _signed_in(persona) for name, persona in self.people.items()}
        somebody = Persona.objects.get(username="demo-juridica")
        Persona.objects.filter(pk=somebody.pk).update(entidad=Entidad.objects.get(codigo=HERE))
        self.orders = {"unit": _order_of(somebody, COMPLETED), "plan": _order_of(somebody, "")}
        self.readings = {
            "unit": give(beni(), unidad=COMPLETED).codigo,
            "plan": give(beni(), unidad="").codigo,
        }
        for unidad, answers in ((COMPLETED, "prepara"), ("", "planificacion")):
            _observation(unidad, answers)
        self.arguments = {
            "acto": Acto.objects.filter(plan=DEMO).earliest("pk").pk,
            "por_firmar": _paper_of(HERE),
            "persona": somebody.pk,
            "designacion": Designacion.objects.get(persona=somebody).pk,
            "cargo": Cargo.objects.get(rol=Rol.JURIDICA, entidad__codigo=HERE).pk,
            "tramite": _tramite_of(somebody),
            "emitido": _issued(),
            **{f"certificada_{kind}": certified(kind) for kind in ("poa", "presupuestaria")},
            "evidencia": _evidence(somebody),
            "modificacion": modified(Place(COMPLETED, "", "21200", "20", "230"), 100),
            "ficha": _token(),
            "remitida": _remitted(),
            "libro_subido": _workbook_brought(somebody),
            "libro_recibido": _workbook_accepted(somebody),
            "fila": SET_MODELS["fuentes"]._default_manager.filter(gestion=2024).values_list("pk", flat=True).first(),
        }

    def url(self, address: Address) -> str:
        """The address with its arguments."""
        known = {**self.arguments, "pedido": self.orders.get(address.of), "lectura": self.readings.get(address.of)}
        found = {name: known.get(str(value), value) for name, value in address.arguments.items()}
        if address.of in ("plan", "unit"):
            found["plan"] = DEMO
        if address.of == "unit":
            found["unidad"] = COMPLETED
        return reverse(address.name, kwargs=found)

    @contextmanager
    def state(self, plan: str, unit: str) -> Iterator[None]:
        """The plan and its part are in those states, until it is undone."""
        with transaction.atomic():
            # In the order of the process: what was approved does not change, and only what was in force is replaced.
            set_part(estado=unit)
            for state in ("vigente", "historico") if plan == "historico" else (plan,):
                set_plan(estado=state)
            yield
            transaction.set_rollback(True)

    def ask(self, client: Client, address: Address) -> str:
        """What is answered: `pasa`, `ingrese`, or the status of the refusal."""
        with transaction.atomic():
            before = _acts()
            response = client.generic(
                address.method, self.url(address), content_type="application/x-www-form-urlencoded"
            )
            _close(response)
            assert address.method != GET or _acts() == before, f"looking at {address} changed something"
            transaction.set_rollback(True)
        return _outcome(response)


def _paper_of(entidad: str) -> str:
    """The code of a paper of the plan that nobody has signed."""
    with act("prueba", None, None, plan=DEMO):
        paper = Emitido.objects.create(
            codigo=CODE, entidad=entidad, plan=DEMO, papel="resolucion", titulo="Resolución", fecha=TODAY, acto=1
        )
        await_signatures(paper)
    return paper.codigo


def _order_of(persona: Persona, unidad: str) -> UUID:
    """A paper that somebody asked for."""
    made = Pedido.objects.create(
        plan=DEMO, unidad=unidad, papel="libro", borrador=True, persona=persona, estado=EstadoDePedido.FALLO
    )
    return made.pk


def _observation(unidad: str, answers: str) -> None:
    """Number 1 of the part, which no position of today made."""
    cargo = Cargo.objects.get(rol=Rol.AUDITORIA, entidad__codigo=HERE)
    with act("prueba", None, None, plan=DEMO):
        Observacion.objects.create(
            plan=DEMO,
            unidad=unidad,
            numero=1,
            lugar="Toda la parte de la unidad",
            severidad="sugerencia",
            texto="De ejemplo",
            destinatario=answers,
            cargo=cargo,
            momento=timezone.now(),
            acto=0,
            ultimo_acto=0,
        )


def _tramite_of(persona: Persona) -> int:
    """A trámite that waits for Planificación to say whether it proceeds."""
    entidad = Entidad.objects.get(codigo=HERE)
    cargo = Cargo.objects.get(rol=Rol.JURIDICA, entidad=entidad)
    about = {"gestion": 2024, "numero": 99, "tipo": "ajuste", "base": "SEGIP-2024-0", "asunto": "Ejemplo"}
    step = {"accion": "solicitar", "titulo": "Solicitar", "hasta": "viabilidad", "acto": 0}
    with act("prueba", None, None, plan=DEMO):
        made = Tramite.objects.create(entidad=entidad, etapa="viabilidad", **about)
        Movimiento.objects.create(tramite=made, persona=persona, cargo=cargo, **step)
    return made.pk


def _issued() -> str:
    """The code of a paper that was issued."""
    with act("prueba", None, None, plan=DEMO):
        made = Emitido.objects.create(
            codigo="2222-3333-4444", entidad=HERE, plan=DEMO, papel="libro", titulo="Libro", fecha=TODAY, acto=0
        )
    return made.codigo


def _remitted() -> UUID:
    """A plan that arrived, whose approved budget is loaded."""
    made = remitted()
    loaded_official(f"entidad,categoria,grupo,importe\n{HERE},48 000 001,10000,1\n")
    return made.codigo


def _token() -> int:
    """A token of the entity."""
    return Ficha.objects.get(prefijo=token_of(Rol.JURIDICA).split("_")[1]).pk


def _workbook_brought(persona: Persona) -> UUID:
    """A workbook that came back and could not be read."""
    book = {"nombre": "libro.xlsx", "sha256": "0" * 64, "tamano": 1, "persona": persona}
    return Subida.objects.create(plan=DEMO, unidad=COMPLETED, estado=EstadoDeSubida.FALLO, **book).pk


def _workbook_accepted(persona: Persona) -> int:
    """One that was accepted."""
    book = {"nombre": "libro.xlsx", "sha256": "0" * 64, "tamano": 1, "persona": persona, "acto": 0, "conocia": 0}
    with act("prueba", None, None, plan=DEMO):
        made = LibroRecibido.objects.create(plan=DEMO, unidad=COMPLETED, agregadas=0, cambiadas=0, quitadas=0, **book)
        keep_file(b"x", made.file)
    return made.pk


def _evidence(persona: Persona) -> str:
    """The digest of a file that proves progress."""
    cargo, digest = Cargo.objects.get(rol=Rol.JURIDICA, entidad__codigo=HERE), sha256(b"x").hexdigest()
    about = {"mes": 1, "nombre": "acta.txt", "sha256": digest, "tamano": 1, "clase": "txt"}
    with act("prueba", None, None, plan=DEMO):
        made = Evidencia.objects.create(plan=DEMO, unidad=COMPLETED, persona=persona, cargo=cargo, **about)
    keep_file(b"x", made.file)
    return made.sha256


def _acts() -> tuple[int, int]:
    return Acto.objects.count(), Cambio.objects.count()


def _close(response: Any) -> None:
    """The file that it may carry, and not the connection of the walk with it."""
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)


def _outcome(response: Any) -> str:
    if response.status_code == 302 and response.url.startswith(reverse("account_login")):
        return "ingrese"
    return "pasa" if response.status_code in (200, 302, 400, 422) else str(response.status_code)


def _person(name: str, held: tuple[Position, ...]) -> Persona:
    persona = Persona.objects.create(username=f"camina {name}", demostracion=True)
    for each in held:
        other = new_person(
            Rol(each.rol), each.unidad, each.entidad, since=each.since, until=each.until, acting=each.acting
        )
        other.designaciones.update(persona=persona)
        other.delete()
    persona.set_unusable_password()  # so that it is not asked for again
    persona.save()
    return persona


def _signed_in(persona: Persona) -> Client:
    client = Client(headers={"Accept": "application/json"})  # refusals without a page are quicker
    client.force_login(persona)
    return client


@pytest.fixture(scope="module")
def ground(
    engine: str,
    stores: Callable[[str], Store],
    tmp_path_factory: pytest.TempPathFactory,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Ground]:
    """One database for the whole walk."""
    folder = tmp_path_factory.mktemp("permisos")
    logging.disable(logging.WARNING)  # thousands of refusals are not news
    with django_db_blocker.unblock(), lent_with_files(stores(engine), "demo", folder):
        yield Ground()
    logging.disable(logging.NOTSET)


def _states(address: Address) -> list[tuple[str, str]]:
    """Every state of the plan in which the part is admitted, and of the part in which the plan is; and the ends."""
    plans, units = list(address.plan), list(address.unit) if address.of == "unit" else ["borrador"]
    around = {(plan, units[0]) for plan in _where_it_matters(plans, PLAN_STATES)}
    if address.of == "unit":
        around |= {(plans[0], unit) for unit in _where_it_matters(units, UNIT_STATES)}
    return [FIRST, *sorted(around - {FIRST, LAST}), LAST]


def _where_it_matters(admitted: list[str], every: tuple[str, ...]) -> tuple[str, ...]:
    return () if set(admitted) == set(every) else every


def _where_everybody_asks(address: Address) -> tuple[str, str]:
    """A state in which the action is admitted: there only who somebody is can be the reason of a refusal."""
    return next((plan, unit) for plan, unit in _states(address) if plan in address.plan and unit in address.unit)


def _let_in(ground: Ground, address: Address) -> list[str]:
    """Whom the role lets in: one for all of them if the next test asks for each what decides, and otherwise all."""
    names = [name for name, held in WHO.items() if any(each.rol in address.roles for each in held)]
    return names[:1] if len(_actions(ground, address)) == 1 else names


def _actions(ground: Ground, address: Address) -> tuple[str, ...]:
    actions: tuple[str, ...] = resolve(ground.url(address)).func.exige  # type: ignore[attr-defined]
    return actions


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_each_role_in_each_state_gets_what_the_table_says(ground: Ground, address: Address) -> None:
    """Everybody asks in a state that admits it, and who is let in also in the others; see the test that follows."""
    found: dict[tuple[str, str, str], str] = {}
    table: dict[tuple[str, str, str], str] = {}
    everybody = WHO | STRANGERS
    for plan, unit in _states(address):
        people = everybody if (plan, unit) == _where_everybody_asks(address) else _let_in(ground, address)
        with ground.state(plan, unit):
            found |= {(name, plan, unit): ground.ask(ground.clients[name], address) for name in people}
        table |= {(name, plan, unit): expected(address, everybody[name], plan, unit) for name in people}
    assert found == table


def test_what_decides_says_the_same_of_everybody_in_every_state(ground: Ground) -> None:
    """Without asking any page: everybody, in each state of plan and unit, at each address of a plan or a unit."""
    held = {name: tuple(persona.designaciones_vigentes(hoy())) for name, persona in ground.people.items()}
    for address in (each for each in ADDRESSES if each.of in ("plan", "unit")):
        actions = _actions(ground, address)
        if len(actions) > 1:
            continue  # which one it is, the address says: that is what the walk asks in every state
        for name, (plan, unit) in product(WHO, product(PLAN_STATES, UNIT_STATES)):
            table = expected(address, WHO[name], plan, unit)
            if table != "404":
                assert _decided(ground.people[name], held[name], actions[0], address, plan, unit) == table, (
                    name,
                    address,
                )


def _decided(
    persona: Persona, held: tuple[Designacion, ...], accion: str, address: Address, plan: str, unit: str
) -> str:
    unidad = COMPLETED if address.of == "unit" else ""
    version, parte = Version(estado=plan), ParteDeUnidad(estado=unit) if unidad else None
    try:
        refuse_unless(Situacion(persona, held, DEMO, unidad, HERE, version, parte), accion)
    except EstadoNoAdmite:
        return "409"
    except PermissionDenied:
        return "403"
    return "pasa"


@pytest.mark.parametrize("address", ADDRESSES, ids=str)
def test_nobody_who_is_not_signed_in_gets_anything(ground: Ground, address: Address) -> None:
    with ground.state(*FIRST):
        assert ground.ask(Client(), address) == "ingrese"
        assert ground.ask(Client(headers={"Accept": "application/json"}), address) == "401"


@pytest.mark.parametrize("address", [each for each in ADDRESSES if each.method == POST], ids=str)
def test_what_changes_something_is_not_done_by_a_link_or_by_another_site(ground: Ground, address: Address) -> None:
    if not any(each.name == address.name and each.method == GET for each in ADDRESSES):
        for name in address.roles:
            assert ground.clients[name].get(ground.url(address)).status_code == 405, name
    forged = Client(enforce_csrf_checks=True)
    forged.cookies = ground.clients[next(iter(address.roles), "mae")].cookies
    assert forged.post(ground.url(address), {}).status_code == 403


@pytest.mark.parametrize("address", [each for each in ADDRESSES if each.of in ("plan", "unit")], ids=str)
def test_what_does_not_exist_is_not_found(ground: Ground, address: Address) -> None:
    for plan, unidad in (("OTRO", COMPLETED), (DEMO, "OTRA"), (DEMO, "ddtj"), (DEMO, "DDTJ'--")):
        if address.of == "plan" and plan == DEMO:
            continue
        url = ground.url(address).replace(f"/{DEMO}/", f"/{plan}/", 1).replace(f"/{COMPLETED}/", f"/{unidad}/", 1)
        for name in ("planificacion", "finanzas", "prepara"):
            assert ground.clients[name].generic(address.method, url).status_code == 404, url


@both_engines
@pytest.mark.parametrize(
    ("method", "url", "form"),
    [
        ("get", f"/planes/{DEMO}%00/", {}),
        ("get", f"/planes/{DEMO}/consolidacion", {"unidad": "\x00"}),
        ("get", "/administracion/personas/", {"q": "\x00"}),
        ("post", "/demostracion/entrar", {"persona": "\x00"}),
        ("post", f"/planes/{DEMO}/unidades/{COMPLETED}/acto/observar_unidad", {"motivo": "\x00"}),
    ],
)
@pytest.mark.usefixtures("demo")
def test_what_is_no_text_is_refused_at_the_door(method: str, url: str, form: dict[str, str]) -> None:
    assert getattr(sign_in(Rol.PLANIFICACION), method)(url, form).status_code == 400


def _patterns(found: list[Any]) -> Iterator[URLPattern]:
    for each in found:
        if isinstance(each, URLResolver):
            yield from _patterns(each.url_patterns)
        else:
            yield each


def test_every_address_is_in_the_table_and_obeys_the_one_of_the_code() -> None:
    decided = {each.name for each in ADDRESSES}
    for pattern in _patterns(get_resolver().url_patterns):
        obeys = getattr(pattern.callback, "exige", None)
        if pattern.name in ALLAUTH:
            assert pattern.callback.__module__.startswith("allauth."), pattern
        elif pattern.name in PUBLIC:
            assert obeys == (), pattern
        elif str(pattern.name).startswith(PROGRAMS):
            assert obeys == (), pattern
            needs = getattr(pattern.callback, "ficha", ())
            assert bool(needs) == str(pattern.name).startswith(PROGRAMS[1])
        else:
            assert obeys, f"{pattern} is neither @publica nor @exige"
            assert pattern.name in decided | ELSEWHERE.keys(), f"say in permission_table.py who {pattern} is for"


def test_the_page_of_permissions_is_that_of_the_code() -> None:
    page = Path(apthapi.__file__).parents[2] / "docs" / "permissions.md"
    again = "run: python -m apthapi.web.process.page > docs/permissions.md"
    assert page.read_text(encoding="utf-8") == permissions_page(), again
