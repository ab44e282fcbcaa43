"""Lays the seal over its field: with a signature (see `signing`), or alone for who approves with a second factor."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass

from pyhanko.pdf_utils.content import PdfContent
from pyhanko.pdf_utils.generic import NumberObject, TextStringObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.layout import AxisAlignment, BoxConstraints, InnerScaling, Margins, SimpleBoxLayoutRule
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.stamp import StaticStampStyle

from apthapi.documents.signing.errors import SignatureError
from apthapi.documents.signing.seal import Seal, compose_seal

_READ_ONLY = 1
_SAYS = re.compile(r"(.*?) · (.*): firma del papel (\S+)$")
_FILLS = SimpleBoxLayoutRule(AxisAlignment.ALIGN_MIN, AxisAlignment.ALIGN_MIN, Margins(), InnerScaling.STRETCH_FILL)


def approve(content: bytes, field: str, seal: Seal) -> bytes:
    """The paper with the seal in its field and no signature: a simple approval, which the seal and the tags say.

    Raises SignatureError, or PaperError.
    """
    writer = writer_on(content)
    for name, _, reference in enumerate_sig_fields(writer.prev):
        if name == field:
            widget = reference.get_object()
            width, height = size_of(content, field)
            stamp = stamp_of(content, field, seal).create_stamp(writer, BoxConstraints(width, height), {})
            widget["/AP"] = stamp.as_appearances().as_pdf_object()
            widget["/Ff"] = NumberObject(_READ_ONLY)  # type: ignore[no-untyped-call]
            widget["/TU"] = TextStringObject(f"{seal.how}: {seal.cargo}, {seal.when}")
            writer.update_container(widget)
            out = io.BytesIO()
            writer.write(out)  # type: ignore[no-untyped-call]
            return out.getvalue()
    raise SignatureError(f"El papel no tiene el lugar de firma «{field}».")


def empty_fields(content: bytes) -> list[str]:
    """The fields that nobody signed yet, in order. Raises SignatureError if it is not a paper."""
    try:
        return [name for name, value, _ in enumerate_sig_fields(PdfFileReader(io.BytesIO(content))) if value is None]
    except (PdfError, ValueError, KeyError, TypeError, RecursionError):
        raise SignatureError("El archivo no se puede leer como PDF.") from None


@dataclass(frozen=True, slots=True)
class Field:
    """A place to sign, as the paper names it."""

    name: str
    title: str
    cargo: str
    code: str


def next_field(content: bytes, wanted: str = "") -> Field:
    """The next place to sign, or the wanted one. Raises SignatureError if there is none."""
    free = empty_fields(content)
    if not free or (wanted and wanted not in free):
        what = f"el lugar de firma «{wanted}» libre" if wanted else "un lugar de firma libre"
        raise SignatureError(f"El papel no tiene {what}.")
    for name, _, reference in enumerate_sig_fields(PdfFileReader(io.BytesIO(content))):
        if name == (wanted or free[0]):
            said = _SAYS.match(str(reference.get_object().get("/TU", "")))
            return Field(name, *said.groups()) if said else Field(name, "Firma", "", "")
    raise SignatureError("El papel no tiene un lugar de firma libre.")


def size_of(content: bytes, field: str) -> tuple[float, float]:
    """The width and height of a field in points. Raises SignatureError if the paper has none of that name."""
    for name, _, reference in enumerate_sig_fields(PdfFileReader(io.BytesIO(content))):
        if name == field:
            left, bottom, right, top = (float(each) for each in reference.get_object()["/Rect"])
            return abs(right - left), abs(top - bottom)
    raise SignatureError(f"El papel no tiene el lugar de firma «{field}».")


def writer_on(content: bytes) -> IncrementalPdfFileWriter:
    """A writer that adds to a paper and changes none of its bytes."""
    return _Writer(io.BytesIO(content))


class _Writer(IncrementalPdfFileWriter):
    """One that leaves the metadata as they are.

    pyHanko writes XMP anew with other prefixes and with addresses where PDF/A wants text: what the paper declares would
    no longer be declared as the norm asks (Apache PDFBox refuses it).
    """

    def _update_meta(self) -> None:
        pass


def stamp_of(content: bytes, field: str, seal: Seal) -> StaticStampStyle:
    """The seal as pyHanko lays it over a field. Raises SignatureError if there is no such field, or PaperError."""
    page = _Page(compose_seal(seal, *size_of(content, field)))
    return StaticStampStyle(background=page, background_layout=_FILLS, border_width=0, background_opacity=1)


class _Page(PdfContent):
    """The first page of a PDF in memory, to be drawn in another one."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self._content = content

    def render(self) -> bytes:
        """What draws it; its size is then known."""
        drawn = self._ensure_writer.import_page_as_xobject(PdfFileReader(io.BytesIO(self._content)))
        self.resources.xobject["/Sello"] = drawn
        left, bottom, right, top = drawn.get_object()["/BBox"]
        self.box = BoxConstraints(width=abs(right - left), height=abs(top - bottom))
        return b"/Sello Do"
