"""The workbook of a unit: written by the system, filled far away, and compared on its return with what is stored."""
