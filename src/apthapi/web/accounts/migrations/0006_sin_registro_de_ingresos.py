"""Forgets what django-axes kept of each entrance (user, address, browser), which nobody read; it is no longer kept."""

from __future__ import annotations

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def _forget(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("axes", "AccessLog").objects.using(editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    """Nothing of it comes back."""

    dependencies = [("accounts", "0005_sesiones_abiertas"), ("axes", "0010_accessattemptexpiration")]

    operations = [migrations.RunPython(_forget, migrations.RunPython.noop)]
