"""All that a written paper may state about a plan, computed from its tables: never typed, so it always agrees."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from apthapi.compare.diff import Comparison, compare_plans
from apthapi.core.money import Centavos, format_amount
from apthapi.core.package import Package
from apthapi.core.words import amount_in_words
from apthapi.documents.figures import NBSP, ordinal
from apthapi.documents.heading import Plan, read_plan
from apthapi.documents.papeles_escritos import name_of

MONTHS = "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split()
_KINDS = {"reformulacion": "Reformulación", "reprogramacion": "Reprogramación", "ajuste": "Ajuste"}


@dataclass(frozen=True, slots=True)
class Documento:
    """A row of `documentos`: the one truth about the CITE and the date of a paper."""

    documento: str
    tipo: str
    cite: str
    fecha: str
    emisor: str
    asunto: str

    @property
    def cita(self) -> str:
        """How every other paper cites it; empty without a CITE or a date."""
        if not (self.cite and self.fecha):
            return ""
        return f"{name_of(self.tipo)} {self.cite}, de {day_in_words(self.fecha)}"


@dataclass(frozen=True, slots=True)
class Norma:
    """One article of a norm in force, as it is cited; `texto` only if it is quoted to the letter."""

    clave: str
    norma: str
    articulo: str
    asunto: str
    texto: str
    papeles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fuente:
    """Money of the entity by fuente and organismo (`41-111`), in centavos."""

    codigo: str
    importe: Centavos

    @property
    def nombre(self) -> str:
        """`Fuente 41, Organismo 111`."""
        fuente, _, organismo = self.codigo.partition("-")
        return f"Fuente {fuente}, Organismo {organismo}" if organismo else f"Fuente {fuente}"


@dataclass(frozen=True, slots=True)
class Justificado:
    """A finding of the rules that the entity accepted: what was found, on which ground, and who says so."""

    regla: str
    unidad: str
    mensaje: str
    motivo: str
    documento: str
    cargo: str


@dataclass(frozen=True, slots=True)
class Hechos:
    """The facts of one plan. Totals are of the entity, in centavos; None is not known."""

    plan: Plan
    anterior: str
    afecta_pei: str
    justificacion: str
    unidades: int
    acciones: int
    total: Centavos | None
    total_anterior: Centavos | None
    fuentes: tuple[Fuente, ...]
    comparacion: Comparison | None
    documentos: tuple[Documento, ...]
    normas: tuple[Norma, ...]
    justificados: tuple[Justificado, ...] = ()

    @property
    def version(self) -> str:
        """`Primera Reformulación`, `Formulación`."""
        word = _KINDS.get(self.plan.kind)
        if word is None:
            return "Formulación"
        return f"{ordinal(self.number, masculine=self.is_masculine).capitalize()} {word}"

    @property
    def is_masculine(self) -> bool:
        """Whether one says `el` of the version."""
        return self.plan.kind == "ajuste"

    @property
    def number(self) -> int:
        """Which of its kind it is in the gestión."""
        return self.plan.number

    def documento(self, tipo: str) -> Documento | None:
        """The last document of that kind."""
        found = [each for each in self.documentos if each.tipo == tipo]
        return found[-1] if found else None

    def normas_de(self, papel: str) -> tuple[Norma, ...]:
        """The norms that a kind of paper cites, in order."""
        return tuple(each for each in self.normas if papel in each.papeles)


def hechos_de(package: Package, code: str) -> Hechos:
    """The facts of a plan of the package. Raises PaperError if it is not there."""
    plan = read_plan(package, code)
    [row] = package.dicts("select * from planes where plan = ?", (code,))
    before = row["reemplaza"] if row["reemplaza"] in package.plans else ""
    compared = _comparison(package, before, code)
    now = compared or compare_plans(package, code, code)
    return Hechos(
        plan=plan,
        anterior=row["reemplaza"],
        afecta_pei=row["afecta_pei"],
        justificacion=row["justificacion"],
        unidades=_count(package, "unidad", "unidades", code),
        acciones=_count(package, "acp", "acp_unidad", code),
        total=now.total_after,
        total_anterior=compared.total_before if compared else None,
        fuentes=tuple(
            Fuente(change.code, Centavos(change.after)) for change in now.money["fuente"] if change.after is not None
        ),
        comparacion=compared,
        documentos=tuple(_documentos(package, code)),
        normas=tuple(_normas(package, plan)),
    )


def _comparison(package: Package, before: str, after: str) -> Comparison | None:
    """With the version before, if the package shows any of its money or its units."""
    if not before:
        return None
    for table in ("presupuesto_aprobado", "techos", "unidades"):
        if package.database.value(f"select 1 from {table} where plan = ? limit 1", [before]):
            return compare_plans(package, before, after)
    return None


def _count(package: Package, column: str, table: str, plan: str) -> int:
    return int(package.database.value(f"select count(distinct {column}) from {table} where plan = ?", [plan]))


def _documentos(package: Package, plan: str) -> Iterator[Documento]:
    rows = package.database.query(
        "select documento, tipo, cite, fecha, emisor, asunto from documentos where plan = ? order by fecha, renglon",
        [plan],
    )
    return (Documento(*row) for row in rows)


def _normas(package: Package, plan: Plan) -> Iterator[Norma]:
    rows = package.database.query(
        "select clave, norma, articulo, asunto, texto, papeles from normas_vigentes "
        "where gestion = ? and entidad in ('', ?) order by orden, clave, articulo",
        [plan.gestion, plan.entidad],
    )
    return (
        Norma(clave, norma, articulo, asunto, texto, tuple(papeles.split()))
        for clave, norma, articulo, asunto, texto, papeles in rows
    )


def bolivianos(amount: int) -> str:
    """`Bs 1.332.834,00`, which no line break parts."""
    return f"Bs{NBSP}{format_amount(amount)}"


def with_words(amount: Centavos) -> str:
    """`Bs 94.159.940,00 (Noventa y Cuatro Millones … 00/100 bolivianos)`."""
    return f"{bolivianos(amount)} ({amount_in_words(amount)})"


def day_in_words(iso: str) -> str:
    """`2024-01-29` as `29 de enero de 2024`; empty if it is not known."""
    if not iso:
        return ""
    year, month, day = iso.split("-")
    return f"{int(day)}{NBSP}de{NBSP}{MONTHS[int(month) - 1]} de {year}"


def article(code: str) -> str:
    """`321-I` as `321, parágrafo I`; `9-e` as `9, inciso e)`; a bare number as it is."""
    number, _, part = code.partition("-")
    if not part:
        return number
    return f"{number}, parágrafo {part}" if part.isupper() else f"{number}, inciso {part})"


def in_a_row(parts: Iterable[str]) -> str:
    """`1, 2 y 4`; with semicolons if a part has a comma of its own."""
    found = list(parts)
    comma = "; " if any(", " in each for each in found) else ", "
    return " y ".join([comma.join(found[:-1]), found[-1]]) if len(found) > 1 else "".join(found)


def cited(normas: Iterable[Norma]) -> Iterator[str]:
    """A sentence for each norm: its articles, and what those say of which that is known.

    `son aplicables los artículos 1, 2 y 4 de la Ley N° 2042. El artículo 1 fija …; el artículo 4 dispone …`
    """
    for _, group in groupby(normas, key=lambda each: each.clave):
        yield _cited(list(group))


def _cited(rows: list[Norma]) -> str:
    norma, numbers = rows[0].norma, [article(each.articulo) for each in rows if each.articulo]
    if not numbers:
        return f"es aplicable {norma}{_which(rows[0])}."
    if len(rows) == 1:
        return f"es aplicable el artículo {_closed(numbers[0])} {_of(norma)}{_which(rows[0])}."
    sayings = "; ".join(f"el artículo {_closed(article(each.articulo))}{_says(each)}" for each in rows if _said(each))
    text = f"son aplicables los artículos {in_a_row(numbers)} {_of(norma)}."
    return f"{text} {sayings[0].upper()}{sayings[1:]}." if sayings else text


def _which(norma: Norma) -> str:
    said = _said(norma).lstrip(", ")
    return f", que {said}" if said else ""


def _says(norma: Norma) -> str:
    said = _said(norma)
    return said if said.startswith(",") else f" {said}"


def _closed(number: str) -> str:
    """What follows a number with a comma of its own is parted by another: `10, inciso h),`."""
    return f"{number}," if "," in number else number


def _said(norma: Norma) -> str:
    quote = f"«{norma.texto}»" if norma.texto else ""
    return " ".join(part for part in (norma.asunto, quote) if part)


def _of(norma: str) -> str:
    """`la Ley N° 2042` after `de`: `de la Ley N° 2042`, `del Decreto Supremo`."""
    return f"del {norma.removeprefix('el ')}" if norma.startswith("el ") else f"de {norma}"
