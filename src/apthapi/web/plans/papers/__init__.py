"""The papers of a plan from the screen: which there are, how each is made, and those made in the background."""
