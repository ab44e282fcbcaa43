"""The manual of the application, written for the people who use it, and its pages at /ayuda/."""
