"""Any other workbook or CSV becomes a plan: what its sheets seem to be, a map that people correct, and its rows."""
