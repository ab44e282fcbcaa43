"""One's own account: the sessions that are open, and the data that are kept; as a page and as a file."""

from __future__ import annotations

import io

import xlsxwriter
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from apthapi.web.accounts.models import Persona
from apthapi.web.accounts.open_sessions import close_others, close_session, open_sessions
from apthapi.web.accounts.personal import KEPT, NOT_KEPT, sheets_of
from apthapi.web.process.confirm import confirmed
from apthapi.web.process.permisos import Peticion, exige, hoy
from apthapi.web.process.security_log import note_closed, reading_is_noted

_EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LONGEST = 32_767
"""Characters that a cell of Excel holds."""


@require_GET
@exige("cuidar_cuenta")
def sessions(request: Peticion) -> HttpResponse:
    """Where the person is signed in now."""
    found = open_sessions(request.situacion.persona, request.session.session_key)
    return render(request, "account/sesiones.html", {"sesiones": found})


@require_POST
@exige("cuidar_cuenta")
@confirmed
def close_one(request: Peticion, pk: int) -> HttpResponse:
    """End one of the person's own sessions; 404 for one of somebody else, or that is over."""
    if not close_session(request.situacion.persona, pk):
        raise Http404
    note_closed(request.situacion.persona, 1)
    messages.success(request, "La sesión se cerró.")
    return redirect("sesiones")


@require_POST
@exige("cuidar_cuenta")
@confirmed
def close_rest(request: Peticion) -> HttpResponse:
    """End all of the person's sessions but this one."""
    persona = request.situacion.persona
    closed = close_others(persona, request.session.session_key)
    if closed:
        note_closed(persona, closed)
    what = {0: "No había otras sesiones abiertas.", 1: "Se cerró la otra sesión."}
    messages.success(request, what.get(closed, f"Se cerraron las otras {closed} sesiones."))
    return redirect("sesiones")


@require_GET
@exige("cuidar_cuenta")
def data(request: Peticion) -> HttpResponse:
    """What is kept of the person, why, for how long and who sees it."""
    return render(request, "account/datos.html", {"guardados": KEPT, "no_guardados": NOT_KEPT})


@require_GET
@exige("cuidar_cuenta")
@reading_is_noted
@confirmed
def data_file(request: Peticion) -> HttpResponse:
    """Everything that names the person, a sheet for each table."""
    name = f"sus-datos-{hoy():%Y-%m-%d}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(_workbook(request.situacion.persona), content_type=_EXCEL, headers=headers)


def _workbook(persona: Persona) -> bytes:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept, {"in_memory": True}) as book:
        bold = book.add_format({"bold": True})
        for number, found in enumerate(sheets_of(persona), start=1):
            sheet = book.add_worksheet(f"{number} {found.title}"[:31])
            sheet.freeze_panes(1, 0)
            for at, column in enumerate(found.columns):
                sheet.write_string(0, at, column, bold)
            for line, row in enumerate(found.rows, start=1):
                for at, text in enumerate(row):
                    sheet.write_string(line, at, text[:_LONGEST])  # as text: nothing that was typed runs
            sheet.autofit()
    return kept.getvalue()
