"""What was said of a unit a moment ago serves whoever else saves in it, while this process can hardly keep up.

On the day of the deadline ten people write in a unit. Whoever works alone is never answered with something kept.
See docs/adr/0048-a-unit-is-judged-once-for-those-who-save-together.md.
"""

from __future__ import annotations

import time

from django.conf import settings

from apthapi.web.operations import busy
from apthapi.web.plans.checks import verify
from apthapi.web.plans.kept import WithConnection
from apthapi.web.plans.live import live
from apthapi.web.process.permisos import Situacion

MOST_UNITS = 200
"""Units of which a process keeps what was said: the one that was judged longest ago is forgotten first."""

SERVES = 3.0
"""Seconds for which what somebody was told of a unit serves others who save in it."""

Said = dict[str, object]


_process: WithConnection[tuple[str, str], tuple[float, int, Said]] = WithConnection()
"""For each plan and unit when it was judged (monotonic), for whom (key of the person), and what was said."""


def verified_now(situacion: Situacion) -> Said:
    """What the rules say of the unit as it is now."""
    found = verify(situacion.plan, situacion.unidad)
    said = _process.of(live().connection)
    said.pop((situacion.plan, situacion.unidad), None)
    said[situacion.plan, situacion.unidad] = time.monotonic(), situacion.persona.pk, found
    if len(said) > MOST_UNITS:
        said.popitem(last=False)
    return found


def verified_lately(situacion: Situacion) -> Said:
    """The same; or, of a busy process, what it told somebody else in the last seconds, with `pendiente`."""
    now = time.monotonic()
    at, whose, found = _process.of(live().connection).get((situacion.plan, situacion.unidad), (0.0, 0, {}))
    if found and whose != situacion.persona.pk and now - at < SERVES and busy.process.part(now) > settings.MUY_OCUPADO:
        return {**found, "pendiente": True}
    return verified_now(situacion)
