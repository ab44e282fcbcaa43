"""The forms of the case: registering a document, issuing a paper, how papers are numbered."""

from __future__ import annotations

from typing import Any

from django import forms

from apthapi.documents.cites import LONGEST, CiteError, check_format, check_typed
from apthapi.documents.papeles_escritos import EXTERNAL
from apthapi.web.accounts.models import Rol
from apthapi.web.expediente.externals import KINDS, PUBLISHED, Registro
from apthapi.web.process.permisos import hoy


class RegisterForm(forms.Form):
    """A document that others made, or that was made on paper."""

    tipo = forms.ChoiceField(label="Documento", choices=list(KINDS.items()), initial=next(iter(EXTERNAL)))
    cite = forms.CharField(label="CITE", max_length=LONGEST, help_text="Tal como está escrito en el documento.")
    fecha = forms.DateField(label="Fecha", widget=forms.DateInput({"type": "date"}))
    emisor = forms.CharField(label="Quién lo emite", max_length=200, help_text="La institución o el cargo.")
    asunto = forms.CharField(label="Asunto", max_length=300, required=False)
    archivo = forms.FileField(
        label="Archivo",
        required=False,
        help_text="PDF de hasta 20 MB. Queda con su huella SHA-256.",
        widget=forms.FileInput({"accept": "application/pdf"}),
    )

    def __init__(self, *given: Any, rol: str, **more: Any) -> None:
        """`rol` is of whoever registers: Comunicación only says where it published."""
        super().__init__(*given, **more)
        if rol == Rol.COMUNICACION:
            self.fields["tipo"].choices = [(PUBLISHED, KINDS[PUBLISHED])]  # type: ignore[attr-defined]

    def clean_fecha(self) -> object:
        """A day that has come."""
        day = self.cleaned_data["fecha"]
        if day > hoy():
            raise forms.ValidationError("La fecha todavía no llega.")
        return day

    def given(self) -> Registro:
        """What was registered."""
        cells = self.cleaned_data
        file = cells["archivo"]
        kept = (file.name, file.read()) if file else None
        return Registro(cells["tipo"], cells["cite"], cells["fecha"], cells["emisor"], cells["asunto"], kept)


class IssueForm(forms.Form):
    """A CITE that the entity numbers elsewhere; empty takes the next of the correlative."""

    cite = forms.CharField(
        label="Otro CITE",
        max_length=LONGEST,
        required=False,
        help_text="Solo si la entidad lo numeró en otro registro. El sistema comprueba que no se repita.",
    )

    def clean_cite(self) -> str:
        """One that can be printed, or none."""
        given = self.cleaned_data["cite"].strip()
        try:
            return check_typed(given) if given else ""
        except CiteError as problem:
            raise forms.ValidationError(str(problem)) from None


class NumberingForm(forms.Form):
    """How an entity numbers a kind of paper."""

    formato = forms.CharField(
        label="Formato del CITE",
        max_length=LONGEST,
        help_text="Lleva {sigla}, {gestion} y {numero}; {numero:05} escribe cinco cifras.",
    )
    serie = forms.CharField(
        label="Serie", max_length=40, help_text="Los escritos de una misma serie comparten el correlativo."
    )
    ultimo = forms.IntegerField(
        label="Último número usado",
        min_value=0,
        max_value=999_999,
        help_text="En la gestión elegida. Solo puede subir: un número no se repite.",
    )

    def clean_formato(self) -> str:
        """A format that numbers papers one by one."""
        try:
            return check_format(self.cleaned_data["formato"])
        except CiteError as problem:
            raise forms.ValidationError(str(problem)) from None
