"""The demonstration: the real plan of the SEGIP, a unit with example lines, and made-up people of every role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from importlib.resources import as_file, files
from pathlib import Path
from tempfile import TemporaryDirectory

from django.conf import settings

from apthapi.core.package import Package, read_package
from apthapi.example import write_completed, write_year
from apthapi.web.accounts.models import Cargo, Designacion, Persona, Rol
from apthapi.web.entities.models import Entidad
from apthapi.web.plans.loading import load_package
from apthapi.web.process.acts import act
from apthapi.web.process.models import ParteDeUnidad, Version
from apthapi.web.process.permisos import hoy
from apthapi.web.tramites.demo import begin_demonstration

BASE, PLAN, COMPLETED, EMPTY = "SEGIP-2024-0", "SEGIP-2024-1", "DDTJ", "DDBN"
"""The version in force, the one to work on, the unit with example lines, and one with only its form 04 of paper."""

ORGAN = "EJEMPLO"
"""The made-up organ that receives the plans: no code of the institutional classifier."""

LAST_MONTH = 9
"""Up to where the year of the demonstration is played: a third quarter that closed."""

DEMO_PEOPLE: tuple[tuple[str, Rol, str, str], ...] = (
    ("demo-tarija", Rol.PREPARA, COMPLETED, "Responsable de elaboración"),
    ("demo-beni", Rol.PREPARA, EMPTY, "Responsable de elaboración"),
    ("demo-director", Rol.DIRECTOR, COMPLETED, "Director(a) Departamental"),
    ("demo-director-beni", Rol.DIRECTOR, EMPTY, "Director(a) Departamental"),
    ("demo-planificacion", Rol.PLANIFICACION, "", "Dirección Nacional de Planificación"),
    ("demo-finanzas", Rol.FINANZAS, "", "Dirección Nacional de Administración y Finanzas"),
    ("demo-juridica", Rol.JURIDICA, "", "Dirección Nacional Jurídica"),
    ("demo-mae", Rol.MAE, "", "Dirección General Ejecutiva"),
    ("demo-comunicacion", Rol.COMUNICACION, "", "Comunicación"),
    ("demo-reacp", Rol.REACP, COMPLETED, "Responsable de la acción de corto plazo"),
    ("demo-auditoria", Rol.AUDITORIA, "", "Auditoría Interna"),
    ("demo-administrador", Rol.ADMINISTRADOR, "", "Administración del sistema"),
)
"""Made-up users: name to sign in, role, unit, position."""

ORGAN_PEOPLE: tuple[tuple[str, Rol, str, str], ...] = (("demo-ministerio", Rol.MINISTERIO, "", "Recepción de planes"),)
"""The same of the organ that receives plans, where there is one."""


ABOUT: dict[Rol, str] = {
    Rol.PREPARA: "Llena los formularios 01 a 04 de su unidad y los envía.",
    Rol.DIRECTOR: "Revisa y aprueba lo que preparó su unidad.",
    Rol.PLANIFICACION: "Conduce el proceso: ve el tablero, revisa y consolida.",
    Rol.FINANZAS: "Distribuye los techos y responde por el dinero.",
    Rol.JURIDICA: "Emite el informe legal, o devuelve el trámite con observaciones.",
    Rol.MAE: "Aprueba la versión nueva por resolución.",
    Rol.COMUNICACION: "Publica la versión aprobada.",
    Rol.REACP: "Pide que el plan cambie cuando al ejecutarlo ve que hace falta.",
    Rol.AUDITORIA: "Lee todo, sin cambiar nada.",
    Rol.ADMINISTRADOR: "Administra personas, cargos y clasificadores.",
    Rol.MINISTERIO: "Recibe los planes de las entidades, los revisa, los concilia y los consolida.",
}
"""What each role does, in a sentence for the first page."""


def units_of(plan: str) -> list[str]:
    """The units that have a part in the plan."""
    return list(ParteDeUnidad.objects.filter(plan=plan).order_by("pk").values_list("unidad", flat=True))


class NotADemonstrationError(Exception):
    """Demonstration people are only made in demonstration mode."""


def prepare_demonstration(*, begun: bool = True) -> bool:
    """Load the plan and the people, once; with the trámite begun, so that units work. False if they were there.

    Raises NotADemonstrationError in production.
    """
    if not _is_to_prepare():
        return False
    with TemporaryDirectory() as folder, _original() as original:
        write_completed(original, COMPLETED, Path(folder) / "plan", plan=PLAN)
        _load(Path(folder) / "plan", in_progress=[PLAN])
    _name_people()
    if begun:
        begin_demonstration(BASE, units_of(PLAN))
    with act("fijar_plazo", None, None, plan=PLAN):
        Version.objects.filter(plan=PLAN).update(vence=hoy() + timedelta(days=12))
    return True


def prepare_year(through: int = LAST_MONTH) -> bool:
    """Load the plan in force with its units completed and its year played up to the month, and the people, once.

    False if a demonstration was there. Raises NotADemonstrationError in production.
    """
    if not _is_to_prepare():
        return False
    with TemporaryDirectory() as folder, _original() as original:
        write_year(original, Path(folder) / "plan", plan=PLAN, through=through)
        _load(Path(folder) / "plan", in_progress=[])
    _name_people()
    return True


def _is_to_prepare() -> bool:
    if not settings.DEMOSTRACION:
        raise NotADemonstrationError("Los usuarios de demostración solo se crean con APTHAPI_MODO=demostracion.")
    return not Version.objects.filter(plan=PLAN).exists()


@contextmanager
def _original() -> Iterator[Package]:
    with as_file(files("apthapi.core").joinpath("data", "planes", "segip-2024")) as where:
        package = read_package(where)
        yield package
        package.close()


def _load(folder: Path, in_progress: list[str]) -> None:
    package = read_package(folder)
    load_package(package, in_progress=in_progress)
    package.close()


def _name_people() -> None:
    _name(Entidad.objects.get(codigo="340"), DEMO_PEOPLE)


def name_organ() -> None:
    """The made-up organ that receives plans, and its people, once."""
    about = {"nombre": "Ministerio de ejemplo", "sigla": "EJEMPLO", "rectora": True}
    organ, is_new = Entidad.objects.get_or_create(codigo=ORGAN, defaults=about)
    if is_new:
        _name(organ, ORGAN_PEOPLE)


def _name(entidad: Entidad, people: tuple[tuple[str, Rol, str, str], ...]) -> None:
    for name, rol, unidad, title in people:
        persona = Persona.objects.create(
            username=name, demostracion=True, entidad=entidad, first_name="Demo", last_name=f"{title} {unidad}".strip()
        )
        persona.set_unusable_password()
        persona.save()
        cargo = Cargo.objects.create(entidad=entidad, rol=rol, unidad=unidad, nombre=title)
        Designacion.objects.create(persona=persona, cargo=cargo, desde=date(2024, 1, 1), documento="Ejemplo")
