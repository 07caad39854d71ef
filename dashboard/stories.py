"""The stories of the sample data, linked from the desk; none without sample data."""

from dataclasses import dataclass

from django.conf import settings

from accounts.principal import Principal


@dataclass(frozen=True)
class Story:
    """One story: its title, what it shows, and where it begins."""

    number: int
    title: str
    note: str
    url: str


def stories(principal: Principal) -> list[Story]:
    """Return the stories whose records the principal may see."""
    if not settings.DEMO:
        return []
    return []
