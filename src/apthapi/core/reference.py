"""The dated values that norms and classifiers set, as tables beside the plan: one set for each gestión.

Nothing of a norm is written in Python or in a query: limits, maps and code lists are rows of these tables,
taken from `data/` (the sets that come with the software) or from `clasificadores/` of a package, which wins.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO

from apthapi.core.database import Database
from apthapi.core.money import parse_plain

Cells = dict[str, str]
Own = Mapping[str, Sequence[Cells]]
"""Rows of the sets that a package brings, by the name of the set."""


class MissingSetError(LookupError):
    """No set of that name is valid for the gestión; the message (Spanish) says which."""


@dataclass(frozen=True, slots=True)
class ReferenceSet:
    """A kind of dated values: SQL columns (besides `gestion`) and the file columns they come from.

    Files write `money` in bolivianos, `30.50`; it is stored in centavos.
    """

    name: str
    about: str
    columns: tuple[tuple[str, str], ...]
    numbers: tuple[str, ...] = ()
    money: tuple[str, ...] = ()

    @property
    def stored(self) -> list[tuple[str, str]]:
        """Name and SQL type of each column."""
        kinds = [(sql, "BIGINT" if sql in (*self.numbers, *self.money) else "TEXT") for sql, _ in self.columns]
        return [("gestion", "BIGINT"), *kinds]

    def values(self, row: Cells) -> tuple[str | int, ...]:
        """The cells of one file row, typed."""
        read = []
        for sql, source in self.columns:
            text = (row.get(source) or row.get(sql) or "").strip()
            read.append(int(text) if sql in self.numbers else parse_plain(text) if sql in self.money else text)
        return tuple(read)


def _same(*names: str) -> tuple[tuple[str, str], ...]:
    return tuple((name, name) for name in names)


_CODE_NAME = (("codigo", "code"), ("nombre", "name"))

SETS = {
    each.name: each
    for each in (
        ReferenceSet(
            "objeto_gasto",
            "Clasificador por objeto del gasto",
            (*_CODE_NAME, ("padre", "parent"), ("nivel", "level"), ("imputable", "imputable")),
            ("nivel",),
        ),
        ReferenceSet("fuentes", "Fuentes de financiamiento", _CODE_NAME),
        ReferenceSet("organismos", "Organismos financiadores", (*_CODE_NAME, ("clase", "class"))),
        ReferenceSet("pares", "Pares de fuente y organismo", _same("fuente", "organismo")),
        ReferenceSet(
            "familias",
            "Clases de organismo que admite una fuente",
            (("fuente", "fuente"), ("clase", "organismo_class")),
        ),
        ReferenceSet("institucional", "Clasificador institucional", _CODE_NAME),
        ReferenceSet("rubros", "Rubros de recursos", _CODE_NAME),
        ReferenceSet("parametros", "Límites y tolerancias", _same("nombre", "valor"), ("valor",)),
        ReferenceSet(
            "mapa_formularios",
            "Qué partidas van en cada formulario y fila del 04",
            _same("entidad", "prefijo", "formulario", "fila"),
        ),
        ReferenceSet(
            "documentos_requeridos",
            "Documentos que el proceso exige, en su orden",
            _same("tipo_plan", "tipo_documento", "orden", "obligatorio", "marca"),
            ("orden",),
        ),
        ReferenceSet(
            "normas_vigentes",
            "Normas que los escritos del proceso citan",
            _same("clave", "norma", "articulo", "asunto", "texto", "papeles", "orden", "entidad", "marca", "fuente"),
            ("orden",),
        ),
        ReferenceSet(
            "tipos_modificacion",
            "Clases de modificación presupuestaria y quién las aprueba",
            _same("tipo", "suma_cero", "cambia_fuente", "aprobador", "instrumento", "norma", "marca"),
        ),
        ReferenceSet(
            "partidas_restringidas",
            "Partidas cuya modificación exige otra autoridad",
            _same("prefijo", "sentido", "autoridad", "norma", "marca"),
        ),
        ReferenceSet(
            "programas_grupo",
            "Programas reservados a un grupo del objeto del gasto",
            _same("programa", "grupo"),
        ),
        ReferenceSet("partidas_inversion", "Partidas de inversión", _same("prefijo")),
        ReferenceSet("unidades_enteras", "Unidades de medida que se cuentan enteras", _same("unidad_medida")),
        ReferenceSet("palabras_partida", "Palabras que orientan la partida", _same("palabra", "prefijo", "nota")),
        ReferenceSet(
            "escala_viaticos",
            "Escala de viáticos por día",
            _same("prefijo", "categoria", "destino", "importe_diario", "norma"),
            money=("importe_diario",),
        ),
        ReferenceSet(
            "etapas_tramite",
            "Etapas por las que pasa un cambio del plan, y de quién es cada una",
            _same("entidad", "tipo", "etapa", "orden", "titulo", "rol", "plazo_dias", "que_se_hace", "norma", "marca"),
            ("orden",),
        ),
        ReferenceSet(
            "acciones_tramite",
            "Lo que puede hacerse en cada etapa de un cambio del plan, y a cuál lleva",
            _same(
                *("entidad", "tipo", "etapa", "accion", "titulo", "rol", "lleva_a", "requiere", "efecto"),
                *("recuperable", "hecho", "norma", "marca"),
            ),
        ),
    )
}
"""Every reference set by name; each is one table that rules may join by `gestion`."""

CONJUNTOS = [("gestion", "BIGINT"), ("conjunto", "TEXT"), ("oficial", "TEXT")]
YEARS = [("anio", "TEXT"), ("numero", "BIGINT")]
FIRST_YEAR, LAST_YEAR = 1990, 2060
_NO_SETS: Own = {}


def parameter(name: str, gestion: int, own: Own = _NO_SETS) -> int:
    """The value of a parameter for a gestión. Raises MissingSetError if no row is valid for it."""
    for row in _cells_of("parametros", gestion, own)[0]:
        if row["nombre"] == name:
            return int(row["valor"])
    raise MissingSetError(f"no hay valor de «{name}» para la gestión {gestion}")


def set_rows(name: str, gestion: int) -> tuple[Cells, ...]:
    """The rows of a set of ours that rule a gestión, as its file writes them; none if no set of ours is so old."""
    try:
        return _rows_for(name, gestion)[0]
    except MissingSetError:
        return ()


def load(database: Database, gestiones: Iterable[int], own: Own) -> None:
    """Create and fill one table for each set, plus `conjuntos` (is it the official table?) and `anios`.

    `own` holds the sets that the package brings, by name; each replaces ours (parameters are replaced one by
    one), unless all its rows are of other years. A gestión before every set of ours gets no rows: rules that
    need them answer `sin_datos`.
    """
    years = sorted({year for year in gestiones if FIRST_YEAR <= year <= LAST_YEAR})
    database.create("conjuntos", CONJUNTOS)
    database.create("anios", YEARS)
    database.insert("anios", ["anio", "numero"], [(str(y), y) for y in range(FIRST_YEAR, LAST_YEAR + 1)])
    status: list[tuple[int, str, str]] = []
    for each in SETS.values():
        database.create(each.name, each.stored)
        rows: list[tuple[str | int, ...]] = []
        for gestion in years:
            cells, official = _cells_of(each.name, gestion, own)
            rows += [(gestion, *each.values(cell)) for cell in cells]
            status.append((gestion, each.name, official))
        if rows:
            names = [name for name, _ in each.stored]
            database.insert(each.name, names, rows)
            database.index(each.name, names[:3])
    if status:
        database.insert("conjuntos", [name for name, _ in CONJUNTOS], status)


def _cells_of(name: str, gestion: int, own: Own) -> tuple[list[Cells], str]:
    mine = [row for row in own.get(name, ()) if _is_of(row, gestion) and _in_force(row, gestion)]
    try:
        ours, official = _rows_for(name, gestion)
    except MissingSetError:
        ours, official = (), "no"
    if name == "parametros":
        replaced = {row["nombre"] for row in mine}
        return [*mine, *(row for row in ours if row["nombre"] not in replaced)], official
    if name not in own or (own[name] and not mine):
        return list(ours), official
    return mine, mine[0].get("oficial", "no") if mine else "no"


@cache
def _rows_for(name: str, gestion: int) -> tuple[tuple[Cells, ...], str]:
    """The rows of the newest set of ours that is valid in a gestión, and whether it is the official table."""
    valid = [row for row in read_data("conjuntos.csv") if row["conjunto"] == name and _in_force(row, gestion)]
    if not valid:
        raise MissingSetError(f"no hay tabla «{name}» para la gestión {gestion}")
    newest = max(valid, key=lambda row: int(row["desde"]))
    rows = tuple(row for row in read_data(newest["archivo"]) if _in_force(row, gestion))
    return rows, newest["oficial"]


def _is_of(row: Cells, gestion: int) -> bool:
    return not row.get("gestion") or int(row["gestion"]) == gestion


def _in_force(row: Cells, gestion: int) -> bool:
    return int(row.get("desde") or 0) <= gestion <= int(row.get("hasta") or LAST_YEAR)


@cache
def read_data(path: str) -> tuple[Cells, ...]:
    """The rows of a data file that comes with the software."""
    text = files("apthapi.core").joinpath("data", path).read_text(encoding="utf-8")
    return tuple(csv.DictReader(StringIO(text)))
