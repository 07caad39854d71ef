"""
How many guesses at a secret are checked in a while: later ones wait, nobody is locked out.

Guesses at a password count by name and network together, so that a stranger elsewhere puts nobody
off. A browser in which the person has signed in before counts by itself. A name that is guessed at
from everywhere, and a network that guesses at many names, have fewer guesses for each pair
(docs/adr/0061-sign-in-limits.md).
"""

import hashlib
from dataclasses import dataclass
from ipaddress import ip_address, ip_network

from django.core.cache import cache
from django.db import OperationalError, transaction

from accounts.cache import add_to, subtract_from
from core.errors import Throttled

WINDOW = 300  # seconds from the first guess
MOST_OF_ONE = 10
# Of a name or network under attack: a right password passes at its first guess.
FEWER = 3
NAME_WINDOW, MOST_OF_NAME = 3600, 100
MOST_NAMES = 30


@dataclass(frozen=True)
class Guess:
    """One guess at a password: the key of its pair, and how many of the pair are left."""

    key: str
    left: int
    name: str
    network: str
    is_first: bool


def hit(name: str, most: int = MOST_OF_ONE) -> str:
    """
    Count one guess at the secret that `name` identifies; return the key of its counter.

    Parallel guesses of one name wait for each other until their transactions end.

    Raises:
        Throttled: `most` were counted within the window, or the wait is too long.
    """
    key = _key(name)
    _count(key, most)
    return key


def refund(key: str) -> None:
    """Take one guess off the count: it was right."""
    subtract_from(key)


def reset(key: str) -> None:
    """Begin to count anew."""
    cache.delete(key)


def hit_password(purpose: str, name: str, address: str, device: str = "") -> Guess:
    """
    Count one guess at the password of a name, which may not exist; `address` is where it came from.

    `device` is the number of a browser in which this person has signed in before, or empty.

    Raises:
        Throttled: so many guesses of the pair, or of the browser, were counted within the window.
    """
    name, network = name.strip().lower(), network_of(address)
    if device:
        try:
            key = _key(f"{purpose} of {name} in {device}")
            counted = _count(key, MOST_OF_ONE)
        except Throttled:
            pass  # the cookie may be stolen: it counts like any other browser
        else:
            return Guess(key, MOST_OF_ONE - counted, name, network, is_first=False)
    is_attacked = (
        cache.get(_key(f"wrong for {name}"), 0) >= MOST_OF_NAME
        or cache.get(_key(f"names from {network}"), 0) >= MOST_NAMES
    )
    most = FEWER if is_attacked else MOST_OF_ONE
    key = _key(f"{purpose} of {name} from {network}")
    counted = _count(key, most)
    return Guess(key, most - counted, name, network, is_first=counted == 1)


def add_failure(guess: Guess) -> None:
    """Count a wrong guess for its name, and its name once for the network."""
    add_to(_key(f"wrong for {guess.name}"), NAME_WINDOW)
    if guess.is_first:
        add_to(_key(f"names from {guess.network}"), WINDOW)


def network_of(address: str) -> str:
    """Return the network of an address: /24 of IPv4, /64 of IPv6; what is no address as it is."""
    try:
        found = ip_address(address)
    except ValueError:
        return address
    found = getattr(found, "ipv4_mapped", None) or found
    return str(ip_network(f"{found}/{24 if found.version == 4 else 64}", strict=False))


def _count(key: str, most: int) -> int:
    try:
        with transaction.atomic():
            counted, seconds = add_to(key, WINDOW)
    except OperationalError as error:  # the lock's time is up
        raise Throttled(wait=WINDOW) from error
    if counted > most:
        raise Throttled(wait=seconds)
    return counted


def _key(name: str) -> str:
    return f"guesses:{hashlib.sha256(name.encode()).hexdigest()}"  # a key is short and ASCII
