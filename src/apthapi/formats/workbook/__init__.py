"""The workbook of a unit: written by the system, filled far away, and compared on its return with what is stored."""

from apthapi.formats.workbook.applying import apply
from apthapi.formats.workbook.comparing import compare, refuse_other
from apthapi.formats.workbook.content import Content, content_of
from apthapi.formats.workbook.judging import Judged, findings_after
from apthapi.formats.workbook.reading import Book, read_workbook
from apthapi.formats.workbook.writing import write_workbook

__all__ = [
    "Book",
    "Content",
    "Judged",
    "apply",
    "compare",
    "content_of",
    "findings_after",
    "read_workbook",
    "refuse_other",
    "write_workbook",
]
