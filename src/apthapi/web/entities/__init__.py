"""What is administered: entities and the reference sets of each gestión."""
