"""What has to be justified or decided before it is in the plan of another year."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from apthapi.compare.next_year.carrying import ONCE, rows_of, told
from apthapi.compare.next_year.done import Done
from apthapi.compare.next_year.parts import Decision, Draft, NextSets, Pot
from apthapi.compare.slots import Place
from apthapi.compare.totals import MONTH_NAMES
from apthapi.core.package import Package
from apthapi.core.schema import ROW

NO_MONEY = "No hay ejecución financiera ni certificaciones de la gestión: no se puede decir qué no se ejecutó."
NO_PROGRESS = "No hay avance físico de la gestión: la línea base de cada operación es la meta programada."

UNTIL = "Lo registrado llega hasta {month}: si después se ejecuta o se avanza más, esta propuesta cambia."
LAST_MONTH = 12


def judge(package: Package, plan: str, gestion: int, done: Done, sets: NextSets, draft: Draft) -> None:
    """Add the decisions about lines, operations, units and classifiers."""
    lines = rows_of(package, "requerimientos", plan)
    operations = rows_of(package, "operaciones", plan)
    if 0 < done.last < LAST_MONTH:
        draft.notes.append(UNTIL.format(month=MONTH_NAMES[done.last - 1]))
    draft.notes += [note for note, known in ((NO_MONEY, done.money), (NO_PROGRESS, done.progress)) if not known]
    draft.decisions += _of_lines(lines, done)
    if done.progress:
        draft.decisions += _without_progress(operations, done)
    if done.money or done.progress:
        draft.decisions += _silent(lines, operations, done)
    draft.decisions += _of_classifiers(lines, gestion, sets)


def pot_of(line: Mapping[str, Any]) -> Pot:
    """What execution tells a line apart by."""
    return line["unidad"], line["partida"], line["fuente"], line["organismo"]


def _of_lines(lines: Sequence[Mapping[str, Any]], done: Done) -> Iterator[Decision]:
    once: dict[Pot, list[Mapping[str, Any]]] = defaultdict(list)
    never: dict[Pot, list[Mapping[str, Any]]] = defaultdict(list)
    for line in lines:
        if line["formulario"] == ONCE:
            once[pot_of(line)].append(line)
        elif done.money and pot_of(line) not in done.used:
            never[pot_of(line)].append(line)
    for pot, own in never.items():
        yield _line_decision(
            "nunca_ejecutada",
            pot,
            own,
            "En lo registrado de la gestión no tuvo devengado, preventivo ni certificación.",
            "Justifique por qué se necesita en la gestión nueva, o quítela.",
        )
    for pot, own in once.items():
        yield _line_decision(
            "una_vez",
            pot,
            own,
            "Es un activo fijo (formulario 3_02): se compra una vez, y su precio es el de esa compra.",
            "No pasa al plan nuevo. Si se necesita otro, prográmelo con su justificación y su precio de ahora.",
        )


def _line_decision(kind: str, pot: Pot, lines: Sequence[Mapping[str, Any]], why: str, do: str) -> Decision:
    unidad, partida, fuente, organismo = pot
    pair = Place(unidad, "", partida, fuente, organismo).pair
    amount = told(sum(line["importe"] or 0 for line in lines))
    count = f"{len(lines)} {'línea' if len(lines) == 1 else 'líneas'}"
    origins = tuple(line[ROW] for line in lines)
    return Decision(
        kind, unidad, f"Partida {partida}, fuente {pair}: {count}, {amount}", why, do, "requerimientos", origins
    )


def _without_progress(operations: Sequence[Mapping[str, Any]], done: Done) -> Iterator[Decision]:
    for row in operations:
        if not done.achieved(row["unidad"], row["operacion"], row["medicion"]):
            yield Decision(
                "sin_avance",
                row["unidad"],
                f"Operación {row['operacion']}: {row['descripcion']}",
                "En lo registrado no tuvo avance: su línea base es cero o la meta que se había programado.",
                "Justifique por qué se programa otra vez, o quítela.",
                "operaciones",
                (row[ROW],),
            )


def _silent(
    lines: Sequence[Mapping[str, Any]], operations: Sequence[Mapping[str, Any]], done: Done
) -> Iterator[Decision]:
    spoke = {pot[0] for pot in done.used} | {unidad for unidad, _ in done.months}
    for unidad in sorted({row["unidad"] for row in (*lines, *operations)} - spoke):
        yield Decision(
            "unidad_callada",
            unidad,
            f"Unidad {unidad}",
            "No informó avance, y de ella no se ejecutó ni certificó nada.",
            "Pida a la unidad que diga qué hizo antes de programar otra vez lo mismo.",
            "unidades",
        )


def _of_classifiers(lines: Sequence[Mapping[str, Any]], gestion: int, sets: NextSets) -> Iterator[Decision]:
    for column, title, codes in (
        ("partida", "Clasificador por objeto del gasto", sets.partidas),
        ("fuente", "Fuentes de financiamiento", sets.fuentes),
        ("organismo", "Organismos financiadores", sets.organismos),
    ):
        used = sorted({str(line[column]) for line in lines if line[column]})
        if codes is None:
            why = f"No hay tabla de la gestión {gestion}: los códigos son los de la gestión que termina."
        elif gone := [code for code in used if code not in codes]:
            why = f"En la tabla de {gestion} no están: {', '.join(gone[:20])}{'…' if len(gone) > 20 else ''}."
        else:
            continue
        yield Decision("clasificador", "", title, why, "Cargue la tabla oficial y corrija las líneas que la usan.")
    if not sets.official:
        yield Decision(
            "clasificador",
            "",
            "Tablas de la gestión",
            f"Las tablas de {gestion} no son las oficiales: el Ministerio las aprueba cada año.",
            "Cárguelas en «Tablas y calendario» en cuanto se publiquen, y revise el plan con ellas.",
        )
