"""The plan of the next gestión: what carries, what has to be justified, and a package that can be read and checked."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from apthapi.compare.next_year import Proposal, propose
from apthapi.compare.next_year.carrying import next_day
from apthapi.compare.next_year.packaged import list_of, package_of
from apthapi.compare.next_year.parts import KINDS, NextSets
from apthapi.compare.next_year.proposal import next_code, sets_of_ours
from apthapi.core.findings import Severity
from apthapi.core.package import Package, read_package
from apthapi.core.writing import write_folder
from apthapi.example import write_example
from apthapi.rules import check
from compare.conftest import EXAMPLE, Edit, Rows, _edit

NEXT = "EJEMPLO-0001-2025-0"
ALL = NextSets(None, None, None, None)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with some of its year done: unit DAF spent in its first places and advanced."""
    found = tmp_path_factory.mktemp("proxima") / "plan"
    write_example(found, units=3, lines=60)
    return found


@pytest.fixture(scope="module")
def proposal(folder: Path) -> Iterator[Proposal]:
    package = read_package(folder)
    yield propose(package, EXAMPLE)
    package.close()


def edited(folder: Path, tmp_path: Path, **edits: Edit) -> Package:
    """The example with other rows in some tables."""
    for file in folder.iterdir():
        if file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    for name, edit in edits.items():
        _edit(tmp_path / f"{name}.csv", edit)
    return read_package(tmp_path)


def rows(folder: Path, name: str, plan: str = EXAMPLE) -> Rows:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["plan"] == plan]


def test_the_structure_and_the_work_carry_and_the_money_of_the_year_does_not(folder: Path, proposal: Proposal) -> None:
    assert (proposal.plan, proposal.gestion) == (NEXT, 2025)
    for name in ("unidades", "acciones_corto_plazo", "acp_unidad", "operaciones", "tareas"):
        assert len(proposal.tables[name]) == len(rows(folder, name)), name
    assert not {"techos", "presupuesto_aprobado", "recursos", "formulario04", "modificaciones"} & proposal.tables.keys()
    [head] = proposal.tables["planes"]
    assert (head.cells["version"], head.cells["tipo"], head.cells["reemplaza"]) == (0, "formulacion", "")
    assert {row.cells["plan"] for rows in proposal.tables.values() for row in rows} == {NEXT}
    assert {row.cells["fecha_f01"] for row in proposal.tables["unidades"]} == {""}
    assert all(
        row.origin for name, rows in proposal.tables.items() if name not in ("planes", "plurianual") for row in rows
    )
    assert {str(row.cells["inicio"])[:4] for row in proposal.tables["operaciones"]} == {"2025"}


def test_lines_that_are_bought_once_wait_for_a_decision(folder: Path, proposal: Proposal) -> None:
    once = [row for row in rows(folder, "requerimientos") if row["formulario"] == "3_02"]
    carried = proposal.tables["requerimientos"]
    assert once
    assert len(carried) == len(rows(folder, "requerimientos")) - len(once)
    assert "3_02" not in {row.cells["formulario"] for row in carried}
    assert sum(len(each.origins) for each in proposal.of("una_vez")) == len(once)


def test_the_baseline_is_what_was_achieved_or_the_goal_and_says_which(folder: Path, tmp_path: Path) -> None:
    operation = rows(folder, "operaciones")[0]
    own = {"plan": EXAMPLE, "unidad": operation["unidad"], "operacion": operation["operacion"]}

    def told(found: Rows) -> Rows:
        blank = dict.fromkeys(found[0], "")
        return [blank | own | {"mes": str(month), "ejecutado": "2.5"} for month in (1, 2)]

    package = edited(folder, tmp_path, ejecucion_fisica=told)
    found = propose(package, EXAMPLE)
    bases = {(each.unidad, each.operacion): each for each in found.bases}
    mine = bases.pop((operation["unidad"], operation["operacion"]))
    expected = 25_000 if operation["medicion"] == "ultimo" else 50_000
    assert (mine.value, mine.source) == (expected, "avance")
    assert {each.source for each in bases.values()} == {"programado"}
    assert len(found.of("sin_avance")) == len(bases)
    assert operation["operacion"] not in {each.about.split(":")[0].split()[-1] for each in found.of("sin_avance")
                                          if each.unidad == operation["unidad"]}  # fmt: skip
    package.close()


def test_what_was_neither_executed_nor_certified_has_to_be_justified(folder: Path, tmp_path: Path) -> None:
    lines = [row for row in rows(folder, "requerimientos") if row["formulario"] != "3_02"]
    pots = {tuple(row[name] for name in ("unidad", "partida", "fuente", "organismo")) for row in lines}
    spent, certified = sorted(pots)[:2]

    def only(pot: tuple[str, ...], **more: str) -> Edit:
        names = ("unidad", "partida", "fuente", "organismo")
        cells = {"plan": EXAMPLE, **dict(zip(names, pot, strict=True)), **more}
        return lambda found: [dict.fromkeys(found[0], "") | cells]

    package = edited(
        folder,
        tmp_path,
        ejecucion_financiera=only(spent, mes="3", devengado="1.00"),
        certificaciones=only(certified, certificacion="PRE-1", orden="1", tipo="poa", estado="emitida", importe="1.00"),
        ejecucion_fisica=lambda _: [],
    )
    found = propose(package, EXAMPLE)
    never = found.of("nunca_ejecutada")
    assert len(never) == len(pots) - 2
    assert {row.origin for row in found.tables["requerimientos"]} >= {o for each in never for o in each.origins}
    silent = {each.unidad for each in found.of("unidad_callada")}
    assert silent == {row["unidad"] for row in rows(folder, "unidades")} - {spent[0], certified[0]}
    package.close()


