"""Keeping an installation running: its backups, what is wrong with it, what it tells to who watches it."""
