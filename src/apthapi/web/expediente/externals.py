"""Documents of the process that others made, or that were made on paper: registered with their CITE, date and file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date

from apthapi.documents.cites import check_typed, same_as
from apthapi.documents.hechos import Documento
from apthapi.documents.papeles_escritos import ESCRITOS, EXTERNAL, name_of
from apthapi.web.accounts.models import Designacion, Rol
from apthapi.web.expediente.archive import keep_file
from apthapi.web.expediente.emision import NotIssuedError, latest, remove_document
from apthapi.web.expediente.models import Externo
from apthapi.web.expediente.numbering import lock, used_cites
from apthapi.web.expediente.rows import document_rows, free_code, store_document
from apthapi.web.expediente.voided import standing_rows
from apthapi.web.process.acts import act
from apthapi.web.process.models import BEING_MADE
from apthapi.web.process.permisos import Situacion

PUBLISHED = "publicacion"
LARGEST = 20 * 2**20
KINDS = {**{tipo: EXTERNAL[tipo] for tipo in EXTERNAL}, **{tipo: each.nombre for tipo, each in ESCRITOS.items()}}
"""What can be registered, with its name."""


@dataclass(frozen=True, slots=True)
class Registro:
    """What is registered; `archivo` is its name and bytes, if it came."""

    tipo: str
    cite: str
    fecha: date
    emisor: str
    asunto: str
    archivo: tuple[str, bytes] | None = None


def register(situacion: Situacion, designacion: Designacion, given: Registro) -> str:
    """Register a document of the plan; answers its short name. Raises NotIssuedError, or CiteError."""
    cite = check_typed(given.cite)
    file = _file(given.archivo) if given.archivo else None
    plan, detail = situacion.plan, f"{name_of(given.tipo)} {cite}, del {given.fecha:%d/%m/%Y}"
    with act("registrar_documento", situacion.persona, designacion, plan=plan, detalle=detail):
        if situacion.version is not None:
            situacion.version.refresh_from_db()
        if not situacion.admite("registrar_documento"):
            raise NotIssuedError(situacion.por_que_no("registrar_documento"))
        lock(situacion.entidad)
        _refuse_if_taken(situacion, given.tipo, cite)
        code = free_code(plan, given.tipo)
        row = Documento(code, given.tipo, cite, given.fecha.isoformat(), given.emisor.strip(), given.asunto.strip())
        store_document(plan, row, None)
        if file and given.archivo:
            file.plan, file.documento = plan, code
            keep_file(given.archivo[1], file.file)
            file.save()
    return code


def _file(given: tuple[str, bytes]) -> Externo:
    name, content = given
    if len(content) > LARGEST:
        raise NotIssuedError(f"El archivo pesa más de {LARGEST // 2**20} MB.")
    if not content.startswith(b"%PDF-"):
        raise NotIssuedError("El archivo debe ser un PDF.")
    return Externo(nombre=name[-200:], sha256=hashlib.sha256(content).hexdigest(), tamano=len(content))


def _refuse_if_taken(situacion: Situacion, tipo: str, cite: str) -> None:
    if tipo in ESCRITOS and any(each.tipo == tipo for each in standing_rows(situacion.plan)):
        raise NotIssuedError(f"El plan ya tiene {ESCRITOS[tipo].the}.")
    if other := used_cites(situacion.entidad).get(same_as(cite)):
        raise NotIssuedError(f"El CITE {cite} ya es de {other}: un CITE no se repite.")


def unregister(situacion: Situacion, designacion: Designacion, documento: str) -> None:
    """Take away a document that was registered by mistake. Raises NotIssuedError if it cannot be."""
    plan = situacion.plan
    if situacion.version is None or situacion.version.estado not in BEING_MADE:
        raise NotIssuedError("El plan ya está aprobado: sus documentos no se quitan.")
    with act("quitar_documento", situacion.persona, designacion, plan=plan, detalle=documento):
        found = next((each for each in document_rows(plan) if each.documento == documento), None)
        if found is None:
            raise NotIssuedError("Ese documento ya no está.")
        if designacion.cargo.rol == Rol.COMUNICACION and found.tipo != PUBLISHED:
            raise NotIssuedError("Comunicación solo registra la publicación.")
        issued = latest(plan, found.tipo)
        if issued and issued.documento == documento:
            raise NotIssuedError("Es un escrito emitido: anúlelo.")
        remove_document(plan, documento)
        Externo.objects.filter(plan=plan, documento=documento).delete()
