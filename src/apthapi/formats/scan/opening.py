"""Tells what a file is and how many pages it has, before anything of it is drawn: what a bounded process runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from apthapi.core.bounded import RefusedError, existing

if TYPE_CHECKING:
    import pypdfium2

LARGEST = 100 * 2**20
"""Bytes of the largest file that is opened."""
MOST_PAGES = 300
MOST_PIXELS = 60_000_000
_IMAGES = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"II*\x00": "TIFF", b"MM\x00*": "TIFF"}
_PHONE = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftyphevc", b"ftypavif")


def look(path: str) -> dict[str, Any]:
    """The kind of the file (`pdf`, `image` or `text`) and how many pages it has.

    Raises RefusedError with the reason if it is none of them or is too large.
    """
    where = existing(path)
    size = where.stat().st_size
    if size > LARGEST:
        raise RefusedError(
            f"«{where.name}» tiene {size // 2**20} MB y se admiten hasta {LARGEST // 2**20}. "
            "Escanéelo en grises a 200 puntos por pulgada, o divídalo."
        )
    with where.open("rb") as file:
        start = file.read(1024)
    if b"%PDF-" in start:
        return {"kind": "pdf", "pages": _pages_of_pdf(where)}
    if image := image_type(start):
        return {"kind": "image", "pages": _frames(where, image)}
    if start[4:12] in _PHONE:
        raise RefusedError(
            f"«{where.name}» es una foto HEIC de teléfono. Guárdela o compártala como JPEG y vuelva a intentar."
        )
    if where.suffix.lower() == ".txt" and b"\x00" not in start:
        return {"kind": "text", "pages": 1}
    raise RefusedError(f"«{where.name}» no es PDF, imagen (JPEG, PNG, TIFF) ni texto (.txt), aunque su nombre lo diga.")


def image_type(start: bytes) -> str:
    """The type of image by its first bytes, whatever the name of the file says; empty if none that is read."""
    return next((kind for mark, kind in _IMAGES.items() if start.startswith(mark)), "")


def open_pdf(where: Path) -> pypdfium2.PdfDocument:
    """The PDF. Raises RefusedError if it is damaged or asks for a password."""
    import pypdfium2  # noqa: PLC0415

    try:
        return pypdfium2.PdfDocument(where)
    except pypdfium2.PdfiumError as problem:
        if "assword" in str(problem):
            raise RefusedError(
                f"«{where.name}» está protegido con contraseña. Quítesela y vuelva a intentar."
            ) from None
        raise RefusedError(
            f"«{where.name}» está dañado o incompleto: no se abre como PDF. Cópielo o escanéelo otra vez."
        ) from None


def _pages_of_pdf(where: Path) -> int:
    document = open_pdf(where)
    _not_too_many(where, len(document))
    if not len(document):
        raise RefusedError(f"«{where.name}» no tiene páginas.")
    return len(document)


def _not_too_many(where: Path, pages: int) -> None:
    if pages > MOST_PAGES:
        raise RefusedError(
            f"«{where.name}» tiene {pages} páginas y se leen hasta {MOST_PAGES} por archivo. "
            "Divídalo, o deje solo las páginas de los formularios."
        )


def _frames(where: Path, image: str) -> int:
    picture = open_image(where, image)
    frames = int(getattr(picture, "n_frames", 1)) if image == "TIFF" else 1
    _not_too_many(where, frames)
    return frames


def open_image(where: Path, image: str) -> Any:
    """The image, its pixels not yet read. Raises RefusedError if it is damaged or has too many of them."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415

    Image.MAX_IMAGE_PIXELS = None
    try:
        picture = Image.open(where, formats=[image])
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise RefusedError(
            f"«{where.name}» está dañado o incompleto: no se puede abrir como imagen. Cópielo o escanéelo otra vez."
        ) from None
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise RefusedError(
            f"«{where.name}» mide {width} × {height} puntos; se admiten {MOST_PIXELS // 10**6} millones. "
            "Escanéelo a 200 puntos por pulgada o redúzcalo."
        )
    return picture
