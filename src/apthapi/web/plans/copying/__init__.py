"""Bringing operations, tasks and lines from another plan or unit, with judgement: chosen, raised, previewed, marked."""
