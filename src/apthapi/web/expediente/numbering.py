"""The correlatives: which CITE comes next, and taking it inside the transaction that issues its paper."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

from apthapi.documents.cites import check_format, made, same_as
from apthapi.documents.papeles_escritos import ESCRITOS, name_of
from apthapi.web.expediente.models import Correlativo, Emitido, FormatoDeCite
from apthapi.web.plans.live import SCHEMAS, live


@dataclass(frozen=True, slots=True)
class Propuesta:
    """A CITE for a paper; without `numero` it is not of a correlative."""

    cite: str
    serie: str = ""
    numero: int | None = None


@dataclass(frozen=True, slots=True)
class Numeracion:
    """How an entity numbers a kind of paper."""

    serie: str
    formato: str
    propia: bool


def numbering_of(entidad: str, papel: str) -> Numeracion:
    """The entity's own way, or the one that comes with the software."""
    own = FormatoDeCite.objects.filter(entidad=entidad, papel=papel).first()
    if own:
        return Numeracion(own.serie, own.formato, propia=True)
    kind = ESCRITOS[papel]
    return Numeracion(kind.serie, kind.formato, propia=False)


def propose(entidad: str, sigla: str, gestion: int, papel: str) -> Propuesta:
    """The next CITE that nobody has used; numbers that were written by hand elsewhere are passed over."""
    way = numbering_of(entidad, papel)
    row = Correlativo.objects.filter(entidad=entidad, serie=way.serie, gestion=gestion).first()
    used = used_cites(entidad)
    numero = row.ultimo if row else 0
    while True:
        numero += 1
        cite = made(way.formato, sigla=sigla, gestion=gestion, numero=numero)
        if same_as(cite) not in used:
            return Propuesta(cite, way.serie, numero)


def used_cites(entidad: str) -> dict[str, str]:
    """Every CITE of the entity, issued (voided ones too) or registered, and of which paper it is."""
    used = {
        same_as(cite): f"{name_of(tipo)} del plan {plan}"
        for cite, tipo, plan in live().query(
            f"select d.cite, d.tipo, d.plan from {_schema()}.documentos d "
            f"join {_schema()}.planes p on p.plan = d.plan where p.entidad = ? and d.cite <> ''",
            [entidad],
        )
    }
    return used | issued_cites(entidad)


def issued_cites(entidad: str) -> dict[str, str]:
    """Every CITE with which the entity issued a paper, voided ones too, and which paper it is."""
    return {
        paper.cite_clave: f"{paper.titulo} del plan {paper.plan} ({paper.get_estado_display().lower()})"
        for paper in Emitido.objects.filter(entidad=entidad).exclude(cite="")
    }


def lock(entidad: str) -> None:
    """One at a time gives numbers in an entity, until the transaction ends; on SQLite there is one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_xact_lock(hashtext('cite'), hashtext(%s))", [entidad])


def take(entidad: str, gestion: int, given: Propuesta) -> None:
    """Write down that the number is used. Inside of the transaction and after `lock`."""
    if given.numero is not None:
        Correlativo.objects.update_or_create(
            entidad=entidad, serie=given.serie, gestion=gestion, defaults={"ultimo": given.numero}
        )


def save_format(entidad: str, papel: str, formato: str, serie: str) -> None:
    """Keep how the entity numbers a kind of paper. Raises CiteError. Inside of an act."""
    kind = ESCRITOS[papel]
    values = {"formato": check_format(formato), "serie": serie.strip() or kind.serie}
    if (values["formato"], values["serie"]) == (kind.formato, kind.serie):
        FormatoDeCite.objects.filter(entidad=entidad, papel=papel).delete()
    else:
        FormatoDeCite.objects.update_or_create(entidad=entidad, papel=papel, defaults=values)


def _schema() -> str:
    return SCHEMAS[live().engine]
