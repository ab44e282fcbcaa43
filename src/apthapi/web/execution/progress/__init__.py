"""Physical progress: what each operation did, month by month, with what proves it."""
