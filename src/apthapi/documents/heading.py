"""What stands at the head of every paper: whose plan it is, which version, and who answers for the unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from apthapi.core.package import Package
from apthapi.documents.errors import PaperError
from apthapi.documents.figures import ordinal

Data = dict[str, object]
"""What goes to a template: only strings, booleans, small integers, lists and dictionaries."""

_KINDS = {
    "formulacion": "",
    "reformulacion": "REFORMULACIÓN",
    "reprogramacion": "REPROGRAMACIÓN",
    "ajuste": "AJUSTE",
}


@dataclass(frozen=True, slots=True)
class Institution:
    """How the institution presents itself: overrides the name and sigla of the plan, and may bring a logo.

    `logo` is an SVG or PNG file; without one a small box with the sigla takes its place.
    """

    name: str = ""
    sigla: str = ""
    logo: Path | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """One row of `planes`, the codes of the plans that it replaces, nearest first (itself included), and its number.

    The number counts the versions of its kind.
    """

    code: str
    name: str
    sigla: str
    entidad: str
    gestion: int
    version: int
    kind: str
    fecha: str
    chain: tuple[str, ...]
    number: int
    title: str

    @property
    def timestamp(self) -> int:
        """Seconds since 1970 of the plan's date (or 1 January of its gestión): the date inside the PDF."""
        day = datetime.fromisoformat(self.fecha or f"{self.gestion}-01-01").replace(tzinfo=UTC)
        return int(day.timestamp())


@dataclass(frozen=True, slots=True)
class Unidad:
    """One row of `unidades` as the papers need it; dates are ISO, empty if not known."""

    sigla: str
    nombre: str
    categoria: str
    cargo_elaboracion: str
    cargo_aprobacion: str
    fechas: dict[str, str]

    def as_data(self) -> Data:
        """For the templates."""
        return {
            "sigla": self.sigla,
            "nombre": self.nombre,
            "categoria": self.categoria,
            "cargo_elaboracion": self.cargo_elaboracion,
            "cargo_aprobacion": self.cargo_aprobacion,
        }


def read_plan(package: Package, code: str) -> Plan:
    """The plan of that code. Raises PaperError if the package has none."""
    rows = {row["plan"]: row for row in package.dicts("select * from planes order by renglon desc")}
    if code not in rows:
        raise PaperError(f"El paquete no tiene el plan «{code}»; tiene: {', '.join(package.plans) or 'ninguno'}.")
    row = rows[code]
    chain = [code]
    while (before := rows[chain[-1]]["reemplaza"]) in rows and before not in chain:
        chain.append(before)
    same_kind = sum(rows[each]["tipo"] == row["tipo"] for each in chain)
    number = same_kind if rows[chain[-1]]["version"] == 0 else row["version"]
    return Plan(
        code,
        row["nombre_entidad"],
        row["sigla"],
        row["entidad"],
        row["gestion"],
        row["version"],
        row["tipo"],
        row["fecha"],
        tuple(chain),
        number,
        plan_title(row["tipo"], number, row["gestion"]),
    )


def plan_title(kind: str, number: int, gestion: int) -> str:
    """`PRIMERA REFORMULACIÓN PLAN OPERATIVO ANUAL (POA) - GESTIÓN 2024`, as the institutions head their forms."""
    word = _KINDS.get(kind, "")
    which = ordinal(number, masculine=kind == "ajuste")
    change = f"{which} {word} " if word else ""
    return f"{change}PLAN OPERATIVO ANUAL (POA) - GESTIÓN {gestion}"


def read_units(package: Package, plan: str) -> list[Unidad]:
    """The units of a plan, in the order of the file."""
    rows = package.dicts("select * from unidades where plan = ? order by renglon", (plan,))
    return [
        Unidad(
            row["unidad"],
            row["nombre"],
            row["categoria"] or row["categoria_escrita"],
            row["cargo_elaboracion"],
            row["cargo_aprobacion"],
            {"01": row["fecha_f01"], "02": row["fecha_f02"], "04": row["fecha_f04"]},
        )
        for row in rows
    ]


def read_unit(package: Package, plan: str, unidad: str) -> Unidad:
    """One unit of a plan. Raises PaperError if it has none of that sigla."""
    for each in read_units(package, plan):
        if each.sigla == unidad:
            return each
    raise PaperError(f"El plan {plan} no tiene la unidad «{unidad}».")
