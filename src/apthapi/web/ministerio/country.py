"""The country added up: the latest accepted plan of each entity, from the sums that were kept of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from apthapi.core.database import Row
from apthapi.web.entities.models import Entidad
from apthapi.web.ministerio.labels import labels_of, levels
from apthapi.web.ministerio.models import ClaseDeSuma, Decision
from apthapi.web.plans.live import live

DIMENSIONS = {
    "entidad": "Entidad",
    "nivel": "Nivel institucional",
    "programa": "Programa",
    "fuente": "Fuente",
    "organismo": "Organismo",
    "grupo": "Grupo de gasto",
}
"""By what the country is added up, with its title."""

NO_LEVEL = "No está en el clasificador institucional"
_COLUMN = {
    "entidad": "r.entidad",
    "programa": "s.categoria",
    "fuente": "s.fuente",
    "organismo": "s.organismo",
    "grupo": "s.grupo",
}
_ACCEPTED = f"""
select id, entidad, nombre, sigla, total from (
  select id, entidad, nombre, sigla, total,
    row_number() over (partition by entidad order by version desc, id desc) as lugar
  from ministerio_remision
  where ministerio_id = ? and gestion = ? and decision = '{Decision.ACEPTADO}'
) q where lugar = 1
"""
_SUMS = """
select {codes}, cast(sum(s.importe) as bigint) from ministerio_sumaderemision s
join ({accepted}) r on r.id = s.remision_id
where s.clase = '{clase}' {only}
group by {codes}
"""
_ONLY = "and r.entidad in (select entidad from ({accepted}) o)"


@dataclass(frozen=True, slots=True)
class Aceptado:
    """The plan that counts of an entity; `total` in centavos, None if its units show no money."""

    entidad: str
    nombre: str
    sigla: str
    total: int | None


@dataclass(frozen=True, slots=True)
class Renglon:
    """Money of a code of a dimension in centavos, and in how many entities."""

    code: str
    label: str
    amount: int
    entities: int


class Pais:
    """The accepted plans of an organ in a gestión; with `beside`, only of entities that have one there too."""

    def __init__(self, organ: Entidad, gestion: int, beside: int | None = None) -> None:
        self.organ, self.gestion, self.beside = organ, gestion, beside
        rows = live().query(f"{_ACCEPTED} order by entidad", [organ.pk, gestion])
        plans = {code: Aceptado(code, name, short, total) for _, code, name, short, total in rows}
        if beside is not None:
            others = {row[1] for row in live().query(_ACCEPTED, [organ.pk, beside])}
            plans = {code: each for code, each in plans.items() if code in others}
        self.plans: Mapping[str, Aceptado] = plans

    @property
    def silent(self) -> list[str]:
        """The entities whose accepted plan shows no money: they count for nothing."""
        return [each.sigla or code for code, each in self.plans.items() if each.total is None]

    def by(self, dimension: str) -> list[Renglon]:
        """The money by a dimension of DIMENSIONS, the largest first; KeyError for any other."""
        if dimension == "nivel":
            return self._by_level()
        sums: dict[str, int] = defaultdict(int)
        entities: dict[str, set[str]] = defaultdict(set)
        for row in self._sums(*dict.fromkeys((dimension, "entidad"))):
            sums[row[0]] += row[-1]
            entities[row[0]].add(row[-2])
        labels = self.labels(dimension)
        return _ranked([Renglon(code, labels.get(code, ""), sums[code], len(entities[code])) for code in sums])

    def amounts(self, dimension: str) -> dict[str, int]:
        """The same as plain sums by code."""
        return {each.code: each.amount for each in self.by(dimension)}

    def labels(self, dimension: str) -> Mapping[str, str]:
        """The names of the codes of a dimension."""
        if dimension == "entidad":
            return {code: f"{each.sigla} · {each.nombre}" for code, each in self.plans.items()}
        return labels_of(self.gestion).get(dimension, {})

    def level(self, entidad: str) -> str:
        """The level of the State of an entity."""
        return levels().get(entidad, NO_LEVEL)

    def crossed(self) -> dict[tuple[str, str, str], int]:
        """The money from fuente through level to grupo."""
        found: dict[tuple[str, str, str], int] = defaultdict(int)
        for fuente, entidad, grupo, amount in self._sums("fuente", "entidad", "grupo"):
            found[fuente, self.level(entidad), grupo] += amount
        return dict(found)

    def _by_level(self) -> list[Renglon]:
        sums: dict[str, int] = defaultdict(int)
        entities: dict[str, int] = defaultdict(int)
        for each in self.by("entidad"):
            sums[self.level(each.code)] += each.amount
            entities[self.level(each.code)] += 1
        return _ranked([Renglon(name, "", sums[name], entities[name]) for name in sums])

    def _sums(self, *dimensions: str) -> list[Row]:
        """The codes of some dimensions, and after them their money."""
        codes = ", ".join(_COLUMN[each] for each in dimensions)
        values: list[object] = [self.organ.pk, self.gestion]
        only = ""
        if self.beside is not None:
            only = _ONLY.format(accepted=_ACCEPTED)
            values += [self.organ.pk, self.beside]
        sql = _SUMS.format(codes=codes, accepted=_ACCEPTED, clase=ClaseDeSuma.PROGRAMADO, only=only)
        return live().query(sql, values)


def years_of(organ: Entidad) -> list[int]:
    """The gestiones of which a plan was accepted, the last first."""
    sql = "select distinct gestion from ministerio_remision where ministerio_id = ? and decision = ? order by 1 desc"
    return [row[0] for row in live().query(sql, [organ.pk, str(Decision.ACEPTADO)])]


def _ranked(rows: list[Renglon]) -> list[Renglon]:
    return sorted(rows, key=lambda each: (-each.amount, each.code))
