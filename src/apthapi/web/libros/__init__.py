"""The workbook of a unit through the web: it goes out, comes back, is looked at, and is accepted whole or not."""
