"""Asks the API all that its own description allows, and much that it does not, and says where it does not keep to it.

schemathesis makes the requests from the OpenAPI description and checks every answer: no server error, only the
statuses, media types, headers and schemas that are described, wrong data refused, tokens asked for.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

DESCRIPTION = "/api/v1/openapi.json"


@dataclass(slots=True)
class Kept:
    """What was asked, and each way in which an answer was not as described."""

    requests: int = 0
    statuses: dict[int, int] = field(default_factory=dict)
    broken: list[str] = field(default_factory=list)


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Nothing: thousands of requests are not news."""


@contextmanager
def served(app: Any) -> Iterator[str]:
    """The address at which this process serves a WSGI application while it lasts."""
    with make_server("127.0.0.1", 0, app, handler_class=_Quiet) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def keep_to_description(
    address: str, token: str, known: Mapping[str, Sequence[str]], *, examples: int, only: str = ""
) -> Kept:
    """Ask each operation: its coverage of edges, and then `examples` at random, the same each time.

    `known` are codes that exist, by the name of the argument; half of the requests have one. `only` is a pattern of the
    addresses, if not all.
    """
    import schemathesis  # noqa: PLC0415 - only who measures has it
    from schemathesis.engine import events, from_schema  # noqa: PLC0415

    config = schemathesis.Config.from_dict(
        {
            "seed": 1,
            "headers": {"Authorization": f"Bearer {token}"},
            "dictionaries": {name: {"values": list(values)} for name, values in known.items()},
            "parameters": {f"path.{name}": {"dictionary": name, "probability": 0.5} for name in known},
            "generation": {"max-examples": examples, "deterministic": True, "database": "none"},
            "phases": {"stateful": {"enabled": False}},
            "request-timeout": 30,
        }
    )
    schema = schemathesis.openapi.from_url(f"{address}{DESCRIPTION}", config=config)
    asked = schema.include(path_regex=only) if only else schema
    kept = Kept()
    for event in from_schema(asked).execute():
        if isinstance(event, events.ScenarioFinished):
            _note(kept, event.recorder)
        elif isinstance(event, (events.FatalError, events.NonFatalError)):
            kept.broken.append(f"{event}")
    return kept


def _note(kept: Kept, recorder: Any) -> None:
    for interaction in recorder.interactions.values():
        kept.requests += 1
        if interaction.response is not None:
            status = interaction.response.status_code
            kept.statuses[status] = kept.statuses.get(status, 0) + 1
    for case, checks in recorder.checks.items():
        for check in checks:
            if check.failure_info is not None:
                request = recorder.interactions[case].request
                kept.broken.append(f"{check.name}: {request.method} {request.uri}: {check.failure_info.failure}")
