"""People, positions, who holds them and from when to when; sign-in."""
