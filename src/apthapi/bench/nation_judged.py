"""All the plans of the database of the environment added up and judged by every rule.

Run as `python -m apthapi.bench.nation_judged FILE.duckdb`; prints JSON. They are exported to that file first, as
whoever runs the installation does (`exportar_planes`), and the time of it counts.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import django

_SUMS = """
select categoria, grupo, fuente, organismo, cast(sum(importe) as bigint) from dinero
group by categoria, grupo, fuente, organismo order by 1, 2, 3, 4
"""


def main(path: Path) -> None:
    """The file, the sums of the country, and each rule."""
    django.setup()
    from apthapi.core.package import read_package  # noqa: PLC0415 - after Django is set up, as what follows
    from apthapi.rules import check  # noqa: PLC0415
    from apthapi.rules.readings import prepare  # noqa: PLC0415
    from apthapi.web.operations.exporting import export_plans  # noqa: PLC0415

    start = time.perf_counter()
    plans = export_plans(path)
    exported = time.perf_counter()
    package = read_package(path)
    prepare(package.database, [_SUMS])
    cells = package.database.query(_SUMS)
    summed = time.perf_counter()
    report = check(package)
    judged = time.perf_counter()
    lines = package.database.value("select count(*) from requerimientos")
    package.close()
    found = {"planes": plans, "lineas": lines, "celdas": len(cells)}
    found |= {"numero": len(report.statuses), "hallazgos": len(report.findings)}
    taken = {"exportar": exported - start, "consolidar": summed - exported, "reglas": judged - summed}
    print(json.dumps({**found, "segundos": taken}))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