def test_where_nothing_was_registered_nobody_says_that_nothing_was_done(folder: Path, tmp_path: Path) -> None:
    nothing: Edit = lambda _: []  # noqa: E731
    package = edited(folder, tmp_path, ejecucion_financiera=nothing, certificaciones=nothing, ejecucion_fisica=nothing)
    found = propose(package, EXAMPLE)
    assert not any(found.of(kind) for kind in ("nunca_ejecutada", "sin_avance", "unidad_callada"))
    assert any("no se puede decir" in note for note in found.notes)
    assert {each.source for each in found.bases} == {"programado"}
    package.close()


def test_a_strategic_action_that_ended_does_not_carry_and_says_which_acp_wait(folder: Path, tmp_path: Path) -> None:
    package = edited(
        folder,
        tmp_path,
        acciones_estrategicas=lambda found: [
            row | {"vigente_hasta": "2024"} if row["ae"] == "1" else row for row in found
        ],
    )
    found = propose(package, EXAMPLE)
    assert "1" not in {row.cells["ae"] for row in found.tables.get("acciones_estrategicas", ())}
    [ended] = found.of("pei_vencido")
    assert ended.about == "Acción estratégica 1"
    assert "1.1" in ended.do
    assert "1" not in {row.cells["ae"] for row in found.tables["acp_unidad"]}
    package.close()


def test_the_year_that_closes_takes_what_was_executed_and_the_others_stay(folder: Path, proposal: Proposal) -> None:
    before, after = rows(folder, "plurianual"), proposal.tables["plurianual"]
    later = [row for row in before if row["gestion"] != "2024"]
    kept = [row for row in after if row.cells["gestion"] != 2024]
    assert len(kept) == len(later) > 0
    package = read_package(folder)
    from_rows = package.database.query("select sum(devengado) from ejecucion_financiera where plan = ?", [EXAMPLE])
    executed = int(from_rows[0][0] or 0)
    package.close()
    closed = sum(int(str(row.cells["importe"])) for row in after if row.cells["gestion"] == 2024)
    assert closed == executed
    assert any("2024 lleva lo devengado" in note for note in proposal.notes)


def test_years_beyond_the_pei_are_told(folder: Path, tmp_path: Path) -> None:
    package = edited(
        folder, tmp_path, acciones_estrategicas=lambda found: [row | {"vigente_hasta": "2025"} for row in found]
    )
    found = propose(package, EXAMPLE).of("fuera_de_horizonte")
    assert found
    assert all(int(each.about.split()[1].rstrip(":")) > 2025 for each in found)
    package.close()


def test_classifiers_that_miss_or_differ_are_told(folder: Path) -> None:
    package = read_package(folder)
    absent = propose(package, EXAMPLE, ALL).of("clasificador")
    assert sum("No hay tabla de la gestión 2025" in each.why for each in absent) == 3
    other = propose(package, EXAMPLE, NextSets(frozenset(), frozenset(), frozenset(), 3, official=True))
    assert any("el programa tiene 3 dígitos" in each.why for each in other.of("clasificador"))
    assert {row.cells["categoria"] for row in other.tables["unidades"]} == {""}
    assert {row.cells["categoria"] for row in other.tables["plurianual"]} == {""}
    assert any("no están:" in each.why for each in other.of("clasificador"))
    assert sets_of_ours(2027).width == 3
    assert sets_of_ours(2001) == ALL
    package.close()


def test_what_is_written_can_be_read_and_breaks_no_rule_of_its_files(proposal: Proposal, tmp_path: Path) -> None:
    written = package_of(proposal)
    write_folder(written, tmp_path / "nuevo")
    written.close()
    package = read_package(tmp_path / "nuevo")
    assert package.plans == [NEXT]
    report = check(package)
    assert [
        each.message for each in report.findings if each.rule.startswith("F") and each.severity is Severity.ERROR
    ] == []
    package.close()


def test_the_list_says_every_decision(proposal: Proposal) -> None:
    told = "\n".join(list_of(proposal))
    assert all(each.about in told and each.why in told and each.do in told for each in proposal.decisions)
    assert {each.kind for each in proposal.decisions} <= KINDS.keys()


def test_days_of_the_year_that_closes_become_those_of_the_next() -> None:
    assert [next_day(day, 2024) for day in ("2024-03-01", "2024-02-29", "2023-03-01", "")] == [
        "2025-03-01",
        "2025-02-28",
        "2023-03-01",
        "",
    ]


def test_the_code_follows_that_of_the_plan_or_the_name_of_the_entity() -> None:
    head = {"plan": "SEGIP-2024-1", "gestion": 2024, "sigla": "SEGIP", "entidad": "340"}
    assert next_code(head) == "SEGIP-2025-0"
    assert next_code(head | {"plan": "poa"}) == "SEGIP-2025-0"
    assert next_code(head | {"plan": "poa", "sigla": ""}) == "340-2025-0"


def test_a_plurianual_by_categories_of_another_width_does_not_carry(folder: Path, tmp_path: Path) -> None:
    package = edited(
        folder, tmp_path, plurianual=lambda found: [found[0] | {"categoria": "00 000 001", "gestion": "2025"}]
    )
    found = propose(package, EXAMPLE, NextSets(None, None, None, 3))
    assert "plurianual" not in found.tables
    assert any("de otra estructura programática" in note for note in found.notes)
    package.close()
