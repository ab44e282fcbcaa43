"""Example plans: generated, marked as examples, and right by every rule, to try the system with any size of data."""

from apthapi.example.writing import TooSmallError, write_example

__all__ = ["TooSmallError", "write_example"]
