"""Declares the room to Django; what guards the trace follows the tables after each migration."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _install_guards(**_: Any) -> None:
    from apthapi.web.audit.guards import install  # noqa: PLC0415 - models are not there yet when Django loads this

    install()


class AuditConfig(AppConfig):
    """The chained trace: links, verification, anchors, and the screen of Auditoría."""

    name = "apthapi.web.audit"
    label = "audit"
    verbose_name = "Auditoría"

    def ready(self) -> None:
        """Hang the guards on the tables each time that they may have changed."""
        post_migrate.connect(_install_guards, sender=self)
