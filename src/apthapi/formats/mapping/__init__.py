"""Any other workbook or CSV: its header row found, its columns proposed, and its rows turned into the plan's tables."""
