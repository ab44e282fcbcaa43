"""Declares the room to Django."""

from django.apps import AppConfig


class ExpedienteConfig(AppConfig):
    """The papers of a case that are issued: their texts, their CITE, how they cite each other, the kept files."""

    name = "apthapi.web.expediente"
    label = "expediente"
    verbose_name = "Expediente"

    def ready(self) -> None:
        """Say who makes the whole case."""
        from apthapi.web.expediente.pack import make_pack  # noqa: PLC0415 - models are not there before
        from apthapi.web.plans.papers.catalogue import PACK  # noqa: PLC0415
        from apthapi.web.plans.papers.making import makes  # noqa: PLC0415

        makes(PACK, make_pack)
