"""Where uploaded files lie: none stays behind of a request whose rows were not written."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import connection, transaction

_request = threading.local()


class RequestStorage(FileSystemStorage):
    """A folder of files; what a request writes is noted until its transaction commits."""

    def _save(self, name: str, content: "File[bytes]") -> str:
        try:
            saved: str = super()._save(name, content)  # type: ignore[misc] # not in its stubs
        except OSError:  # the disk is full: half a file is there
            self.delete(name)
            raise
        names = getattr(_request, "names", None)
        if names is not None:
            names.add(saved)
            transaction.on_commit(partial(names.discard, saved))
        return saved


@contextmanager
def only_committed_files() -> Iterator[None]:
    """
    Remove the files that were written within, and whose transaction rolled back.

    After an error nothing is removed: a commit whose answer was lost may have succeeded. What has
    no row is then removed by the nightly job, as files of tasks are.
    """
    names: set[str] = set()
    _request.names = names
    try:
        yield
        if not connection.in_atomic_block:
            for name in names:
                default_storage.delete(name)
    finally:
        _request.names = None
