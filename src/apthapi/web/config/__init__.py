"""Settings, addresses and the WSGI entry of the Django project."""
