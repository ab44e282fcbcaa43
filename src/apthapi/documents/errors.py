"""What can go wrong while making a paper."""

from __future__ import annotations


class PaperError(Exception):
    """The paper cannot be made; the message (Spanish) says why and is fit to show to a user."""
