"""The first sheet: what the workbook is, until when, how it is filled and how it is sent back."""

from __future__ import annotations

from datetime import date

from xlsxwriter.worksheet import Worksheet

from apthapi.formats.workbook.content import Content
from apthapi.formats.workbook.looks import ACCENT, GROUND, INK_SOFT, LINE, STATES, Looks

_WOVEN = (ACCENT, "#8a1c33", "#b8862f")
_PARTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Cómo se llena",
        (
            "Escriba en las hojas Situación a 3_04, en el orden de las pestañas. No hace falta conexión.",
            "Puede ordenar, filtrar, insertar y quitar filas, y mover líneas de un formulario a otro.",
            "Donde hay una lista, elija de ella: la partida puede escribirse sola, con su código.",
            "El total de una línea es la cantidad por el precio unitario; se calcula solo, igual que los totales.",
            "El código de una operación o tarea nueva puede quedar vacío: el sistema le pone el que sigue.",
        ),
    ),
    (
        "Qué no debe tocarse",
        (
            "Lo que está en gris y el Resumen se calculan solos.",
            "Las filas y columnas ocultas dicen a qué fila del sistema corresponde cada una: déjelas así.",
            "No copie aquí hojas de otro libro: pegue solo los valores.",
        ),
    ),
    (
        "Cómo se devuelve",
        (
            "Guarde el libro con cualquier nombre, como Libro de Excel (.xlsx), y súbalo en la página de su unidad.",
            "El sistema muestra fila por fila qué cambiaría y qué debe corregirse. Nada se guarda hasta que acepte.",
            "Si otra persona cambió lo mismo en el sistema, se muestran las dos versiones y usted elige.",
        ),
    ),
)
_SIGNS = (("✓", "cuadra", "lo que debe ser"), ("▼", "falta", "menos de lo que debe ser"), ("▲", "excede", "más"))


def write_cover(sheet: Worksheet, content: Content, looks: Looks) -> None:
    """Write it."""
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 3)
    sheet.set_column(1, 1, 27)
    sheet.set_column(2, 2, 100)
    sheet.set_row(0, 6)
    for at, colour in enumerate(_WOVEN):
        sheet.write_blank(0, at, None, looks.make(bg_color=colour))
    sheet.set_row(2, 34)
    sheet.write_string(2, 1, content.unit["nombre"] or content.identity.unidad, looks.make(
        font_size=22, bold=True, font_color=ACCENT, valign="vcenter"))  # fmt: skip
    sheet.write_string(3, 1, _what(content), looks.make(font_size=12, font_color=INK_SOFT))
    row = _facts(sheet, content, looks, 5)
    for title, sentences in _PARTS:
        row = _part(sheet, looks, row + 1, title, sentences)
    _legend(sheet, looks, row + 1)
    sheet.protect()
    sheet.set_paper(1)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 1)


def _what(content: Content) -> str:
    entidad = content.plan["nombre_entidad"] or content.identity.entidad
    return f"Formularios del Plan Operativo Anual y Presupuesto {content.identity.gestion} · {entidad}"


def _facts(sheet: Worksheet, content: Content, looks: Looks, row: int) -> int:
    identity = content.identity
    version = "formulación" if identity.version == 0 else f"versión {identity.version}"
    facts = [
        ("Unidad", identity.unidad),
        ("Plan", f"{identity.plan} ({version})"),
        ("Emitido el", _day(identity.emitido)),
        *([("Se recibe hasta el", _day(content.until))] if content.until else []),
    ]
    name = looks.make(font_color=INK_SOFT, bottom=1, bottom_color=LINE, valign="vcenter")
    value = looks.make(bold=True, bottom=1, bottom_color=LINE, valign="vcenter")
    for title, text in facts:
        sheet.set_row(row, 19)
        sheet.write_string(row, 1, title, name)
        sheet.write_string(row, 2, text, value)
        row += 1
    return row


def _part(sheet: Worksheet, looks: Looks, row: int, title: str, sentences: tuple[str, ...]) -> int:
    sheet.set_row(row, 22)
    head = looks.make(bold=True, font_size=12, font_color=ACCENT, valign="vcenter")
    sheet.write_string(row, 1, title, head)
    for sentence in sentences:
        sheet.set_row(row, 19)
        sheet.write_string(row, 2, sentence, looks.make(font_size=11, valign="vcenter"))
        row += 1
    return row


def _legend(sheet: Worksheet, looks: Looks, row: int) -> None:
    sheet.write_string(row, 1, "Qué dicen las señales", looks.make(bold=True, font_size=12, font_color=ACCENT))
    for sign, word, meaning in _SIGNS:
        sheet.set_row(row, 19)
        sheet.write_string(row, 2, f"{sign} {word}: {meaning}.", looks.make(**STATES[sign], valign="vcenter"))
        row += 1
    sheet.set_row(row, 19)
    sheet.write_string(row, 2, "Fondo gris: lo calcula el libro.", looks.make(bg_color=GROUND, valign="vcenter"))


def _day(iso: str) -> str:
    try:
        return date.fromisoformat(iso).strftime("%d/%m/%Y")
    except ValueError:
        return iso
