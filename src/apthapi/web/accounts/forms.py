"""The forms with which people, positions and designations are written."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet

from apthapi.web.accounts.models import OF_UNIT, Cargo, Designacion, Persona, Rol
from apthapi.web.entities.models import Entidad
from apthapi.web.plans.live import live

_USER = re.compile(r"[a-z0-9][a-z0-9._-]{2,39}")


class DayInput(forms.DateInput):
    """A day as the browser asks for it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(attrs={"class": "corto"}, format="%Y-%m-%d")


class PersonForm(forms.ModelForm[Persona]):
    """Who somebody is. Mail is not needed: without it the administrator gives the link in person."""

    entidad = forms.ModelChoiceField(Entidad.objects.none(), label="Entidad", empty_label=None)

    class Meta:
        model = Persona
        fields = ("first_name", "last_name", "username", "email", "entidad")
        labels: ClassVar = {
            "first_name": "Nombres",
            "last_name": "Apellidos",
            "username": "Usuario",
            "email": "Correo institucional",
        }
        help_texts: ClassVar = {
            "username": "Con él ingresa. Minúsculas y números, con punto o guion; por ejemplo «nombre.apellido».",
            "email": "Sirve para restablecer la contraseña sin ayuda.",
        }

    def __init__(self, *args: Any, entities: QuerySet[Entidad], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["entidad"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = entities
        if len(entities) == 1:
            field.initial, field.widget = entities[0], forms.HiddenInput()
        self.fields["first_name"].required = self.fields["last_name"].required = True
        self.fields["username"].widget.attrs |= {"autocapitalize": "none", "spellcheck": "false"}

    def clean_username(self) -> str:
        """Lower case, so that two people are never told apart by a capital letter."""
        name = str(self.cleaned_data["username"]).strip().lower()
        if not _USER.fullmatch(name):
            raise forms.ValidationError("Use de 3 a 40 letras minúsculas sin acento o números; puede llevar . - _")
        if Persona.objects.filter(username__iexact=name).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError(f"Ya hay una persona con el usuario «{name}». Elija otro.")
        return name

    def clean_email(self) -> str:
        """One mail, one person: a link to choose the password goes to it."""
        mail = str(self.cleaned_data["email"]).strip().lower()
        if mail and Persona.objects.filter(email__iexact=mail).exclude(pk=self.instance.pk).exists():
            raise forms.ValidationError("Ese correo es de otra persona.")
        return mail


class PositionForm(forms.ModelForm[Cargo]):
    """A position: its role, and its unit when the role is of one."""

    entidad = forms.ModelChoiceField(Entidad.objects.none(), label="Entidad", empty_label=None)
    unidad = forms.ChoiceField(label="Unidad", required=False, help_text="Solo para los roles que son de una unidad.")

    class Meta:
        model = Cargo
        fields = ("nombre", "rol", "unidad", "entidad")
        labels: ClassVar = {"nombre": "Nombre del cargo", "rol": "Qué puede hacer"}
        help_texts: ClassVar = {"nombre": "Como está en el manual de organización o en la resolución."}

    def __init__(self, *args: Any, entities: QuerySet[Entidad], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field, unidad = self.fields["entidad"], self.fields["unidad"]
        assert isinstance(field, forms.ModelChoiceField)
        assert isinstance(unidad, forms.ChoiceField)
        field.queryset = entities
        if len(entities) == 1:
            field.initial, field.widget = entities[0], forms.HiddenInput()
        unidad.choices = [("", "Toda la entidad"), *units_of(entities, self.instance.unidad)]

    def clean(self) -> dict[str, Any]:
        """The unit that the role needs, or none."""
        data = super().clean() or {}
        rol, unidad = data.get("rol"), data.get("unidad")
        if rol in OF_UNIT and not unidad:
            self.add_error("unidad", f"«{Rol(str(rol)).label}» es de una unidad: elija cuál.")
        if rol and rol not in OF_UNIT and unidad:
            self.add_error("unidad", f"«{Rol(str(rol)).label}» es de toda la entidad: deje «Toda la entidad».")
        if rol == Rol.MINISTERIO and data.get("entidad") and not data["entidad"].rectora:
            self.add_error("rol", f"«{Rol.MINISTERIO.label}» es solo de la entidad que recibe los planes de las otras.")
        return data


def units_of(entities: QuerySet[Entidad], also: str = "") -> list[tuple[str, str]]:
    """The units of every plan of the entities: code and name, in the order of the plans."""
    codes = [each.codigo for each in entities]
    marks = ", ".join("?" for _ in codes)
    rows = live().query(
        "select u.unidad, max(u.nombre), min(u.renglon) as r from unidades u join planes p on p.plan = u.plan "
        f"where p.entidad in ({marks or 'null'}) group by u.unidad order by r",
        codes,
    )
    found = {unidad: f"{unidad} · {nombre}" if nombre else unidad for unidad, nombre, _ in rows}
    if also:
        found.setdefault(also, also)
    return list(found.items())


class DesignationForm(forms.ModelForm[Designacion]):
    """Who holds a position and from when to when."""

    seguro = forms.BooleanField(label="Lo revisé y está bien así", required=False)

    class Meta:
        model = Designacion
        fields = ("cargo", "desde", "hasta", "interino", "documento")
        labels: ClassVar = {
            "cargo": "Cargo",
            "desde": "Desde",
            "hasta": "Hasta",
            "interino": "Interino (a.i.)",
            "documento": "Documento de designación",
        }
        help_texts: ClassVar = {
            "desde": "Primer día en que lo ejerce.",
            "hasta": "Último día en que lo ejerce; al siguiente ya no puede nada con él. Vacío: sin fecha.",
            "documento": "Memorándum o resolución, con su número y fecha.",
        }

    def __init__(self, *args: Any, positions: QuerySet[Cargo], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["cargo"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = positions
        field.empty_label = "Elija un cargo"
        self.fields["desde"].widget, self.fields["hasta"].widget = DayInput(), DayInput()
        self.fields["documento"].required = True
        self.warnings: list[str] = []
        if not self.is_bound:
            del self.fields["seguro"]

    def clean(self) -> dict[str, Any]:
        """Dates in order, no two designations of the same person at once, and a word about what looks odd."""
        data = super().clean() or {}
        desde, hasta, cargo = data.get("desde"), data.get("hasta"), data.get("cargo")
        if desde and hasta and hasta < desde:
            self.add_error("hasta", f"Termina antes de empezar: escriba {desde:%d/%m/%Y} o un día posterior.")
            return data
        if desde and cargo:
            self._look_at_others(Designacion(desde=desde, hasta=hasta), cargo, interino=bool(data.get("interino")))
        if self.warnings and not data.get("seguro") and not self.errors:
            self.add_error(None, "Revise lo que sigue; si está bien así, márquelo y guarde otra vez.")
        if not self.warnings:
            self.fields.pop("seguro", None)
        return data

    def _look_at_others(self, wanted: Designacion, cargo: Cargo, *, interino: bool) -> None:
        persona = self.instance.persona
        others = Designacion.objects.exclude(pk=self.instance.pk).select_related("persona", "cargo")
        for other in others.filter(cargo=cargo):
            if not wanted.overlaps(other):
                continue
            if other.persona_id == persona.pk:
                self.add_error("desde", f"Ya ejerce este cargo {when(other)}. Cambie esa designación.")
            elif interino == other.interino and cargo.rol != Rol.PREPARA:
                kind = "como interino" if interino else "como titular"
                self.warnings.append(f"{other.persona} también ejerce este cargo {kind} {when(other)}.")
        if cargo.rol in _MADE_AND_APPROVED:
            for other in others.filter(persona=persona, cargo__entidad=cargo.entidad, cargo__unidad=cargo.unidad):
                both = {Rol(other.cargo.rol), Rol(cargo.rol)}
                if both == _MADE_AND_APPROVED and wanted.overlaps(other):
                    self.warnings.append(
                        f"Ya es «{other.cargo}» {when(other)}: no podrá aprobar lo que ella misma prepare (V59)."
                    )


_MADE_AND_APPROVED = {Rol.PREPARA, Rol.DIRECTOR}


def when(designacion: Designacion) -> str:
    """`del 01/02/2024 al 15/02/2024`, `desde el 01/02/2024`."""
    if designacion.hasta is None:
        return f"desde el {designacion.desde:%d/%m/%Y}"
    return f"del {designacion.desde:%d/%m/%Y} al {designacion.hasta:%d/%m/%Y}"
