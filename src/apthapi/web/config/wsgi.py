"""The entry of a WSGI server such as granian: `apthapi.web.config.wsgi:application`."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from apthapi.web.config.startup import refuse_demonstration_people
from apthapi.web.operations.reserved import reserve
from apthapi.web.wall.sight import serve_from_nothing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "apthapi.web.config.settings")
reserve()
application = get_wsgi_application()
serve_from_nothing()
refuse_demonstration_people()
