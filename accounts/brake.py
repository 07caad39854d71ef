"""How many guesses at a secret are looked at in a while: later ones wait, nobody is locked out."""

import hashlib

from django.core.cache import cache
from django.db import OperationalError, connection, transaction

from core.errors import Throttled

WINDOW = 300  # seconds
MOST_OF_ONE = 10
MOST_OF_ADDRESS = 30


def take(name: str, most: int = MOST_OF_ONE) -> str:
    """
    Count one guess at what `name` tells apart; return the key under which it is given back.

    Guesses of one name stand in line until their transaction ends, so that parallel ones are
    counted like guesses in a row. Take wider names first, or two lines wait for each other.

    Raises:
        Throttled: `most` were counted within the window, or the line is too long.
    """
    key = f"guesses:{hashlib.sha256(name.encode()).hexdigest()}"  # a key is short and ASCII
    _stand_in_line(key)
    taken = cache.get(key, 0)
    if taken >= most:
        raise Throttled(wait=WINDOW)
    cache.set(key, taken + 1, WINDOW)
    return key


def give_back(key: str) -> None:
    """Take one guess off the count: it was right."""
    cache.set(key, max(0, cache.get(key, 0) - 1), WINDOW)


def forget(key: str) -> None:
    """Begin to count anew."""
    cache.delete(key)


def _stand_in_line(key: str) -> None:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    except OperationalError as error:  # the lock's time is up
        raise Throttled(wait=WINDOW) from error
