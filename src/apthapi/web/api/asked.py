"""A request that was understood, and an answer that need not be made if the caller has it already."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from apthapi.web.api.who import Needs, Place, Who

JSON, CSV, NDJSON = "application/json", "text/csv; charset=utf-8", "application/x-ndjson"


@dataclass(frozen=True, slots=True)
class Asked:
    """Who asks, the values of the address and of its parameters."""

    who: Who
    arguments: Mapping[str, str]
    values: Mapping[str, Any]
    needs: Needs

    @property
    def place(self) -> Place:
        """The plan of the address. Raises ProblemError if they may not see it."""
        return self.who.place(self.arguments["plan"], self.needs)


@dataclass(frozen=True, slots=True)
class Made:
    """The body of an answer, whole or piece by piece, and where the next page begins if there is one."""

    body: bytes | Iterator[bytes]
    following: str = ""
    file: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """How to make it, and of what it is made: the same stamp, the same answer. Without one, its own bytes tell."""

    make: Callable[[], Made]
    stamp: str = ""


def as_page(rows: Iterable[str], following: int | str | None) -> Made:
    """A page of rows that are JSON already."""
    end = json.dumps(following)
    body = f'{{"datos":[{",".join(rows)}],"siguiente":{end}}}'
    return Made(body.encode(), "" if following is None else str(following))


def as_json(value: object) -> Made:
    """A value of which all is plain."""
    return Made(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode())
