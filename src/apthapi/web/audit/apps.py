"""Declares the room to Django."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The chained trace: links, verification, anchors, and the screen of Auditoría."""

    name = "apthapi.web.audit"
    label = "audit"
    verbose_name = "Auditoría"
