"""Pasting from spreadsheets: what is on the clipboard is understood, shown, and only then written."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from support.browser import Sheet

SERVICES = "requerimientos_3_01"

LIBREOFFICE = """<!DOCTYPE html><html><head><meta name="generator" content="LibreOffice 7.4"/></head><body>
<table cellspacing="0" border="0"><colgroup width="85"></colgroup>
<tr><td height="17" align="left">21200</td><td align="left">Ejemplo: energía<br>de
 la oficina</td><td></td><td></td><td align="left">Mes</td>
<td align="right" sdval="1234" sdnum="1033;0;#,##0"><font face="Arial">1,234</font></td>
<td align="right" sdval="1500.5" sdnum="1033;0;#,##0.00">1,500.50</td></tr></table></body></html>"""
EXCEL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><body><!--StartFragment--><table border=0>
<tr height=20><td height=20 class=xl65>21200</td><td>Ejemplo: energía<br style='mso-data-placement:same-cell;'>
  de la oficina</td><td></td><td></td><td>Mes</td>
<td align=right x:num="1234">1,234</td><td align=right x:num="1500.5">1,500.50</td></tr>
</table><!--EndFragment--></body></html>"""
GOOGLE = """<meta charset='utf-8'><google-sheets-html-origin><table><tbody><tr><td>21200</td>
<td>Ejemplo: energía<br/>de la oficina</td><td></td><td></td><td>Mes</td>
<td data-sheets-value='{"1":3,"3":1234}'>1,234</td><td data-sheets-value='{"1":3,"3":1500.5}'>1,500.50</td>
</tr></tbody></table>"""


@pytest.fixture
def sheet(page: Page) -> Sheet:
    found = Sheet(page, SERVICES).open()
    found.focus()
    found.press("Control+End", "Home", "Enter")
    return found


def test_text_parted_by_tabs_is_shown_before_it_is_written(sheet: Sheet) -> None:
    first = sheet.rows()
    sheet.paste(
        '21200\t"Ejemplo: luz\nde la ""A"""\t\t\tMes\t1.234\t1.500,00\r\n'
        "21200\tEjemplo: agua\t\t\tMes\t2.500\tabc\r\n21200\tEjemplo: gas\t\t\tMes\t3\t20.834,5\r\n"
    )
    expect(sheet.dialog).to_contain_text("3 filas, 18 celdas entendidas")
    expect(sheet.dialog).to_contain_text("2 celdas dudosas")
    expect(sheet.dialog).to_contain_text("1 celda no se puede guardar")
    expect(sheet.dialog).to_contain_text("Se añaden 2 líneas nuevas")
    sheet.dialog.get_by_role("button", name="como 1.234 (miles)").click()
    sheet.dialog.get_by_role("button", name="Pegar 21 celdas").click()
    sheet.saved()
    assert sheet.rows() == first + 2
    expect(sheet.cell(first, "Cantidad")).to_have_text("1.234")
    expect(sheet.message).to_contain_text("1 celda quedó por corregir")
    expect(sheet.state).to_have_text("1 celda sin guardar, por corregir")
    sheet.open_at_end()
    expect(sheet.cell(first + 1, "Precio unitario")).to_have_attribute("aria-invalid", "true")
    expect(sheet.cell(first + 1, "Precio unitario")).to_have_text("abc")
    sheet.go(first + 1, "Precio unitario")
    sheet.write("20,00")
    expect(sheet.state).to_contain_text("Todo guardado")
    sheet.open_at_end()
    expect(sheet.cell(first, "Servicio")).to_have_text('Ejemplo: luz de la "A"')
    expect(sheet.cell(first, "Total Bs")).to_have_text("1.851.000,00")
    expect(sheet.cell(first + 2, "Total Bs")).to_have_text("62.503,50")


def test_a_paste_is_undone_as_one_step(sheet: Sheet) -> None:
    first = sheet.rows()
    sheet.paste("21200\tEjemplo: uno\n21200\tEjemplo: dos\n21200\tEjemplo: tres\n")
    sheet.dialog.get_by_role("button", name="Pegar 6 celdas").click()
    sheet.saved()
    sheet.press("Control+z")
    sheet.saved()
    assert sheet.rows() == first
    sheet.open()
    assert sheet.rows() == first - 1


def test_a_paste_that_is_cancelled_leaves_no_trace(sheet: Sheet) -> None:
    first = sheet.rows()
    sheet.paste("21200\tEjemplo: uno\n21200\tEjemplo: dos\n")
    expect(sheet.dialog).to_be_visible()
    sheet.press("Escape")
    expect(sheet.dialog).to_have_count(0)
    expect(sheet.cell(first, "Partida")).to_be_focused()
    assert sheet.rows() == first


@pytest.mark.parametrize("html", [LIBREOFFICE, EXCEL, GOOGLE], ids=["libreoffice", "excel", "google"])
def test_the_number_behind_what_a_sheet_shows_leaves_no_doubt(sheet: Sheet, html: str) -> None:
    """`1,234` is one thousand in that sheet: the clipboard says so, and nobody is asked."""
    number = sheet.rows()
    sheet.paste("21200\tEjemplo: energía de la oficina\t\t\tMes\t1,234\t1,500.50\n", html)
    expect(sheet.dialog).to_contain_text("1 fila, 7 celdas entendidas")
    sheet.dialog.get_by_role("button", name="Pegar 7 celdas").click()
    sheet.saved()
    for title, text in {"Cantidad": "1.234", "Precio unitario": "1.500,50", "Total Bs": "1.851.617,00"}.items():
        expect(sheet.cell(number, title)).to_have_text(text)
    expect(sheet.cell(number, "Servicio")).to_have_text("Ejemplo: energía de la oficina")
    sheet.press("Control+z")
    sheet.saved()


def test_titles_pasted_with_the_data_are_left_out(sheet: Sheet) -> None:
    number = sheet.rows()
    sheet.paste("Partida\tServicio\n21200\tEjemplo: con títulos\n")
    expect(sheet.dialog).to_contain_text("La primera fila son los títulos")
    sheet.dialog.get_by_role("button", name="Pegar 2 celdas").click()
    sheet.saved()
    expect(sheet.cell(number, "Servicio")).to_have_text("Ejemplo: con títulos")


def test_one_cell_fills_a_selection(sheet: Sheet) -> None:
    sheet.paste("21200\tEjemplo: uno\n21200\tEjemplo: dos\n21200\tEjemplo: tres\n")
    sheet.dialog.get_by_role("button", name="Pegar 6 celdas").click()
    sheet.saved()
    number = sheet.rows()
    sheet.go(number - 2, "Unidad")
    sheet.press("Shift+ArrowDown", "Shift+ArrowDown")
    sheet.paste("Global")
    sheet.dialog.get_by_role("button", name="Pegar 3 celdas").click()
    sheet.saved()
    for each in range(number - 2, number + 1):
        expect(sheet.cell(each, "Unidad")).to_have_text("Global")


def test_what_is_copied_goes_to_any_spreadsheet(page: Page) -> None:
    sheet = Sheet(page, SERVICES).open()
    sheet.go(1, "Cantidad")
    sheet.press("Shift+ArrowDown", "Shift+ArrowRight")
    wanted = [[sheet.cell(row, title).inner_text() for title in ("Cantidad", "Precio unitario")] for row in (1, 2)]
    copied = sheet.copied()
    assert [line.split("\t") for line in copied["text"].split("\n")] == wanted
    exact = wanted[0][1].replace(".", "").replace(",00", "")
    assert f'sdval="{exact}" x:num="{exact}">{wanted[0][1]}</td>' in copied["html"]
