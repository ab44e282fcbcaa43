"""The summary: form 04 with what the lines add up to, and every techo against what is programmed, as one types."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from apthapi.formats.spreadsheet import cell_name
from apthapi.formats.workbook import formulas
from apthapi.formats.workbook.content import Content
from apthapi.formats.workbook.grid import heading_of
from apthapi.formats.workbook.lists_sheet import Lists
from apthapi.formats.workbook.live_cells import fila_of, whole
from apthapi.formats.workbook.looks import LINE, STATES, Looks, given
from apthapi.formats.workbook.pages import FILA, LINE_PAGES
from apthapi.formats.workbook.span import Span, span_of
from apthapi.rules.form_map import FILAS

TOTAL = "total"
_HEAD, _FIRST = 4, 5
_BY = ("partida", "fuente", "organismo")
_NOTE = "El total no debe pasar del techo presupuestario, y debe ser igual al total del formulario 3."


class SummarySheet:
    """Writes it. Amounts in centavos until they are written."""

    def __init__(self, content: Content, lists: Lists, sheet: Worksheet, looks: Looks) -> None:
        self.content, self.lists, self.sheet, self.looks = content, lists, sheet, looks
        self.spans = [span_of(page, content) for page in LINE_PAGES]
        declared = {fuente for _, fuente in content.declared if fuente != TOTAL}
        given = {fuente for fuente, _, _ in content.techos}
        self.fuentes = sorted((declared | given | {fuente for _, fuente, _ in self._sums}) - {""})

    def write(self) -> None:
        """Both tables."""
        sheet, looks = self.sheet, self.looks
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 3)
        sheet.set_column(1, 1, 15)
        sheet.set_column(2, 2, 36)
        sheet.set_column(3, max(4 + len(self.fuentes), 7), 19)
        sheet.set_row(1, 27)
        sheet.write_string(1, 1, "Formulario 04 · Resumen de presupuesto", looks.title())
        sheet.write_string(2, 1, f"{heading_of(self.content)}.  Se calcula solo: aquí no se escribe.", looks.subtitle())
        last = self._form04()
        self._by_organismo(last + 3)
        sheet.protect("", {"format_columns": True})
        sheet.set_landscape()
        sheet.set_paper(1)
        sheet.fit_to_pages(1, 1)
        identity = self.content.identity
        sheet.set_footer(f"&L&8{identity.unidad} · {identity.plan}&C&8Resumen de presupuesto&R&8Página &P de &N")

    @cached_property
    def _columns(self) -> list[str]:
        """The fuentes, what is of none of them, and the total."""
        return [*self.fuentes, "", TOTAL]

    def _form04(self) -> int:
        heads = [*(f"Fuente {each}" for each in self.fuentes), "Otra o sin fuente", "Total"]
        self._head(_HEAD, ["Formulario", "Descripción", *heads], numbers_from=2)
        for code, at in zip(self.fuentes, range(3, 3 + len(self.fuentes)), strict=True):
            # What the sums look for stands in a cell of its own, above the head.
            self.sheet.write_string(_HEAD - 1, at, code, self.looks.make(font_color="#ffffff", font_size=8))
        row = _FIRST
        for form, fila, name in FILAS:
            self._texts(row, [form, name.capitalize()], self._plain())
            for at, fuente in enumerate(self._columns, start=3):
                self._money(row, at, self._sum(fila, fuente, at, row), self._amount(fila, fuente))
            row += 1
        total, techo, gap, state = range(row, row + 4)
        self._texts(total, ["", "Total presupuesto"], self.looks.total())
        self._texts(techo, ["", self._limit_name], self._plain())
        self._texts(gap, ["", "Diferencia"], self._plain())
        self._texts(state, ["", "Estado"], self._plain())
        for at, fuente in enumerate(self._columns, start=3):
            amount, limit = self._amount("", fuente), self._limit(fuente)
            self._money(total, at, self._sum("", fuente, at, total), amount, self.looks.total)
            self._limit_cells(at, (total, techo, gap, state), amount, limit)
        self._signs(state, state, 3, 2 + len(self._columns))
        self.sheet.write_string(state + 1, 1, _NOTE, self.looks.subtitle())
        return state + 1

    def _limit_cells(self, at: int, rows: Sequence[int], amount: int, limit: int | None) -> None:
        total, techo, gap, state = rows
        self._given(techo, at, limit)
        cells = _name(total, at), _name(techo, at)
        difference = "" if limit is None else (amount - limit) / 100
        formula = f'=IF(COUNT({cells[1]})=0,"",ROUND({cells[0]}-{cells[1]},2))'
        self.sheet.write_formula(gap, at, formula, self._plain(True), given(difference))
        word = formulas.state_word(amount, limit)
        self.sheet.write_formula(state, at, formulas.state(*cells), self._plain(True, bold=True), given(word))

    @property
    def _limit_name(self) -> str:
        return "Techo presupuestario" if self.content.techos or not self.content.declared else "Declarado en papel"

    def _limit(self, fuente: str) -> int | None:
        """The techo or, where none is known, what form 04 declared, as in the tie-out bar of the application."""
        techos = self.content.techos
        if not techos:
            return self.content.declared.get((TOTAL, fuente)) if fuente else None
        mine = [importe for each, _, importe in techos if fuente == TOTAL or (fuente and each == fuente)]
        return sum(mine) if mine else None

    def _amount(self, fila: str, fuente: str, organismo: str = "") -> int:
        return sum(
            importe
            for (its_fila, its_fuente, its_organismo), importe in self._sums.items()
            if (not fila or its_fila == fila)
            and (fuente == TOTAL or its_fuente == (fuente if fuente in self.fuentes else ""))
            and (not organismo or its_organismo == organismo)
        )

    @cached_property
    def _sums(self) -> dict[tuple[str, str, str], int]:
        """The lines added up by row of form 04, fuente and organismo."""
        sums: dict[tuple[str, str, str], int] = {}
        for page in LINE_PAGES:
            for each in self.content.on(page):
                partida, fuente, organismo = (str(each.cells[name] or "") for name in _BY)
                key = fila_of(partida, page.name, self.lists), fuente, organismo
                sums[key] = sums.get(key, 0) + whole(each.cells["importe"])
        return sums

    def _sum(self, fila: str, fuente: str, at: int, row: int) -> str:
        """The sum of the lines of a row of form 04 and a fuente, over the four sheets."""
        if not fuente:
            known = f"{_name(row, 3)}:{_name(row, at - 1)}" if at > 3 else ""
            return f"=ROUND({_name(row, at + 1)}{f'-SUM({known})' if known else ''},2)"
        parts = [self._part(span, fila, "" if fuente == TOTAL else _name(_HEAD - 1, at, "$")) for span in self.spans]
        return f"=ROUND({'+'.join(parts)},2)"

    def _part(self, span: Span, fila: str, fuente: str, organismo: str = "") -> str:
        importe = span.elsewhere("importe")
        where = [
            f"{span.elsewhere(name)},{criterion}"
            for name, criterion in ((FILA, f'"{fila}"' if fila else ""), ("fuente", fuente), ("organismo", organismo))
            if criterion
        ]
        return f"SUMIFS({importe},{','.join(where)})" if where else f"SUM({importe})"

    def _by_organismo(self, first: int) -> None:
        given: dict[tuple[str, str], int] = {}
        for fuente, organismo, importe in self.content.techos:
            if fuente:
                given[fuente, organismo] = given.get((fuente, organismo), 0) + importe
        pairs = sorted(
            given.keys() | {(fuente, organismo) for _, fuente, organismo in self._sums if fuente and organismo}
        )
        if not pairs:
            return
        self.sheet.write_string(first, 1, "Por fuente y organismo", self.looks.make(bold=True, font_size=12))
        heads = ["Fuente", "Organismo", "Programado", "Techo", "Diferencia", "Estado"]
        self._head(first + 1, heads, numbers_from=2)
        for row, (fuente, organismo) in enumerate(pairs, start=first + 2):
            self._pair(row, fuente, organismo, given.get((fuente, organismo)))
        self._signs(first + 2, first + 1 + len(pairs), 6, 6)

    def _pair(self, row: int, fuente: str, organismo: str, limit: int | None) -> None:
        self.sheet.write_string(row, 1, fuente, self._plain())
        names = self.content.names["organismos"]
        named = f"{organismo} {names.get(organismo, '')}".strip() or "Todos los organismos"
        self.sheet.write_string(row, 2, named, self._plain())
        parts = [self._part(span, "", f'"{fuente}"', f'"{organismo}"' if organismo else "") for span in self.spans]
        amount = self._amount("", fuente, organismo)
        self._money(row, 3, f"=ROUND({'+'.join(parts)},2)", amount)
        self._given(row, 4, limit)
        cells = _name(row, 3), _name(row, 4)
        gap = f'=IF(COUNT({cells[1]})=0,"",ROUND({cells[0]}-{cells[1]},2))'
        self.sheet.write_formula(row, 5, gap, self._plain(True), given("" if limit is None else (amount - limit) / 100))
        word = formulas.state_word(amount, limit)
        self.sheet.write_formula(row, 6, formulas.state(*cells), self._plain(True, bold=True), given(word))

    def _head(self, row: int, heads: Iterable[str], *, numbers_from: int) -> None:
        self.sheet.set_row(row, 22)
        for at, head in enumerate(heads):
            look = self.looks.head(align="right" if at >= numbers_from else "left")
            self.sheet.write_string(row, at + 1, head, look)

    def _texts(self, row: int, texts: Iterable[str], look: Format) -> None:
        for at, text in enumerate(texts, start=1):
            self.sheet.write_string(row, at, text, look)

    def _money(self, row: int, at: int, formula: str, amount: int, kind: object = None) -> None:
        look = self.looks.total(num_format="#,##0.00", align="right") if kind else self._plain(True)
        self.sheet.write_formula(row, at, formula, look, given(amount / 100))

    def _given(self, row: int, at: int, amount: int | None) -> None:
        if amount is None:
            self.sheet.write_blank(row, at, None, self._plain(True))
        else:
            self.sheet.write_number(row, at, amount / 100, self._plain(True))

    def _plain(self, number: bool = False, **more: object) -> Format:
        line = {"bottom": 1, "bottom_color": LINE, "valign": "vcenter", "indent": 1, "align": "left", **more}
        return (
            self.looks.make(**line | {"num_format": "#,##0.00", "align": "right"})
            if number
            else self.looks.make(**line)
        )

    def _signs(self, first: int, last: int, left: int, right: int) -> None:
        for sign in STATES:
            condition = {"type": "text", "criteria": "begins with", "value": sign, "format": self.looks.state(sign)}
            self.sheet.conditional_format(first, left, last, right, condition)


def _name(row: int, column: int, fixed: str = "") -> str:
    name = cell_name(row, column)
    letters = name.rstrip("0123456789")
    return f"{fixed}{letters}{fixed}{name[len(letters) :]}" if fixed else name
