"""`python -m apthapi.web crear_administrador`: the first administrator, or one who lost the way in."""

from __future__ import annotations

import getpass
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from apthapi.web.accounts.account_acts import one_time_link, remove_factors
from apthapi.web.accounts.models import Cargo, Designacion, Persona, Rol
from apthapi.web.entities.models import Entidad
from apthapi.web.process.acts import act
from apthapi.web.process.permisos import hoy

POSITION = "Administración del sistema"


class Command(BaseCommand):
    """Whoever runs it already holds the machine and the database; it leaves its act like everybody else."""

    help = (
        "Crea el administrador de una entidad, o le devuelve el acceso si ya existe: nueva contraseña y sin segundo "
        "paso. Sin --enlace pide la contraseña; con --enlace imprime un enlace de un solo uso."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Of which entity, with which user, and how the password is chosen."""
        parser.add_argument("usuario", help="usuario con que ingresará")
        parser.add_argument("--entidad", required=True, metavar="CODIGO", help="código institucional, como 340")
        parser.add_argument("--nombre", default="", help="nombre de la entidad, si todavía no está en la base")
        parser.add_argument("--sigla", default="", help="sigla de la entidad, si todavía no está en la base")
        parser.add_argument("--enlace", action="store_true", help="imprime un enlace en vez de pedir la contraseña")

    @transaction.atomic
    def handle(self, *_: Any, **options: Any) -> None:
        """Make or repair the account, in one act."""
        entidad = _entity(options)
        name = options["usuario"].strip().lower()
        persona, is_new = Persona.objects.get_or_create(username=name, defaults={"entidad": entidad})
        _refuse_others(persona, entidad)
        password = "" if options["enlace"] else self._ask_password(persona)
        detail = f"persona {persona.pk}\n{'Administrador creado' if is_new else 'Acceso devuelto al administrador'}"
        with act("crear_administrador", None, None, detalle=detail):
            _name(persona, entidad)
            _give_access(persona, password)
        self._say(persona, password)

    def _ask_password(self, persona: Persona) -> str:
        password = getpass.getpass("Contraseña: ")
        try:
            validate_password(password, persona)
        except ValidationError as problem:
            raise CommandError(" ".join(problem.messages)) from None
        if getpass.getpass("Otra vez: ") != password:
            raise CommandError("Las dos contraseñas no son iguales: no se cambió nada.")
        return password

    def _say(self, persona: Persona, password: str) -> None:
        self.stdout.write(f"«{persona.username}» administra {persona.entidad}.")
        if not password:
            host = settings.ALLOWED_HOSTS[0]
            scheme = "http" if settings.DEMOSTRACION else "https"
            self.stdout.write("Elija su contraseña en este enlace, que sirve una vez y durante tres días:")
            self.stdout.write(f"{scheme}://{host}{one_time_link(persona)}")
        self.stdout.write("Al ingresar se le pedirá activar la verificación en dos pasos.")


def _entity(options: dict[str, Any]) -> Entidad:
    entidad = Entidad.objects.filter(codigo=options["entidad"]).first()
    if entidad is None and not (options["nombre"] and options["sigla"]):
        raise CommandError(f"La entidad {options['entidad']} no está en la base: agregue --nombre y --sigla.")
    return entidad or Entidad.objects.create(
        codigo=options["entidad"], nombre=options["nombre"], sigla=options["sigla"]
    )


def _refuse_others(persona: Persona, entidad: Entidad) -> None:
    if persona.demostracion:
        raise CommandError(f"«{persona.username}» es de demostración: elija otro usuario.")
    if persona.entidad_id != entidad.pk:
        raise CommandError(f"«{persona.username}» es de otra entidad: elija otro usuario.")


def _name(persona: Persona, entidad: Entidad) -> None:
    """Designated from today, unless already so."""
    if persona.designaciones_vigentes(hoy()).filter(cargo__rol=Rol.ADMINISTRADOR, cargo__entidad=entidad).exists():
        return
    cargo = Cargo.objects.filter(entidad=entidad, rol=Rol.ADMINISTRADOR).order_by("pk").first()
    cargo = cargo or Cargo.objects.create(entidad=entidad, rol=Rol.ADMINISTRADOR, nombre=POSITION)
    Designacion.objects.create(persona=persona, cargo=cargo, desde=hoy(), documento="crear_administrador")


def _give_access(persona: Persona, password: str) -> None:
    persona.is_active = True
    if password:
        persona.set_password(password)
    else:
        persona.set_unusable_password()
    persona.save(update_fields=["is_active", "password"])
    remove_factors(persona)
