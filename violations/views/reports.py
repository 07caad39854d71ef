"""What a report's page shows: what was written, its evidence, its triage."""

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.principal import Principal, may
from accounts.roles import Permission
from core.acts import Act, why_not
from core.web import act_links
from violations import facts
from violations.acts.reports import ACCEPT, REPORT_ACTS, SUPPLEMENT
from violations.models import Case, ViolationReport
from violations.states import ReportState
from violations.views.clocks import add_ribbons
from violations.views.exhibits import exhibits_of
from violations.views.head import attachments
from violations.views.marks import case_mark, report_mark, track_label
from violations.views.offers import Offers
from violations.views.points import points_bar
from violations.views.rights import sees_inside
from violations.views.timeline import events_of
from violations.views.undo import undo_of

# The acts on a report that was filed, and those that lead on its page.
ON_REPORT = [act for act in REPORT_ACTS if act.states is not None]
MAIN = (ACCEPT.name, SUPPLEMENT.name)
ENDED = {ReportState.REJECTED, ReportState.DUPLICATE, ReportState.REFERRED, ReportState.WITHDRAWN}


def report_context(
    report: ViolationReport, actor: Principal, on: date, at: datetime
) -> dict[str, Any]:
    """Return everything that the page of a report shows to this actor."""
    exhibits = exhibits_of(actor, report=report)
    offers = report_offers(report, actor, at)
    triaging = any(offer.name == "accept" for offer in offers.all)
    return {
        "object": report,
        "report": report,
        "head": letterhead(report, len(exhibits)),
        "row": _clock(report, on),
        "exhibits": exhibits,
        "offers": offers,
        "undo": undo_of(report, at) if "withdraw" in offers else None,
        "triaging": triaging,
        "twins": _twins(report, actor) if triaging else [],
        "effect": _effect(report, on, actor) if triaging else None,
        "opens_two": triaging and report.type.track == "both" and report.contract_id is not None,
        "bar": points_bar(report.office_id, on, actor),
        "cases": _cases(report, actor),
        "original": _original(report, actor),
        "duplicates": _duplicates(report, actor),
        "events": events_of([report], actor),
        "inside": sees_inside(actor),
        "may_read_audit": may(actor, Permission.AUDIT_READ),
        "ended": report.state in ENDED,
        "mine": report.reporter_id == actor.user_id,
    }


def letterhead(report: ViolationReport, files: int) -> dict[str, Any]:
    """Return title, mark, parties and the three facts of an official sheet."""
    office = report.office
    parties: list[dict[str, Any]] = [
        {
            "icon": "office",
            "text": office.name,
            "url": reverse("offices:office", args=[office.code]),
            "code": office.code,
        },
        {"icon": "place", "text": report.county.name},
    ]
    who = report.reporter_name
    if report.agency:
        text = _("%(agency)s (%(reporter)s)") % {"agency": report.agency.name, "reporter": who}
        parties.append({"icon": "agency", "text": text})
    else:
        parties.append({"icon": "person", "text": who})
    parties.append(
        {"icon": "policy", "text": _("track: %(track)s") % {
            "track": track_label(report.type.track)}}
    )  # fmt: skip
    return {
        "title": report.type.title,
        "severity": report.type.severity,
        "marks": [report_mark(report.state)],
        "parties": parties,
        "facts": [
            {"label": _("number"), "code": report.number},
            {"label": _("date"), "date": report.submitted_on},
            {"label": _("attachments"), "text": attachments(files)},
        ],
    }


def _clock(report: ViolationReport, on: date) -> dict[str, Any]:
    row = {
        "state": report.state,
        "submitted_on": report.submitted_on,
        "triage_due_on": report.triage_due_on,
        "county__public_id": report.county.public_id,
        "agency__kind": report.agency.kind if report.agency else "",
        "type__track": report.type.track,
    }
    add_ribbons([row], on)
    return row


def report_offers(report: ViolationReport, actor: Principal, at: datetime) -> Offers:
    """Return the acts on a report that are open to the actor now, and why a triager may not."""

    def url(act: Act) -> str:
        return reverse(f"violations:{act.name}", args=[report.number])

    links = act_links(ON_REPORT, report, actor, at, url=url, main=MAIN)
    found = None
    if ACCEPT.is_of(actor, report, at) and report.state == ReportState.SUBMITTED:
        found = why_not(ACCEPT, report, actor, at)
    return Offers(tuple(links), found.message if found else "")


def _twins(report: ViolationReport, actor: Principal) -> list[facts.Twin]:
    return facts.duplicates_of(
        office_id=report.office_id,
        type_id=report.type_id,
        occurred_on=report.occurred_on,
        actor=actor,
        exclude_id=report.pk,
    )


def _effect(report: ViolationReport, on: date, actor: Principal) -> facts.Effect:
    return facts.effect_of(
        office_id=report.office_id,
        contract_id=report.contract_id,
        type_id=report.type_id,
        occurred_on=report.occurred_on,
        as_of=on,
        reader=actor,
    )


def _cases(report: ViolationReport, actor: Principal) -> list[dict[str, Any]]:
    """Return the report's cases: a link for those in scope, only track and state for others."""
    visible = set(
        Case.objects.visible_to(actor).filter(reports=report).values_list("pk", flat=True)
    )
    rows = report.cases.order_by("pk").values("pk", "number", "track", "state")
    return [
        {
            "number": row["number"] if row["pk"] in visible else "",
            "track": track_label(row["track"]),
            "mark": case_mark(row["state"]),
        }
        for row in rows
    ]


def _original(report: ViolationReport, actor: Principal) -> str:
    """Return the number of the report that came first, when the actor sees it."""
    if report.duplicate_of_id is None:
        return ""
    seen = ViolationReport.objects.visible_to(actor).filter(pk=report.duplicate_of_id)
    return seen.values_list("number", flat=True).first() or ""


def _duplicates(report: ViolationReport, actor: Principal) -> list[str]:
    seen = ViolationReport.objects.visible_to(actor).filter(duplicate_of=report)
    return list(seen.order_by("pk").values_list("number", flat=True)[:20])
