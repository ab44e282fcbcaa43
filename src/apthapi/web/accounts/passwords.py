"""What a password must be besides what Django asks for."""

from __future__ import annotations

from django.core.exceptions import ValidationError

FEWEST = 6
"""Characters that are not to be guessed from those before them."""
_ROWS = "qwertyuiop asdfghjklñ zxcvbnm 1234567890"
LONGEST = 128
"""Characters: more protect nothing, and each costs the server when it is hashed."""


class LongestValidator:
    """Refuses a password that is longer than any that somebody types or keeps."""

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002 - Django gives it
        """Raises ValidationError."""
        if len(password) > LONGEST:
            raise ValidationError(f"La contraseña tiene {len(password)} caracteres; escriba {LONGEST} o menos.")

    def get_help_text(self) -> str:
        """For the form."""
        return f"Su contraseña tiene {LONGEST} caracteres o menos."


class GuessableValidator:
    """Refuses what repeats itself or follows an order; no kind of characters is asked for or refused."""

    def validate(self, password: str, user: object = None) -> None:  # noqa: ARG002 - Django gives it
        """Raises ValidationError."""
        if surprises(password) < FEWEST:
            raise ValidationError(
                "La contraseña repite lo mismo o sigue un orden, y es fácil de adivinar. Escriba varias palabras que "
                "no vayan juntas."
            )

    def get_help_text(self) -> str:
        """For the form."""
        return "Su contraseña no repite lo mismo ni sigue un orden (1234…, abcd…, qwerty…)."


def surprises(password: str) -> int:
    """How many neither repeat one of the four before nor follow the last one, in the alphabet or on the keyboard.

    `static/apthapi/clave.js` counts the same while somebody writes.
    """
    text = password.lower()
    return sum(char not in text[max(0, at - 4) : at] and not _follows(text, at) for at, char in enumerate(text))


def _follows(text: str, at: int) -> bool:
    if at == 0:
        return False
    before, char = text[at - 1], text[at]
    return abs(ord(char) - ord(before)) == 1 or before + char in _ROWS or char + before in _ROWS
