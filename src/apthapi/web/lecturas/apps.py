"""Declares the room to Django."""

from django.apps import AppConfig


class LecturasConfig(AppConfig):
    """Printed and scanned forms that become rows of the plan, once a person has decided what is doubtful."""

    name = "apthapi.web.lecturas"
    label = "lecturas"
    verbose_name = "Lecturas de formularios"
