"""A connection to PostgreSQL, as Django asks for one by this name."""

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that is looked at before each request, and asked only where it looks odd."""

    def is_usable(self) -> bool:
        """
        Tell whether the server is still there.

        One that has gone has closed the line, so that there is something to read where nobody has
        asked anything. A line that is quiet would answer; to ask it would cost each request a
        question.
        """
        if self.connection.closed:
            return False
        look = select.poll()
        look.register(self.connection, select.POLLIN)
        return not look.poll(0) or bool(super().is_usable())
