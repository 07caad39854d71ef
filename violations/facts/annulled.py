"""Who follows the annulment or reduction of a decision, on the floors above."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from accounts.principal import Principal
from core.panels import Register
from violations.models import Case


@dataclass(frozen=True)
class Follower:
    """What a higher floor does in the transaction in which a final case is changed."""

    name: str
    follow: Callable[[Case, Principal, date, datetime], None]
    order: int = 100


FOLLOWERS: Register[Follower] = Register()
