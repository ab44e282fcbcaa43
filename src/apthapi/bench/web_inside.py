"""One person who saves a line again and again inside the application itself: no server, no network.

Run as `python -m apthapi.bench.web_inside` with the environment of an installation; reads one JSON job as that of a
client (see web_client) from its standard input, and prints the milliseconds of each save, those
of processor that one takes, and its statements.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.message import Message
from io import BytesIO
from typing import Any
from wsgiref.util import setup_testing_defaults

from apthapi.bench.web_client import Browser, Saver

WARM_UP = 8


def main() -> None:
    """Do the job of the standard input."""
    job = json.loads(sys.stdin.readline())
    work = Saver(job, Inside(job["sesion"]))
    for _ in range(WARM_UP):
        work.once()
    work.taken.clear()
    began = time.process_time()
    for _ in range(job["veces"]):
        work.once()
    used = (time.process_time() - began) * 1000 / job["veces"]
    taken = list(work.taken["guardar"])
    with statements() as made:
        work.once()
    said = {"ms": taken, "procesador": used, "sentencias": made, "problemas": work.problems}
    print(json.dumps({**said, **work.outcome()}))


class Inside(Browser):
    """A browser that calls the application as a server does, with what it would have got over the network."""

    def __init__(self, session: str) -> None:
        super().__init__(0, session)
        from apthapi.web.config.wsgi import application  # noqa: PLC0415 - it sets Django up

        self._application: Any = application

    def ask(self, verb: str, path: str, body: str | None, head: dict[str, str]) -> tuple[int, Message, bytes]:
        """One request."""
        sent = (body or "").encode()
        where, _, query = path.partition("?")
        environ = {f"HTTP_{name.upper().replace('-', '_')}": value for name, value in head.items()}
        environ |= {"REQUEST_METHOD": verb, "PATH_INFO": where, "QUERY_STRING": query, "HTTP_HOST": "127.0.0.1"}
        environ |= {"CONTENT_TYPE": head.get("Content-Type", ""), "CONTENT_LENGTH": str(len(sent))}
        setup_testing_defaults(environ)
        said, headers = [], Message()

        def start(status: str, fields: list[tuple[str, str]], *_: object) -> None:
            said.append(int(status[:3]))
            for name, value in fields:
                headers[name] = value

        answer = self._application({**environ, "wsgi.input": BytesIO(sent)}, start)
        try:
            return said[0], headers, b"".join(answer)
        finally:
            answer.close()


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement meanwhile that goes to the database on the connection of the application, in order."""
    from django.db import connection  # noqa: PLC0415

    from apthapi.core.database import Database  # noqa: PLC0415

    made: list[str] = []

    def note(execute: Any, statement: str, parameters: Any, many: bool, context: Any) -> Any:
        made.append(statement)
        return execute(statement, parameters, many, context)

    def run(self: Database, sql: str, parameters: Sequence[object]) -> Any:
        if self.connection is connection.connection:
            made.append(sql)
        return original(self, sql, parameters)

    original = Database._run
    Database._run = run  # type: ignore[method-assign]
    try:
        with connection.execute_wrapper(note):
            yield made
    finally:
        Database._run = original  # type: ignore[method-assign]


if __name__ == "__main__":
    main()
