"""Declares the room to Django."""

from django.apps import AppConfig


class MinisterioConfig(AppConfig):
    """The organ that receives the plans of the entities: what arrives, what is answered, and the country added up."""

    name = "apthapi.web.ministerio"
    label = "ministerio"
    verbose_name = "Órgano rector"
