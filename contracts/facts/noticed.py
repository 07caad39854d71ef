"""How far the termination notices of listed contracts are, in words."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from contracts.models import Waiver
from contracts.states import ContractState, WaiverWindow
from core.jalali import short
from core.persian import isolated

# What `notice_words` reads of a contract.
COLUMNS = ("number", "state", "notice_id", "notice_served_on", "notice_ends_on")


def notice_words(rows: Sequence[Mapping[str, Any]], on: date) -> dict[str, str]:
    """
    Return by number how far the notice of each contract under notice is; one query at most.

    A notice runs from its service to its last day, or to the declaration of the office.
    """
    noticed = [row for row in rows if row["state"] == ContractState.TERMINATION_NOTICE]
    served = [row["notice_id"] for row in noticed if row["notice_served_on"]]
    waived = _waived(served) if served else frozenset()
    return {row["number"]: _words(row, on, row["notice_id"] in waived) for row in noticed}


def _waived(notices: Sequence[Any]) -> frozenset[Any]:
    waivers = Waiver.objects.filter(window=WaiverWindow.TERMINATION_NOTICE, subject_id__in=notices)
    return frozenset(waivers.values_list("subject_id", flat=True))


def _words(row: Mapping[str, Any], on: date, is_waived: bool) -> str:
    last = row["notice_ends_on"]
    if row["notice_served_on"] is None or last is None:
        return _("termination notice not served yet")
    if is_waived:
        return _("termination notice ended by the office")
    text = (
        _("termination notice until {day}") if last >= on else _("termination notice over, {day}")
    )
    return text.format(day=isolated(short(last)))
