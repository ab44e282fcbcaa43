"""Declares the room to Django; the triggers of the trace follow the tables after each migration."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


def _install_trace(**_: Any) -> None:
    from apthapi.web.process.trace import install  # noqa: PLC0415 - models are not there yet when Django loads this

    install()


def _put_aside(plan: list[Any], **_: Any) -> None:
    from apthapi.web.process.trace import put_aside  # noqa: PLC0415 - as above

    if plan:
        put_aside()


class ProcessConfig(AppConfig):
    """States, permissions, acts and their trace."""

    name = "apthapi.web.process"
    label = "process"
    verbose_name = "Proceso"

    def ready(self) -> None:
        """Hang the trace on the tables each time that they may have changed, and note who enters."""
        from apthapi.web.process import security_log  # noqa: F401, PLC0415 - models are there once Django is set up

        pre_migrate.connect(_put_aside, sender=self)
        post_migrate.connect(_install_trace, sender=self)
