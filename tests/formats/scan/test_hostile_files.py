"""Files that were made to hurt, or were hurt: each gives a sentence, and costs neither time nor memory."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from PIL import Image

from apthapi.formats.errors import FileError
from apthapi.formats.scan import opening
from apthapi.formats.scan.files import read_files
from apthapi.formats.scan.reading import Known


def refusal(path: Path) -> str:
    with pytest.raises(FileError) as caught:
        read_files([path], Known(), pictures=path.parent / "paginas")
    return str(caught.value)


def test_a_bomb_of_pixels_is_not_opened(tmp_path: Path) -> None:
    size = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 2, 0, 0, 0)
    chunk = b"IHDR" + size
    packed = zlib.compress(bytes(1000))
    bomb = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk))
    bomb += struct.pack(">I", len(packed)) + b"IDAT" + packed + struct.pack(">I", zlib.crc32(b"IDAT" + packed))
    (tmp_path / "bomba.png").write_bytes(bomb)
    assert "60000 × 60000 puntos" in refusal(tmp_path / "bomba.png")


def test_a_file_of_200_mb_is_not_opened(tmp_path: Path) -> None:
    with (tmp_path / "enorme.pdf").open("wb") as file:
        file.write(b"%PDF-1.7\n")
        file.truncate(200 * 2**20)
    assert "tiene 200 MB y se admiten hasta 100" in refusal(tmp_path / "enorme.pdf")


def test_a_truncated_image_is_told(tmp_path: Path) -> None:
    noise = np.random.default_rng(1).integers(0, 255, (900, 700, 3), dtype=np.uint8)
    Image.fromarray(noise).save(tmp_path / "entera.jpg")
    (tmp_path / "rota.jpg").write_bytes((tmp_path / "entera.jpg").read_bytes()[:20_000])
    assert "está dañado o incompleto" in refusal(tmp_path / "rota.jpg")


@pytest.mark.parametrize("name", ["foto.jpg", "papel.pdf", "libro.xlsx", "texto.txt"])
def test_the_name_does_not_decide_what_a_file_is(name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(b"MZ\x00\x00 un programa con otro nombre")
    assert "no es PDF, imagen (JPEG, PNG, TIFF) ni texto" in refusal(tmp_path / name)


def test_a_photograph_of_a_telephone_in_heic_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "foto.heic").write_bytes(b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00")
    assert "HEIC" in refusal(tmp_path / "foto.heic")


def blank_pdf(target: Path, pages: int, **how: object) -> Path:
    with pikepdf.new() as pdf:
        for _ in range(pages):
            pdf.add_blank_page()
        pdf.save(target, **how)  # type: ignore[arg-type]
    return target


def test_a_pdf_of_5000_pages_is_refused(tmp_path: Path) -> None:
    said = refusal(blank_pdf(tmp_path / "largo.pdf", 5000))
    assert f"tiene 5000 páginas y se leen hasta {opening.MOST_PAGES}" in said


def test_a_pdf_with_a_password_is_told(tmp_path: Path) -> None:
    locked = blank_pdf(tmp_path / "cerrado.pdf", 1, encryption=pikepdf.Encryption(user="x", owner="y"))
    assert "protegido con contraseña" in refusal(locked)


def test_a_truncated_pdf_is_told(tmp_path: Path) -> None:
    (tmp_path / "roto.pdf").write_bytes(b"%PDF-1.7\n1 0 obj <</Type/Catalog")
    assert "no se abre como PDF" in refusal(tmp_path / "roto.pdf")


def test_what_serves_is_read_though_another_file_does_not(tmp_path: Path) -> None:
    (tmp_path / "rota.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    (tmp_path / "texto.txt").write_text("hola\n\ffin\n", encoding="utf-8")
    reading = read_files([tmp_path / "rota.png", tmp_path / "texto.txt"], Known(), pictures=tmp_path / "paginas")
    assert [page.text for page in reading.pages] == ["hola", "fin"]
    assert "«rota.png» está dañado o incompleto" in reading.notes[0]


def test_without_tesseract_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    Image.new("RGB", (600, 800), "white").save(tmp_path / "hoja.png")
    assert "apt install tesseract-ocr tesseract-ocr-spa" in refusal(tmp_path / "hoja.png")
