"""What the templates of every room write with."""
