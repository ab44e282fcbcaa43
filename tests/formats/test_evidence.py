"""Files that prove something are what they have inside, whatever their name says; what could harm is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from apthapi.core.bounded import RefusedError
from apthapi.formats.errors import FileError
from apthapi.formats.evidence import KINDS, kind_of, look, named
from support.evidences import DOCX, XLSX, bomb, damaged, huge_picture, open_document, pdf, picture, zipped


def looked(folder: Path, content: bytes, name: str) -> str:
    path = folder / "sin-nombre"
    path.write_bytes(content)
    return look(str(path), name)


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (pdf(), "informe.pdf", "pdf"),
        (picture(), "foto.PNG", "png"),
        (picture("JPEG"), "foto.jpeg", "jpeg"),
        (zipped(XLSX), "cuadro.xlsx", "xlsx"),
        (zipped(DOCX), "nota.docx", "docx"),
        (open_document("spreadsheet"), "cuadro.ods", "ods"),
        (open_document("text"), "nota.odt", "odt"),
        ("operación;hecho\n1.1.1;4\n".encode(), "avance.csv", "txt"),
        ("Se entregó en Villa Montes\n".encode("cp1252"), "nota.txt", "txt"),
        (picture("JPEG"), "IMG_0042", "jpeg"),
    ],
)
def test_each_kind_is_known_by_what_it_has_inside(tmp_path: Path, content: bytes, name: str, kind: str) -> None:
    assert looked(tmp_path, content, name) == kind


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "vacio.pdf", "está vacío"),
        (b" \n ", "vacio.txt", "está vacío"),
        (picture(), "informe.pdf", "es una imagen PNG, aunque su nombre diga otra cosa"),
        (pdf(), "foto.jpg", "es un PDF, aunque su nombre diga otra cosa"),
        (b"MZ\x90\x00\x03programa", "informe.pdf", "no es de una clase que se reciba"),
        (b"MZ\x90\x00\x03programa", "programa.exe", "no es de una clase que se reciba"),
        (b"<html><script>alert(1)</script></html>", "nota.txt", "no es de una clase que se reciba"),
        (b'<?xml version="1.0"?><svg onload="x"/>', "dibujo.txt", "no es de una clase que se reciba"),
        (zipped({"planes.csv": "plan"}), "datos.xlsx", "archivo comprimido"),
        (zipped(XLSX | {"xl/vbaProject.bin": b"x"}), "macros.xlsx", "trae macros"),
        (open_document("text", **{"Basic/Standard/Module1.xml": "x"}), "macros.odt", "trae macros"),
        (open_document("presentation"), "laminas.odp", "archivo comprimido o un documento que no se admite"),
        (zipped(DOCX | {"../fuera": "x"}), "nota.docx", "su ruta sale de la carpeta"),
        (bomb(), "bomba.xlsx", "crece demasiado al descomprimirse"),
        (huge_picture(), "grande.png", "mide 40000 × 40000 puntos"),
        (damaged(pdf(pages=3)), "roto.pdf", "dañado"),
        (damaged(picture("JPEG", 200)), "rota.jpg", "dañado"),
        (damaged(zipped(XLSX)), "roto.xlsx", "dañado"),
        (pdf("clave"), "cerrado.pdf", "protegido con contraseña"),
    ],
)  # fmt: skip
def test_what_is_not_what_it_says_or_could_harm_is_refused_with_the_reason(
    tmp_path: Path, content: bytes, name: str, said: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        looked(tmp_path, content, name)
    assert said in str(refused.value)
    assert f"«{name}»" in str(refused.value), "by the name that people know"


def test_it_is_opened_within_limits(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(pdf())
    assert kind_of(file, "informe.pdf") == "pdf"
    file.write_bytes(bomb())
    with pytest.raises(FileError, match="por seguridad"):
        kind_of(file, "bomba.xlsx")


def test_a_name_ends_as_its_kind() -> None:
    assert [named("a.csv", "txt"), named("b.exe", "jpeg"), named("c", "pdf")] == ["a.csv", "b.exe.jpg", "c.pdf"]
    assert all(suffix == suffix.lower() for kind in KINDS.values() for suffix in kind.suffixes)
