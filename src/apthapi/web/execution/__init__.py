"""What is done with an approved plan during its year: what is certified before it is spent, and what is left."""
