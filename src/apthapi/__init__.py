"""Apthapi: the plan (POA) and budget of a Bolivian public entity, read, checked, compared and printed."""

__version__ = "0.1.0"
