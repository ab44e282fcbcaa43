"""The lists from which the cells of a grid are chosen."""

from __future__ import annotations

from apthapi.rules.choices import CHOICES
from apthapi.web.plans.memory.remembered import remembered

LISTS = {**CHOICES, "memoria": remembered}
"""Every list by name: what the database, the plan and the unit make of it."""

OF_UNIT = frozenset({"acp_unidad", "operaciones", "tareas"})
"""Lists that belong to one unit."""
