"""Observations pinned to a cell of the plan, their replies and their way into the next version."""
