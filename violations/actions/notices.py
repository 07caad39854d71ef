"""
Notices and their service: nothing is served by a click of the agency.

A notice in the portal is served when the office acknowledges it; a letter or a visit on the day
that its receipt shows.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.principal import Principal
from accounts.roles import ROLE_LABELS
from audit.actions import record
from audit.numbers import next_number
from audit.row_seals import add_seals
from core.acts import begin, need
from core.clock import day_in_tehran
from core.errors import IllegalMove
from core.identifiers import mask_national_ids
from core.jalali import long
from core.persian import display_safe
from notices.actions import LetterDraft, prove_service, write_letter
from notices.facts.declared import declared_receipt
from notices.states import Channel as Way
from violations.actions.evidence import attach, claim
from violations.actions.paper import EFFECTS, PERFORMED, files_of, propose_paper
from violations.actions.steps import Problems, change, terms_of
from violations.actions.windows import begin_windows
from violations.acts.cases import ACKNOWLEDGE, ISSUE_NOTICE, RECORD_SERVICE
from violations.acts.notices import (
    ACKNOWLEDGE_NOTICE,
    NONE_WAITS,
    RECORD_SERVICE_OF_NOTICE,
    is_off,
    notice_to_issue,
)
from violations.facts import letter_kind, notice_text, notice_values, official
from violations.facts.letters import notice_addressee, notice_sender
from violations.facts.received import receipt_text
from violations.facts.typed_days import wrong_in_receipt
from violations.models import Case, Notice
from violations.states import CaseState, Channel, NoticeKind
from workdays.actions import keep_deadlines
from workdays.facts import Kept, after_entry, is_entered_back
from workdays.rules import DeadlineKey

# The ways of letters by the channels of notices.
WAYS = {
    Channel.PORTAL: Way.PORTAL,
    Channel.LETTER: Way.PAPER,
    Channel.IN_PERSON: Way.PAPER,
}


@transaction.atomic
def issue_notice(
    *,
    case_id: int,
    kind: str,
    channel: str,
    actor: Principal,
    on: date,
    at: datetime,
    addition: str = "",
) -> Notice:
    """
    Issue a notice of a case: `charge` when opened, `decision` when decided, later `appeal_result`.

    The letter has the official text, then the `addition`. From the charge on the office sees the
    case.

    Raises:
        NotPermitted: the role serves no notices, or not in this track.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the case is not in the state of this notice, or it has been issued.
    """
    case: Case = begin(ISSUE_NOTICE, case_id, actor, on)
    notice_kind, by = _kinds(kind, channel)
    if notice_kind != notice_to_issue(case, actor):
        raise IllegalMove(_("The case is not at the point of this notice."))
    added = mask_national_ids(display_safe(addition))
    notice = Notice.objects.create(
        case=case,
        kind=notice_kind,
        channel=by,
        letter_no=next_number("notice", on, infix="N-"),
        text=notice_text(case, notice_kind, on, added),
        issued_on=on,
        issued_by=actor.user_id,
    )
    values = notice_values(case, notice_kind, on)
    write_notice_letter(case, notice, values, addition=added, actor=actor, on=on, at=at)
    changes = change(case, {"is_issued": True})
    record(
        actor=actor,
        verb="case.notice_issued",
        target=case,
        changes=changes
        | {
            "notice": (None, notice_kind),
            "letter_no": (None, notice.letter_no),
            "channel": (None, by),
        },
        at=at,
    )
    return notice


@transaction.atomic
def acknowledge_notice(
    *, case_id: int, kind: str, actor: Principal, on: date, at: datetime
) -> Notice:
    """
    Acknowledge, as the office, a notice issued in the portal: it is served on `on`.

    A served charge starts the defence window, a served decision the appeal window. What the office
    declares with its receipt is written to the history.

    Raises:
        NotPermitted: the actor is not the office's operator.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: no such notice waits for service.
    """
    case: Case = begin(ACKNOWLEDGE, case_id, actor, on)
    notice = _waiting(case, kind)
    need(ACKNOWLEDGE_NOTICE, notice, actor, on)
    proof = official(
        gettext_noop("Acknowledged in the portal by {who}"),
        who=actor.signature,
    )
    until = window_if_served(case, notice, on)
    declared = declared_receipt(receipt_text(NoticeKind(notice.kind), until))
    return _serve(
        case, notice, actor=actor, on=on, at=at, values={"proof": proof}, declared=declared
    )


@transaction.atomic
def record_service(
    *,
    case_id: int,
    kind: str,
    served_on: date,
    proof: str,
    receipt_id: UUID | None,
    actor: Principal,
    on: date,
    at: datetime,
    channel: str = "letter",
) -> Notice:
    """
    Record that a notice was served by letter or in person on `served_on`, with its receipt.

    Where that day lies so far back that another person confirms it (rule `paper_entry`), it is
    proposed, and the notice returned as it stands, unserved.

    `receipt_id` is the public id of an uploaded file. A notice that was issued in the portal and
    not acknowledged may be served so too; `channel` then says how.

    Raises:
        NotPermitted: the role serves no notices, or not in this track.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: no such notice waits for service.
        Invalid: by field served_on, proof, receipt, channel.
    """
    case: Case = begin(RECORD_SERVICE, case_id, actor, on)
    notice = _waiting(case, kind)
    need(RECORD_SERVICE_OF_NOTICE, notice, actor, on)
    problems = Problems()
    words = problems.text("proof", proof, least=3, most=240)
    problems.add_all(wrong_in_receipt(notice, {"served_on": served_on}, on))
    if channel not in {Channel.LETTER, Channel.IN_PERSON}:
        problems.add("channel", _("Say whether it was served by letter or in person."))
    files = claim([receipt_id] if receipt_id else [], actor=actor, at=at, problems=problems)
    if not files and "evidence" not in problems.fields:
        problems.add("receipt", _("Add the receipt."))
    if "evidence" in problems.fields:
        problems.fields["receipt"] = problems.fields.pop("evidence")
    problems.raise_if_any()
    if is_entered_back(served_on, on, case.county.public_id):
        propose_paper(
            RECORD_SERVICE, case, served_on, words, files, actor=actor, on=on, at=at,
            kind=kind, channel=channel,
        )  # fmt: skip
        return notice
    attach(files, at=at, case=case)
    values = {"proof": words, "receipt": files[0], "channel": channel}
    return _serve(case, notice, actor=actor, on=served_on, at=at, values=values)


def _confirm_service(
    case: Case, arguments: Mapping[str, Any], actor: Principal, on: date, at: datetime
) -> None:
    """Record the service that another person has entered, as its second person."""
    notice = _waiting(case, arguments["kind"])
    if against := is_off(notice, actor, on):
        raise IllegalMove(against)
    values = {
        "proof": arguments["text"],
        "receipt": files_of(arguments)[0],
        "channel": arguments["channel"],
    }
    served_on = date.fromisoformat(arguments["day"])
    _serve(case, notice, actor=actor, on=served_on, at=at, values=values)


PERFORMED[RECORD_SERVICE.key] = _confirm_service


def _effect_of_service(case: Case, arguments: Mapping[str, Any], on: date) -> str:
    """Return until when the office could act if the service were confirmed on a day."""
    kind = NoticeKind(arguments["kind"])
    _values, kept = _windows(case, kind, date.fromisoformat(arguments["day"]), on)
    if not kept:
        return ""
    text = _("Confirmed today, the office's time to answer ends on {day}.")
    if kind is NoticeKind.DECISION:
        text = _("Confirmed today, the office's time to object ends on {day}.")
    return text.format(day=long(kept[0].due.due_on))


EFFECTS[RECORD_SERVICE.key] = _effect_of_service


def write_notice_letter(
    case: Case,
    notice: Notice,
    values: Mapping[str, str],
    *,
    addition: str = "",
    actor: Principal,
    on: date,
    at: datetime,
) -> None:
    """Write the numbered letter that carries a notice."""
    kind = NoticeKind(notice.kind)
    write_letter(
        draft=LetterDraft(
            kind=letter_kind(kind),
            subject=case,
            values=values,
            url=case.get_absolute_url(),
            sender=notice_sender(case),
            addressee=notice_addressee(case),
            signer=actor.name,
            signer_role=official(str(ROLE_LABELS[actor.role])),
            record=case.number,
            agency_id=case.agency.public_id if case.agency else None,
            office_id=case.office.public_id,
            channel=WAYS[Channel(notice.channel)],
            addition=addition,
            number=notice.letter_no,
        ),
        issued_by=actor.user_id,
        on=on,
        at=at,
    )


def _kinds(kind: str, channel: str) -> tuple[NoticeKind, Channel]:
    problems = Problems()
    if kind not in NoticeKind.values or kind == NoticeKind.SUMMONS:
        problems.add("kind", _("There is no such notice."))
    if channel not in Channel.values:
        problems.add("channel", _("There is no such channel."))
    problems.raise_if_any()
    return NoticeKind(kind), Channel(channel)


def _waiting(case: Case, kind: str) -> Notice:
    """Return the notice of a kind that has been issued and not served yet."""
    rows = case.notices.waiting().filter(kind=kind).select_for_update(of=("self",))
    notice = rows.order_by("-pk").first()
    if notice is None:
        raise IllegalMove(str(NONE_WAITS))
    notice.case = case
    return notice


def _serve(
    case: Case,
    notice: Notice,
    *,
    actor: Principal,
    on: date,
    at: datetime,
    values: Mapping[str, Any],
    declared: str = "",
) -> Notice:
    """Write the service of a notice, start the window that it starts, leave one event."""
    for name, value in values.items():
        setattr(notice, name, value)
    notice.served_on, notice.served_at = on, at
    notice.save(update_fields=[*values, "served_on", "served_at", "updated_at"])
    receipt = notice.receipt
    prove_service(
        subject_id=case.public_id,
        kind=letter_kind(NoticeKind(notice.kind)),
        channel=WAYS[Channel(notice.channel)],
        words=notice.proof,
        on=on,
        at=at,
        recorded_by=actor.user_id,
        receipt_sha256=receipt.sha256 if receipt else "",
    )
    entered_on = day_in_tehran(at)
    window, kept = _windows(case, NoticeKind(notice.kind), on, entered_on)
    changes = change(case, window)
    keep_deadlines(kept=kept)
    if notice.kind == NoticeKind.APPEAL_RESULT:
        changes |= begin_windows({case: max(on, entered_on)})[case.pk]
    changes |= {"notice": (None, notice.kind), "proof": (None, notice.proof)}
    if receipt is not None:
        changes["receipt"] = (None, receipt.sha256)
    record(
        actor=actor,
        verb="case.summons_served" if notice.session_id else "case.notice_served",
        target=case,
        changes=add_seals(
            changes | {"served_on": (None, on), "entered_on": (None, entered_on)}, service=notice
        ),
        note=declared,
        at=at,
    )
    return notice


def window_if_served(case: Case, notice: Notice, on: date) -> date | None:
    """Return the last day of the window that a notice starts if it is served on a day; or None."""
    window, _kept = _windows(case, NoticeKind(notice.kind), on, on)
    found: date | None = window.get("appeal_due_on") or window.get("defence_due_on")
    return found


def _windows(
    case: Case, kind: NoticeKind, served_on: date, entered_on: date
) -> tuple[dict[str, Any], list[Kept]]:
    """
    Return what the service of a notice starts in its case, and how it was computed.

    A summons starts no window: it opens the door of its session.
    """
    if kind is NoticeKind.SUMMONS:
        return {}, []
    if kind is NoticeKind.APPEAL_RESULT:
        return {"result_served_on": served_on}, []
    terms = terms_of(case, served_on)
    if kind is NoticeKind.DECISION:
        own = terms.due(DeadlineKey.APPEAL_WINDOW, served_on)
        appeal = after_entry(own, entered_on, case.county.public_id)
        values = {"appeal_due_on": appeal.due_on, "calendar_version": terms.version}
        return values, [terms.kept("case.appeal", case, appeal)]
    own = terms.due(DeadlineKey.DEFENCE_WINDOW, served_on)
    defence = after_entry(own, entered_on, case.county.public_id)
    decision = terms_of(case, defence.due_on).due("decision", defence.due_on)
    return {
        "state": CaseState.NOTIFIED,
        "served_on": served_on,
        "defence_due_on": defence.due_on,
        "decision_due_on": decision.due_on,
        "calendar_version": terms.version,
    }, [
        terms.kept("case.defence", case, defence),
        terms.kept("case.decision", case, decision, after="case.defence"),
    ]
