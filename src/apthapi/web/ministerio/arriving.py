"""A package arrives: remitted by an entity of this installation, or brought as a file of one that is elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing

from django.db import IntegrityError

from apthapi.web.accounts.models import Designacion, Persona
from apthapi.web.entities.models import Entidad
from apthapi.web.ministerio.checking import check_in_background
from apthapi.web.ministerio.models import Decision, PasoDeRemision, Remision
from apthapi.web.ministerio.packages import Copia, NotTakenError, copy_in, copy_of, forget, workplace
from apthapi.web.plans.live import live
from apthapi.web.plans.package import chain_of, photograph
from apthapi.web.plans.papers.making import write_data
from apthapi.web.process.acts import act
from apthapi.web.process.models import Acto, EstadoDePlan, Version
from apthapi.web.process.permisos import EstadoNoAdmite, Situacion
from apthapi.web.wall.sight import everything

MOST_WAITING = 200
"""Packages that may wait to be checked at a time."""


def organs() -> list[Entidad]:
    """The entities of this installation that receive plans."""
    return list(Entidad.objects.filter(rectora=True).order_by("codigo"))


def note_of(plan: str) -> str:
    """The CITE of the note of remission in the case of the plan, if it has one."""
    sql = "select cite from documentos where plan = ? and tipo = 'nota_remision' order by fecha desc, documento limit 1"
    return str(live().value(sql, [plan]) or "")


def remit(situacion: Situacion, designacion: Designacion, organ: Entidad, note: str) -> Remision:
    """Freeze a copy of the plan in force, with those that it replaces, and remit it. Raises NotTakenError."""
    note = note.strip()
    if not note:
        raise NotTakenError("Escriba el CITE de la nota de remisión: el plan se remite con ella (RE-SPO art. 18).")
    with workplace() as work, closing(photograph(chain_of(situacion.plan)).package) as package:
        path = work / f"{situacion.plan}.zip"
        write_data(package, path)
        facts = _facts(situacion.plan) | {"nota": note[:200]}
        return _store(copy_of(path), organ, situacion.persona, designacion, facts)


def bring(
    organ: Entidad, persona: Persona | None, designacion: Designacion | None, name: str, blocks: Iterable[bytes]
) -> Remision:
    """Keep a package that came as a file; whose it is, its check says. Raises NotTakenError."""
    with workplace() as work:
        return _store(copy_in(work, name, blocks), organ, persona, designacion, {})


def _facts(plan: str) -> dict[str, object]:
    """What the heading of a plan of this installation says."""
    [found] = live().dicts(
        "select plan, entidad, nombre_entidad as nombre, sigla, gestion, version, tipo from planes where plan = ?",
        [plan],
    )
    return {**found, "origen": Entidad.objects.get(codigo=found["entidad"])}


def _store(
    copia: Copia,
    organ: Entidad,
    persona: Persona | None,
    designacion: Designacion | None,
    facts: dict[str, object],
) -> Remision:
    _refuse_again(organ, copia)
    plan = str(facts.get("plan", ""))
    remision = Remision(
        ministerio=organ,
        persona=persona,
        cargo=designacion.cargo if designacion else None,
        nombre_archivo=copia.name,
        tamano=copia.size,
        sha256=copia.sha256,
        **facts,
    )
    kind, title = ("remitir_plan", "Remitido por la entidad") if plan else ("recibir_plan", "Recibido como archivo")
    about = f"remisión {remision.codigo}\n{copia.name}, SHA-256 {copia.sha256}"
    try:
        with act(kind, persona, designacion, plan=plan, detalle=about, entidad=None if plan else organ.codigo) as acto:
            if plan and not Version.objects.filter(plan=plan, estado=EstadoDePlan.VIGENTE).exists():
                raise EstadoNoAdmite("Esta versión del plan ya no está vigente: no se remite.")
            remision.save()
            _note(remision, acto, title, persona, designacion)
            copia.settle(remision)
            check_in_background.enqueue(str(remision.pk))
    except IntegrityError:
        forget(remision)
        _refuse_again(organ, copia)
        raise
    except BaseException:
        forget(remision)
        raise
    return remision


def _note(remision: Remision, acto: Acto, title: str, persona: Persona | None, designacion: Designacion | None) -> None:
    PasoDeRemision.objects.create(
        remision=remision,
        decision=Decision.RECIBIDO,
        titulo=title,
        texto=remision.nota,
        persona=persona,
        cargo=designacion.cargo if designacion else None,
        acto=acto.pk,
    )


def _refuse_again(organ: Entidad, copia: Copia) -> None:
    """The same bytes are the same remission."""
    with everything("what reached the organ from elsewhere, or from others, counts too"):
        same = Remision.objects.filter(ministerio=organ, sha256=copia.sha256).first()
        waiting = Remision.objects.filter(ministerio=organ, estado="espera").count()
    if same is not None:
        raise NotTakenError(
            f"Ese mismo paquete ya se recibió el {same.pedido:%d/%m/%Y} y está «{same.get_decision_display().lower()}»"
            ": no cambió nada desde entonces.",
            same,
        )
    if waiting >= MOST_WAITING:
        raise NotTakenError(f"Hay {MOST_WAITING} paquetes en espera de verificarse: remítalo más tarde.")
