"""/estilo/: every component on one page, for those who make screens. Only in demonstration mode or with DEBUG."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from apthapi.web.process.permisos import publica

STATES = (
    ("falta", "Falta"),
    ("excede", "Excede"),
    ("cuadra", "Cuadra"),
    ("borrador", "En elaboración"),
    ("enviada", "Enviada a la dirección"),
    ("observada", "Observada"),
    ("aprobada", "Aprobada"),
    ("revisada", "Revisada"),
    ("sin_techo", "Sin techo"),
    ("historico", "Reemplazado"),
)


def _fuente(code: str, name: str, programmed: int, ceiling: int, state: str, text: str) -> dict[str, Any]:
    return {
        "fuente": code,
        "nombre": name,
        "f3": programmed,
        "f4": programmed,
        "techo": ceiling,
        "estado": state,
        "texto": text,
    }


CUADRE: dict[str, Any] = {
    "fuentes": [
        _fuente("20", "Recursos Específicos", 365_524_800, 365_524_800, "cuadra", "Cuadra con el techo"),
        _fuente("41", "Transferencias TGN", 297_017_100, 296_971_900, "excede", "Excede el techo en Bs 452,00"),
        _fuente("42", "Transferencias", 4_120_000, 9_000_000, "falta", "Faltan Bs 48.800,00 para llegar al techo"),
    ],
    "total": _fuente("", "", 666_661_900, 671_496_700, "falta", "Faltan Bs 48.348,00"),
}

VERIFICACIONES: dict[str, Any] = {
    "errores": 1,
    "advertencias": 1,
    "hallazgos": [
        {
            "regla": "V39",
            "severidad": "error",
            "mensaje": "La fuente 41 excede su techo en Bs 452,00.",
            "corrija": "Reduzca Bs 452,00 o pida a Finanzas ampliar el techo.",
            "norma": "Formulario 04, nota al pie; Ley 2042 art. 4 [S]",
            "enlace": "#tablas",
        },
        {
            "regla": "V27",
            "severidad": "advertencia",
            "mensaje": "La línea 14 no dice en qué meses se gasta.",
            "corrija": "Distribuya Bs 12.000,00 entre los doce meses.",
            "norma": "RE-SPO art. 18 [R]",
            "enlace": "#tablas",
        },
    ],
}

ROWS = (
    ("21200", "Energía eléctrica", "Oficina central", 120_000, 100_000, 1_200_000),
    ("22110", "Pasajes al interior del país", "Supervisión a oficinas provinciales", 240_000, 125_050, 3_001_200),
    ("31110", "Gastos por refrigerios al personal permanente, eventual y consultores", "", 15_000, 45_000, 67_500),
    ("39500", "Útiles de escritorio y oficina", "Resma de papel bond tamaño carta", 100_000_000, 3_250, 32_500_000),
)


class Example(forms.Form):
    """One field of each kind, shown with the errors of an empty form."""

    nombre = forms.CharField(label="Nombre de la operación", help_text="Empiece con un verbo: «Atender», «Emitir».")
    importe = forms.CharField(
        label="Techo", help_text="Escríbalo como 1.332.834,00.", widget=forms.TextInput({"class": "dinero"})
    )
    fuente = forms.ChoiceField(
        label="Fuente", choices=[("20", "20 Recursos Específicos"), ("41", "41 Transferencias TGN")]
    )
    desde = forms.DateField(
        label="Desde", required=False, widget=forms.DateInput({"type": "date", "class": "corto"}, format="%Y-%m-%d")
    )
    nota = forms.CharField(label="Nota", required=False, widget=forms.Textarea({"rows": 3}))
    manera = forms.ChoiceField(
        label="Meses",
        choices=[("i", "Por igual"), ("m", "Un mes"), ("o", "A mano")],
        widget=forms.RadioSelect,
        initial="i",
    )
    avisar = forms.BooleanField(label="Avisar a la unidad cuando cambie", required=False)


@publica
def show(request: HttpRequest) -> HttpResponse:
    """The page."""
    if not (settings.DEBUG or settings.DEMOSTRACION):
        raise Http404
    messages.success(request, "Se guardó. Lo que ve aquí son datos de ejemplo.")
    steps = ("Situación", "Articulación", "Operaciones", "Requerimientos", "Resumen")
    marks = (("cuadra", "completo"), ("falta", "falta"), ("", ""), ("excede", "excede"), ("", ""))
    context = {
        "donde": [("SEGIP", "#"), ("2024", "#"), ("1ª reformulación", "#"), ("Tarija", "")],
        "estado": "borrador",
        "estado_texto": "En elaboración",
        "vence": "vence 05/02 · faltan 3 días",
        "vence_estado": "falta",
        "pasos": [
            {"titulo": title, "url": "#", "activo": title == "Requerimientos", "estado": state, "estado_texto": word}
            for title, (state, word) in zip(steps, marks, strict=True)
        ],
        "estados": STATES,
        "cuadre": CUADRE,
        "verificaciones": VERIFICACIONES,
        "lineas": ROWS,
        "total": sum(row[-1] for row in ROWS),
        "form": Example({}) if request.GET.get("errores") else Example(initial={"desde": date(2024, 1, 1)}),
        "pagina": Paginator(range(240), 20).page(3),
    }
    return render(request, "portal/estilo.html", context)
