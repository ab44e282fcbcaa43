"""A CSV as any office writes it (`;`, `,` or tabs; UTF-8 or Windows letters) as the only sheet of a book."""

from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path
from typing import Any

from apthapi.core.bounded import RefusedError

LARGEST = 32 * 2**20
MOST_ROWS = 200_000
_SEPARATORS = ";\t,|"
_LOOKED_AT = 60


def text_contents(path: Path) -> dict[str, Any]:
    """What is in the file, as `spreadsheet.contents` gives it. Raises RefusedError."""
    if path.stat().st_size > LARGEST:
        raise RefusedError(f"«{path.name}» pesa más de {LARGEST // 2**20} MB. Pártalo en varios archivos.")
    content = path.read_bytes()
    text, letters = decoded(content, path.name)
    rows = list(_rows(text, path.name))
    if not any(any(cell for cell in row) for row in rows):
        raise RefusedError(f"«{path.name}» está vacío.")
    notices = [f"«{path.name}» se leyó con las letras {letters}."] if letters else []
    return {"sheets": [{"name": path.stem, "hidden": False, "rows": rows}], "notices": notices}


def decoded(content: bytes, name: str) -> tuple[str, str]:
    """The text of a file, and the name of its letters if they are not those of today. Raises RefusedError."""
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, "replace"), "UTF-16"
    if b"\0" in content[:4096]:
        raise RefusedError(f"«{name}» no es una hoja de cálculo ni un archivo de texto. Guárdelo como «CSV UTF-8» o como libro de Excel.")
    try:
        return content.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        pass
    try:
        # Nearly all that is not UTF-8 here comes from an office's Excel; others are asked only if that cannot be.
        return content.decode("cp1252"), "de Windows (1252)"
    except UnicodeDecodeError:
        from charset_normalizer import from_bytes  # noqa: PLC0415

        best = from_bytes(content).best()
        if best is None:
            raise RefusedError(f"No se reconocen las letras de «{name}». Guárdelo como «CSV UTF-8».") from None
        return str(best), best.encoding


def _rows(text: str, name: str) -> Any:
    lines = [line for line in text.splitlines()[:_LOOKED_AT] if line.strip()]
    said = [line[4:5] for line in lines[:1] if line.lower().startswith("sep=")]
    separator = said[0] if said else _separator(lines)
    number = 0
    try:
        for number, row in enumerate(csv.reader(StringIO(text), delimiter=separator)):
            if number >= MOST_ROWS:
                raise RefusedError(f"«{name}» tiene más de {MOST_ROWS} filas. Pártalo en varios archivos.")
            if not (number == 0 and said):
                yield [cell.strip() or None for cell in row]
    except csv.Error:
        raise RefusedError(
            f"«{name}» tiene comillas sin cerrar, o un texto demasiado largo, cerca de la fila {number + 1}. "
            "Revise las comillas desde esa fila; dentro de un texto se escriben dobles."
        ) from None


def _separator(lines: list[str]) -> str:
    """The mark that parts most lines into the same number of cells, at least two; a `;` before a comma."""

    def parted(mark: str) -> tuple[int, int]:
        counts = [len(row) for row in csv.reader(lines, delimiter=mark)]
        many = [count for count in counts if count > 1]
        usual = max(set(many), key=many.count, default=0)
        return many.count(usual), usual

    return max(_SEPARATORS, key=parted) if lines else ","
