"""Example plans: generated, marked as examples, and right by every rule, to try the system with any size of data."""

from apthapi.example.breaking import BREAKERS
from apthapi.example.completed import write_completed
from apthapi.example.completing import NothingToCompleteError, complete_unit
from apthapi.example.writing import SizeError, write_example

__all__ = ["BREAKERS", "NothingToCompleteError", "SizeError", "complete_unit", "write_completed", "write_example"]
