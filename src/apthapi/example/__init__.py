"""Example plans: generated, marked as examples, and right by every rule, to try the system with any size of data."""

from apthapi.example.breaking import BREAKERS
from apthapi.example.completed import write_completed, write_year
from apthapi.example.completing import NothingToCompleteError, complete_unit
from apthapi.example.writing import SizeError, write_example
from apthapi.example.year import play_year

__all__ = [
    "BREAKERS",
    "NothingToCompleteError",
    "SizeError",
    "complete_unit",
    "play_year",
    "write_completed",
    "write_example",
    "write_year",
]
