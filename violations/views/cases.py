"""What a case's page shows: clocks, what was said, what was decided, what can be done."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from core.acts import is_open
from core.panels import drawn
from violations import facts
from violations.acts.cases import ADD_NOTE
from violations.acts.conditions import is_recused
from violations.acts.notices import appeal_of
from violations.facts.receipts import receipt_of
from violations.facts.told import OUTSIDE
from violations.facts.turns import NO_MEMBER, lacks_member, stand_in_of
from violations.forms.cases import NoteForm
from violations.models import (
    Case,
    EvidenceAccess,
    Notice,
    ViolationReport,
)
from violations.states import Channel, NoticeKind, Outcome, Track
from violations.views.answers import answers_of
from violations.views.clocks import KEEPERS, CaseClock, clocks_with_ribbons
from violations.views.contestable import contestable_in
from violations.views.decided import decided, earlier_appeals, files_of_appeals
from violations.views.dropped import proposals
from violations.views.exhibits import exhibits_of, of_kind
from violations.views.head import letterhead
from violations.views.hearings import coming
from violations.views.history import history_of
from violations.views.marks import case_mark, track_label
from violations.views.offers.reading import offers_on, papers_of
from violations.views.reported import shown_reports
from violations.views.rights import (
    asks_for_evidence,
    reads_notice,
    sees_inside,
    sees_narrative,
    writes_notes,
)
from violations.views.steps import steps_of
from violations.views.timeline import events_of
from workdays.facts.unopened import Ignored, ignored

# By when others decide what the office has answered or objected to.
AWAITED = frozenset({"decision", "appeal_decision"})


def case_context(case: Case, actor: Principal, on: date) -> dict[str, Any]:
    """Return everything that the page of a case shows to this actor."""
    papers, proposed = papers_of(case, actor), proposals(case, actor)
    entered = {one.arguments.get("kind") for one in proposed["waiting_papers"]}
    reports, hearings = list(papers.reports), papers.hearings
    told = facts.is_told(case, actor)
    exhibits = exhibits_of(actor, case=case)
    files = _files(case, reports, exhibits, actor, told=told)
    decisions = decided(case, actor, exhibits, told=told)
    files["head"]["facts"] += filter(None, [decisions["in_force"]])
    offers = offers_on(case, actor, papers, on)
    heard = _heard_parts(case, reports, actor, exhibits, told=told)
    hearings = hearings if sees_narrative(actor, case) else []
    # An office reads its main act in the banner.
    offered = offers.others if actor.role is Role.OPERATOR else offers.all
    return {
        "object": case,
        "case": case,
        **files,
        **heard,
        **decisions,
        **_clocks(case, reports, actor, on),
        **_inside(case, actor, on),
        **_panels(case, actor, on),
        **proposed,
        "notices": [
            _notice(notice, case, actor, files["receipts"], is_entered=notice.kind in entered)
            for notice in papers.notices
        ],
        "hearings": hearings,
        "coming": coming(hearings),
        "contestable": contestable_in(case, heard, hearings, actor, on),
        "ignored": _ignored(papers.notices, actor),
        "corrections": papers.corrections,
        "events": events_of(
            [case, *reports], actor, [trail.of(case, actor) for trail in facts.TRAILS]
        ),
        "linked": _linked(case, actor),
        "offers": offers,
        "beside": [offer for offer in offered if offer.is_main or not offer.is_danger],
        "grave": [offer for offer in offered if offer.is_danger and not offer.is_main],
    }


def _files(
    case: Case,
    reports: list[ViolationReport],
    exhibits: list[dict[str, Any]],
    actor: Principal,
    *,
    told: bool,
) -> dict[str, Any]:
    """Return the sheet's head and the files of a case, by what they belong to."""
    return {
        "head": letterhead(case, reports, exhibits, actor, told=told),
        "has_files": bool(exhibits),
        "exhibits": of_kind(exhibits, "report"),
        "appeal_exhibits": of_kind(exhibits, "appeal"),
        "correction_exhibits": of_kind(exhibits, "correction"),
        "receipts": {card["public_id"]: card for card in of_kind(exhibits, "service")},
    }


def is_in_favour(case: Case) -> bool:
    """Tell whether the violation was not proven."""
    return case.outcome == Outcome.NOT_PROVEN


def _heard_parts(
    case: Case,
    reports: list[ViolationReport],
    actor: Principal,
    exhibits: list[dict[str, Any]],
    *,
    told: bool,
) -> dict[str, Any]:
    """Return what was reported and answered, for those who read it."""
    reads, is_operator = sees_narrative(actor, case), actor.role is Role.OPERATOR
    has_dossier = reads and may(actor, Permission.CASE_DOSSIER)
    appeal = appeal_of(case)
    has_dossier = has_dossier and not is_recused(case, actor.user_id)
    return {
        "reads": reads,
        "is_operator": is_operator,
        "in_favour": is_operator and told and is_in_favour(case),
        "unserved": is_operator and not reads,
        "told": shown_reports(reports, actor) if reads else [],
        "answers": answers_of(case, exhibits) if reads else [],
        "appeal": appeal if reads else None,
        "appeal_receipt_no": receipt_of(appeal, case.number) if appeal else "",
        "appeal_exhibits": files_of_appeals(case, exhibits)[appeal.pk] if appeal else [],
        "earlier_appeals": earlier_appeals(case, exhibits) if reads else [],
        "dossier_url": reverse("violations:dossier", args=[case.number]) if has_dossier else "",
    }


