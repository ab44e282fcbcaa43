"""What is wrong with an installation, all of it at once, each with how to repair it."""
