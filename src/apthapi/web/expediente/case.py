"""The case of a plan as a line of time: each document with its CITE and date, how it stands, and whose turn it is."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from apthapi.documents.figures import day
from apthapi.documents.hechos import Documento
from apthapi.documents.papeles_escritos import ESCRITOS, name_of
from apthapi.web.accounts.models import Rol
from apthapi.web.expediente.models import Borrador, Emitido, EstadoDeEmitido, Externo
from apthapi.web.expediente.voided import standing_rows
from apthapi.web.firmas.models import Firma
from apthapi.web.firmas.turn import next_of
from apthapi.web.plans.live import live
from apthapi.web.process.permisos import ACCIONES, Situacion

_STATES = {
    EstadoDeEmitido.POR_FIRMAR: ("falta", "Por firmar"),
    EstadoDeEmitido.FIRMADO: ("aprobado", "Firmado"),
    EstadoDeEmitido.ANULADO: ("historico", "Anulado"),
}
_FIRST = "nota_mefp"


@dataclass(frozen=True, slots=True)
class Paso:
    """A document in the line of time. `turno` says whose turn it is, in words; `urls` what can be opened of it."""

    tipo: str
    nombre: str
    cite: str
    fecha: str
    emisor: str
    estado: str
    estado_texto: str
    turno: str
    hecho: bool
    obligatorio: bool
    url: str = ""
    archivo: str = ""
    quitar: str = ""


def steps_of(situacion: Situacion) -> list[Paso]:
    """Every document of the process of this kind of plan, in its order, those that are registered and those to come.

    The number of queries does not depend on how many there are.
    """
    plan = situacion.plan
    rows = standing_rows(plan)
    issued = {each.papel: each for each in Emitido.objects.filter(plan=plan).exclude(estado=EstadoDeEmitido.ANULADO)}
    turns = _turns(plan)
    drafts = set(Borrador.objects.filter(plan=plan).values_list("papel", flat=True))
    files = set(Externo.objects.filter(plan=plan).values_list("documento", flat=True))
    found: list[Paso] = []
    for tipo, required in _expected(plan):
        mine = [each for each in rows if each.tipo == tipo]
        if tipo in ESCRITOS:
            found.append(
                _written(situacion, tipo, mine[-1] if mine else None, issued.get(tipo), turns, drafts, required)
            )
        else:
            found += [_registered(situacion, each, files, required) for each in mine]
            found += [] if mine else [_to_come(tipo, required)]
    return found


def _expected(plan: str) -> list[tuple[str, bool]]:
    """The kinds of document in the order of the process, and whether this kind of plan must have each."""
    rows = live().query(
        "select x.tipo_documento, x.orden, x.obligatorio from documentos_requeridos x "
        "join planes p on p.gestion = x.gestion and p.tipo = x.tipo_plan where p.plan = ? order by x.orden",
        [plan],
    )
    order = {tipo: (orden, required == "si") for tipo, orden, required in rows}
    for tipo, kind in ESCRITOS.items():
        order.setdefault(tipo, (kind.orden, False))
    order.setdefault(_FIRST, (1, False))
    return [(tipo, required) for tipo, (_, required) in sorted(order.items(), key=lambda each: each[1][0])]


def _written(
    situacion: Situacion,
    tipo: str,
    row: Documento | None,
    issued: Emitido | None,
    turns: dict[int, str],
    drafts: set[str],
    required: bool,
) -> Paso:
    if issued:
        state, word = _STATES[EstadoDeEmitido(issued.estado)]
        turn = turns.get(issued.pk, "")
    elif row:
        state, word, turn = "informacion", "Registrado", "Se puede emitir con el CITE y la fecha registrados."
    else:
        state, word = ("enviada", "En borrador") if tipo in drafts else ("borrador", "Pendiente")
        turn = f"Lo escribe: {writers(tipo)}"
    return Paso(
        tipo=tipo,
        nombre=name_of(tipo),
        cite=row.cite if row else "",
        fecha=day(row.fecha) if row else "",
        emisor=row.emisor if row else "",
        estado=state,
        estado_texto=word,
        turno=turn,
        hecho=row is not None,
        obligatorio=required,
        url=reverse("escrito", args=[situacion.plan, tipo]),
    )


def _turns(plan: str) -> dict[int, str]:
    """Whose turn it is to sign each issued paper of the plan, in words."""
    firmas: dict[int, list[Firma]] = {}
    for each in Firma.objects.filter(emitido__plan=plan, emitido__estado=EstadoDeEmitido.POR_FIRMAR):
        firmas.setdefault(each.emitido_id, []).append(each)
    turns = {pk: next_of(found) for pk, found in firmas.items()}
    return {
        pk: f"Le toca firmar a {turn.get_rol_display()}" if turn else "Fue rechazado: anúlelo y emita otro."
        for pk, turn in turns.items()
    }


def _registered(situacion: Situacion, row: Documento, files: set[str], required: bool) -> Paso:
    where = [situacion.plan, row.documento]
    return Paso(
        tipo=row.tipo,
        nombre=name_of(row.tipo),
        cite=row.cite,
        fecha=day(row.fecha),
        emisor=row.emisor,
        estado="informacion",
        estado_texto="Registrado",
        turno="",
        hecho=True,
        obligatorio=required,
        archivo=reverse("documento_archivo", args=where) if row.documento in files else "",
        quitar=reverse("quitar_documento", args=where)
        if situacion.puede("registrar_documento") and situacion.puede("escribir_instructivo")
        else "",
    )


def _to_come(tipo: str, required: bool) -> Paso:
    who = writers("", "registrar_documento")
    return Paso(tipo, name_of(tipo), "", "", "", "borrador", "Pendiente", f"Lo registra: {who}", False, required)


def writers(papel: str, accion: str = "") -> str:
    """Whose paper it is, in words: `Planificación o Administración y Finanzas`."""
    roles = ACCIONES[accion or f"escribir_{papel}"].roles
    return " o ".join(rol.label for rol in Rol if rol in roles)


def voided(plan: str, papel: str) -> list[Emitido]:
    """The papers of that kind that were voided: they keep their number."""
    found = Emitido.objects.filter(plan=plan, papel=papel, estado=EstadoDeEmitido.ANULADO)
    return list(found.select_related("cargo").prefetch_related("revisiones").order_by("pk"))
