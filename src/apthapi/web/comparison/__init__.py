"""Two versions of a plan side by side on a screen, and the budget modifications that explain them."""
