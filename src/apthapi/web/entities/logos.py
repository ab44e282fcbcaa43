"""The logo of an entity: what was given is read as a picture and drawn anew, so nothing else of the file remains."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO

from PIL import Image, UnidentifiedImageError

LARGEST = 2**20
LONGEST_SIDE = 4000
KEPT_SIDE = 600
FORMATS = ("PNG", "JPEG")


class NotALogoError(ValueError):
    """The file cannot be a logo; the message (Spanish) says why."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """The picture as it is kept."""

    png: bytes
    width: int
    height: int

    @property
    def seal(self) -> str:
        """Tells one picture from another, also in its address."""
        return sha256(self.png).hexdigest()


def draw(content: bytes) -> Drawn:
    """Read a PNG or JPEG, whatever its name says, and make a PNG of it. Raises NotALogoError."""
    if len(content) > LARGEST:
        raise NotALogoError("El archivo pesa más de 1 MB: guárdelo más pequeño.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(BytesIO(content), formats=FORMATS)
            if max(picture.size) > LONGEST_SIDE:
                raise NotALogoError(f"La imagen mide más de {LONGEST_SIDE} puntos de lado: guárdela más pequeña.")
            picture.load()
    except NotALogoError:
        raise
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombWarning):
        raise NotALogoError("No es una imagen PNG o JPEG que se pueda leer.") from None
    clean = picture.convert("RGBA")
    clean.thumbnail((KEPT_SIDE, KEPT_SIDE))
    out = BytesIO()
    clean.save(out, "PNG", optimize=True)
    return Drawn(out.getvalue(), *clean.size)
