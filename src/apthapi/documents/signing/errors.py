"""What can go wrong while signing."""

from __future__ import annotations


class SignatureError(Exception):
    """It cannot be signed; the message (Spanish) says why and how to repair it, and is fit to show to a user."""
