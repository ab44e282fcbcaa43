"""Travel computed from the scale of viáticos: people by days at the daily amount, which stays with the line.

The scale is data of each gestión (reference set `escala_viaticos`); no amount of it is written here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4

from apthapi.core.database import Database
from apthapi.core.fields import plain_number
from apthapi.core.money import format_amount
from apthapi.core.schema import ROW
from apthapi.core.sheets import SHEETS
from apthapi.core.tables import MONTHS, TABLES
from apthapi.core.typed import understand
from apthapi.web.accounts.models import Designacion
from apthapi.web.plans.live import live
from apthapi.web.plans.models import Viaje
from apthapi.web.plans.request import Cell, Change
from apthapi.web.plans.writer import Writer
from apthapi.web.process.acts import act
from apthapi.web.process.permisos import Situacion
from apthapi.web.process.unit_acts import held_part

SHEET = SHEETS["requerimientos_3_04"]
LAST_MONTH = len(MONTHS)


class TravelError(ValueError):
    """The trip cannot be computed; `problems` (Spanish) says everything that is missing or wrong, by field."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        self.problems = dict(problems)
        super().__init__("; ".join(problems.values()))


@dataclass(frozen=True, slots=True)
class Rate:
    """A row of the scale in force: which partidas (by prefix), for whom and where, centavos a day, by what norm."""

    number: int
    prefijo: str
    categoria: str
    destino: str
    daily: int
    norma: str

    def __str__(self) -> str:
        names = ", ".join(name for name in (self.categoria, self.destino) if name)
        return f"{names or self.prefijo}: Bs {format_amount(self.daily)} por día"


@dataclass(frozen=True, slots=True)
class Trip:
    """A trip that was computed: the quantity is people by days, in ten-thousandths; amounts in centavos."""

    rate: Rate
    partida: str
    where: str
    people: int
    days: int
    operacion: str
    fuente: str
    month: int

    @property
    def quantity(self) -> int:
        """Days of all the people, in ten-thousandths."""
        return self.people * self.days

    @property
    def total(self) -> int:
        """What it costs. Days have at most two decimals and amounts whole centavos by hundredths: see `compute`."""
        return self.quantity * self.rate.daily // 10_000

    @property
    def description(self) -> str:
        """The text of the line."""
        days = plain_number(self.days, 4).replace(".", ",")
        people = "1 persona" if self.people == 1 else f"{self.people} personas"
        return f"Viáticos a {self.where}: {people} por {days} {'día' if self.days == 10_000 else 'días'}"


def rates_of(database: Database, plan: str) -> list[Rate]:
    """The scale in force in the gestión of the plan; empty if the entity has loaded none."""
    rows = database.query(
        "select fila_de_datos, prefijo, categoria, destino, importe_diario, norma from escala_viaticos "
        "where gestion = (select gestion from planes where plan = ?) order by fila_de_datos",
        [plan],
    )
    return [Rate(*row) for row in rows]


def compute(database: Database, plan: str, asked: Mapping[str, str]) -> Trip:
    """The trip that a form asks for. Raises TravelError with every problem at once."""
    rates = {str(rate.number): rate for rate in rates_of(database, plan)}
    problems: dict[str, str] = {}
    rate = rates.get(asked.get("tarifa", ""))
    if rate is None:
        problems["tarifa"] = "Elija para quién y a dónde es el viaje."
    where = asked.get("destino", "").strip()
    if not where:
        problems["destino"] = "Escriba a dónde se viaja."
    people = _whole(asked.get("personas", ""), 1, 1000)
    if people is None:
        problems["personas"] = "Escriba cuántas personas viajan, de 1 a 1000."
    days = understand(TABLES["requerimientos"].column("cantidad"), asked.get("dias", ""))
    if days.problem or not isinstance(days.value, int) or days.value <= 0:
        problems["dias"] = days.problem or "Escriba cuántos días dura, como 3 o 2,5."
    month = _whole(asked.get("mes", ""), 1, LAST_MONTH)
    if month is None:
        problems["mes"] = "Elija el mes."
    partida = _partida(database, plan, rate.prefijo) if rate else ""
    if rate and not partida:
        problems["tarifa"] = f"Ninguna partida del clasificador empieza con {rate.prefijo}: corrija la escala."
    if not problems and rate and people and month and isinstance(days.value, int):
        if people * days.value * rate.daily % 10_000:
            problems["dias"] = "Ese número de días no da centavos exactos: escriba otro."
        else:
            found = (rate, partida, where, people, days.value)
            return Trip(*found, asked.get("operacion", "").strip(), asked.get("fuente", "").strip(), month)
    raise TravelError(problems)


