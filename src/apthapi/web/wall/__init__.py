"""The wall between entities, in the database itself: what a session does not see, no query can give."""
