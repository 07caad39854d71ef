"""Background work: transactions that tell the database for whom (design: DECISIONS 16)."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from celery import Task, shared_task
from django.db import transaction

from accounts.models import User
from accounts.principal import Principal
from accounts.sight import enter
from core.scope import SYSTEM, set_scope


@contextmanager
def acting_as(actor: Principal) -> Iterator[Principal]:
    """Open a transaction in the scope of a principal."""
    with transaction.atomic():
        enter(actor)
        yield actor


@contextmanager
def as_clock() -> Iterator[Principal]:
    """Open a transaction in the scope of the clock, and return its principal."""
    with transaction.atomic():
        set_scope(scope=SYSTEM)
        yield User.objects.system()


class Job(Task):  # type: ignore[type-arg] # generic in the stubs only
    """
    A task as one transaction in the clock's scope.

    `in_steps` is for work of which a part must stay although a later one fails: it opens a
    transaction for each step itself, by `as_clock` or `acting_as`.
    """

    in_steps = False

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Do the work."""
        if self.in_steps:
            return super().__call__(*args, **kwargs)
        with as_clock():
            return super().__call__(*args, **kwargs)


job = partial(shared_task, base=Job, acks_late=True)
