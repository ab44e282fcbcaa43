"""Who signs which paper, in which order and how: read from `firmantes.csv` and from the choice of the entity."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import StringIO

from django.urls import reverse

from apthapi.documents.verification import Signer, Verification, new_code
from apthapi.web.accounts.models import OF_UNIT, Cargo, Rol
from apthapi.web.config.site import address
from apthapi.web.expediente.models import Emitido
from apthapi.web.firmas.models import ComoSeFirma, Firma, FormaDeFirmar
from apthapi.web.plans.live import live

CERTIFICATE = "certificacion-"
"""How the kinds of certificates begin."""
EVALUATION = "informe_evaluacion"
ALONE = (CERTIFICATE, EVALUATION)
"""How the kinds of papers begin that stand by themselves, whatever becomes of the version and of the unit."""


@dataclass(frozen=True, slots=True)
class Expected:
    """One row: a signature that a kind of paper needs, with its ground and mark."""

    papel: str
    orden: int
    rol: Rol
    titulo: str
    norma: str
    marca: str

    @property
    def field(self) -> str:
        """The name of its field in the paper."""
        return f"firma-{self.orden}"


@cache
def _rows() -> tuple[Expected, ...]:
    text = files("apthapi.web.firmas").joinpath("firmantes.csv").read_text(encoding="utf-8")
    return tuple(
        Expected(row["papel"], int(row["orden"]), Rol(row["rol"]), row["titulo"], row["norma"], row["marca"])
        for row in csv.DictReader(StringIO(text))
    )


def expected(papel: str) -> list[Expected]:
    """The signatures that a kind of paper needs, in order; none for a paper that nobody signs."""
    return sorted((each for each in _rows() if each.papel == papel), key=lambda each: each.orden)


def way_of(entidad: str) -> FormaDeFirmar:
    """How an entity signs; the default one is not stored."""
    return FormaDeFirmar.objects.filter(entidad__codigo=entidad).first() or FormaDeFirmar()


def address_of(code: str) -> str:
    """Where a paper is confirmed by anybody: in production, at the first name of the installation."""
    return address() + reverse("verificar_papel", args=[code])


def verification_for(papel: str, entidad: str, plan: str, unidad: str = "", *, code: str = "") -> Verification:
    """Code (a new one, if none is given) and signers of a paper about to be composed: what `Draft.verification` takes.

    Whoever issues the paper gives its code to the Emitido, and calls `await_signatures` in the same act.
    """
    code = code or new_code()
    signers = tuple(_signer(each, entidad, plan, unidad) for each in expected(papel))
    return Verification(code, address_of(code), signers, way_of(entidad).como == ComoSeFirma.SEGUNDO_FACTOR)


def _signer(wanted: Expected, entidad: str, plan: str, unidad: str) -> Signer:
    of_unit = unidad if wanted.rol in OF_UNIT else ""
    cargo = Cargo.objects.filter(entidad__codigo=entidad, rol=wanted.rol, unidad=of_unit).order_by("pk").first()
    name = live().query("select nombre from unidades where plan = ? and unidad = ?", [plan, of_unit]) if of_unit else []
    return Signer(
        wanted.field, wanted.titulo, cargo.nombre if cargo else wanted.rol.label, name[0][0] if name else of_unit
    )


def await_signatures(emitido: Emitido) -> list[Firma]:
    """The signatures that an issued paper waits for, stored; in the act that issues it."""
    como = way_of(emitido.entidad).como
    return Firma.objects.bulk_create(
        Firma(
            emitido=emitido,
            orden=each.orden,
            campo=each.field,
            titulo=each.titulo,
            rol=each.rol,
            unidad=emitido.unidad if each.rol in OF_UNIT else "",
            como=como,
        )
        for each in expected(emitido.papel)
    )
