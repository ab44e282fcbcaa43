"""Declares the room to Django."""

from django.apps import AppConfig


class ComparisonConfig(AppConfig):
    """Two versions of a plan side by side on a screen, and the budget modifications that explain them."""

    name = "apthapi.web.comparison"
    label = "comparison"
    verbose_name = "Comparación"
