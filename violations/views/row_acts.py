"""What a row of the lists asks of its reader next: one button, in the words of the role."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.persons import accounts_of, with_twins
from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from core.acts import Act, is_open
from core.addresses import address
from lists.columns import Row
from lists.waiting import waiting
from violations.acts.cases import (
    ACKNOWLEDGE,
    APPEAL,
    DECIDE,
    DECIDE_APPEAL,
    DEFEND,
    ISSUE_NOTICE,
    RECORD_SERVICE,
)
from violations.acts.deciding import decides_track, judges_track
from violations.acts.moments import day_of
from violations.acts.reports import RETURN, SUPPLEMENT, is_of_person
from violations.facts import awaiting
from violations.facts.paper import entered_receipts, kind_in_json
from violations.facts.triage import PASSES_TO, triage_turn, triage_turns
from violations.models import (
    Appeal,
    Case,
    CaseReport,
    HearingSession,
    Notice,
    ViolationReport,
    ViolationType,
)
from violations.models.hearing import to_serve
from violations.states import TO_DECIDE, CaseState, Channel, NoticeKind, ReportState, Track


def acts_on_cases(actor: Principal) -> bool:
    """Tell whether a row of the cases can ever ask something of the actor's role."""
    if actor.role is Role.OPERATOR or may(actor, Permission.CASE_DECIDE_APPEAL):
        return True
    return ISSUE_NOTICE.is_for(actor) or any(decides_track(actor, track) for track in Track)


def objected(row: Row) -> bool:
    """Tell whether an objection in a case of the list waits for its decision."""
    return row["state"] == CaseState.APPEALED or bool(row.get("is_contested"))


def add_filed(rows: Sequence[Row], actor: Principal) -> None:
    """Put on the cases in appeal since when the objection waits, for rows without a clock."""
    keys = [row["id"] for row in rows if objected(row)]
    if not keys:
        return
    seen = Appeal.objects.visible_to(actor).counted().filter(case__in=keys)
    filed = dict(seen.values_list("case_id", "filed_on"))
    for row in rows:
        row["filed_on"] = filed.get(row["id"])


def add_turns(rows: Sequence[Row], actor: Principal, on: date) -> None:
    """
    Put on the cases that wait for a decision of the role whether it is this actor's to make now.

    It is not while a hearing session is to be held or signed, which stands there instead, or where
    the actor had a part in the case. At most three queries; none for a role that decides nothing.
    """
    first, later = _waiting(rows, actor)
    if not first and not later:
        return
    cases = Case.objects.visible_to(actor).filter(pk__in=first | later)
    own: set[int] = set()
    sessions: dict[int, Any] = {}
    if first:
        own.update(awaiting.first_decisions(actor, cases, on).values_list("pk", flat=True))
        live = HearingSession.objects.visible_to(actor).live().filter(case__in=first)
        sessions.update(live.values_list("case_id", "public_id"))
    if later:
        own.update(awaiting.objections(actor, cases, on).values_list("pk", flat=True))
    for row in rows:
        row["is_turn"], row["session"] = row["id"] in own, sessions.get(row["id"])


def add_portal_notices(rows: Sequence[Row], actor: Principal) -> None:
    """Put on the cases of an office whether their notice waits in the portal; at most one query."""
    keys = [row["id"] for row in rows if row["state"] == CaseState.OPENED]
    if actor.role is not Role.OPERATOR or not keys:
        return
    waiting = Notice.objects.visible_to(actor).filter(
        case__in=keys, kind=NoticeKind.CHARGE, channel=Channel.PORTAL, served_on=None
    )
    found = set(waiting.values_list("case_id", flat=True))
    for row in rows:
        row["is_in_portal"] = row["id"] in found


def add_services(rows: Sequence[Row], actor: Principal) -> None:
    """
    Put on the cases the kind of the notice that is to be served on paper; at most one query.

    None where its receipt was entered and waits for its second person.
    """
    keys = [row["id"] for row in rows if _is_unserved(row)]
    if not keys or not RECORD_SERVICE.is_for(actor):
        return
    paper = ~Q(channel=Channel.PORTAL) | Q(paper_since__isnull=False)
    notices = Notice.objects.visible_to(actor).filter(to_serve(), paper, case__in=keys)
    entered = entered_receipts(OuterRef("case__public_id"), kind_in_json())
    waiting = notices.exclude(Exists(entered)).order_by("-issued_on", "-pk")
    found = dict(waiting.values_list("case_id", "kind"))
    for row in rows:
        row["to_serve"] = found.get(row["id"], "")


def add_own_reports(rows: Sequence[Row], actor: Principal) -> None:
    """Put on the cases with a notice to serve whether the actor reported them; one query."""
    keys = [row["id"] for row in rows if _is_unissued(row) or row.get("to_serve")]
    if not keys or not ISSUE_NOTICE.is_for(actor):
        return
    own = CaseReport.objects.filter(report__reporter_id__in=accounts_of(actor.user_id))
    found = set(own.filter(case__in=keys).values_list("case_id", flat=True))
    for row in rows:
        row["is_own_report"] = row["id"] in found


def _is_unissued(row: Row) -> bool:
    return row["state"] == CaseState.OPENED and not row["is_issued"]


