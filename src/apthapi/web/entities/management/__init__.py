"""Commands of the tables of a gestión."""