def _clocks(
    case: Case, reports: list[ViolationReport], actor: Principal, on: date
) -> dict[str, Any]:
    """Return the steps and the clocks, and the one that heads the page."""
    ribbons = clocks_with_ribbons(case, on)
    clocks = [clock for clock in ribbons if _is_shown(clock, actor)]
    return {
        "steps": steps_of(case, reports, on, actor),
        "clocks": clocks,
        "running": _headline(clocks, case, actor),
        "awaits": any(clock.is_running for clock in clocks),
    }


def _inside(case: Case, actor: Principal, on: date) -> dict[str, Any]:
    """Return what the office's side does not see: who was named to decide, notes, accesses."""
    inside = sees_inside(actor)
    writes = writes_notes(actor) and is_open(ADD_NOTE, case, actor, on)
    return {
        "inside": inside,
        **accesses_to(case, actor, inside=inside),
        "stand_in": stand_in_of(case, on) if inside else None,
        "lacks_member": NO_MEMBER if actor.is_province and lacks_member(case, on) else "",
        "notes": list(case.notes.order_by("written_at", "pk")) if inside else [],
        "note_form": NoteForm() if writes else None,
        "note_url": reverse("violations:note", args=[case.number]),
        "note_hint": _("the office does not see them"),
        "may_read_audit": may(actor, Permission.AUDIT_READ),
    }


def _panels(case: Case, actor: Principal, on: date) -> dict[str, Any]:
    """Return the office's other cases, and what the floors above show here."""
    return {
        "history": history_of(case, actor, on) if sees_narrative(actor, case) else None,
        "banner_panels": drawn(facts.PANELS, "banner", case, actor, on),
        "main_panels": drawn(facts.PANELS, "main", case, actor, on),
        "aside_panels": drawn(facts.PANELS, "aside", case, actor, on),
    }


def accesses_to(case: Case, actor: Principal, *, inside: bool) -> dict[str, Any]:
    """Return who asked for the restricted files, and how many are closed to this actor."""
    if not inside:
        return {"accesses": [], "closed_files": 0}
    accesses = EvidenceAccess.objects.visible_to(actor).filter(case=case)
    asks = asks_for_evidence(actor) and not is_recused(case, actor.user_id)
    closed = facts.closed_files(case, actor) if asks else 0
    return {"accesses": list(accesses.order_by("-asked_at", "-pk")), "closed_files": closed}


def _is_shown(clock: CaseClock, actor: Principal) -> bool:
    """Tell whether a clock is drawn: that of the service while it runs, for those who serve."""
    if clock.key in KEEPERS:
        return actor.role not in OUTSIDE
    return clock.key != "service" or (clock.is_running and actor.role is not Role.OPERATOR)


def _headline(clocks: Iterable[CaseClock], case: Case, actor: Principal) -> CaseClock | None:
    """
    Return the clock that heads the page: an office's own first, then by when others decide.

    An office whose case was not proven has nothing to object to: no objection clock heads its page.
    """
    running = [clock for clock in clocks if clock.is_running]
    if actor.role is not Role.OPERATOR:
        return next(iter(running), None)
    if is_in_favour(case):
        running = [clock for clock in running if clock.key != "appeal"]
    own = [clock for clock in running if clock.is_offices]
    return next(iter(own + [clock for clock in running if clock.key in AWAITED]), None)


def _notice(
    notice: Notice,
    case: Case,
    actor: Principal,
    receipts: dict[UUID, dict[str, Any]],
    *,
    is_entered: bool,
) -> dict[str, Any]:
    """
    Return a notice as a row, with the picture of its receipt for those who may open it.

    `is_entered` tells whether its receipt waits for the second person.
    """
    opens = reads_notice(actor, notice)
    return {
        "notice": notice,
        "kind": NoticeKind(notice.kind).label,
        "channel": Channel(notice.channel).label,
        "mark": _service_mark(notice, is_entered=is_entered),
        "url": reverse("violations:letter", args=[case.number, notice.public_id]) if opens else "",
        "receipt": receipts.get(notice.receipt.public_id) if notice.receipt else None,
    }


def _ignored(notices: Iterable[Notice], actor: Principal) -> Ignored | None:
    """Return what happens when the office ignores the notice that waits in its portal."""
    if actor.role is not Role.OPERATOR:
        return None
    waiting = (row for row in notices if row.served_on is None and row.channel == Channel.PORTAL)
    notice = next((row for row in waiting if row.session is None or row.session.is_live), None)
    return ignored(notice, notice.issued_on) if notice else None


def _service_mark(notice: Notice, *, is_entered: bool) -> dict[str, str]:
    """Return whether a notice was served; one to a session called off need not be."""
    if notice.served_on is not None:
        return {"kind": "stamp", "tone": "info", "text": _("served")}
    if notice.session is not None and not notice.session.is_live:
        return {"kind": "pill", "tone": "neutral", "text": _("no longer to be served")}
    text = _("waits for confirmation") if is_entered else _("waits for service")
    return {"kind": "pill", "tone": "warn", "text": text}


def _linked(case: Case, actor: Principal) -> dict[str, Any] | None:
    """Return the twin in the other track; its number, and for the office all, once it is seen."""
    twin = case.linked or getattr(case, "linked_back", None)
    if twin is None or not facts.knows_parties(actor):
        return None
    visible = Case.objects.visible_to(actor).filter(pk=twin.pk).exists()
    if not visible and actor.role is Role.OPERATOR:
        return None
    return {
        "number": twin.number if visible else "",
        "track": track_label(twin.track),
        "mark": case_mark(twin.state),
        "where": _(
            "The same event in the licence track: the provincial committee decides there, and its"
            " file is not open to you."
        )
        if twin.track == Track.LICENCE
        else _(
            "The same event in the contract track: the contract's agency decides there, and its"
            " file is not open to you."
        ),
    }
