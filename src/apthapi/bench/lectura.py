"""How well printed forms are understood: the texts of the reference plan against the rows written from them by hand."""

from __future__ import annotations

import time
from importlib.resources import as_file, files

from apthapi.bench.scans import AMOUNTS, CODES, share, table
from apthapi.bench.session import Figure, Session
from apthapi.core.package import read_package
from apthapi.formats.scan.accuracy import Accuracy, Outcome, compare, truth_of
from apthapi.formats.scan.known import known_of
from apthapi.formats.scan.reference import PLAN, reference_pages
from apthapi.formats.scan.understanding import read_forms


def run(session: Session) -> None:
    """A line for each kind of datum, and the figures that have an aim."""
    with as_file(files("apthapi.core").joinpath("data", "planes", "segip-2024")) as where:
        package = read_package(where)
    known = known_of(package, PLAN)
    whole, pages = Accuracy(), tuple(reference_pages())
    start = time.perf_counter()
    for unidad, page in pages:
        for form in read_forms([page], known)[0]:
            whole.add(compare(form, *truth_of(package, PLAN, unidad, form.form), page.source))
    seconds = time.perf_counter() - start
    for line in (*table("textos", whole), *whole.wrong):
        session.tell(line)
    offered = whole.of(AMOUNTS, Outcome.RIGHT_CERTAIN, Outcome.RIGHT_DOUBTFUL, Outcome.OFFERED)
    session.add(
        Figure("importes de los textos, bien u ofrecidos", 100 * offered / whole.of(AMOUNTS), "%", at_least=100)
    )
    session.add(Figure("códigos y ponderaciones de los textos", share(whole, CODES), "%", at_least=95))
    wrong = sum(whole.of(kind, Outcome.WRONG_CERTAIN) for kind in whole.kinds)
    session.add(Figure("datos de los textos mal y ciertos", wrong, "datos", at_most=0))
    session.add(Figure("un formulario entendido", seconds / len(pages), "s", remark=f"{len(pages)} textos"))
