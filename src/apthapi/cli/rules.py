"""`apthapi rules`: the catalogue, and one rule explained with its norm, its query and an example."""

from __future__ import annotations

import argparse
import re
from typing import TYPE_CHECKING

from apthapi.cli.screen import Table, print_json, say, show_text
from apthapi.cli.spanish import Verbs, add_json, add_verb

if TYPE_CHECKING:
    from apthapi.rules import Rule


def add_to(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "rules",
        about="muestra las reglas, o explica una: norma, consulta y ejemplo",
        details="Cada regla es una consulta SQL que devuelve las filas que la incumplen.",
    )
    parser.add_argument("regla", nargs="?", metavar="V44", help="la regla que se explica")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """List the rules, or explain one; 2 for a rule that does not exist."""
    from apthapi.core.source import UnreadableError
    from apthapi.rules import all_rules, rule

    if not options.regla:
        found = all_rules().values()
        if options.json:
            print_json([_as_json(each) for each in found])
        else:
            rows = [[each.id, each.severity.value, each.title, _norm(each)] for each in found]
            Table(["regla", "severidad", "qué pide~", "norma~"], [*rows]).show()
        return 0
    try:
        each = rule(options.regla)
    except KeyError:
        ids = list(all_rules())
        raise UnreadableError(f"No hay regla «{options.regla}»; van de {ids[0]} a {ids[-1]}.") from None
    if options.json:
        print_json(_as_json(each))
    else:
        _explain(each)
    return 0


def _norm(rule: Rule) -> str:
    return f"{rule.norm} [{', '.join(sorted(rule.marks))}]"


def _as_json(rule: Rule) -> dict[str, object]:
    return {
        "regla": rule.id,
        "titulo": rule.title,
        "severidad": rule.severity.value,
        "materia": rule.subject,
        "norma": rule.norm,
        "marcas": sorted(rule.marks),
        "tablas": [sorted(item) for item in rule.needs],
        "casos": {
            name: {"severidad": case.severity.value, "mensaje": case.message, "corrija": case.repair}
            for name, case in rule.cases.items()
        },
        "ejemplo": rule.example,
        "sql": rule.sql,
    }


def _explain(rule: Rule) -> None:
    from apthapi.rules.page import MARKS

    say(f"{rule.id}  {rule.title}", "título")
    say()
    until = " (advertencia hasta que la norma se confirme)" if rule.only_general else ""
    say(f"Severidad   {rule.severity.value}{until}")
    say(f"Norma       {_norm(rule)}")
    for mark in sorted(rule.marks):
        say(f"            {mark}: {MARKS[mark]}", "tenue")
    say(f"Necesita    {', '.join(' o '.join(sorted(item)) for item in rule.needs)}")
    say(f"Ejemplo     {rule.example}")
    for name, case in rule.cases.items():
        say()
        if len(rule.cases) > 1:
            say(f"Caso        {name.replace('_', ' ') or 'general'}: {case.severity.value}", "título")
        say(f"Dice        {_plain(case.message)}")
        say(f"Corrija     {_plain(case.repair)}")
    _explain_query(rule)


def _plain(template: str) -> str:
    """A message with its figures named: `{programado:bs}` is shown as ‹programado›."""
    return re.sub(r"\{(\w+)(:\w+)?\}", r"‹\1›", template)


def _explain_query(rule: Rule) -> None:
    from apthapi.rules.readings import needed_readings

    say()
    say("Consulta: devuelve las filas que incumplen la regla", "título")
    show_text(rule.sql)
    readings = needed_readings([rule.sql])
    if readings:
        say()
        say("Lecturas que usa, además de las tablas del formato", "título")
    for reading in readings:
        say(f"{reading.name}: {reading.about}")
