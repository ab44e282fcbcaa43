"""The cursor of statements that are asked all the time (`core.database.Prepared`): PostgreSQL binds their parameters.

That of Django writes parameters into the text of a statement, which is then planned each time.
"""

from __future__ import annotations

from typing import Any, Self

from django.db import connection
from psycopg import Cursor
from psycopg.errors import FeatureNotSupported
from psycopg.pq import TransactionStatus


class Preparing(Cursor[Any]):
    """Prepares what it executes, once for each connection."""

    def execute(self, query: Any, params: Any = None, **_: Any) -> Self:
        """The same cursor, with the answer.

        A column of another type, by a migration while this process serves, makes what was prepared useless: outside of
        a transaction it is asked anew, and in any case the request is the last one of its connection.
        """
        alone = self.connection.autocommit and self.connection.info.transaction_status == TransactionStatus.IDLE
        # Only meanwhile: the driver remembers the text of each statement that it might prepare,
        # and those of Django hold what people wrote.
        self.connection.prepare_threshold = 0
        try:
            return super().execute(query, params, prepare=True)
        except FeatureNotSupported:
            connection.close_at = 0
            if not alone:
                raise
            return super().execute(query, params, prepare=False)
        finally:
            self.connection.prepare_threshold = None
