"""The evaluation of the plan in force: its page, what the responsible explain, and the report."""
