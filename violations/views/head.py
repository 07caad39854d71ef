"""The head of the official sheet of a case: title, marks, parties, three facts."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.principal import Principal
from accounts.roles import Role
from core.persian import persian_digits
from violations.facts import knows_parties
from violations.models import Case, ViolationReport
from violations.states import COUNTED
from violations.views.marks import (
    case_mark,
    contested_mark,
    outcome_mark,
    track_label,
    unserved_result_mark,
)
from violations.views.rights import sees_inside


def letterhead(
    case: Case, reports: list[ViolationReport], exhibits: list[Any], actor: Principal, *, told: bool
) -> dict[str, Any]:
    """Return title, marks, parties and the three facts of an official sheet."""
    final = case.state in COUNTED
    marks = [case_mark(case.state, is_served=case.appeal_due_on is not None)]
    if final and not told and actor.role is Role.OPERATOR:
        marks = [unserved_result_mark()]
    if case.is_contested:
        marks.append(contested_mark())
    outcome = outcome_mark(case.outcome if told else "", final=final)
    if outcome:
        marks.append(outcome)
    knows = knows_parties(actor)
    facts_: list[dict[str, Any]] = [
        {"label": _("number"), "code": case.number},
        {"label": _("date"), "date": case.opened_on},
    ]
    # Who reads only what they brought themselves does not hear that there is nothing else.
    if knows and (exhibits or actor.role is not Role.COUNTY_REP):
        facts_.append({"label": _("attachments"), "text": attachments(len(exhibits))})
    return {
        "title": case.type.title,
        "severity": case.severity if knows else "",
        "marks": marks,
        "parties": [
            _office(case),
            *(_opponents(case, reports, actor) if knows else ()),
            {"icon": "policy", "text": _("track: %(track)s") % {"track": track_label(case.track)}},
            *(_contract(case, actor) if knows else ()),
        ],
        "facts": facts_,
    }


def _office(case: Case) -> dict[str, Any]:
    office = case.office
    url = reverse("offices:office", args=[office.code])
    return {"icon": "office", "text": office.name, "url": url, "code": office.code}


def _opponents(
    case: Case, reports: list[ViolationReport], actor: Principal
) -> list[dict[str, Any]]:
    """Return the agency, for those inside with who reported; or the reporter alone."""
    reporter = reports[0].reporter_name if reports and sees_inside(actor) else ""
    if case.agency:
        text = case.agency.name
        if reporter:
            text = _("%(agency)s (%(reporter)s)") % {"agency": text, "reporter": reporter}
        return [{"icon": "agency", "text": text}]
    return [{"icon": "person", "text": reporter}] if reporter else []


def _contract(case: Case, actor: Principal) -> list[dict[str, Any]]:
    if not case.contract:
        return []
    url = reverse("contracts:contract", args=[case.contract.number])
    visible = actor.role is not Role.COUNTY_REP
    return [
        {
            "icon": "contract",
            "text": _("contract"),
            "code": case.contract.number,
            "url": url if visible else "",
        }
    ]


def attachments(total: int) -> str:
    """Return in words how many documents are attached to an official sheet."""
    if not total:
        return _("none")
    text = ngettext("%(total)s document", "%(total)s documents", total)
    return text % {"total": persian_digits(total)}
