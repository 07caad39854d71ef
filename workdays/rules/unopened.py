"""What follows when an office leaves a notice unopened in its portal."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class UnopenedStep(StrEnum):
    """What is done next about a notice that nobody has acknowledged."""

    REMIND = "remind"
    REMIND_AGAIN = "remind_again"
    PAPER = "paper"


@dataclass(frozen=True)
class Unopened:
    """
    A portal notice that waits to be acknowledged.

    `remind_from` is the first day of a reminder, `again_from` that of the second one (None before
    the first was sent), `open_until` the last day before the notice is served on paper.
    """

    reminded_on: date | None
    reminded_again_on: date | None
    paper_since: date | None
    remind_from: date
    again_from: date | None
    open_until: date


def next_step(notice: Unopened, on: date) -> UnopenedStep | None:
    """Return what is done about a notice on a day: at most one step, in order; None if nothing."""
    if notice.reminded_on is None:
        return UnopenedStep.REMIND if on >= notice.remind_from else None
    if notice.reminded_again_on is None:
        is_due = notice.again_from is not None and on >= notice.again_from
        return UnopenedStep.REMIND_AGAIN if is_due and on > notice.reminded_on else None
    if notice.paper_since is None:
        is_over = on > notice.open_until and on > notice.reminded_again_on
        return UnopenedStep.PAPER if is_over else None
    return None
