"""No table of its own. Without this module Django would not tell the room that migrations were made."""
