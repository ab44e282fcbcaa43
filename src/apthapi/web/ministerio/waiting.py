"""What waits for a person because of a remission: packages to look at, and plans that were returned."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from apthapi.web.ministerio.models import Decision, Remision
from apthapi.web.ministerio.whose import organs_of
from apthapi.web.process.permisos import Situacion
from apthapi.web.process.scope import entities_of


@dataclass(frozen=True, slots=True)
class Espera:
    """One line of the home: what waits, and where."""

    text: str
    url: str


def waiting(situacion: Situacion) -> list[Espera]:
    """Of each organ, how many wait to be taken or decided; of each entity, what came back and was not sent again."""
    return [*_to_decide(situacion), *_returned(situacion)]


def _to_decide(situacion: Situacion) -> list[Espera]:
    found = []
    for organ in organs_of(situacion, "decidir_remision"):
        here = Remision.objects.filter(ministerio=organ)
        for state, one, many in (
            (Decision.RECIBIDO, "plan recibido, por revisar", "planes recibidos, por revisar"),
            (Decision.EN_REVISION, "plan en revisión", "planes en revisión"),
        ):
            if count := here.filter(decision=state).count():
                found.append(Espera(f"{count} {one if count == 1 else many}", f"{reverse('bandeja')}?estado={state}"))
    return found


def _returned(situacion: Situacion) -> list[Espera]:
    mine = Remision.objects.filter(origen__in=entities_of(situacion, "remitir_plan"), decision=Decision.DEVUELTO)
    return [
        Espera(
            f"{each} fue devuelto con observaciones por {each.ministerio.sigla}",
            reverse("remisiones", args=[each.plan]),
        )
        for each in mine.select_related("ministerio")
        if each.after is None
    ]
