"""Which versions are published, since which act, and what their pages tell; kept until an act changes it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from django.conf import settings
from django.db.models import Max
from django.urls import reverse

import apthapi
from apthapi import charts
from apthapi.core.package import Package
from apthapi.documents.papeles_escritos import ESCRITOS
from apthapi.formats import site
from apthapi.formats.site.content import SignedPaper, Year, folder_of
from apthapi.formats.site.downloads import make
from apthapi.formats.site.entrance import Heading
from apthapi.formats.site.gathering import years_of
from apthapi.formats.site.published import held_back
from apthapi.web.config.fingerprint import fingerprint
from apthapi.web.expediente.models import Emitido, EstadoDeEmitido
from apthapi.web.plans.live import SCHEMAS, live
from apthapi.web.plans.package import last_change, live_package
from apthapi.web.portal.advancing import Told, told_of
from apthapi.web.process.models import Acto, EstadoDePlan, Version
from apthapi.web.wall.sight import see_published

KEPT = 8
"""Gestiones of entities whose content a process keeps, and files for downloading besides."""

PROGRAM = fingerprint(
    [Path(each.__file__).parent for each in (site, charts) if each.__file__], apthapi.__version__, settings.STATIC_URL
)
"""Changes with the program that draws the pages: what a browser kept of an older one is asked again."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What is published of an entity and a gestión: its plans in order, the last act, how far it tells the year."""

    heading: Heading
    plans: tuple[str, ...]
    act: int
    moment: datetime | None
    told: Told

    @property
    def folder(self) -> str:
        """Where its pages are."""
        return folder_of(self.heading.entidad, self.heading.gestion)


APPROVED = (EstadoDePlan.VIGENTE, EstadoDePlan.HISTORICO)
"""The states of a version that may be public."""


def published_versions() -> dict[str, Version]:
    """Every published version by its plan. Nothing else asks what is published."""
    return {each.plan: each for each in Version.objects.filter(publicada=True, estado__in=APPROVED).order_by("plan")}


def published_version(plan: str) -> Version | None:
    """The same of one plan; None if it is not published."""
    return Version.objects.filter(plan=plan, publicada=True, estado__in=APPROVED).first()


def may_leave(plan: str, table: str) -> str:
    """The condition (SQL) that the rows of a table of a published plan must meet to be told; empty: all are."""
    database = live()
    schema = f"{SCHEMAS[database.engine]}."
    [(entidad, sigla, gestion)] = database.query("select entidad, sigla, gestion from planes where plan = ?", [plan])
    return held_back(told_of(entidad or sigla, gestion).advance, schema=schema).get(table, "")


def editions() -> list[Edition]:
    """Everything that is published, by entity and gestión."""
    plans = list(published_versions())
    if not plans:
        return []
    rows = live().dicts(
        "select plan, entidad, nombre_entidad, sigla, gestion from planes "
        f"where plan in ({', '.join('?' for _ in plans)}) order by entidad, gestion, version, plan",
        plans,
    )
    groups = groupby(rows, key=lambda row: (row["entidad"] or row["sigla"], row["gestion"]))
    return [_edition(entidad, gestion, list(of)) for (entidad, gestion), of in groups]


def edition_at(address: str) -> Edition | None:
    """The one whose pages begin like the address."""
    folder = "/".join(address.split("/")[:2])
    return next((each for each in editions() if each.folder == folder), None)


def edition_of(plan: str) -> Edition | None:
    """The one that has the plan, if it is published."""
    return next((each for each in editions() if plan in each.plans), None)


def _edition(entidad: str, gestion: int, rows: list[Mapping[str, str]]) -> Edition:
    plans = tuple(row["plan"] for row in rows)
    act = max(last_change(plan) for plan in plans)
    moment = Acto.objects.filter(pk=act).values_list("momento", flat=True).first()
    heading = Heading(entidad, rows[-1]["nombre_entidad"], rows[-1]["sigla"], gestion)
    return Edition(heading, plans, act, moment, told_of(entidad, gestion))


@lru_cache(maxsize=KEPT)
def year_of(edition: Edition) -> Year:
    """What its pages tell."""
    with closing(_package(edition)) as package:
        [year] = years_of(package, edition.told.advance, edition.told.date)
    return replace(year, papers=_signed(edition.plans))


def _signed(plans: Sequence[str]) -> tuple[SignedPaper, ...]:
    """The written papers of those plans that are signed by all; those of execution have their own way out."""
    found = Emitido.objects.filter(plan__in=plans, papel__in=sorted(ESCRITOS), estado=EstadoDeEmitido.FIRMADO)
    return tuple(
        SignedPaper(
            each.titulo,
            each.cite,
            each.fecha.isoformat(),
            reverse("verificar_archivo", args=[each.codigo, each.last]),
            reverse("verificar_papel", args=[each.codigo]),
        )
        for each in found.annotate(last=Max("revisiones__numero")).order_by("fecha", "pk")
    )


@lru_cache(maxsize=KEPT)
def download_of(edition: Edition, file: str) -> bytes:
    """One of its files for downloading."""
    with closing(_package(edition)) as package:
        return make(file, package, year_of(edition))


def _package(edition: Edition) -> Package:
    """What may leave, and nothing else."""
    see_published(edition.plans)
    schema = f"{SCHEMAS[live().engine]}."
    return live_package(edition.plans, only=held_back(edition.told.advance, schema=schema))
