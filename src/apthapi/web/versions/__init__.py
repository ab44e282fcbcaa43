"""Versions of a plan: opening one from another, the lineage of rows, and that an approved one cannot change."""
