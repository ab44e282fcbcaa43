"""Forgets what django-axes kept of each entrance (user, address, browser), which nobody read and is no longer kept.

And the sessions that are over, which nobody removed until now: whoever enters next need not wait for that.
"""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone


def _forget(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    alias = editor.connection.alias
    apps.get_model("axes", "AccessLog").objects.using(alias).all().delete()
    apps.get_model("sessions", "Session").objects.using(alias).filter(expire_date__lt=timezone.now()).delete()


class Migration(migrations.Migration):
    """Nothing of it comes back."""

    dependencies = [("accounts", "0005_sesiones_abiertas"), ("axes", "0010_accessattemptexpiration")]

    operations = [migrations.RunPython(_forget, migrations.RunPython.noop)]
