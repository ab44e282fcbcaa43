"""The tables of a whole entity of an example: its plans, papers, actions, and the budget that was approved."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace

from apthapi.core.money import plain_amount
from apthapi.example.model import Entity, Money, Unit
from apthapi.example.sink import Cell, Sink
from apthapi.example.texts import BOLIVIANO, rows_of
from apthapi.example.unit_tables import by_pair, strategic_text

_LAW = "Presupuesto de ejemplo, no es una ley"
_TREASURY = "99"
_YEARS = 5
_TRANSFER_SHARE = 10
"""A transfer moves at most one part in ten of each line."""

_RESTRICTED = ("1", "252", "258", "42", "46")
"""What the transfer of the example does not touch: it would need the authority of others."""

Slot = tuple[str, str, str, str]
"""Categoría, grupo, fuente and organismo."""


@dataclass(slots=True)
class Budget:
    """What an entity programmes, gathered unit by unit, in centavos; `transfer` is its one modification."""

    slots: dict[Slot, int] = field(default_factory=lambda: defaultdict(int))
    pairs: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    transfer: Transfer | None = None

    def take(self, unit: Unit) -> None:
        """Add what a unit programmes."""
        for (partida, fuente, organismo), amount in unit.spent.items():
            self.slots[unit.categoria, grupo_of(partida), fuente, organismo] += amount
        for pair, amount in by_pair(unit).items():
            self.pairs[pair] += amount
        if self.transfer is None:
            self.transfer = transfer_in(unit)


@dataclass(frozen=True, slots=True)
class Transfer:
    """Centavos that went from one partida of a unit to another, same fuente and organismo."""

    unit: Unit
    giver: Money
    taker: Money
    amount: int


def grupo_of(partida: str) -> str:
    """The group of a partida: 39500 is of 30000."""
    return f"{partida[0]}0000"


def transfer_in(unit: Unit, *, untouched: tuple[str, ...] = ()) -> Transfer | None:
    """The largest transfer that a unit can make between two groups; `untouched` are further prefixes of partidas."""
    kept = (*_RESTRICTED, *untouched)
    free = sorted((amount, slot) for slot, amount in unit.spent.items() if not slot[0].startswith(kept))
    for most, giver in reversed(free):
        for amount, taker in reversed(free):
            if taker[1:] == giver[1:] and grupo_of(taker[0]) != grupo_of(giver[0]):
                moved = min(most, amount) // _TRANSFER_SHARE // BOLIVIANO * BOLIVIANO
                return Transfer(unit, giver, taker, moved)
    return None


def write_entity(sink: Sink, entity: Entity, *, formulation: bool = False) -> None:
    """The tables that do not depend on the lines: plans, documents, and the chain down to the ACP."""
    _write_plans(sink, entity)
    for version in (0, 1):
        _write_documents(sink, entity, version)
    for each in _written_for(entity, formulation):
        _write_actions(sink, each)


def _written_for(entity: Entity, formulation: bool) -> tuple[Entity, ...]:
    """The entity, and before it the same as it formulated, if that is written too."""
    return (replace(entity, earlier=True), entity) if formulation else (entity,)


def _write_plans(sink: Sink, entity: Entity) -> None:
    common: dict[str, Cell] = {
        "entidad": entity.code,
        "nombre_entidad": entity.name,
        "sigla": entity.sigla,
        "gestion": entity.gestion,
    }
    sink.add(
        "planes",
        **common,
        plan=entity.plan(0),
        version=0,
        tipo="formulacion",
        fecha=f"{entity.gestion - 1}-09-12",
        afecta_pei="no",
        justificacion="Ejemplo: formulación generada, no es un plan real",
    )
    sink.add(
        "planes",
        **common,
        plan=entity.plan(1),
        version=1,
        tipo="reformulacion",
        reemplaza=entity.plan(0),
        fecha=f"{entity.gestion}-02-12",
        afecta_pei="no",
        justificacion="Ejemplo: primera reformulación generada, no es un plan real",
    )


def _write_documents(sink: Sink, entity: Entity, version: int) -> None:
    plan = entity.plan(version)
    written: dict[str, tuple[str, str]] = {}
    for row in rows_of("documentos"):
        month, day = row["dia"].split("-")
        date = f"{entity.gestion}-{row['dia']}" if version else f"{entity.gestion - 1}-{int(month) + 7:02d}-{day}"
        cite = f"{entity.sigla}/{row['cite']}/{date[:4]}"
        written[row["documento"]] = cite, date
        words = {name: row[name] for name in ("documento", "tipo", "emisor", "asunto")}
        sink.add("documentos", **words, plan=plan, cite=cite, fecha=date)
    for row in rows_of("citas"):
        cite, date = written[row["citado"]]
        sink.add("citas", **row, plan=plan, cite_escrito=cite, fecha_escrita=date)


def _write_actions(sink: Sink, entity: Entity) -> None:
    plan = entity.plan(1)
    chain = (("pilar", "1", ""), ("eje", "1", ""), ("meta", "1.1", "1"), ("resultado", "1.1.1", "1.1"))
    for nivel, code, parent in (*chain, ("accion", "1.1.1.1", "1.1.1")):
        about = f"Ejemplo de {nivel} del PDES, sin relación con el plan vigente"
        sink.add("pdes", plan=plan, nivel=nivel, codigo=code, padre=parent, descripcion=about)
    seen = set()
    for row in rows_of("acciones"):
        if row["ae"] not in seen:
            seen.add(row["ae"])
            sink.add(
                "acciones_estrategicas",
                plan=plan,
                ae=row["ae"],
                descripcion=strategic_text(row, entity),
                pdes="1.1.1.1",
                vigente_desde=entity.gestion - 3,
                vigente_hasta=entity.gestion + 1,
            )
        sink.add("acciones_corto_plazo", plan=plan, acp=row["acp"], ae=row["ae"], descripcion=row["texto_acp"])


def write_budget(sink: Sink, entity: Entity, budget: Budget, *, formulation: bool = False) -> None:
    """The techos of the entity, its resources, and the approved budget, from which the transfer leads to the plan."""
    for each in _written_for(entity, formulation):
        _write_ceilings(sink, each, budget)
    _write_approved(sink, entity, budget)
    if budget.transfer is not None:
        _write_transfer(sink, entity, budget.transfer)


def _write_ceilings(sink: Sink, entity: Entity, budget: Budget) -> None:
    for (fuente, organismo), amount in sorted(budget.pairs.items()):
        own = {"plan": entity.plan(1), "fuente": fuente, "organismo": organismo}
        sink.add("techos", **own, importe=plain_amount(amount))
        _write_resources(sink, own, amount)
        for year in range(_YEARS):
            planned = amount * (100 + 3 * year) // 100 // BOLIVIANO * BOLIVIANO
            sink.add("plurianual", **own, gestion=entity.gestion + year, importe=plain_amount(planned))


def _write_resources(sink: Sink, own: dict[str, str], amount: int) -> None:
    if own["fuente"] == "20":
        services = amount * 4 // 5 // BOLIVIANO * BOLIVIANO
        sink.add("recursos", **own, rubro="12200", importe=plain_amount(services))
        sink.add("recursos", **own, rubro="15000", importe=plain_amount(amount - services))
    else:
        sink.add("recursos", **own, rubro="19211", otorgante=_TREASURY, importe=plain_amount(amount))


def _write_approved(sink: Sink, entity: Entity, budget: Budget) -> None:
    approved = dict(budget.slots)
    if (moved := budget.transfer) is not None:
        for money, sign in ((moved.giver, 1), (moved.taker, -1)):
            approved[moved.unit.categoria, grupo_of(money[0]), money[1], money[2]] += sign * moved.amount
    for (categoria, grupo, fuente, organismo), amount in sorted(approved.items()):
        sink.add(
            "presupuesto_aprobado",
            plan=entity.plan(0),
            categoria=categoria,
            grupo=grupo,
            fuente=fuente,
            organismo=organismo,
            importe=plain_amount(amount),
            norma=_LAW,
        )


def _write_transfer(sink: Sink, entity: Entity, moved: Transfer) -> None:
    for order, (money, sign) in enumerate(((moved.giver, -1), (moved.taker, 1)), start=1):
        sink.add(
            "modificaciones",
            plan=entity.plan(1),
            modificacion="1",
            orden=order,
            tipo="intrainstitucional",
            norma=f"{entity.sigla}/MAE/RES-0007/{entity.gestion}",
            aprobador="Máxima Autoridad Ejecutiva",
            unidad=moved.unit.code,
            categoria=moved.unit.categoria,
            partida=money[0],
            fuente=money[1],
            organismo=money[2],
            importe=plain_amount(sign * moved.amount),
            fecha=f"{entity.gestion}-02-12",
            incorporada="si",
        )
