"""What others did since a person last looked at each part of a plan, and that they have seen it now."""

from __future__ import annotations

from django.db.models import BigIntegerField, Case, Count, Expression, F, Max, OuterRef, QuerySet, Subquery, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from apthapi.web.accounts.models import Persona
from apthapi.web.process.models import Acto, Cambio, ParteDeUnidad, Visita
from apthapi.web.process.permisos import Situacion
from apthapi.web.process.visits import ANOTHER_VISIT, HERE_NOW


def _seen() -> Expression:
    """How far the visit before this one had seen; of a visit that is over, how far it had."""
    over = timezone.now() - ANOTHER_VISIT
    return Case(When(vista__lt=over, then="hasta_acto"), default="antes_acto", output_field=BigIntegerField())


def seen_by(persona: Persona, plan: str) -> dict[str, int]:
    """The last act that the person has seen of each unit where they have been ('' is the plan itself); one query."""
    visits = Visita.objects.filter(persona=persona, plan=plan)
    return dict(visits.annotate(seen=_seen()).values_list("unidad", "seen"))


def news_by_unit(persona: Persona, plan: str) -> dict[str, int]:
    """How many acts of others there are since, for each unit where the person has been; one query.

    It goes from the visits to the acts after each, so that it costs what is new and not the whole history.
    """
    others = (
        Acto.objects.filter(plan=plan, unidad=OuterRef("unidad"), pk__gt=OuterRef("seen"), persona__isnull=False)
        .exclude(persona=persona)
        .order_by()
        .values("plan")
        .annotate(count=Count("pk"))
        .values("count")
    )
    visits = Visita.objects.filter(persona=persona, plan=plan).annotate(seen=_seen())
    return dict(visits.annotate(news=Coalesce(Subquery(others), 0)).values_list("unidad", "news"))


def not_seen(persona: Persona, acts: QuerySet[Acto]) -> QuerySet[Acto]:
    """Of these acts, those of others after the person's last visit to their part; all, where they have never been."""
    visits = Visita.objects.filter(persona=persona, plan=OuterRef("plan"), unidad=OuterRef("unidad"))
    seen = Coalesce(Subquery(visits.annotate(seen=_seen()).values("seen")), 0)
    return acts.filter(persona__isnull=False).exclude(persona=persona).annotate(seen=seen).filter(pk__gt=F("seen"))


def mark_seen(situacion: Situacion) -> None:
    """The person has seen the part as it is now; without a unit, every part of the plan and the plan itself.

    A few queries whatever the number of units. No act: it changes nothing but what the person is shown.
    """
    last = _last_acts(situacion)
    # Before now: whoever marks the whole plan is not on every part of it.
    before = timezone.now() - HERE_NOW
    Visita.objects.bulk_create(
        [
            Visita(
                persona=situacion.persona,
                plan=situacion.plan,
                unidad=unidad,
                vista=before,
                hasta_acto=last.get(unidad, 0),
                antes_acto=last.get(unidad, 0),
            )
            for unidad in _parts(situacion)
        ],
        update_conflicts=True,
        unique_fields=["persona", "plan", "unidad"],
        update_fields=["hasta_acto", "antes_acto"],
    )


def _parts(situacion: Situacion) -> list[str]:
    if situacion.unidad:
        return [situacion.unidad]
    units = ParteDeUnidad.objects.filter(plan=situacion.plan).order_by("unidad").values_list("unidad", flat=True)
    return ["", *units]


def _last_acts(situacion: Situacion) -> dict[str, int]:
    """The last act that each part has, of its own or that changed a row of it; see `visits.last_act`."""
    acts, changes = Acto.objects.filter(plan=situacion.plan), Cambio.objects.filter(plan=situacion.plan)
    if situacion.unidad:
        acts, changes = acts.filter(unidad=situacion.unidad), changes.filter(unidad=situacion.unidad)
    last: dict[str, int] = dict(acts.order_by().values_list("unidad").annotate(last=Max("pk")))
    for unidad, acto in changes.order_by().values_list("unidad").annotate(last=Max("acto")):
        last[unidad] = max(last.get(unidad, 0), acto)
    return last
