"""Deadline day: an entity full of made-up people who work at once, the ledger of each, and the faults thrown at them."""
