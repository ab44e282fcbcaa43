"""Seeds of the second step, encrypted where they are stored: who reads the database, or a copy of it, has none of them.

The key comes from the secret of the installation (`APTHAPI_SECRETO`) and is in no table. What was sealed with a former
secret opens while that one is named in `APTHAPI_SECRETO_ANTERIOR`. What was stored before seeds were sealed is read as
it is, and sealed when the application is served next.
"""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction

_MARK = "sellado1:"
"""How what is sealed begins; neither a seed (base 32 or hexadecimal) nor a code does."""
_PURPOSE = b"apthapi: semillas del segundo paso, 1"
"""So that the key opens nothing else that the same secret protects."""
_SEALED = {Authenticator.Type.TOTP: ("secret",), Authenticator.Type.RECOVERY_CODES: ("seed", "migrated_codes")}
"""What allauth asks to be encrypted, by kind; of a passkey only what is public is kept."""


class UnreadableSeedError(Exception):
    """It was sealed with a secret that this installation does not have."""


@dataclass(frozen=True, slots=True)
class Seeds:
    """How many second steps are stored in clear or with a former secret, and how many no secret opens."""

    stale: int = 0
    unreadable: int = 0


def seal(text: str) -> str:
    """A seed as it is stored."""
    return _MARK + _keys(_secrets()).encrypt(text.encode()).decode("ascii")


def unseal(stored: str) -> str:
    """The seed again. Raises UnreadableSeedError."""
    if not stored.startswith(_MARK):
        return stored
    try:
        return _keys(_secrets()).decrypt(stored.removeprefix(_MARK)).decode()
    except InvalidToken:
        raise UnreadableSeedError from None


def seal_all() -> None:
    """Seal with the present secret what is in clear or was sealed with a former one; leave what no secret opens."""
    for pk in Authenticator.objects.filter(type__in=_SEALED).values_list("pk", flat=True):
        with transaction.atomic():
            # A code of recovery that is used meanwhile writes the same row.
            found = Authenticator.objects.select_for_update().filter(pk=pk).first()
            if found is not None and _stale(found) and _opens(found):
                found.data |= {name: _sealed_again(found.data[name]) for name in _names(found)}
                found.save(update_fields=["data"])


def look_at_seeds() -> Seeds:
    """How the stored ones stand, changing nothing."""
    found = Authenticator.objects.filter(type__in=_SEALED)
    opened = [_stale(each) if _opens(each) else None for each in found]
    return Seeds(opened.count(True), opened.count(None))


def _names(found: Authenticator) -> list[str]:
    return [name for name in _SEALED[found.type] if name in found.data]


def _texts(found: Authenticator) -> list[str]:
    """Codes that came from elsewhere are a list, all else is one text."""
    return [text for name in _names(found) for text in _listed(found.data[name])]


def _listed(value: str | list[str]) -> list[str]:
    return value if isinstance(value, list) else [value]


def _sealed_again(value: str | list[str]) -> str | list[str]:
    return [seal(unseal(each)) for each in value] if isinstance(value, list) else seal(unseal(value))


def _opens(found: Authenticator) -> bool:
    try:
        for text in _texts(found):
            unseal(text)
    except UnreadableSeedError:
        return False
    return True


def _stale(found: Authenticator) -> bool:
    return not all(text.startswith(_MARK) and _is_of_now(text) for text in _texts(found))


def _is_of_now(stored: str) -> bool:
    try:
        _keys(_secrets()[:1]).decrypt(stored.removeprefix(_MARK))
    except InvalidToken:
        return False
    return True


def _secrets() -> tuple[str, ...]:
    former: Sequence[str] = settings.SECRET_KEY_FALLBACKS
    return (settings.SECRET_KEY, *former)


@lru_cache
def _keys(secrets: tuple[str, ...]) -> MultiFernet:
    """What seals with the first secret and opens with any."""
    return MultiFernet([Fernet(_derived(each)) for each in secrets])


def _derived(secret: str) -> bytes:
    # The secret is random and long already: it needs to be told apart by its purpose, and not to be made slow to guess.
    key = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(secret.encode())
    return base64.urlsafe_b64encode(key)
