"""The fields of a paper in which it is signed: made when the paper is, so that signing only fills them.

Each is a widget with an appearance (PDF/A asks for one), a tooltip, and its own element in the tag tree (PDF/UA):
who listens to the paper finds «Firma de …» at the end of it, signed or not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, String

_PRINT, _LOCKED = 4, 128
_SIGNATURES_EXIST, _APPEND_ONLY = 1, 2


@dataclass(frozen=True, slots=True)
class Place:
    """Where a signature goes: page from 1, and its rectangle in points from the top left corner of the page."""

    campo: str
    titulo: str
    pagina: int
    x: float
    y: float
    ancho: float
    alto: float


def add_fields(path: Path, places: Sequence[Place], code: str) -> None:
    """Put an empty signature field in each place of the paper, which is saved over itself."""
    with pikepdf.open(path, allow_overwriting_input=True) as pdf:
        made = [_widget(pdf, place, code) for place in places]
        pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=Array(made), SigFlags=_SIGNATURES_EXIST | _APPEND_ONLY))
        for place, widget in zip(places, made, strict=True):
            _tag(pdf, place, widget)
        pdf.save(path, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)


def _widget(pdf: pikepdf.Pdf, place: Place, code: str) -> pikepdf.Object:
    page = pdf.pages[place.pagina - 1]
    top = float(page.mediabox[3])
    corner = [place.x, top - place.y - place.alto, place.x + place.ancho, top - place.y]
    nothing = pdf.make_stream(b"")
    nothing.Type, nothing.Subtype = Name.XObject, Name.Form
    nothing.BBox, nothing.Resources = Array([0, 0, _round(place.ancho), _round(place.alto)]), Dictionary()
    widget = pdf.make_indirect(
        Dictionary(
            Type=Name.Annot,
            Subtype=Name.Widget,
            FT=Name.Sig,
            T=String(place.campo),
            TU=String(f"{place.titulo}: firma del papel {code}"),
            F=_PRINT | _LOCKED,
            Rect=Array([_round(each) for each in corner]),
            P=page.obj,
            AP=Dictionary(N=nothing),
        )
    )
    page.obj.Annots = Array([*page.obj.get("/Annots", []), widget])
    return widget


def _round(value: float) -> float:
    return round(value, 2)


def _tag(pdf: pikepdf.Pdf, place: Place, widget: pikepdf.Object) -> None:
    """An element Form at the end of the document, which points to the widget and back."""
    if "/StructTreeRoot" not in pdf.Root:
        return
    tree = pdf.Root.StructTreeRoot
    kids = tree.K
    document = kids[0] if isinstance(kids, Array) else kids
    element = pdf.make_indirect(
        Dictionary(
            Type=Name.StructElem,
            S=Name.Form,
            P=document,
            Alt=String(f"{place.titulo}: lugar de la firma"),
            Pg=widget.P,
            K=Dictionary(Type=Name.OBJR, Obj=widget, Pg=widget.P),
        )
    )
    children = document.get("/K", Array())
    document.K = Array([*(children if isinstance(children, Array) else [children]), element])
    parents = pikepdf.NumberTree(tree.ParentTree)
    key = max(parents, default=-1) + 1
    parents[key] = element
    tree.ParentTreeNextKey = key + 1
    widget.StructParent = key
