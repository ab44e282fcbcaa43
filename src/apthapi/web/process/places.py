"""Where one is inside the administration, and where else one can go there."""

from __future__ import annotations

from django.urls import reverse

from apthapi.web.process.permisos import Situacion

PLACES = (
    ("personas", "Personas", "personas", "ver_administracion"),
    ("cargos", "Cargos", "cargos", "ver_administracion"),
    ("entidad", "Entidad", "entidades", "ver_administracion"),
    ("forma_de_firmar", "Firmas", "formas_de_firmar", "ver_administracion"),
    ("fichas", "Fichas de acceso", "fichas", "ver_administracion"),
    ("plantillas", "Plantillas", "plantillas", "administrar_plantillas"),
    ("tablas", "Clasificadores y límites", "tablas", "ver_tablas"),
    ("calendario", "Calendario", "calendario", "ver_calendario"),
)
"""Name, title, name of the address, and the action that it takes to be there."""


def administration_of(situacion: Situacion, place: str, *further: str) -> dict[str, object]:
    """The context of a page of the administration: its tabs, and the line that says where one is."""
    tabs = [
        (title, reverse(address), name == place)
        for name, title, address, accion in PLACES
        if situacion.designacion_para(accion)
    ]
    [(title, url)] = [(title, reverse(address)) for name, title, address, _ in PLACES if name == place]
    path = [("Administración", ""), (title, url if further else ""), *((each, "") for each in further)]
    return {"donde": path, "lugares": tabs}
