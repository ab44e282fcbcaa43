"""Accepts a workbook: every row that it brings in one act through the writer, or nothing."""

from __future__ import annotations

import json

from django.db import IntegrityError

from apthapi.web.accounts.models import Designacion
from apthapi.web.expediente.archive import keep_file
from apthapi.web.libros.applying import Written, write
from apthapi.web.libros.models import EstadoDeSubida, LibroRecibido, Subida
from apthapi.web.libros.proposal import proposed, undecided
from apthapi.web.libros.receiving import is_stale, last_written
from apthapi.web.plans.live import live
from apthapi.web.plans.summary import withdraw
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto
from apthapi.web.process.permisos import Situacion
from apthapi.web.process.unit_acts import held_part

ACT = "recibir_libro"


class ChangedError(Exception):
    """Somebody changed the unit since the workbook was compared: it must be compared again."""


class NotAcceptedError(Exception):
    """It cannot be accepted as it is; the message (Spanish) says what is missing. Nothing was stored."""


def accept(subida: Subida, situacion: Situacion, designacion: Designacion) -> Acto:
    """Store everything that the workbook brings, as it was decided. Doing it twice stores it once.

    Raises ChangedError, NotAcceptedError, and EstadoNoAdmite if the unit was sent meanwhile.
    """
    try:
        return Acto.objects.filter(envio=subida.pk).first() or _accept(subida, situacion, designacion)
    except (ChangedError, IntegrityError):
        # The same workbook accepted at the same time: the first one answers for both.
        if found := Acto.objects.filter(envio=subida.pk).first():
            return found
        raise


def _accept(subida: Subida, situacion: Situacion, designacion: Designacion) -> Acto:
    if is_stale(subida):
        raise ChangedError
    understood = json.loads(subida.leido)
    if understood["impiden"] or understood["rechazos"]:
        raise NotAcceptedError("El libro tiene problemas por corregir: están señalados, cada uno con su celda.")
    if waiting := undecided(subida):
        raise NotAcceptedError(
            f"Falta decidir {waiting} {'conflicto' if waiting == 1 else 'conflictos'}: "
            "elija qué vale en cada fila que cambiaron las dos partes."
        )
    plan, unidad = subida.plan, subida.unidad
    detail = f"«{subida.nombre}», SHA-256 {subida.sha256}"
    with act(ACT, situacion.persona, designacion, plan=plan, unidad=unidad, detalle=detail, envio=subida.pk) as acto:
        parte = held_part(situacion)
        if last_written(plan, unidad, before=acto.pk) != subida.visto:
            raise ChangedError
        done = write(live(), plan, unidad, list(proposed(subida)), keeps=subida.conserva)
        if done.refused:
            raise NotAcceptedError("Hay filas que no se pueden guardar así; están señaladas, cada una con su motivo.")
        if done.touches_lines and not parte.resumen_declarado:
            withdraw(live(), plan, unidad)
        parte.ultimo_acto, parte.preparada_por = acto.pk, situacion.persona
        parte.save(update_fields=["ultimo_acto", "preparada_por"])
        _keep_book(subida, situacion, designacion, acto, done)
        Subida.objects.filter(pk=subida.pk).update(estado=EstadoDeSubida.ACEPTADA)
    return acto


def _keep_book(subida: Subida, situacion: Situacion, designacion: Designacion, acto: Acto, done: Written) -> None:
    """The file stays as it came, under its hash; if the act is undone it is of nobody."""
    kept = LibroRecibido.objects.create(
        plan=subida.plan,
        unidad=subida.unidad,
        nombre=subida.nombre,
        sha256=subida.sha256,
        tamano=subida.tamano,
        persona=situacion.persona,
        cargo=designacion.cargo,
        acto=acto.pk,
        conocia=json.loads(subida.leido)["identidad"]["acto"],
        agregadas=done.added,
        cambiadas=done.changed,
        quitadas=done.removed,
    )
    keep_file(subida.file.read_bytes(), kept.file)
