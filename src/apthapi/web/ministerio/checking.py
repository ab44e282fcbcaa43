"""Checks what arrived with all rules, in the process of the worker, and keeps what they found and the sums of it."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from apthapi.compare.cells import Cell, approved, programmed
from apthapi.core.findings import Finding, Severity
from apthapi.core.package import Package, read_package
from apthapi.core.source import UnreadableError
from apthapi.rules import check
from apthapi.web.ministerio.models import CHECKED, ClaseDeSuma, EstadoDeVerificacion, Remision, SumaDeRemision
from apthapi.web.ministerio.packages import intact
from apthapi.web.process.background import CancelledError, Teller

FINDINGS = "hallazgos.json"
CHANGED = "La copia del paquete ya no es la que llegó: alguien la cambió o la quitó. Avise a la administración."
_BROKEN = "Ocurrió un problema del sistema al verificar. Pida la verificación otra vez."
_KEPT = {"plan": 80, "entidad": 40, "nombre": 200, "sigla": 40, "tipo": 20}
"""Letters that are kept of what the package says of itself."""
_SUMMED = 2

Sums = dict[ClaseDeSuma, tuple[Cell, ...]]


@dataclass(frozen=True, slots=True)
class Examined:
    """What a package says of itself, what the rules found of its plan, and its money."""

    heading: dict[str, Any]
    findings: tuple[Finding, ...]
    sums: Sums


@task()
def check_in_background(key: str) -> None:
    """Check a Remision: what the worker runs."""
    if not Remision.take(key):
        return
    remision = Remision.objects.get(pk=key)
    try:
        if not intact(remision):
            raise UnreadableError(CHANGED)
        keep(remision, examine(remision))
    except CancelledError:
        return
    except UnreadableError as problem:
        remision.fail(str(problem).replace(str(remision.package), remision.nombre_archivo))
    except BaseException:
        remision.fail(_BROKEN)
        raise


def ask_again(remision: Remision) -> bool:
    """Put one whose check could not be done in the queue again; False if it is not so."""
    failed = Remision.objects.filter(pk=remision.pk, estado=EstadoDeVerificacion.FALLO)
    if not failed.update(estado=EstadoDeVerificacion.ESPERA, paso="", hechos=0, mensaje="", pedido=timezone.now()):
        return False
    check_in_background.enqueue(str(remision.pk))
    return True


def examine(remision: Remision) -> Examined:
    """Read the package, run every rule and add it up. Raises UnreadableError, CancelledError."""
    tell = Teller(remision).tell
    tell("Leyendo el paquete", 0, 1)
    with closing(read_package(remision.package)) as package:
        plan = _only_plan(package)
        report = check(
            package, progress=lambda rule, done, of: tell(f"Verificando la regla {rule}", done, of + _SUMMED)
        )
        # The plans that it replaces come along to be compared, and are not judged again.
        mine = tuple(each for each in report.findings if each.plan in ("", plan))
        return Examined(_heading(package, plan), mine, sums_of(package, plan))


def sums_of(package: Package, plan: str) -> Sums:
    """The money of the plan in its cells."""
    return {ClaseDeSuma.PROGRAMADO: programmed(package, plan), ClaseDeSuma.APROBADO: approved(package, plan)}


def keep(remision: Remision, found: Examined) -> None:
    """Write down what was found, unless it is not being checked any more."""
    content = json.dumps([each.as_json() for each in found.findings], ensure_ascii=False).encode()
    (remision.folder / FINDINGS).write_bytes(content)
    money = found.sums[ClaseDeSuma.PROGRAMADO]
    with transaction.atomic():
        SumaDeRemision.objects.filter(remision=remision).delete()
        SumaDeRemision.objects.bulk_create(_rows(remision, found.sums))
        remision.note(
            estado=CHECKED,
            terminado=timezone.now(),
            mensaje="",
            errores=sum(each.severity is Severity.ERROR for each in found.findings),
            advertencias=sum(each.severity is Severity.WARNING for each in found.findings),
            total=sum(each.importe for each in money) if money else None,
            hallazgos=hashlib.sha256(content).hexdigest(),
            **found.heading,
        )


def differences(remision: Remision) -> list[str]:
    """In what the kept sums are not those of the package, in words (Spanish); empty if they are. Writes nothing."""
    if not intact(remision):
        return [CHANGED]
    with closing(read_package(remision.package)) as package:
        again = sums_of(package, package.latest_plan())
    said = []
    for clase in ClaseDeSuma:
        kept = Counter({_key(each): each.importe for each in remision.sumas.filter(clase=clase)})
        fresh = Counter({_key(each): each.importe for each in again[clase]})
        places = sorted(key for key in {*kept, *fresh} if kept.get(key) != fresh.get(key))
        if places:
            said.append(
                f"{clase.label}: {len(places)} sumas no son las del paquete; la primera, {' '.join(places[0])}."
            )
    return said


def _key(each: Cell | SumaDeRemision) -> tuple[str, str, str, str]:
    return each.categoria, each.grupo, each.fuente, each.organismo


def findings_of(remision: Remision) -> list[dict[str, Any]]:
    """What the rules found, as `apthapi check --json` writes it. Raises UnreadableError if it is not what was kept."""
    try:
        content = (remision.folder / FINDINGS).read_bytes()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != remision.hallazgos:
        raise UnreadableError("Los hallazgos guardados no son los que se encontraron. Avise a la administración.")
    found: list[dict[str, Any]] = json.loads(content)
    return found


def _only_plan(package: Package) -> str:
    """The plan that is remitted. Raises UnreadableError for the plans of several entities."""
    entities = package.database.query("select distinct entidad from planes where plan <> ''")
    if len(entities) > 1:
        raise UnreadableError(
            f"El paquete trae planes de {len(entities)} entidades. Cada entidad remite el suyo: divídalo y remita uno "
            "por entidad."
        )
    return package.latest_plan()


def _heading(package: Package, plan: str) -> dict[str, Any]:
    [row] = package.dicts(
        "select plan, entidad, nombre_entidad as nombre, sigla, gestion, version, tipo from planes where plan = ?",
        (plan,),
    )
    if not row["entidad"] or row["gestion"] is None:
        raise UnreadableError(f"El plan {plan} no dice de qué entidad o de qué gestión es: complete planes.csv.")
    return {name: str(value or "")[: _KEPT[name]] if name in _KEPT else value for name, value in row.items()}


def _rows(remision: Remision, sums: Sums) -> list[SumaDeRemision]:
    return [
        SumaDeRemision(
            remision=remision,
            clase=clase,
            categoria=each.categoria,
            grupo=each.grupo,
            fuente=each.fuente,
            organismo=each.organismo,
            importe=each.importe,
        )
        for clase, cells in sums.items()
        for each in cells
    ]
