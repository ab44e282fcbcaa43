"""All the plans of the database of the environment added up and judged by every rule, where they stand.

Run as `python -m apthapi.bench.nation_judged`; prints JSON.
"""

from __future__ import annotations

import json
import time

import django

_SUMS = """
select categoria, grupo, fuente, organismo, cast(sum(importe) as bigint) from dinero
group by categoria, grupo, fuente, organismo order by 1, 2, 3, 4
"""


def main() -> None:
    """The readings once, the sums of the country, and each rule."""
    django.setup()
    from apthapi.core.package import Package  # noqa: PLC0415 - after Django is set up, as what follows
    from apthapi.core.tables import TABLES  # noqa: PLC0415
    from apthapi.rules import check  # noqa: PLC0415
    from apthapi.rules.readings import prepare  # noqa: PLC0415
    from apthapi.web.plans.live import live  # noqa: PLC0415

    database = live()
    start = time.perf_counter()
    prepare(database, [_SUMS])
    cells = database.query(_SUMS)
    summed = time.perf_counter()
    report = check(Package(database, frozenset(TABLES)))
    judged = time.perf_counter()
    print(
        json.dumps(
            {
                "celdas": len(cells),
                "consolidacion": summed - start,
                "reglas": judged - summed,
                "numero": len(report.statuses),
                "hallazgos": len(report.findings),
                "lineas": database.value("select count(*) from requerimientos"),
            }
        )
    )


if __name__ == "__main__":
    main()