def _is_unserved(row: Row) -> bool:
    """Tell whether a notice of a row may have been issued and not been served."""
    if row["state"] == CaseState.OPENED:
        return bool(row["is_issued"])
    if row["state"] == CaseState.DECIDED:
        return row["appeal_due_on"] is None
    return bool(row["result_serve_due_on"]) and row["result_served_on"] is None


def _waiting(rows: Sequence[Row], actor: Principal) -> tuple[set[int], set[int]]:
    """Return which cases wait for a first decision of the role, and which for one on appeal."""
    first = (
        row for row in rows if row["state"] in TO_DECIDE and decides_track(actor, row["track"])
    )
    later = (row for row in rows if objected(row) and judges_track(actor, row["track"]))
    return {row["id"] for row in first}, {row["id"] for row in later}


def _button(act: Act, url: str, **more: str) -> dict[str, str]:
    """Return the button of an act in a row."""
    return {"url": url, "label": act.button, "key": act.key, **more}


def _see(url: str, label: str) -> dict[str, str]:
    """Return a button that leads to a page with no act of its own."""
    return {"url": url, "label": label, "key": ""}


def act_of_case(row: Row, actor: Principal, queue: str, on: date) -> dict[str, str] | None:
    """Return what the reader is to do next with a case, as a button."""
    number = row["number"]
    if actor.role is Role.OPERATOR:
        return operator_act(row, on)
    serves = not row.get("is_own_report")
    if serves and _is_unissued(row) and ISSUE_NOTICE.is_of(actor, Case(track=row["track"]), on):
        return _button(ISSUE_NOTICE, address("violations:notice", number))
    if serves and row.get("to_serve") and RECORD_SERVICE.is_of(actor, Case(track=row["track"]), on):
        url = reverse("violations:service", args=[number, row["to_serve"]])
        return _button(RECORD_SERVICE, url)
    if row.get("is_turn"):
        act = DECIDE_APPEAL if objected(row) else DECIDE
        return _button(act, row["url"], decides="yes")
    if row.get("session"):
        url = reverse("violations:hearing", args=[number, row["session"]])
        return _see(url, _("Hearing session"))
    if queue == "judgment":
        return _see(row["url"], _("See the case"))
    return None


def add_office_acts(rows: Sequence[Row], actor: Principal, on: date) -> None:
    """Lead an operator to each case on which something else waits than its notice; one query."""
    cases = Case.objects.visible_to(actor).filter(pk__in=[row["pk"] for row in rows])
    found = set(waiting(cases, actor, on).values_list("pk", flat=True))
    for row in rows:
        if row["pk"] in found and not row["act"]:
            row["act"] = _see(row["url"], _("See the case"))


def add_report_acts(rows: Sequence[Row], actor: Principal, on: date) -> None:
    """Put on the reports what the reader is to do next, as a button; at most two queries."""
    reports = [_report_of(row) for row in rows]
    _remember_turns(rows, reports, actor, on)
    triaged = [_waits_for(report, actor, on) for report in reports]
    own = with_twins([actor.user_id]) if any(triaged) else set()
    for row, report, is_triaged in zip(rows, reports, triaged, strict=True):
        is_of_person.remember(report, actor.user_id, value=report.reporter_id in own)
        row["act"] = None
        if is_triaged and is_open(RETURN, report, actor, on):
            row["act"] = _button(RETURN, row["url"]) | {"label": _("Triage")}
        elif is_open(SUPPLEMENT, report, actor, on):
            url = address("violations:supplement", row["number"])
            row["act"] = _button(SUPPLEMENT, url)


def _remember_turns(
    rows: Sequence[Row], reports: Sequence[ViolationReport], actor: Principal, on: date
) -> None:
    """Read whose turn the reports of the contract track are, for those to whom it may pass."""
    asked = {
        row["pk"]: report
        for row, report in zip(rows, reports, strict=True)
        if report.state == ReportState.SUBMITTED and report.type.track != Track.LICENCE
    }
    if actor.role in PASSES_TO and asked:
        day = day_of(on)
        for key, turn in triage_turns(asked, day).items():
            triage_turn.remember(asked[key], day, value=turn)


def _report_of(row: Row) -> ViolationReport:
    """Return as much of a row's report as its acts ask for."""
    return ViolationReport(
        state=row["state"],
        reporter_id=row["reporter_id"],
        office_id=row["office_id"],
        contract_id=row["contract_id"],
        type=ViolationType(track=row["type__track"]),
    )


def _waits_for(report: ViolationReport, actor: Principal, on: date) -> bool:
    """Tell whether the report waits for the triage of the actor's side."""
    return report.state == ReportState.SUBMITTED and RETURN.is_of(actor, report, on)


def operator_act(row: dict[str, Any], on: date) -> dict[str, str] | None:
    """Return what an office is to do next with its case, as a button."""
    number = row["number"]

    match row["state"]:
        case CaseState.OPENED if row.get("is_in_portal"):
            return _button(ACKNOWLEDGE, address("violations:file", number))
        case CaseState.NOTIFIED:
            return _button(DEFEND, address("violations:defence", number))
        case CaseState.DECIDED if row["outcome"] == "proven" and _is_open(row, on):
            return _button(APPEAL, address("violations:appeal", number))
        case _:
            return None


def _is_open(row: dict[str, Any], on: date) -> bool:
    """Tell whether the objection window of a case of the list runs."""
    due = row["appeal_due_on"]
    return due is not None and on <= due
