"""Printed forms read back: pages, the words on them, and the plan's tables with a confidence for every cell."""
