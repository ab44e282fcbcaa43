"""The sessions of Django in its own table, found by a statement that is written once: every request asks for one."""

from __future__ import annotations

from typing import cast

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from apthapi.web.accounts.models import SesionAbierta
from apthapi.web.accounts.straight import columns, straight


class SessionStore(db.SessionStore):
    """Of this name also there, because it is part of what signs a session: those that were begun go on."""

    def _get_session_from_db(self) -> Session | None:
        sql = f"select {columns(Session, 's')} from django_session s where s.session_key = ? and s.expire_date > ?"
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        for (found,), _ in straight(sql, [self.session_key, now], Session):
            return cast(Session, found)
        self._session_key = None
        return None

    def save(self, must_create: bool = False) -> None:
        """Store it. Raises OperationalError if the database is away: to Django, the session would have been deleted."""
        try:
            super().save(must_create)
        except UpdateError as problem:
            if isinstance(problem.__context__, OperationalError | InterfaceError):
                raise problem.__context__ from None
            raise

    def cycle_key(self) -> None:
        """The same session under another key; whose it is goes with it."""
        contents, former = dict(self.items()), self.session_key
        self.create()
        self.update(contents)
        if former:
            SesionAbierta.objects.filter(sesion_id=former).update(sesion_id=self.session_key)
            self.delete(former)
