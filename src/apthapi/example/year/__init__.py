"""A year of example execution: what was done and spent month by month, certified, moved and explained."""

from apthapi.example.year.playing import TABLES_OF_THE_YEAR, play_year

__all__ = ["TABLES_OF_THE_YEAR", "play_year"]
