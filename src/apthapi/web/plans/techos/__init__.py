"""How Finanzas gives the entity's techo to its units: the matrix, its rules, its act and its history."""
