"""
What is done with a submitted report.

A type of the contract track is weighed by the manager of the report's agency, one of the licence
track by the secretariat; for a type of both tracks either may, and acceptance opens both cases.
The person who reported never triages.
"""

from datetime import date, datetime

from accounts.principal import Principal
from violations.models import Case, ViolationReport


def return_report(
    *, report_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> ViolationReport:
    """
    Send a report back to its reporter for completion.

    Raises:
        NotPermitted: the role does not triage this track, or the actor is the reporter.
        ViolationReport.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the report is not waiting for triage.
        Invalid: by field reason.
    """
    raise NotImplementedError


def accept_report(*, report_id: int, actor: Principal, on: date, at: datetime) -> list[Case]:
    """
    Open the report's case; two linked ones for a type of both tracks, the contract's first.

    The first case takes the report's number, its twin the next. Duplicates join them.

    Raises:
        NotPermitted: the role does not triage this track, or the actor is the reporter.
        ViolationReport.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the report is not waiting for triage.
    """
    raise NotImplementedError


def reject_report(
    *, report_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> ViolationReport:
    """
    Refuse a report, with a reason.

    Raises:
        As `return_report`.
    """
    raise NotImplementedError


def mark_duplicate(
    *, report_id: int, original_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> ViolationReport:
    """
    Mark a report as a duplicate of another of the same office; it and its evidence join the case.

    Raises:
        As `return_report`.
        Invalid: by field original: not visible, another office, another agency, not a live report.
    """
    raise NotImplementedError


def refer_report(
    *, report_id: int, referred_to: str, reason: str, actor: Principal, on: date, at: datetime
) -> ViolationReport:
    """
    Refer a report to another authority: judiciary, police, regulator.

    Raises:
        As `return_report`.
        Invalid: by field referred_to, reason.
    """
    raise NotImplementedError
