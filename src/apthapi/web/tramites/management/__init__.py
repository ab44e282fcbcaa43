"""Commands of the trámites."""
