"""Lighthouse finds nothing to mend on the public pages, and nothing in them makes a telephone wait.

The score of speed depends on what else the machine does, and is of `apthapi bench --parte publico`; here are the facts
from which it comes.
"""

from __future__ import annotations

import os
import re

import pytest

from apthapi.bench.lighthouse import STRICT, look, missing
from apthapi.web.entities.demo import PLAN
from apthapi.web.portal.models import AvancePublicado
from apthapi.web.process.acts import act

pytestmark = pytest.mark.browser

PAGES = (
    ("340/2024/index.html", "mobile"),
    ("340/2024/v1/avance.html", "desktop"),
    ("340/2024/v1/unidades/DDTJ.html", "mobile"),
)
LEAST = 95
HEAVIEST = 200_000
"""Bytes of a page with its style sheets and letters."""


@pytest.fixture
def published(server_of_the_year: str) -> str:
    """Where the pages are, with what was done until September."""
    if why := missing():
        if os.environ.get("CI"):
            pytest.fail(why)
        pytest.skip(why)
    with act("prueba", None, None, plan=PLAN):
        AvancePublicado.objects.create(entidad="340", gestion=2024, mes=9, plan=PLAN, fecha="2024-10-10")
    return f"{server_of_the_year}/publico/"


def test_the_public_pages_are_good_and_light(published: str) -> None:
    for found in look([(published + address, preset) for address, preset in PAGES]):
        assert {name: found.scores[name] for name in STRICT if found.scores[name] < LEAST} == {}, found.failing
        assert found.shift < 0.1, f"{found.url} moves while it loads"
        assert found.bytes < HEAVIEST
        assert len(found.requests) <= 10, found.requests
        outside = [url for url in found.requests if not url.startswith(published.removesuffix("publico/"))]
        assert outside == [], "nothing is asked of others"
        assert all(re.search(r"\.css$", url) for url in found.blocking), "only its own style sheets come before it"
        assert len(found.blocking) <= 3
