"""Financial execution: what was spent of the plan in force, month by month, in its four moments."""
