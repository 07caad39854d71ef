"""What is wrong with the day that a paper carries, by field, of what was typed so far."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.papers.heads import wrong_in_judgment
from violations.facts.paper_entries import decided_last_on
from violations.models import Case, Notice

Wrong = dict[str, list[str]]


def wrong_in_receipt(notice: Notice, typed: Mapping[str, Any], on: date) -> Wrong:
    """Return what is wrong with the day on which a notice was served on paper."""
    day = typed.get("served_on")
    if day and day > on:
        return {"served_on": [_("The day of service cannot be after today.")]}
    if day and day < notice.issued_on:
        return {"served_on": [_("A notice cannot be served before it is issued.")]}
    return {}


def wrong_in_judgments_day(case: Case, typed: Mapping[str, Any], on: date) -> Wrong:
    """Return what is wrong with the day of a judgment on the case."""
    day = typed.get("document_on")
    if day and day > on:
        return {"document_on": [_("The document cannot be dated after today.")]}
    wrong = wrong_in_judgment(day, decided_last_on(case)) if day else ""
    return {"document_on": [wrong]} if wrong else {}


def wrong_in_paper_defence(case: Case, typed: Mapping[str, Any], on: date) -> Wrong:
    """Return what is wrong with the day on which a paper defence was received."""
    day = typed.get("received_on")
    if day and day > on:
        return {"received_on": [_("The day of receipt cannot be after today.")]}
    if day and case.served_on and day < case.served_on:
        return {"received_on": [_("A defence cannot come before the notice was served.")]}
    return {}


def wrong_in_paper_objection(case: Case, typed: Mapping[str, Any], on: date) -> Wrong:
    """Return what is wrong with the day on which a paper objection was received."""
    day = typed.get("received_on")
    if day and day > on:
        return {"received_on": [_("The day of receipt cannot be after today.")]}
    if day and case.decided_on and day < case.decided_on:
        return {"received_on": [_("An objection cannot come before the decision.")]}
    return {}
