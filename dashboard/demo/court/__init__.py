"""One case, step by step, by the people who may: the words that the sample stories are told in."""

from dashboard.demo.court.acts import Event
from dashboard.demo.court.passages import Court, state_of

__all__ = ["Court", "Event", "state_of"]
