"""Declares the room to Django; the wall follows the tables after each migration."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


def _install(**_: Any) -> None:
    from apthapi.web.wall.policies import install  # noqa: PLC0415 - models are not there yet when Django loads this

    install()


def _step_aside(plan: list[Any], **_: Any) -> None:
    from apthapi.web.wall.policies import step_aside  # noqa: PLC0415 - as above

    if plan:
        step_aside()


class WallConfig(AppConfig):
    """The wall between entities."""

    name = "apthapi.web.wall"
    label = "muro"
    verbose_name = "Muro entre entidades"

    def ready(self) -> None:
        """Tell each new connection what it sees, and put the policies on each time that tables may have changed."""
        from apthapi.web.wall import sight  # noqa: F401, PLC0415 - it listens from when it is loaded

        pre_migrate.connect(_step_aside, sender=self)
        post_migrate.connect(_install, sender=self)
