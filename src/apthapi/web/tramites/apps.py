"""Declares the room to Django."""

from django.apps import AppConfig


class TramitesConfig(AppConfig):
    """The way of a change of the plan through its people: RE-SPO article 18 as data, and each case on its way."""

    name = "apthapi.web.tramites"
    label = "tramites"
    verbose_name = "Trámites"
