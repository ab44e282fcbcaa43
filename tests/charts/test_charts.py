"""Pictures: what is drawn is in proportion to money, every value is said in words, and no text is trusted."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import combinations, pairwise
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apthapi.charts import (
    Against,
    Operation,
    Pair,
    Part,
    Picture,
    Sides,
    Stage,
    Stream,
    ceiling,
    change,
    flow,
    gaps,
    months,
    strip,
    treemap,
)
from apthapi.charts.ceiling import Estado, pieces
from apthapi.charts.change import bars_of
from apthapi.charts.flow import MOST_NODES, SCALE_HEIGHT, lay_out
from apthapi.charts.lettering import fit, share, short_amount, width_of, wrap
from apthapi.charts.picture import NARROW, WIDE
from apthapi.charts.treemap import Box, squarify
from apthapi.charts.treemap import lay_out as lay_out_treemap
from apthapi.core.money import format_amount

HOSTILE = "<script>alert(1)</script>\"'&\x00\x1b"
SVG = "{http://www.w3.org/2000/svg}"
FUENTES, UNIDADES, GRUPOS = ("20", "41", ""), [f"DD{n:02}" for n in range(15)], ("10000", "20000", "30000", "40000", "")

STAGES = (
    Stage("Fuente", {"20": "Recursos Específicos", "41": "Transferencias T.G.N."}, "Sin fuente indicada"),
    Stage("Unidad", {}, "Sin unidad"),
    Stage("Grupo del gasto", {"20000": "Servicios no personales"}, "Sin grupo indicado"),
)
STREAMS = [
    Stream((fuente, unidad, grupo), 7 ** (place % 9) * 1_000 + place)
    for place, (fuente, unidad, grupo) in enumerate((f, u, g) for f in FUENTES for u in UNIDADES for g in GRUPOS)
]
PARTS = [
    Part(f"{2 + n % 4}{n:03}0", f"Partida de prueba {n}", 3 ** (n % 13) * 10_000, f"{2 + n % 4}0000") for n in range(60)
]
GROUPS = {"20000": "Servicios no personales", "30000": "Materiales y suministros"}
YEAR = (430_325_800, 452_061_100, 413_192_500, 0, None, 1, 565_451_000, 456_438_000, 411_365_300, 554_461_900, 12, 7)

EVERY: dict[str, Callable[[], Picture]] = {
    "flow": lambda: flow("f", STREAMS, STAGES),
    "treemap": lambda: treemap("t", PARTS, GROUPS),
    "months": lambda: months("m", YEAR, [100_000_000] * 6 + [None] * 6),
    "ceiling": lambda: ceiling("c", [Against("Fuente 20", 100, 100), Against("41", 99, 100), Against("42", 500, 100)]),
    "change": lambda: change(
        "d", [Pair("DNTIC", 10, 30), Pair("DDLP", 30, 10), Pair("DDSC", 5, 5), Pair("UNSI", None, 8)]
    ),
    "gaps": lambda: gaps(
        "g", [Sides("DNTIC", 8_000, 4_123), Sides("DDLP", 0, 10_000, beyond=True), Sides("UNSI", None, 5)], limit=3000
    ),
    "strip": lambda: strip("s", Operation("Cédulas", (10_000,) * 12, 120_000, 1, 12, "cédulas")),
}


def elements(svg: str, tag: str, css: str = "") -> list[ET.Element]:
    found = ET.fromstring(svg).iter(SVG + tag)
    return [each for each in found if not css or css in each.get("class", "").split()]


def numbers(element: ET.Element, *names: str) -> tuple[float, ...]:
    return tuple(float(element.get(name, "nan")) for name in names)


@pytest.fixture(params=EVERY)
def drawn(request: pytest.FixtureRequest) -> Picture:
    return EVERY[request.param]()


def test_every_picture_says_its_title_and_its_answer_to_a_screen_reader(drawn: Picture) -> None:
    for svg in (drawn.wide, drawn.narrow):
        root = ET.fromstring(svg)
        title, desc = root.find(SVG + "title"), root.find(SVG + "desc")
        assert title is not None
        assert desc is not None
        assert root.get("role") == "img"
        assert root.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
        assert (title.text, desc.text) == (drawn.title, drawn.summary)


def test_no_picture_carries_what_the_content_policy_forbids(drawn: Picture) -> None:
    for svg in (drawn.wide, drawn.narrow):
        for element in ET.fromstring(svg).iter():
            assert not [name for name in element.attrib if name == "style" or name.startswith("on")]
            assert element.tag.removeprefix(SVG) in {"svg", "title", "desc", "rect", "path", "line", "circle", "text"}


def test_the_ids_of_both_drawings_differ(drawn: Picture) -> None:
    ids = re.findall(r'id="([^"]+)"', drawn.wide + drawn.narrow)
    assert len(ids) == len(set(ids)) == 4


def test_a_template_writes_a_drawing_as_it_is(drawn: Picture) -> None:
    assert drawn.wide.__html__() == drawn.wide


def test_no_label_leaves_its_picture_or_lies_on_another(drawn: Picture) -> None:
    for svg, width in ((drawn.wide, WIDE), (drawn.narrow, NARROW)):
        boxes = label_boxes(svg)
        assert boxes
        for x0, _, x1, _, told in boxes:
            assert x0 >= -1, told
            assert x1 <= width + 1, told
        for a, b in combinations(boxes, 2):
            across, down = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
            assert across <= 1 or down <= 3, (a[4], b[4])


def label_boxes(svg: str) -> list[tuple[float, float, float, float, str]]:
    """Where each label is, as wide as its letters and as high as capitals."""
    sizes = {"small": 12, "axis": 12, "inside": 12, "tiny": 11}
    boxes = []
    for text in elements(svg, "text"):
        classes = (text.get("class") or "").split()
        size = next((sizes[css] for css in classes if css in sizes), 13)
        bold = bool({"heading", "group-name", "state"} & set(classes))
        told, (x, y) = text.text or "", numbers(text, "x", "y")
        width = width_of(told, size, bold=bold)
        left = x - {"start": 0, "middle": 0.5, "end": 1}[text.get("text-anchor", "start")] * width
        boxes.append((left, y - size * 0.75, left + width, y + size * 0.2, told))
    return boxes


def test_the_table_of_the_flow_has_every_amount_and_adds_up() -> None:
    drawn = flow("f", STREAMS, STAGES)
    written = [row[-1].text for row in drawn.written()]
    assert written[:-1] == [format_amount(each.amount) for each in STREAMS]
    assert written[-1] == format_amount(sum(each.amount for each in STREAMS))


def test_bands_are_as_thick_as_their_money_on_both_sides_of_each_place() -> None:
    for width in (WIDE, NARROW):
        layout = lay_out(STREAMS, STAGES, width)
        assert sum(node.height for node in layout.columns[1].values()) == pytest.approx(SCALE_HEIGHT)
        for stage in (0, 1):
            for side, column in ((0, layout.columns[stage]), (1, layout.columns[stage + 1])):
                for node in column.values():
                    mine = [band for band in layout.bands if band.stage == stage and band.places[side] == node.code]
                    touching = sorted((band.end if side else band.start, band.thickness) for band in mine)
                    assert touching[0][0] == pytest.approx(node.top)
                    for (at, thick), (following, _) in pairwise(touching):
                        assert at + thick == pytest.approx(following)
                    assert sum(thick for _, thick in touching) == pytest.approx(node.height)


def test_places_of_a_column_do_not_overlap() -> None:
    for column in lay_out(STREAMS, STAGES, NARROW).columns:
        nodes = list(column.values())
        for above, below in pairwise(nodes):
            slot_end = above.top + above.height / 2 + above.slot / 2
            assert slot_end <= below.top + below.height / 2 - below.slot / 2


def test_a_crowd_of_units_is_told_as_its_largest_and_the_others_together() -> None:
    crowd = [Stream(("20", f"U{n}", "20000"), 1_000 + n) for n in range(60)]
    drawn = flow("f", crowd, STAGES)
    bars = elements(drawn.wide, "rect", "ink")
    assert len(bars) == MOST_NODES + 1
    assert any("otras 37" in (text.text or "") for text in elements(drawn.wide, "text"))
    assert len(drawn.rows) == 61


def test_money_without_fuente_or_group_is_said_to_be_without() -> None:
    drawn = flow("f", [Stream(("", "DDPT", ""), 598_976_000)], STAGES)
    assert drawn.rows[0] == ("Sin fuente indicada", "DDPT", "Sin grupo indicado", 598_976_000)
    assert "Sin fuente" in drawn.narrow


@given(st.lists(st.integers(1, 10**13), min_size=1, max_size=60))
def test_a_treemap_fills_its_box_with_areas_in_proportion(amounts: list[int]) -> None:
    amounts.sort(reverse=True)
    box = Box(3, 5, 880, 460)
    made = squarify(amounts, box)
    for amount, each in zip(amounts, made, strict=True):
        assert each.width * each.height == pytest.approx(880 * 460 * amount / sum(amounts), rel=1e-6, abs=1e-6)
        assert each.x >= box.x - 1e-6
        assert each.x + each.width <= box.x + box.width + 1e-6
        assert each.y + each.height <= box.y + box.height + 1e-6
    assert sum(each.width * each.height for each in made) == pytest.approx(880 * 460)


def test_cells_of_a_treemap_do_not_overlap_and_keep_all_the_money() -> None:
    blocks = lay_out_treemap(sorted(PARTS, key=lambda part: -part.amount), WIDE, 460)
    assert sum(part.amount for block in blocks for part, _ in block.cells) == sum(part.amount for part in PARTS)
    cells = [box for block in blocks for _, box in block.cells]
    for a, b in combinations(cells, 2):
        across = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
        down = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
        assert across < 0.01 or down < 0.01


def test_small_partidas_are_told_together_in_the_drawing_and_one_by_one_in_the_table() -> None:
    drawn = treemap("t", PARTS, GROUPS)
    assert re.search(r"y \d+ más", drawn.wide)
    assert [row[2] for row in drawn.rows[:-1]] == [
        part.amount for part in sorted(PARTS, key=lambda p: (p.group, p.code))
    ]
    assert drawn.rows[-1][2] == sum(part.amount for part in PARTS)


def test_bars_of_the_months_are_as_high_as_their_money() -> None:
    drawn = months("m", YEAR)
    heights = [numbers(bar, "height")[0] for bar in elements(drawn.wide, "rect", "bar")]
    known = [value for value in YEAR if value]
    assert len(heights) == len(known)
    for height, value in zip(heights, known, strict=True):
        assert height == pytest.approx(110 * value / max(known), abs=0.06)


def test_the_table_of_the_months_accumulates_and_leaves_blank_what_is_not_known() -> None:
    drawn = months("m", [100] * 12, [50, 60, *[None] * 10])
    told = [[cell.text for cell in row] for row in drawn.written()]
    assert told[1] == ["Febrero", "1,00", "2,00", "0,60", "1,10"]
    assert told[2] == ["Marzo", "1,00", "3,00", "", ""]
    assert told[-1] == ["Total", "12,00", "", "1,10", ""]
    assert "Lo ejecutado es el 9\u00a0% de lo programado." in drawn.summary


@given(st.integers(0, 10**13), st.integers(0, 10**13))
def test_what_is_filled_and_what_is_missing_make_the_techo(amount: int, techo: int) -> None:
    size = pieces(Against("x", amount, techo), 300)
    if techo:
        assert size.filled + size.missing == pytest.approx(300)
    assert (size.missing > 0) == (amount < techo)
    assert (size.excess > 0) == (amount > techo)
    assert size.excess <= 60


def test_one_centavo_of_difference_is_seen_and_said() -> None:
    drawn = ceiling("c", [Against("Fuente 41", 297_017_101, 297_017_100), Against("Fuente 20", 99, 100)])
    assert "Excede Bs\u00a00,01" in drawn.wide
    assert "Faltan Bs\u00a00,01" in drawn.narrow
    assert float(elements(drawn.wide, "rect", "missing")[0].get("width", 0)) >= 4
    assert [row[3] for row in drawn.rows] == [1, -1]


def test_each_state_has_its_word() -> None:
    states = {(1, 1): Estado.CUADRA, (1, 2): Estado.FALTA, (2, 1): Estado.EXCEDE}
    for (amount, techo), estado in states.items():
        assert Against("x", amount, techo).estado is estado
    assert Against("x", 5, None).words == "Sin techo asignado"
    assert Against("x", None, 5).words == "Sin importes todavía"
    assert Against("x", None, None).estado is Estado.SIN_DATOS


def test_bars_before_and_after_share_one_scale() -> None:
    assert bars_of(Pair("x", 50, 100), 100, 400) == (200, 400)
    assert bars_of(Pair("x", None, 25), 100, 400) == (0, 100)


def test_what_moved_is_said_with_its_sign_and_its_word() -> None:
    drawn = EVERY["change"]()
    assert drawn.summary.startswith("Suben 1, bajan 1, no cambian 1. DNTIC: +Bs\u00a00,20. DDLP: −Bs\u00a00,20.")
    assert drawn.summary.endswith("No se conoce el importe de antes o de después: UNSI.")
    assert [row[3] for row in drawn.rows] == [20, -20, 0, None]


def test_a_gap_beyond_the_limit_is_said_in_words() -> None:
    sides = Sides("DDLP", 1_000, 8_050, beyond=True)
    assert sides.words == "Pasa: −70,5 puntos"
    assert gaps("g", [sides], limit=3_000).summary == "La brecha pasa del límite de la entidad, 30,0 puntos, en: DDLP."
    assert gaps("g", [Sides("UNSI", 5, None)]).rows[0][3] == "Sin gasto"


def test_an_operation_that_adds_up_and_one_that_reaches() -> None:
    targets = (100, None, 200, *[None] * 9)
    assert Operation("x", targets, 300).reached()[-1] == 300
    assert Operation("x", targets, 200, adds=False).reached() == [100, 100, *[200] * 10]


@pytest.mark.parametrize(
    "empty",
    [
        flow("f", [], STAGES),
        flow("f", [Stream(("20", "DDTJ", ""), 0)], STAGES),
        treemap("t", [], {}),
        months("m", [None] * 12),
        ceiling("c", []),
        change("d", []),
        strip("s", Operation("x", (None,) * 12, None)),
        gaps("g", [Sides("x", None, None)]),
    ],
    ids=["flow", "zero", "treemap", "months", "ceiling", "change", "strip", "gaps"],
)
def test_without_data_there_is_a_sentence_and_no_drawing(empty: Picture) -> None:
    assert empty.empty
    assert (empty.wide, empty.narrow, empty.rows) == ("", "", ())
    assert empty.summary.startswith(("Todavía no hay", "No hay", "La operación todavía no"))


@pytest.mark.parametrize(
    "single",
    [
        flow("f", [Stream(("20", "DDTJ", "20000"), 1)], STAGES),
        treemap("t", [Part("21200", "Energía", 1, "20000")], {}),
        months("m", [1, *[None] * 11], [1, *[None] * 11]),
        ceiling("c", [Against("DDTJ", 0, 0)]),
        change("d", [Pair("DDTJ", 0, 1)]),
        strip("s", Operation("x", (10_000, *[None] * 11), None)),
        gaps("g", [Sides("x", 0, 0)]),
    ],
    ids=["flow", "treemap", "months", "ceiling", "change", "strip", "gaps"],
)
def test_a_single_value_is_a_picture(single: Picture) -> None:
    assert not single.empty
    assert "nan" not in single.wide + single.narrow


@pytest.mark.parametrize(
    "draw",
    [
        lambda: flow("f", [Stream(("20", "DDTJ", ""), -1)], STAGES),
        lambda: treemap("t", [Part("1", "", -1, "1")], {}),
        lambda: months("m", [-1] * 12),
        lambda: ceiling("c", [Against("x", 1, -1)]),
        lambda: change("d", [Pair("x", -1, 1)]),
        lambda: strip("s", Operation("x", (-1,) * 12, None)),
    ],
    ids=["flow", "treemap", "months", "ceiling", "change", "strip"],
)
def test_a_negative_amount_is_refused(draw: Callable[[], Picture]) -> None:
    with pytest.raises(ValueError, match="-0,01"):
        draw()


def test_money_in_no_month_is_told_apart_and_added() -> None:
    drawn = months("m", [100] * 12, undated=50)
    assert "Además, Bs\u00a00,50 no tienen mes indicado." in drawn.summary
    assert drawn.rows[-2:] == (("Sin mes indicado", 50, None), ("Total", 1250, None))


def test_a_year_has_twelve_months() -> None:
    with pytest.raises(ValueError, match="twelve months"):
        months("m", [1] * 11)
    with pytest.raises(ValueError, match="twelve months"):
        strip("s", Operation("x", (1,) * 13, None))


def test_labels_are_text_whatever_they_hold() -> None:
    stages = (Stage("Fuente", {"20": HOSTILE}, ""), *STAGES[1:])
    for drawn in (
        flow("f", [Stream(("20", HOSTILE, "20000"), 500)], stages),
        treemap("t", [Part("2", HOSTILE, 5, "20000")], {"20000": HOSTILE}),
        ceiling("c", [Against(HOSTILE, 5, 4)]),
        change("d", [Pair(HOSTILE, 5, 4)], before=HOSTILE),
        strip("s", Operation(HOSTILE, (10_000,) * 12, 5, measure=HOSTILE)),
    ):
        for svg in (drawn.wide, drawn.narrow):
            assert "<script" not in svg
            assert "&lt;scrip" in svg
            ET.fromstring(svg)


@pytest.mark.parametrize(
    ("centavos", "told"),
    [
        (0, "Bs 0"),
        (45_249, "Bs 452"),
        (999_949, "Bs 9.999"),
        (1_000_000, "Bs 10,0 mil"),
        (7_596_600, "Bs 76,0 mil"),
        (99_994_999, "Bs 999,9 mil"),
        (99_995_000, "Bs 1,0 M"),
        (3_129_888_900, "Bs 31,3 M"),
        (31_152_018_600, "Bs 311,5 M"),
        (-3_129_888_900, "Bs −31,3 M"),
    ],
)
def test_short_amounts(centavos: int, told: str) -> None:
    assert short_amount(centavos).replace("\u00a0", " ") == told


def test_a_share_is_whole_only_if_it_is_all() -> None:
    assert [share(part, 1000).replace("\u00a0", " ") for part in (0, 1, 344, 999, 1000)] == [
        "0 %", "< 1 %", "34 %", "99 %", "100 %"
    ]  # fmt: skip


def test_a_text_is_cut_to_its_room() -> None:
    assert fit("Transferencias", 200, 13) == "Transferencias"
    assert fit("Transferencias", 60, 13).endswith("…")
    assert width_of(fit("Transferencias", 60, 13), 13) <= 60
    assert fit("Transferencias", 5, 13) == ""
    lines = wrap("Gastos por refrigerios al personal permanente", 100, 13, lines=2)
    assert len(lines) == 2
    assert all(width_of(line, 13) <= 100 for line in lines)
