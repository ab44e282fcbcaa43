"""What comes from outside and goes out to where there is no connection: workbooks, spreadsheets, printed forms."""
