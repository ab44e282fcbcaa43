"""The tables of the format in the live database, and the work that people do on them."""
