"""The wall is put on after the migrations, by `policies.install`, once this one was made; undoing it takes it down."""

from typing import Any

from django.db import migrations

from apthapi.web.wall.policies import remove


def _remove(*_: Any) -> None:
    remove()


class Migration(migrations.Migration):
    dependencies = []

    operations = [migrations.RunPython(migrations.RunPython.noop, _remove)]
