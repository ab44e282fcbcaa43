"""What a person decided of a workbook that waits: which side of each conflict, which reading, whether rows go."""

from __future__ import annotations

import json

from django.http import QueryDict

from apthapi.formats.workbook.received import What
from apthapi.web.libros.models import Decision, Subida

ROW, READING = "d-", "lectura-"
_CHOICES = (Decision.GUARDADO, Decision.LIBRO)


def decide(subida: Subida, data: QueryDict) -> bool:
    """Keep what was decided; whether the file must be read again because a reading was chosen."""
    conflicts = subida.diferencias.filter(que=What.CONFLICT)
    if data.get("todos") in _CHOICES:
        conflicts.update(decision=data["todos"])
    else:
        for choice in _CHOICES:
            chosen = [int(key.removeprefix(ROW)) for key, value in data.items() if _is_of_row(key) and value == choice]
            conflicts.filter(orden__in=chosen).update(decision=choice)
    if data.get("quitadas") in ("conservar", "quitar"):
        subida.conserva = data["quitadas"] == "conservar"
        subida.save(update_fields=["conserva"])
    return _read_as(subida, data)


def _is_of_row(key: str) -> bool:
    return key.startswith(ROW) and key.removeprefix(ROW).isdecimal() and len(key) < 12


def _read_as(subida: Subida, data: QueryDict) -> bool:
    """The readings, as `formats.workbook.comparing` takes them: only those that were offered."""
    chosen = {}
    for number, problem in enumerate(json.loads(subida.leido)["problemas"]):
        text = data.get(f"{READING}{number}")
        if text is not None and text in [send for _, send in problem["choices"]]:
            chosen[f"{problem['sheet']}!{problem['celda']}"] = text
    if chosen:
        subida.lecturas = json.dumps({**json.loads(subida.lecturas), **chosen}, ensure_ascii=False)
        subida.save(update_fields=["lecturas"])
    return bool(chosen)
