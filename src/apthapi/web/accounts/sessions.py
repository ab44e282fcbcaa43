"""The sessions of Django in its own table, found by a statement that is written once: every request asks for one."""

from __future__ import annotations

from typing import cast

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.db import connection
from django.utils import timezone

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