def add_trip(situacion: Situacion, designacion: Designacion, trip: Trip) -> int:
    """Write the line and keep how it was computed; the `renglon` of the line. Raises TravelError if it was refused."""
    plan, unidad = situacion.plan, situacion.unidad
    with act("agregar_viaje", situacion.persona, designacion, plan=plan, unidad=unidad, envio=uuid4()) as acto:
        parte = held_part(situacion)
        outcome = Writer(live(), SHEET, plan, unidad).write([Change(new="viaje", cells=_cells(trip))])
        if outcome.refusals:
            raise TravelError({each.column: each.message for each in outcome.refusals})
        [renglon] = outcome.written
        Viaje.objects.create(
            requerimiento=renglon,
            destino=trip.where,
            personas=trip.people,
            dias=trip.days,
            categoria=", ".join(name for name in (trip.rate.categoria, trip.rate.destino) if name),
            importe_diario=trip.rate.daily,
            norma=trip.rate.norma,
        )
        parte.ultimo_acto, parte.preparada_por = acto.pk, situacion.persona
        parte.save(update_fields=["ultimo_acto", "preparada_por"])
    return renglon


@dataclass(frozen=True, slots=True)
class KeptTrip:
    """A trip of the unit with the line that it made; `same` tells whether the line still costs what was computed."""

    trip: Viaje
    linea: int
    description: str
    importe: int | None
    same: bool


def trips_of(database: Database, plan: str, unidad: str) -> list[KeptTrip]:
    """The computed trips of a unit, in the order of their lines."""
    rows = database.query(
        f"select {ROW}, linea, descripcion, importe, cantidad, precio_unitario from requerimientos "
        "where plan = ? and unidad = ? and formulario = '3_04' order by linea",
        [plan, unidad],
    )
    kept = {trip.requerimiento: trip for trip in Viaje.objects.filter(requerimiento__in=[row[0] for row in rows])}
    return [
        KeptTrip(trip, linea, text, importe, (quantity, price) == (trip.personas * trip.dias, trip.importe_diario))
        for renglon, linea, text, importe, quantity, price in rows
        if (trip := kept.get(renglon))
    ]


def _cells(trip: Trip) -> dict[str, Cell]:
    texts = {
        "partida": trip.partida,
        "descripcion": trip.description,
        "operacion": trip.operacion,
        "unidad_medida": "Día",
        "cantidad": plain_number(trip.quantity, 4).replace(".", ",") + ("" if trip.quantity % 10_000 else ",0"),
        "precio_unitario": format_amount(trip.rate.daily),
        "fuente": trip.fuente,
        MONTHS[trip.month - 1]: format_amount(trip.total),
    }
    return {name: Cell(text) for name, text in texts.items() if text}


def _partida(database: Database, plan: str, prefijo: str) -> str:
    """The first partida of the classifier, of those that can be charged, that the prefix names."""
    return str(
        database.value(
            "select min(codigo) from objeto_gasto where gestion = (select gestion from planes where plan = ?) "
            "and imputable = 'si' and substr(codigo, 1, ?) = ?",
            [plan, len(prefijo), prefijo],
        )
        or ""
    )


def _whole(text: str, least: int, most: int) -> int | None:
    text = text.strip()
    return int(text) if text.isascii() and text.isdigit() and least <= int(text[:6]) <= most else None
