"""Declares the room to Django; what keeps approved versions as they are follows the tables after each migration."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


def _install(**_: Any) -> None:
    from apthapi.web.versions.immutable import install  # noqa: PLC0415 - models are not there yet when Django loads this

    install()


class VersionsConfig(AppConfig):
    """Versions of a plan: opening one from another, the lineage of rows, and that an approved one cannot change."""

    name = "apthapi.web.versions"
    label = "versions"
    verbose_name = "Versiones"

    def ready(self) -> None:
        """Hang the triggers on the tables each time that they may have changed."""
        post_migrate.connect(_install, sender=self)
