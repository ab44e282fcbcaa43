"""The rules of the norms: one `.sql` file each, the readings they share, and the runner that answers with them."""

from apthapi.rules.catalogue import Rule, all_rules, rule
from apthapi.rules.runner import Report, Status, check

__all__ = ["Report", "Rule", "Status", "all_rules", "check", "rule"]
