"""Papers as their pages show them: in words, with their links."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from apthapi.web.accounts.models import Persona
from apthapi.web.plans.papers.catalogue import PAPELES, Disponible
from apthapi.web.plans.papers.making import PDF
from apthapi.web.plans.papers.pedido import EstadoDePedido, Pedido
from apthapi.web.process.models import Acto

_PILLS = {
    EstadoDePedido.ESPERA: "enviada",
    EstadoDePedido.HACIENDO: "enviada",
    EstadoDePedido.HECHO: "cuadra",
    EstadoDePedido.FALLO: "error",
    EstadoDePedido.CANCELADO: "historico",
    EstadoDePedido.RETIRADO: "historico",
}


def order_shown(each: Disponible, plan: str, unidad: str) -> dict[str, object]:
    """A paper that can be asked for, with the link that makes it."""
    name = "papel" if each.at_once else "pedir_papel"
    note = "" if each.at_once else "Es largo: se prepara aparte y queda en esta página."
    return {
        "titulo": each.papel.title,
        "texto": each.papel.about,
        "nota": each.missing or note,
        "falta": bool(each.missing),
        "enseguida": each.at_once,
        "es_zip": each.papel.is_zip,
        "accion": "Descargar" if each.papel.is_zip else "Abrir PDF" if each.at_once else "Preparar",
        "url": reverse(name, kwargs=_where(plan, unidad, papel=each.papel.key)),
        "emitir": reverse("emitir_formulario", args=[plan, unidad, each.papel.key]) if each.papel.form else "",
    }


def shown_all(pedidos: Iterable[Pedido], persona: Persona) -> list[dict[str, object]]:
    """Papers that were asked for, with the moments of the acts that they show read at once."""
    pedidos = list(pedidos)
    acts = Acto.objects.in_bulk([each.acto for each in pedidos if each.acto])
    return [_shown(each, persona, acts.get(each.acto)) for each in pedidos]


def _shown(pedido: Pedido, persona: Persona, acto: Acto | None) -> dict[str, object]:
    """A paper that was asked for: by whom, how it stands, and what can be done with it."""
    where = _where(pedido.plan, pedido.unidad, pedido=pedido.pk)
    return {
        "titulo": PAPELES[pedido.papel].title,
        "pedido": pedido.pedido,
        "terminado": pedido.terminado,
        "quien": pedido.cargo.nombre if pedido.cargo else str(pedido.persona),
        "estado": _PILLS[EstadoDePedido(pedido.estado)],
        "estado_texto": pedido.get_estado_display(),
        "pendiente": pedido.is_pending,
        "listo": pedido.estado == EstadoDePedido.HECHO,
        "borrador": pedido.borrador,
        "mensaje": pedido.mensaje,
        "tamano": _size(pedido),
        "sha256": pedido.sha256,
        "acto": pedido.acto,
        "hasta": acto.momento if acto else None,
        "es_zip": pedido.tipo != PDF,
        "url": reverse("papel_pedido", kwargs=where),
        "avance": reverse("papel_avance", kwargs=where),
        "archivo": reverse("papel_archivo", kwargs=where),
        "cancelar": reverse("papel_cancelar", kwargs=where) if pedido.persona_id == persona.pk else "",
    }


def _size(pedido: Pedido) -> str:
    """`12 páginas, 1,4 MB`."""
    if not pedido.tamano:
        return ""
    tenths = max(1, round(pedido.tamano * 10 / 2**20))
    size = f"{_thousands(tenths // 10)},{tenths % 10} MB"
    pages = f"{_thousands(pedido.paginas)} {'página' if pedido.paginas == 1 else 'páginas'}, "
    return (pages if pedido.paginas else "") + size


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def _where(plan: str, unidad: str, **more: object) -> dict[str, object]:
    return {"plan": plan, **({"unidad": unidad} if unidad else {}), **more}
