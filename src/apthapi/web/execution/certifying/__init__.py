"""Certificates: what is set apart of the budget before it is spent."""
