"""The programs' door: what is published, for anybody, and what a position may see, for systems with a token."""
