"""What somebody curious tries: every address that is not theirs, and every way in that is no address.

`python -m web.curious` (from `tests`) writes how many tries there are, as docs/security/attempts.md has them.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import web.conftest  # noqa: F401 - sets Django up
from apthapi.web.api.catalog import OPERATIONS, OWN
from web.permission_table import ADDRESSES, FINANZAS, PLANIFICACION, POST, PREPARA, Address
from web.test_permisos import Position, expected

HERE, OTHER = "340", "999"
PLAN, MINE, OTHERS = "SEGIP-2024-1", "DDBN", "DDTJ"

NAMESAKE = "prepara en otra entidad, con el mismo nombre de unidad"
PEOPLE: dict[str, tuple[tuple[str, str, str], ...]] = {
    "prepara de otra unidad": ((PREPARA, MINE, HERE),),
    "todos los cargos de otra entidad": tuple(
        (rol, "", OTHER) for rol in (PLANIFICACION, FINANZAS, "mae", "auditoria", "administrador", "juridica")
    ),
    NAMESAKE: ((PREPARA, OTHERS, OTHER),),
}
"""Who is curious: role, unit and entity of each position."""

SPOOFED = {
    "X-HTTP-Method-Override": "POST",
    "X-Original-URL": f"/planes/{PLAN}/unidades/{MINE}/",
    "X-Rewrite-URL": "/inicio/",
    "X-Forwarded-For": "127.0.0.1",
    "X-Forwarded-Host": "localhost",
    "X-Real-IP": "127.0.0.1",
    "X-Forwarded-User": "demo-administrador",
    "Remote-User": "demo-administrador",
    "Referer": "http://testserver/administracion/personas/",
    "Authorization": "Bearer apthapi_0000000000_0000000000000000000000000000000000000000000",  # secreto de ejemplo
}
"""Headers by which somebody says to be another, or to ask for something else."""

HIDDEN = {
    "plan": PLAN,
    "unidad": MINE,
    "entidad": OTHER,
    "estado": "aprobada",
    "persona": "1",
    "cargo": "1",
    "rol": "administrador",
    "designacion": "1",
    "is_superuser": "on",
    "preparada_por": "1",
    "acto": "1",
    "_method": "PUT",
    "accion": "aprobar_unidad",
    "siguiente": "//otro.ejemplo/",
}
"""Fields that no form has, or that are not for who fills it."""

UNWRITABLE = (
    *("plan", "unidad", "renglon", "formulario", "estado", "persona", "cargo", "acto", "origen"),
    *("rowid", "plan = 'X', unidad", "unidad;--", '"unidad"', "__class__"),
)
"""What a grid does not write, however it is called."""

TRAVERSALS = tuple(
    f"{base}{up}{what}"
    for base in ("/static/", "/publico/", "/ayuda/", f"/planes/{PLAN}/unidades/{MINE}/avance/evidencia/")
    for up in ("../" * 8, "%2e%2e/" * 8, "..%2f" * 8, "..%5c" * 8, "....//" * 8, "%252e%252e%252f" * 8, "/")
    for what in ("etc/passwd", "secreto", "apthapi.sqlite3")
)
"""Addresses of files that are not given."""

FORGED = {
    "sin nada": "",
    "otro esquema": "Basic YXB0aGFwaTphcHRoYXBp",
    "vacía": "Bearer ",
    "inventada": f"Bearer apthapi_0123456789_{'A' * 43}",
    "con comodín": f"Bearer apthapi_%_{'A' * 43}",
    "con comilla": "Bearer apthapi_' or 1=1 --_x",
    "sin secreto": "Bearer apthapi_{prefijo}_",
    "de otro secreto": f"Bearer apthapi_{{prefijo}}_{'A' * 43}",
    "su huella": "Bearer apthapi_{prefijo}_{huella}",
    "vencida": "Bearer {vencida}",
    "revocada": "Bearer {revocada}",
}
"""Tokens that are none; in braces, what is known of a true one."""

COOKIES = ("", "x" * 32, "../../../../etc/passwd", "{ajena}x", "{ajena_firmada}", "' or '1'='1")
"""Sessions that are none."""

THEIRS = tuple(each for each in OPERATIONS if OWN in each.audiences)
OF_A_PLAN = tuple(each for each in THEIRS if "<str:plan>" in each.path and not each.is_file)
"""Operations of the API that are for tokens; those of one plan, without the files, which obey what the pages do."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One request of one of them, and how it is dressed."""

    who: str
    way: str
    address: Address
    headers: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)
    query: str = ""


def attempts() -> Iterator[Attempt]:
    """Every address with every curious person, dressed up; plainly, `test_permisos.py` walks them with everybody."""
    query = f"unidad={MINE}&plan={PLAN}&rol=mae"
    for who in PEOPLE:
        for address in ADDRESSES:
            if who == NAMESAKE and address.of != "unit":
                continue  # only there could the name of a unit be taken for another
            if address.method == POST:
                yield Attempt(who, "campos ocultos, cabeceras y parámetros", address, SPOOFED, HIDDEN, query)
            else:
                yield Attempt(who, "cabeceras y parámetros", address, SPOOFED, query=query)


def is_refused(attempt: Attempt) -> bool:
    """Whether the table of permissions refuses it; papers to sign have a walk of their own."""
    if attempt.address.arguments.get("codigo") == "por_firmar":
        return False
    held = tuple(Position(rol, unidad, entidad) for rol, unidad, entidad in PEOPLE[attempt.who])
    return expected(attempt.address, held, "elaboracion", "borrador") != "pasa"


def counted() -> dict[str, int]:
    """How many tries there are of each kind."""
    return {
        **Counter(f"{each.way}: {each.who}" for each in attempts() if is_refused(each)),
        "celdas que la planilla no escribe": len(UNWRITABLE) * 2,
        "archivos fuera de su lugar": len(TRAVERSALS),
        "fichas que no valen": len(FORGED),
        "operaciones de la API sin ficha, con la sesión de otra entidad": len(THEIRS),
        "operaciones de la API con la ficha de otra entidad": len(OF_A_PLAN),
        "sesiones falsas": len(COOKIES),
    }


def page() -> str:
    """docs/security/attempts.md."""
    rows = "\n".join(f"| {what} | {count} |" for what, count in counted().items())
    return f"""# What a curious official tries

Written by `python -m web.curious` in `tests`. `tests/web/test_curious_official.py` makes every one of them and sees
that it is refused; and that after them no row of any table, and no file, is another. What the table of permissions
gives to who asks (their own home page, the lists of their own entity) is no intrusion, and is not counted. Each
address without any dress, with every role and state, is walked by `tests/web/test_permisos.py`.

| what | tries |
|---|---|
{rows}
| **together** | **{sum(counted().values())}** |
"""


if __name__ == "__main__":
    sys.stdout.write(page())
