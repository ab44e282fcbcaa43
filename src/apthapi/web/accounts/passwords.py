"""What a password must be besides what Django asks for."""

from __future__ import annotations

from django.core.exceptions import ValidationError

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
