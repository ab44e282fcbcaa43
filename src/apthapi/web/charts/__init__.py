"""Pictures that answer a question, as SVG from plain values; colours and fonts are classes of `charts.css`."""

from apthapi.web.charts.ceiling import Against, ceiling
from apthapi.web.charts.change import Pair, change
from apthapi.web.charts.flow import Stage, Stream, flow
from apthapi.web.charts.months import months
from apthapi.web.charts.picture import NegativeAmountError, Picture
from apthapi.web.charts.strip import Operation, strip
from apthapi.web.charts.treemap import Part, treemap

__all__ = [
    "Against",
    "NegativeAmountError",
    "Operation",
    "Pair",
    "Part",
    "Picture",
    "Stage",
    "Stream",
    "ceiling",
    "change",
    "flow",
    "months",
    "strip",
    "treemap",
]
