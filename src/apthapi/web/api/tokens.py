"""Tokens: made once and shown once, found by their beginning, compared by hash."""

from __future__ import annotations

import re
from datetime import timedelta
from hashlib import sha256
from hmac import compare_digest
from secrets import token_hex, token_urlsafe

from django.utils import timezone

from apthapi.web.api.models import Ficha
from apthapi.web.process.permisos import hoy
from apthapi.web.wall.sight import everything, see

NAME = "apthapi"
_TEXT = re.compile(rf"{NAME}_([0-9a-f]{{10}})_([A-Za-z0-9_-]{{43}})")
_NOTE_EVERY = timedelta(minutes=1)
_NOBODY = sha256(b"").hexdigest()


def give(ficha: Ficha) -> str:
    """Give the token a new secret; the whole text of it, which nobody can read again."""
    ficha.prefijo, secret = token_hex(5), token_urlsafe(32)
    ficha.huella = _hash(secret)
    return f"{NAME}_{ficha.prefijo}_{secret}"


def find(text: str) -> Ficha | None:
    """The token of that text, if it is one, has not expired and was not revoked; its use is noted, once a minute.

    From here on the database gives what is of the entity of its position.
    """
    parts = _TEXT.fullmatch(text)
    if parts is None:
        return None
    with everything("whose a token is, nobody knows before it is found"):
        found = Ficha.objects.select_related("cargo", "cargo__entidad", "creada_por").filter(prefijo=parts[1]).first()
    # One that does not exist takes as long as one with another secret.
    right = compare_digest(found.huella if found else _NOBODY, _hash(parts[2]))
    if found is None or not right or not is_valid(found):
        return None
    see([found.cargo.entidad.codigo])
    _note_use(found)
    return found


def is_valid(ficha: Ficha) -> bool:
    """Whether it may be used today."""
    return ficha.revocada is None and ficha.vence >= hoy()


def _hash(secret: str) -> str:
    """A secret of 32 random bytes is not guessed from its hash, however quick that is."""
    return sha256(secret.encode()).hexdigest()


def _note_use(ficha: Ficha) -> None:
    now = timezone.now()
    if ficha.ultimo_uso is None or now - ficha.ultimo_uso > _NOTE_EVERY:
        Ficha.objects.filter(pk=ficha.pk).update(ultimo_uso=now)
