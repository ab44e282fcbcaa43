"""One encrypted file with the whole installation, made while people work, and bringing it back (ADR 41)."""
