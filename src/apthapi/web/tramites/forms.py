"""What a person writes when beginning a trámite or acting in one."""

from __future__ import annotations

from typing import Any

from django import forms

from apthapi.web.accounts.models import Persona
from apthapi.web.plans.live import live
from apthapi.web.tramites.models import TipoDeTramite, Tramite
from apthapi.web.tramites.requirements import Dado
from apthapi.web.tramites.way import Paso

_TEXT = forms.Textarea(attrs={"rows": 4})
_PEI = (("", "Elija"), ("no", "No compromete el PEI"), ("si", "Compromete el PEI"))


class RequestForm(forms.Form):
    """The request of a change: which version, what kind, about what and why."""

    base = forms.ChoiceField(label="De qué versión se trata")
    tipo = forms.ChoiceField(
        label="Clase de cambio",
        choices=[each for each in TipoDeTramite.choices if each[0] != TipoDeTramite.FORMULACION],
        help_text="Reformulación: contenido o presupuesto. Reprogramación: solo el tiempo. Ajuste: corrección menor. "
        "Una formulación se lleva a aprobar como tal.",
    )
    asunto = forms.CharField(
        label="Asunto", max_length=200, help_text="En una línea; será la justificación de la versión nueva."
    )
    texto = forms.CharField(
        label="Motivo y datos", widget=_TEXT, help_text="Qué se encontró al ejecutar, qué debe cambiar y por qué."
    )

    def __init__(self, *args: Any, bases: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["base"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = bases


class StepForm(forms.Form):
    """What an action asks for: the fields follow its requirements."""

    use_required_attribute = False
    """All that is missing is told at once, by the server."""
    texto = forms.CharField(
        label="Motivo o fundamento",
        widget=_TEXT,
        error_messages={"required": "Escriba el motivo o fundamento: queda en el trámite y en la traza."},
    )

    def __init__(self, data: Any = None, *, step: Paso, tramite: Tramite) -> None:
        super().__init__(data, prefix=step.name)
        if "motivo" not in step.requires:
            self.fields["texto"].label, self.fields["texto"].required = "Nota", False
        if "pei" in step.requires:
            self.fields["pei"] = forms.ChoiceField(
                label="¿El cambio compromete el PEI? (NB-SPO art. 20)",
                choices=_PEI,
                error_messages={"required": "Diga si el cambio compromete el PEI (NB-SPO art. 20)."},
            )
        if "apertura" in step.requires:
            self.fields["unidades"] = forms.MultipleChoiceField(
                label="Unidades que trabajan en la versión nueva",
                choices=units_of(tramite),
                widget=forms.CheckboxSelectMultiple,
                initial=[code for code, _ in units_of(tramite)],
                required=bool(units_of(tramite)),
                error_messages={"required": "Elija al menos una unidad que trabaje en la versión nueva."},
                help_text="Las demás quedan como en la versión vigente, dadas por revisadas.",
            )

    def given(self, persona: Persona) -> Dado:
        """What was given, once it is valid."""
        cells = self.cleaned_data
        pei = {"si": True, "no": False}.get(cells.get("pei", ""))
        return Dado(persona, cells.get("texto", ""), pei, tuple(cells.get("unidades", ())))


def units_of(tramite: Tramite) -> list[tuple[str, str]]:
    """The units that may work on the new version: those of the one in force, or of the one loaded to replace it."""
    rows = live().query(
        "select unidad, max(nombre) from unidades where plan in "
        "(select plan from planes where plan = ? or reemplaza = ?) group by unidad order by unidad",
        [tramite.base, tramite.base],
    )
    return [(unidad, f"{unidad} · {nombre}" if nombre else unidad) for unidad, nombre in rows]
