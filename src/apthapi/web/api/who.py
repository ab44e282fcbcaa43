"""Who asks: anybody, who sees what is published, or a token, which sees what its position sees in the application."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Protocol

from django.core.exceptions import PermissionDenied
from django.http import Http404

from apthapi.web.accounts.models import Designacion
from apthapi.web.api.models import Ficha
from apthapi.web.api.problems import ProblemError, not_found
from apthapi.web.plans.live import live
from apthapi.web.plans.package import chain_of, last_change
from apthapi.web.portal.published import may_leave, published_version, published_versions
from apthapi.web.process.models import Version
from apthapi.web.process.permisos import EstadoNoAdmite, Situacion, refuse_unless, situacion_con

_NOT_ALL_LEAVES = frozenset({"modificaciones", "ejecucion_fisica", "ejecucion_financiera", "evaluaciones"})
"""Tables of which a published version does not tell all: what was done during the year has its own publication."""


@dataclass(frozen=True, slots=True)
class Needs:
    """The actions of the table of permissions that let a position see something: of the whole plan, or of its unit.

    Without `of_unit` it is not for those who only have a unit.
    """

    whole: str
    of_unit: str = ""

    @property
    def named(self) -> tuple[str, ...]:
        """The actions that there are."""
        return tuple(filter(None, (self.whole, self.of_unit)))


@dataclass(frozen=True, slots=True)
class Place:
    """A plan that may be seen, and the unit of which alone if not all of it."""

    version: Version
    unit: str = ""
    is_public: bool = False

    @property
    def plan(self) -> str:
        """Its code."""
        return self.version.plan

    def only(self, table: str) -> str:
        """The condition (SQL) of the rows of a table that are told; empty: all are."""
        return may_leave(self.plan, table) if self.is_public and table in _NOT_ALL_LEAVES else ""

    @property
    def stamp(self) -> str:
        """Another as soon as anything of the plan changes."""
        version = self.version
        return f"{version.plan} {last_change(version.plan)} {version.estado} {version.publicada} {self.unit}"


class Who(Protocol):
    """What is seen depends on who asks, and on nothing else."""

    @property
    def stamp(self) -> str:
        """What tells their answers from those of others."""

    def versions(self) -> Mapping[str, Version]:
        """Every version that they may know of, by its plan."""

    def entity(self) -> str:
        """The only entity that they may know of; empty if any."""

    def place(self, plan: str, needs: Needs) -> Place:
        """The plan, as far as they may see that of it. Raises ProblemError."""

    def chain(self, plan: str) -> list[str]:
        """The plans that the plan replaces and that they may know of, nearest first."""


class Anybody:
    """Sees the published versions, whole."""

    stamp = ""

    def versions(self) -> Mapping[str, Version]:
        """Those that are published."""
        return published_versions()

    def entity(self) -> str:
        """Any."""
        return ""

    def place(self, plan: str, needs: Needs) -> Place:  # noqa: ARG002 - what is published is for all
        """A published plan."""
        version = published_version(plan)
        if version is None:
            raise not_found("No hay una versión publicada con ese código.")
        return Place(version, is_public=True)

    def chain(self, plan: str) -> list[str]:
        """Those that are published."""
        published = self.versions()
        return [each for each in chain_of(plan)[1:] if each in published]


class Bearer:
    """Sees what the position of the token may see today."""

    def __init__(self, ficha: Ficha) -> None:
        self.ficha = ficha
        since = ficha.creada.astimezone(UTC).date()
        self.designacion = Designacion(cargo=ficha.cargo, persona=ficha.creada_por, desde=since, hasta=ficha.vence)
        if not self.may("ver_plan"):
            # Who receives the plans of others has nothing here, not even those of its own entity.
            raise ProblemError(403, "El cargo de la ficha no ve planes en elaboración. Pida una ficha de otro cargo.")

    @property
    def stamp(self) -> str:
        """The position and its unit: other tokens of the same read the same."""
        cargo = self.ficha.cargo
        return f"{cargo.entidad_id} {cargo.rol} {cargo.unidad}"

    def versions(self) -> Mapping[str, Version]:
        """Those of its entity, published or not."""
        rows = live().query("select plan from planes where entidad = ?", [self.entity()])
        return {each.plan: each for each in Version.objects.filter(plan__in=[row[0] for row in rows])}

    def entity(self) -> str:
        """That of the position."""
        return str(self.ficha.cargo.entidad.codigo)

    def place(self, plan: str, needs: Needs) -> Place:
        """A plan of its entity: whole, or its unit."""
        try:
            return self._place(plan, needs)
        except Http404:
            raise not_found("Su entidad no tiene ese plan, o su unidad no está en él.") from None
        except EstadoNoAdmite as problem:
            raise ProblemError(409, str(problem)) from None
        except PermissionDenied as problem:
            raise ProblemError(403, f"{problem} Pida una ficha de un cargo que lo permita.") from None

    def chain(self, plan: str) -> list[str]:
        """Those of its entity, which all that it replaces are."""
        return chain_of(plan)[1:]

    def may(self, accion: str) -> bool:
        """Whether the position may do it, whatever the plan."""
        return self._situation("").designacion_para(accion) is not None

    def _place(self, plan: str, needs: Needs) -> Place:
        whole, unit = self._situation(plan), self.ficha.cargo.unidad
        assert whole.version is not None
        if whole.designacion_para(needs.whole) is None and unit and needs.of_unit:
            own = self._situation(plan, unit)
            refuse_unless(own, needs.of_unit)
            return Place(whole.version, unit)
        refuse_unless(whole, needs.whole)
        return Place(whole.version)

    def _situation(self, plan: str, unit: str = "") -> Situacion:
        return situacion_con(self.ficha.creada_por, (self.designacion,), plan, unit)
