"""Deadline day: an entity full of made-up people who work at once, their ledger, and the faults thrown at them."""
