"""Exports of spending as the amounts of each month; and into a package, where the same plan comes out."""

from __future__ import annotations

from pathlib import Path

import pytest

from apthapi.cli import main
from apthapi.core.package import read_package
from apthapi.example.exported import Budgeted, accounting_export, of_month, until
from apthapi.formats.mapping.rows import Row
from apthapi.formats.mapping.spent import TABLE, Entry, Meaning, Slot, spending_of

SLOT = Slot("DAF", "21200", "20", "230")
LINES = [
    Budgeted("DAF", "10 000 001", "21200", "Energía eléctrica", "20", "230", 12_000_000),
    Budgeted("DAF", "10 000 001", "39500", "Útiles de escritorio", "41", "111", 600_000),
    Budgeted("DJ", "10 000 002", "21200", "Energía eléctrica", "20", "230", 2_400_000),
]


def row(fila: int = 1, **cells: str | int) -> Row:
    return Row(TABLE, {**SLOT._asdict(), **cells}, "Hoja", fila, {name: f"{name} {fila}" for name in cells})


def amounts(rows: list[Row], meaning: Meaning, there: dict[int, dict[str, int]] | None = None) -> list[dict[str, int]]:
    found = spending_of(rows, meaning, {SLOT: there or {}})
    assert not found.problems
    return [each.amounts for each in found.entries]


def test_amounts_of_the_month_are_taken_as_they_are_and_added_up() -> None:
    found = spending_of([row(devengado=5), row(2, devengado=-2, pagado=1), row(3, mes=4, devengado=7)], Meaning(3), {})
    assert [(each.mes, each.amounts) for each in found.entries] == [
        (3, {"devengado": 3, "pagado": 1}),
        (4, {"devengado": 7}),
    ]
    assert found.joined == 1
    assert found.entries[0] == Entry(SLOT, 3, {"devengado": 3, "pagado": 1}, "Hoja fila 1")


def test_accumulated_amounts_are_less_what_the_months_before_have() -> None:
    there = {1: {"devengado": 10}, 2: {"devengado": 5, "pagado": 4}, 4: {"devengado": 99}}
    assert amounts([row(devengado=20, pagado=1)], Meaning(3, accumulated=True), there) == [
        {"devengado": 5, "pagado": -3}
    ]
    months = [row(2, mes=2, devengado=30), row(1, mes=1, devengado=12), row(3, mes=3, devengado=30)]
    found = amounts(months, Meaning(accumulated=True), there)
    assert found == [{"devengado": 18}, {"devengado": 12}, {"devengado": 0}], "each less those before it in the export"


def test_a_preventivo_that_has_in_it_what_is_devengado_is_what_is_left() -> None:
    assert amounts([row(preventivo=20, devengado=15)], Meaning(3, inclusive=True)) == [
        {"preventivo": 5, "devengado": 15}
    ]
    found = spending_of([row(preventivo=20)], Meaning(3, inclusive=True), {})
    assert ([each.celda for each in found.problems], found.entries) == (["preventivo 1"], [])
    [told] = spending_of([row(preventivo=1, devengado=3)], Meaning(3, inclusive=True), {}).problems
    assert "pasa en Bs 0,02 de su preventivo" in told.mensaje


@pytest.mark.parametrize("mes", [{}, {"mes": 13}, {"mes": -1}])
def test_a_row_of_no_month_is_told(mes: dict[str, int]) -> None:
    found = spending_of([row(devengado=1, **mes)], Meaning(), {})
    assert not found.entries
    assert "mes" in found.problems[0].mensaje


def plan_in(folder: Path) -> Path:
    plan = folder / "plan"
    plan.mkdir()
    (plan / "planes.csv").write_text("plan,entidad,gestion,version,tipo\nP,340,2024,0,formulacion\n", "utf-8")
    (plan / "unidades.csv").write_text(
        "plan,unidad,nombre,categoria\nP,DAF,Finanzas,10 000 001\nP,DJ,Jurídica,10 000 002\n", "utf-8"
    )
    (plan / "ejecucion_financiera.csv").write_text(
        "plan,unidad,categoria,partida,fuente,organismo,mes,preventivo,comprometido,devengado,pagado\n"
        "P,DAF,10 000 001,21200,20,230,1,0,0,10.00,10.00\nP,DAF,10 000 001,21200,20,230,3,0,0,1.00,0\n",
        "utf-8",
    )
    return plan


def imported(folder: Path, plan: Path, *how: str, units: bool = True, accumulated: bool = False) -> Path:
    export, mapa = folder / "ejecucion.csv", folder / "mapa.json"
    export.write_text(accounting_export(LINES, "De ejemplo", 2024, 3, accumulated=accumulated, units=units), "utf-8")
    out = folder / f"{plan.name}-con"
    assert main(["import", str(export), "--proponer", str(mapa), "--sobrescribir"]) == 0
    said = ["import", str(export), "--map", str(mapa), "--plan", str(plan), "--salida", str(out), "--mes", "3", *how]
    assert main(said) == 0
    return out


def stored(plan: Path) -> list[tuple[object, ...]]:
    package = read_package(plan)
    assert not package.findings
    sql = f"select unidad, partida, mes, preventivo, comprometido, devengado, pagado from {TABLE} order by 1, 2, 3"
    found = [tuple(each) for each in package.database.query(sql)]
    package.close()
    return found


@pytest.mark.parametrize("units", [True, False])
def test_a_package_goes_in_and_comes_out_with_the_spending(tmp_path: Path, *, units: bool) -> None:
    out = imported(tmp_path, plan_in(tmp_path), "--preventivo-incluye", units=units)
    found = {(unit, partida): tuple(rest) for unit, partida, mes, *rest in stored(out) if mes == 3}
    for line in LINES:
        said = of_month(line, 3)
        moments = (said.preventivo - said.devengado, said.comprometido, said.devengado, said.pagado)
        assert found[line.unidad, line.partida] == moments
    assert ("DAF", "21200", 1, 0, 0, 1_000, 1_000) in stored(out), "what the export does not name stays"
    assert (tmp_path / "plan-con" / "unidades.csv").exists()
    again = imported(tmp_path, out, "--preventivo-incluye", units=units)
    assert stored(again) == stored(out), "the same file twice changes nothing"


def test_accumulated_in_a_package_is_less_what_it_has(tmp_path: Path) -> None:
    out = imported(tmp_path, plan_in(tmp_path), "--acumulado", accumulated=True)
    [(_, _, _, _, _, devengado, _)] = [each for each in stored(out) if each[:3] == ("DAF", "21200", 3)]
    assert devengado == until(LINES[0], 3).devengado - 1_000


def test_without_a_month_nothing_is_taken(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    export, mapa = tmp_path / "ejecucion.csv", tmp_path / "mapa.json"
    export.write_text(accounting_export(LINES, "De ejemplo", 2024, 3).replace("Mes: marzo", ""), "utf-8")
    assert main(["import", str(export), "--proponer", str(mapa)]) == 0
    said = ["--map", str(mapa), "--plan", str(plan_in(tmp_path)), "--salida", str(tmp_path / "salida")]
    assert main(["import", str(export), *said]) == 1
    told = capsys.readouterr().out
    assert "No se sabe de qué mes es" in told
    assert ": 0 en ejecucion_financiera; 3 celdas o filas quedaron fuera." in told
