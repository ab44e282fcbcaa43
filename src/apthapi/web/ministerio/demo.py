"""The organ of the demonstration: the plan of the SEGIP that was remitted to it, and made-up entities of elsewhere."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

from apthapi.example import write_example
from apthapi.web.accounts.models import Designacion, Rol
from apthapi.web.entities.demo import name_organ
from apthapi.web.ministerio.arriving import bring, remit
from apthapi.web.ministerio.checking import check_in_background
from apthapi.web.ministerio.deciding import ACTIONS, Motivo, Quien, decide
from apthapi.web.ministerio.models import ClaseDeSuma, PresupuestoOficial, Remision
from apthapi.web.ministerio.official import sums_of
from apthapi.web.process.acts import act
from apthapi.web.process.models import EstadoDePlan, Version
from apthapi.web.process.permisos import situacion_de

ENTITIES, UNITS, YEARS = 3, 2, (2023, 2024)
_LINES = {2023: 150, 2024: 180}


def prepare_organ() -> bool:
    """Once: entities of example in two gestiones, accepted, and the plan in force, remitted. False if it was there."""
    if Remision.objects.exists():
        return False
    name_organ()
    held = _holder(Rol.MINISTERIO)
    arrived = [_brought(held, name, content) for year in YEARS for name, content in _examples(year)]
    arrived.append(_remitted(held))
    _load_budget(held, arrived)
    quien = Quien(held.persona, held)
    for each in arrived[:-2]:
        decide(each, quien, ACTIONS["tomar"], "")
        decide(each, quien, ACTIONS["aceptar"], "EJEMPLO: aceptado para la demostración.")
    returned = arrived[-2]
    decide(returned, quien, ACTIONS["tomar"], "")
    reason = Motivo("EJEMPLO: en el total falta un centavo de lo que aprobó la ley.")
    decide(returned, quien, ACTIONS["devolver"], "", [reason])
    return True


def _holder(rol: Rol) -> Designacion:
    """The demonstration's person of a role, and the position."""
    found = Designacion.objects.select_related("persona", "cargo", "cargo__entidad")
    return found.get(cargo__rol=rol, persona__demostracion=True, hasta=None)


def _brought(held: Designacion, name: str, content: bytes) -> Remision:
    made = bring(held.cargo.entidad, held.persona, held, name, [content])
    return _checked(made)


def _remitted(held: Designacion) -> Remision:
    sender = _holder(Rol.PLANIFICACION)
    plan = Version.objects.filter(estado=EstadoDePlan.VIGENTE).latest("pk").plan
    made = remit(situacion_de(sender.persona, plan), sender, held.cargo.entidad, "EJEMPLO/NOTA DE REMISIÓN 1/2024")
    return _checked(made)


def _checked(remision: Remision) -> Remision:
    """Checked now, so that the first look at it is not of a queue."""
    check_in_background.call(str(remision.pk))
    remision.refresh_from_db()
    return remision


def _load_budget(held: Designacion, arrived: list[Remision]) -> None:
    """Approved is what each programmed, a centavo more for one, and for the plan in force what its own law says."""
    organ, rows = held.cargo.entidad, []
    for number, each in enumerate(arrived):
        clase = ClaseDeSuma.APROBADO if each is arrived[-1] else ClaseDeSuma.PROGRAMADO
        for place, cell in enumerate(sums_of(each, clase)):
            more = 1 if number == len(arrived) - 2 and not place else 0
            codes = {"categoria": cell.categoria, "grupo": cell.grupo, "fuente": cell.fuente}
            where = {"ministerio": organ, "gestion": each.gestion, "entidad": each.entidad, **codes}
            amount = cell.importe + more
            rows.append(PresupuestoOficial(**where, organismo=cell.organismo, importe=amount, norma="EJEMPLO"))
    about = f"presupuesto oficial\nEJEMPLO: {len(rows)} filas"
    with act("presupuesto_oficial", held.persona, held, detalle=about):
        PresupuestoOficial.objects.bulk_create(rows)


def _examples(year: int) -> Iterator[tuple[str, bytes]]:
    """A package for each entity of an example of several."""
    with tempfile.TemporaryDirectory() as folder:
        where = Path(folder)
        write_example(where, entities=ENTITIES, units=UNITS, lines=_LINES[year], gestion=year)
        for number in range(1, ENTITIES + 1):
            yield f"EJEMPLO-{number}-{year}.zip", _part(where, f"EJEMPLO-{number:04d}-")


def _part(folder: Path, plans: str) -> bytes:
    """The rows of the plans whose code begins so, with the classifiers of the whole."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*.csv")):
            text = path.read_text(encoding="utf-8")
            name = path.relative_to(folder).as_posix()
            archive.writestr(name, text if "/" in name else _rows_of(text, plans))
    return out.getvalue()


def _rows_of(text: str, plans: str) -> str:
    head, *rows = csv.reader(io.StringIO(text))
    written = io.StringIO()
    csv.writer(written).writerows([head, *(row for row in rows if row[0].startswith(plans))])
    return written.getvalue()
