"""Pictures that answer a question, as SVG from plain values; colours and fonts are classes of `charts.css`."""

from apthapi.charts.advance import advance
from apthapi.charts.ceiling import Against, ceiling
from apthapi.charts.change import Pair, change
from apthapi.charts.flow import Stage, Stream, flow
from apthapi.charts.gaps import Sides, gaps
from apthapi.charts.months import months
from apthapi.charts.picture import NegativeAmountError, Picture
from apthapi.charts.strip import Operation, strip
from apthapi.charts.treemap import Part, treemap

__all__ = [
    "Against",
    "NegativeAmountError",
    "Operation",
    "Pair",
    "Part",
    "Picture",
    "Sides",
    "Stage",
    "Stream",
    "advance",
    "ceiling",
    "change",
    "flow",
    "gaps",
    "months",
    "strip",
    "treemap",
]
