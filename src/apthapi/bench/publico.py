"""The public site: how long a page takes in the server, its weight, what Lighthouse says, and writing it as files."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path
from statistics import median
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from apthapi.bench import lighthouse
from apthapi.bench.measure import FailedError
from apthapi.bench.session import Figure, Session
from apthapi.bench.web_server import Server, environment, served
from apthapi.core.package import read_package
from apthapi.example import write_example
from apthapi.formats.site import Advance, approved_plans, site_files, write_site

PAGES = {
    "portada": "340/2024/index.html",
    "avance": "340/2024/v1/avance.html",
    "unidad": "340/2024/v1/unidades/DDTJ.html",
    "acción": "340/2024/v1/acciones/3.1.html",
    "dinero": "340/2024/v1/dinero.html",
    "cambios": "340/2024/v1/cambios.html",
}
LOOKED_AT = ("portada", "avance", "unidad", "cambios")
TIMES, LOOKS = 40, 3
UNITS, LINES, CUT = 15, 5_000, 9
MOST_MS, MOST_KB, MOST_SECONDS, LEAST_SCORE = 100.0, 100.0, 10.0, 95.0


def run(session: Session) -> None:
    """Measure the pages of the year of the demonstration, as they are served, and a larger site as files."""
    folder = session.folder / "publico"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        _served(session, folder / "datos")
        _as_files(session, folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _served(session: Session, data: Path) -> None:
    data.mkdir()
    variables = environment(data)
    prepare = [sys.executable, "-m", "apthapi.bench.publico_data", str(CUT)]
    done = subprocess.run(prepare, env=variables, capture_output=True, text=True, check=False)
    if done.returncode:
        raise FailedError(f"the demonstration was not prepared: {done.stderr[-800:]}")
    with served(data, variables) as server:
        for name, address in PAGES.items():
            _page(session, server, name, f"http://127.0.0.1:{server.port}/publico/{address}")
        _looked(session, f"http://127.0.0.1:{server.port}/publico/")


def _page(session: Session, server: Server, name: str, url: str) -> None:
    """After the first requests, in which each process reads the year, the rest is what people wait for."""
    first = _ask(url)
    for _ in range(TIMES):
        _ask(url)
    since = server.requests()
    sizes = [len(_ask(url)[1]) for _ in range(TIMES)]
    path = url.partition("/publico/")[2]
    taken = server.milliseconds(since, method="GET", part=path)
    kept = server.requests()
    statuses = {_ask(url, first[2])[0] for _ in range(TIMES)}
    again = server.milliseconds(kept, method="GET", part=path)
    session.add(Figure(f"página pública, {name}: en el servidor", median(taken), "ms", at_most=MOST_MS,
                       remark=f"de {min(taken):.1f} a {max(taken):.1f} ms en {len(taken)} pedidos"))  # fmt: skip
    session.add(Figure(f"página pública, {name}: su HTML", sizes[0] / 1000, "KB", at_most=MOST_KB))
    if statuses != {304}:
        raise FailedError(f"{name} was sent again to who had it: {statuses}")
    session.add(Figure(f"página pública, {name}: 304 si no cambió", median(again), "ms", at_most=MOST_MS))


def _ask(url: str, etag: str = "") -> tuple[int, bytes, str]:
    """Status, content and ETag."""
    try:
        with urlopen(Request(url, headers={"If-None-Match": etag} if etag else {})) as answer:
            return answer.status, answer.read(), answer.headers["ETag"]
    except HTTPError as problem:
        if problem.code != 304:
            raise
        return problem.code, b"", etag


def _looked(session: Session, root: str) -> None:
    """The middle one of a few looks: the score of speed changes with whatever else the machine does."""
    if why := lighthouse.missing():
        session.tell(f"sin Lighthouse: {why}")
        return
    asked = [(root + PAGES[name], preset) for name in LOOKED_AT for preset in ("mobile", "desktop")]
    looks = [lighthouse.look(asked, throttled=True) for _ in range(LOOKS)]
    for place, (url, preset) in enumerate(asked):
        name = next(name for name, address in PAGES.items() if url.endswith(address))
        where = {"mobile": "teléfono", "desktop": "escritorio"}[preset]
        for category, word in _CATEGORIES.items():
            scores = [look[place].scores[category] for look in looks]
            session.add(Figure(f"Lighthouse, {name} en {where}: {word}", median(scores), "de 100", at_least=LEAST_SCORE,
                               remark=f"de {min(scores)} a {max(scores)} en {len(scores)} veces"))  # fmt: skip


_CATEGORIES = {
    "performance": "velocidad",
    "accessibility": "accesibilidad",
    "best-practices": "buenas prácticas",
    "seo": "buscadores",
}


def _as_files(session: Session, folder: Path) -> None:
    example = folder / "ejemplo"
    write_example(example, units=UNITS, lines=LINES, through=CUT)
    start = time.perf_counter()
    package = read_package(example)
    files = site_files([(package, approved_plans(package))], Advance.at(CUT))
    write_site(files, folder / "sitio")
    seconds = time.perf_counter() - start
    package.close()
    pages = {name: content for name, content in files.items() if name.endswith(".html")}
    heaviest = max(pages, key=lambda name: len(pages[name]))
    session.add(Figure(f"sitio de {UNITS} unidades y {LINES:,} líneas, de leerlo a escribirlo", seconds, "s",
                       at_most=MOST_SECONDS, remark=f"{len(pages)} páginas y los datos, con su avance"))  # fmt: skip
    session.add(Figure("la página más pesada de ese sitio", len(pages[heaviest]) / 1000, "KB", at_most=MOST_KB,
                       remark=heaviest))  # fmt: skip
