"""Budget modifications drafted from the difference between a version and the one that it replaces."""
