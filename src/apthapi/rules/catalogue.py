"""The rules as they stand in their `.sql` files: header and query.

Adding a rule is adding a file; nothing here names one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from apthapi.core.findings import Severity

_HEADER = re.compile(r"--\s(\w+(?:\.\w+)?)\s+(.*)")
_MARKS = re.compile(r"\[([A-Z](?:, ?[A-Z])*)\]")

Choices = tuple[frozenset[str], ...]
"""Tables that must be there: for each item, at least one of its alternatives."""


class RuleFileError(ValueError):
    """A rule file does not follow the form of the others; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Case:
    """One of the ways in which a rule may be broken: what is said, how to repair it, and how much it weighs.

    `column` is the cell of the row where the repair begins; empty if it is no one cell.
    """

    severity: Severity
    message: str
    repair: str
    column: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the catalogue. `marks` says how sure its norm is: S, R, D or G (docs/rules.md)."""

    id: str
    title: str
    subject: str
    norm: str
    marks: frozenset[str]
    needs: Choices
    table: str
    subjects: str
    of_entity: bool
    """Whether it needs all the units of the plan: then it says nothing about one unit alone (`alcance entidad`)."""
    cases: dict[str, Case]
    example: str
    sql: str

    @property
    def severity(self) -> Severity:
        """The severity of the rule, that of its first case."""
        return self.cases[""].severity

    @property
    def only_general(self) -> bool:
        """Whether its only ground is general knowledge: then it cannot be an error until it is confirmed."""
        return self.marks == {"G"}


@cache
def all_rules() -> dict[str, Rule]:
    """Every rule by id, in order."""
    found = [_read_rule(path, path.read_text(encoding="utf-8")) for path in sql_files("sql")]
    return {each.id: each for each in sorted(found, key=lambda each: each.id)}


@cache
def unit_rules() -> tuple[Rule, ...]:
    """The rules that can be judged on one unit alone."""
    return tuple(rule for rule in all_rules().values() if not rule.of_entity)


def rule(id_: str) -> Rule:
    """The rule of that id. Raises KeyError if there is none."""
    return all_rules()[id_.upper()]


def sql_files(folder: str) -> Iterator[Traversable]:
    """Every `.sql` file under a folder of this room."""
    pending = [files("apthapi.rules").joinpath(folder)]
    while pending:
        here = pending.pop()
        for path in sorted(here.iterdir(), key=lambda each: each.name):
            if path.is_dir():
                pending.append(path)
            elif path.name.endswith(".sql"):
                yield path


def query_of(lines: list[str]) -> str:
    """The lines of a file without its header."""
    return "\n".join(line for line in lines if not line.startswith("--")).strip()


def _read_rule(path: Traversable, text: str) -> Rule:
    lines = text.splitlines()
    header: dict[str, str] = {}
    for line in lines:
        if match := _HEADER.fullmatch(line):
            header[match[1]] = match[2].strip()
    id_ = path.name.removesuffix(".sql")
    try:
        needs = tuple(frozenset(item.split("|")) for item in header["tablas"].split())
        marks = frozenset(mark for found in _MARKS.findall(header["norma"]) for mark in re.split(", ?", found))
        return Rule(
            id=id_,
            title=header[id_],
            subject=str(path).rsplit("/", 2)[-2],
            norm=_MARKS.sub("", header["norma"]).replace(" ;", ";").strip(),
            marks=marks,
            needs=needs,
            table=header["en"],
            subjects=header.get("sujetos", ""),
            of_entity=_scope(header) == "entidad",
            cases=_cases(header),
            example=header["ejemplo"],
            sql=query_of(lines),
        )
    except (KeyError, ValueError) as problem:
        raise RuleFileError(f"{path.name}: falta o está mal {problem}") from None


def _scope(header: dict[str, str]) -> str:
    scope = header.get("alcance", "unidad")
    if scope not in {"unidad", "entidad"}:
        raise ValueError(f"alcance {scope}")
    return scope


def _cases(header: dict[str, str]) -> dict[str, Case]:
    """The case without name, and one for each `mensaje.x`; what a case does not say it takes from the first."""
    first = Case(Severity(header["severidad"]), header["mensaje"], header["corrija"], header.get("columna", ""))
    cases = {"": first}
    for name, message in header.items():
        if name.startswith("mensaje."):
            case = name.removeprefix("mensaje.")
            severity = Severity(header.get(f"severidad.{case}", first.severity))
            repair = header.get(f"corrija.{case}", first.repair)
            cases[case] = Case(severity, message, repair, header.get(f"columna.{case}", first.column))
    return cases
