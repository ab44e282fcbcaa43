"""One person of one entity who looks at pages and saves a line, inside the application: no server, no network.

Run as `python -m apthapi.bench.nation_inside JOB` with the environment of an installation; JOB is that of a client (see
`web_client`). Prints the milliseconds of each request, by what was asked for.
"""

from __future__ import annotations

import json
import sys

from apthapi.bench.web_client import Saver
from apthapi.bench.web_inside import Inside

WARM_UP = 5


def main() -> None:
    """Do the job."""
    job = json.loads(sys.argv[1])
    browser = Inside(job["sesion"])
    work = Saver(job, browser)
    pages = {
        "página de la unidad": f"{job['base']}paso/requerimientos",
        "filas de un formulario": f"{job['base']}filas/{job['vista']}",
        "novedades": f"{job['base']}novedades/{job['vista']}?desde=0",
    }
    for turn in range(WARM_UP + job["veces"]):
        if turn == WARM_UP:
            work.taken.clear()
        for name, address in pages.items():
            work.timed(name, lambda address=address: browser.get(address))
        work.once()
    print(json.dumps({"ms": work.taken, "problemas": work.problems}))


if __name__ == "__main__":
    main()
