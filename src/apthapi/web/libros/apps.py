"""Declares the room to Django."""

from django.apps import AppConfig


class LibrosConfig(AppConfig):
    """The workbooks of the units: those that went out, those that came back and wait, those that were accepted."""

    name = "apthapi.web.libros"
    label = "libros"
    verbose_name = "Libros de Excel"

    def ready(self) -> None:
        """Say who makes the workbooks of a whole plan."""
        from apthapi.web.libros.outgoing import make_all  # noqa: PLC0415 - models are not there before
        from apthapi.web.plans.papers.catalogue import WORKBOOKS  # noqa: PLC0415
        from apthapi.web.plans.papers.making import makes  # noqa: PLC0415

        makes(WORKBOOKS, make_all)
