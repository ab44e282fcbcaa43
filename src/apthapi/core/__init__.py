"""What a plan is: money, categories, the tables of the format, reading and writing. Imports no other room."""
