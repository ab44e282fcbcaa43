"""Totals, roll-ups and differences between plans, as queries over the same tables that the rules read."""

from apthapi.compare.diff import Comparison, compare_plans
from apthapi.compare.totals import DIMENSIONS, Total, consolidation, totals

__all__ = ["DIMENSIONS", "Comparison", "Total", "compare_plans", "consolidation", "totals"]
