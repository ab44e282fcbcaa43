"""The article that goes before the name of an institution: `el Servicio …`, `la Autoridad …`, or none."""

from __future__ import annotations

_MASCULINE = frozenset(
    "banco centro comité consejo conservatorio fondo gobierno instituto laboratorio ministerio museo observatorio "
    "órgano proyecto registro seguro servicio tesoro tribunal".split()
)
_FEMININE = frozenset(
    "academia administración administradora aduana agencia asamblea autoridad caja central comisión contraloría "
    "corporación defensoría dirección empresa entidad escuela fundación gestora lotería municipalidad mutual oficina "
    "orquesta prefectura procuraduría unidad universidad vicepresidencia zona".split()
)


def the(name: str) -> str:
    """`el Servicio General …`; a name that begins with another word gets no article."""
    article = _article(name)
    return f"{article} {name}" if article else name


def of_the(name: str) -> str:
    """`del Servicio General …`, `de la Autoridad …`, `de Vías Bolivia`."""
    return {"el": f"del {name}", "la": f"de la {name}"}.get(_article(name), f"de {name}")


def _article(name: str) -> str:
    first = name.partition(" ")[0].lower()
    return "el" if first in _MASCULINE else "la" if first in _FEMININE else ""
