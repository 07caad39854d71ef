"""The ten minutes in which whoever filed a report may take it back."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self

from violations.acts.reports import UNDO
from violations.models import ViolationReport
from violations.states import ReportState


@dataclass(frozen=True)
class Undo:
    """A fresh report, until when it may be withdrawn, and how many seconds are left."""

    report: ViolationReport
    until: datetime
    seconds: int

    @classmethod
    def of(cls, report: ViolationReport, at: datetime) -> Self:
        """Return how the window stands at a moment."""
        until = report.submitted_at + UNDO
        return cls(report, until, max(0, int((until - at).total_seconds())))


def undo_of(report: ViolationReport | None, at: datetime) -> Undo | None:
    """Return the window of a report that has just been filed; None when it is over or none."""
    if report is None or report.state != ReportState.SUBMITTED:
        return None
    undo = Undo.of(report, at)
    return undo if undo.seconds else None
