"""Who is told of what happens to termination reviews, and the letter of their notice."""

from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from accounts.models import RoleGrant
from accounts.roles import Role
from contracts.facts.audiences import ASSOCIATION, DEPUTY, MANAGER, OFFICE, of_contract
from contracts.facts.news import DETAIL as CONTRACT
from contracts.facts.paper_ends import ended
from notices.facts import LetterKind, add_letter_kind
from notices.facts.kinds import KINDS, Audience, Kind, News
from notices.models import Dispatch
from notices.states import Channel, Topic
from oversight.facts.duties import number_of
from oversight.facts.hearing_letters import sample_review
from oversight.facts.night_news import NIGHTS
from oversight.facts.reporters import has_reported, has_stood_back
from oversight.facts.turns import to_carry_out
from oversight.facts.unopened import to_serve
from oversight.models import Duty, Reminder, TerminationReview
from oversight.states import OPEN_REVIEWS, DutyKind, DutyState
from violations.models import StandIn

DECIDE = pgettext_lazy("review", "Decide")  # a review is decided, no verdict is given
HOUSE = MANAGER | {Role.AGENCY_CLERK}
COMMITTEE = frozenset({Role.COMMITTEE_CHAIR, Role.SECRETARIAT})
AGENDA = frozenset({Role.DEPUTY, Role.SECRETARIAT})
HEARING = LetterKind(
    "review.hearing",
    _("notice of a termination review"),
    {
        "number": _("number of the review"),
        "contract": _("number of the contract"),
        "office": _("code of the office"),
        "agency": _("name of the agency"),
        "grounds": _("rules that led to it"),
        "window": _("time to answer"),
        "answer": _("how to answer, and the right to object later"),
    },
    order=40,
    required=("number", "contract", "office", "grounds", "window", "answer"),
    sample=sample_review,
)


def day_of(review: TerminationReview, roles: frozenset[Role]) -> str:
    """Return the last day of the window that runs: the office's own, or the agency's; or ""."""
    to_answer = None if review.heard_on else review.hearing_due_on
    day = to_answer if roles == OFFICE else review.decision_due_on
    return day.isoformat() if day and review.state in OPEN_REVIEWS else ""


def of_review(
    roles: frozenset[Role], acting: frozenset[Role] = frozenset(), *, by_reporters: bool = False
) -> Callable[[str], News | None]:
    """
    Return a reader of news of a review for roles of its agency, office and province.

    `by_reporters` is for calls to an act that is open to who reported a violation that counts.
    """

    def find(target: str) -> News | None:
        rows = TerminationReview.objects.select_related("office", "agency")
        review = rows.filter(public_id=target).first()
        if review is None:
            return None
        scopes = {
            Role.OPERATOR: review.office.public_id,
            Role.DEPUTY: None,
            Role.ASSOCIATION: None,
        }
        return News(
            record=review,
            values={
                "number": review.number,
                "office": review.office.name,
                "agency": review.agency.short_name,
                "due_on": day_of(review, roles),
            },
            url=review.get_absolute_url(),
            audiences=[Audience(role, scopes.get(role, review.agency.public_id)) for role in roles],
            acting=acting,
            apart=_apart(review, by_reporters=by_reporters) if acting & MANAGER else frozenset(),
        )

    return find


def _apart(review: TerminationReview, *, by_reporters: bool) -> frozenset[int]:
    """Return the managers who are not called to act: who stood back, or reported what counts."""
    managers = RoleGrant.objects.filter(
        role=Role.AGENCY_MANAGER, scope_id=review.agency.public_id, user__is_active=True
    )
    accounts = set(managers.values_list("user_id", flat=True))
    return frozenset(
        account
        for account in accounts
        if has_stood_back(review, account) or (not by_reporters and has_reported(review, account))
    )


def served_on_office(*, on_paper: bool) -> Callable[[str], News | None]:
    """Return a reader of news for an office of the service of a review's notice, by its channel."""

    def find(target: str) -> News | None:
        news = of_review(OFFICE, OFFICE)(target)
        review = TerminationReview.objects.filter(public_id=target).first()
        if news is None or review is None or review.served_on is None:
            return None
        paper = Dispatch.objects.proofs().filter(
            letter__subject_id=review.public_id, letter__kind=HEARING.name, channel=Channel.PAPER
        )
        if paper.exists() is not on_paper:
            return None
        entered_on = review.service_entered_on or review.served_on
        days = {"sent_on": review.served_on.isoformat(), "new_on": entered_on.isoformat()}
        return replace(news, values={**news.values, **days})

    return find


def waiting_notice(roles: frozenset[Role], acting: frozenset[Role]) -> Callable[[str], News | None]:
    """Return a reader of news of a review while its notice waits to be served."""

    def find(target: str) -> News | None:
        waits = TerminationReview.objects.filter(to_serve(), public_id=target).exists()
        return of_review(roles, acting)(target) if waits else None

    return find


def of_naming(target: str) -> News | None:
    """Return the news for the member who was named last to decide a review."""
    news = of_review(frozenset())(target)
    named = StandIn.objects.filter(subject_id=target).order_by("-pk").first()
    if news is None or named is None:
        return None
    return replace(
        news,
        values={**news.values, "last_on": named.last_on.isoformat()},
        acting=frozenset({Role.COMMITTEE_MEMBER}),
        user_ids=frozenset({named.member_id}),
    )


def of_decided(roles: frozenset[Role]) -> Callable[[str], News | None]:
    """Return a reader of news of a review that had been decided."""

    def find(target: str) -> News | None:
        decided = TerminationReview.objects.filter(public_id=target, decided_on__isnull=False)
        return of_review(roles)(target) if decided.exists() else None

    return find


def to_execute(target: str) -> News | None:
    """Return the news of a decision that the agency's manager has to carry out."""
    decided = TerminationReview.objects.filter(public_id=target)
    find = of_review(MANAGER, MANAGER, by_reporters=True)
    return find(target) if to_carry_out(decided).exists() else None


def to_reinstate(target: str) -> News | None:
    """Return the news that a contract lost the ground of its end, with its duty's last day."""
    news = of_contract(OFFICE | MANAGER | DEPUTY | ASSOCIATION, MANAGER)(target)
    duties = Duty.objects.filter(kind=DutyKind.REINSTATE, contract__public_id=target, ended_on=None)
    due_on = duties.order_by("-pk").values_list("due_on", flat=True).first()
    day = due_on.isoformat() if due_on else ""
    return news and replace(news, values={**news.values, "due_on": day})


def to_owed_office(target: str) -> News | None:
    """Return the news of a duty to reinstate for the office of its contract."""
    duty = Duty.objects.select_related("contract").filter(public_id=target).first()
    if duty is None or duty.contract is None or duty.kind != DutyKind.REINSTATE:
        return None
    return of_contract(OFFICE)(str(duty.contract.public_id))


def of_reminder(target: str) -> News | None:
    """Return the news of a written reminder, for the agency's own people."""
    reminder = Reminder.objects.select_related("agency").filter(public_id=target).first()
    if reminder is None:
        return None
    return News(
        record=reminder,
        values={"number": reminder.number, "sent_on": reminder.sent_on.isoformat()},
        url=reminder.get_absolute_url(),
        audiences=[Audience(role, reminder.agency.public_id) for role in HOUSE],
        acting=MANAGER,
    )


def of_duty(
    roles: frozenset[Role],
    *,
    but: frozenset[DutyKind] = frozenset(),
    committee: bool = False,
) -> Callable[[str], News | None]:
    """
    Return a reader of news of an agency's duty, for the province and the head of the agency.

    With `committee` it reads the duties of the provincial committee alone.
    """

    def find(target: str) -> News | None:
        rows = Duty.objects.select_related("agency", "office", "case", "contract", "review", "flag")
        duty = rows.filter(public_id=target).first()
        if duty is None or duty.kind in but or duty.due_on is None:
            return None
        if (duty.agency is None) is not committee:
            return None
        own = {} if duty.agency is None else {Role.AGENCY_MANAGER: duty.agency.public_id}
        return News(
            record=duty,
            values={
                "number": number_of(duty),
                "office": duty.office.name,
                "agency": duty.owner_name,
                "due_on": duty.due_on.isoformat(),
            },
            url=duty.get_absolute_url(),
            audiences=[Audience(role, own.get(role)) for role in roles],
            acting=roles if duty.state != DutyState.REFUSED else frozenset(),
        )

    return find


DETAIL = _("{office} · review {number}")
DATED = _("{office} · review {number} · decide until {due_on}")
NAMED = _("{office} · review {number} · decide until {due_on} · named until {last_on}")
ANSWERED = _("{office} · review {number} · answer until {due_on}")
ON_PAPER = _(
    "{office} · review {number} · served on {sent_on}, entered on {new_on} · answer until {due_on}"
)
LATE = _("{office} · {agency} · review {number} · was due on {due_on}")
OWED = _("{office} · {agency} · {number} · was due on {due_on}")
ALL = (
    Kind(
        "review.opened/office", Topic.SERVICE, _("A notice of termination review waits for you"),
        verb="review.opened", find=of_review(OFFICE, OFFICE), detail=DETAIL, act=_("Receive"),
        icon="review", tone="danger",
    ),
    Kind(
        "review.opened", Topic.WORK, _("A termination review was opened"),
        find=of_review(HOUSE), detail=DATED, icon="review", tone="warn",
    ),
    Kind(
        "review.notice_reminded", Topic.SERVICE,
        _("Reminder: a notice of termination review waits for you, unopened"),
        find=waiting_notice(OFFICE, OFFICE), detail=DETAIL, act=_("Receive"), icon="review",
        tone="danger",
    ),
    Kind(
        "review.notice_left", Topic.WORK,
        _("The notice of a review was left unopened in the portal: serve it on paper"),
        find=waiting_notice(HOUSE, HOUSE), detail=DETAIL, act=_("Enter the receipt"),
        icon="message", tone="warn",
    ),
    Kind(
        "review.served", Topic.ANSWER, _("The notice of a review was served"),
        find=of_review(MANAGER), detail=DATED, icon="deadline",
    ),
    Kind(
        "review.served/office", Topic.SERVICE, _("Your time to answer a review has started"),
        verb="review.served", find=served_on_office(on_paper=False), detail=ANSWERED,
        act=_("Answer"), icon="deadline", tone="warn",
    ),
    Kind(
        "review.served/paper", Topic.SERVICE,
        _("The notice of a review was served on you on paper: your time to answer has started"),
        verb="review.served", find=served_on_office(on_paper=True), detail=ON_PAPER,
        act=_("Answer"), icon="deadline", tone="warn",
    ),
    Kind(
        "review.answered", Topic.ANSWER, _("The office has answered the review"),
        find=of_review(MANAGER, MANAGER), detail=DATED, act=DECIDE, icon="evidence",
        tone="warn",
    ),
    Kind(
        "review.hearing_waived", Topic.ANSWER, _("The office waives its time to answer"),
        find=of_review(MANAGER, MANAGER), detail=DATED, act=DECIDE, icon="review",
        tone="warn",
    ),
    Kind(
        "review.hearing_lapsed", Topic.DEADLINE, _("The office's time to answer is over: decide"),
        find=of_review(MANAGER, MANAGER), detail=DATED, act=DECIDE, icon="deadline",
        tone="warn",
    ),
    Kind(
        "review.recommended", Topic.ANSWER, _("The province recommends in a review"),
        find=of_review(MANAGER), detail=DATED, icon="message",
    ),
    Kind(
        "review.reminded", Topic.DEADLINE, _("The province reminds you of a review"),
        find=of_review(MANAGER, MANAGER), detail=DATED, act=DECIDE, icon="deadline",
        tone="danger",
    ),
    Kind(
        "review.escalated", Topic.DEADLINE, _("The deadline of a termination review has passed"),
        find=of_review(MANAGER | DEPUTY, MANAGER | DEPUTY), detail=LATE, act=_("See the review"),
        icon="review", tone="danger",
    ),
    Kind(
        "contract.termination_annulled", Topic.SERVICE,
        _("The ground of a termination was annulled; the contract is to be reinstated"),
        find=to_reinstate, detail=CONTRACT, act=_("Reinstate"), icon="refused", tone="danger",
    ),
    Kind(
        "agency.reminded", Topic.DEADLINE, _("The agency has been reminded in writing"),
        find=of_reminder, detail=_("reminder {number} · {sent_on}"), act=_("Read"), icon="mail",
        tone="warn",
    ),
    # What becomes of a review that nobody decides is told with the review itself.
    Kind(
        "duty.put_before_deputy", Topic.DEADLINE, _("An agency has let its period pass"),
        find=of_duty(DEPUTY | MANAGER, but=frozenset({DutyKind.REVIEW})), detail=OWED,
        act=_("See the duty"), icon="agency", tone="danger",
    ),
    Kind(
        "duty.put_on_agenda", Topic.DEADLINE,
        _("A duty of an agency is on the agenda of the working group"),
        find=of_duty(AGENDA | MANAGER), detail=OWED, act=_("See the duty"), icon="agency",
        tone="danger",
    ),
    Kind(
        "duty.refused", Topic.ANSWER, _("An agency refuses a duty with a reason"),
        find=of_duty(DEPUTY), detail=OWED, act=_("Read"), icon="refused", tone="warn",
    ),
    Kind(
        "duty.refused/office", Topic.SERVICE,
        _("The agency says that your contract cannot be reinstated; the deputy examines it"),
        verb="duty.refused", find=to_owed_office, detail=CONTRACT, icon="contract", tone="warn",
    ),
    Kind(
        "duty.refusal_accepted", Topic.ANSWER,
        _("The deputy accepted that a contract cannot be reinstated"),
        find=of_duty(MANAGER), detail=OWED, act=_("See the duty"), icon="agency", tone="info",
    ),
    Kind(
        "duty.refusal_accepted/office", Topic.SERVICE,
        _("Your contract cannot be reinstated, as the deputy accepted"),
        verb="duty.refusal_accepted", find=to_owed_office, detail=CONTRACT, icon="contract",
        tone="warn",
    ),
    Kind(
        "duty.reopened", Topic.ANSWER, _("The deputy reopened a duty that was refused"),
        find=of_duty(MANAGER), detail=OWED, act=_("See the duty"), icon="agency", tone="danger",
    ),
    *(
        Kind(
            f"{verb}/committee", Topic.DEADLINE, title, verb=verb,
            find=of_duty(roles, committee=True), detail=OWED, act=_("See the duty"), icon="scale",
            tone=tone,
        )
        for verb, title, roles, tone in (
            ("duty.reminded", _("The period of a step of the committee is about to end"),
             COMMITTEE, "warn"),
            ("duty.put_before_head", _("A step of the committee is put before its chair"),
             COMMITTEE, "warn"),
            ("duty.put_before_deputy", _("The committee has let the period of a step pass"),
             COMMITTEE | DEPUTY, "danger"),
            ("duty.put_on_agenda",
             _("A step of the committee is on the agenda of the working group"),
             COMMITTEE | DEPUTY, "danger"),
        )
    ),
    Kind(
        "review.stand_in_named", Topic.WORK, _("You were named to decide a termination review"),
        find=of_naming, detail=NAMED, act=DECIDE, icon="review", tone="warn",
    ),
    Kind(
        "review.decided/execute", Topic.WORK, _("Carry out the decision of the review"),
        verb="review.decided", find=to_execute, detail=DETAIL, act=_("Carry out"), icon="review",
        tone="warn",
    ),
    Kind(
        "review.answer_entered", Topic.SERVICE,
        _("An answer to a review was entered in your name: contest it if it is not yours"),
        find=of_review(OFFICE, OFFICE), detail=DETAIL, act=_("Read"), icon="evidence", tone="warn",
    ),
    Kind(
        "review.answer_entered/agency", Topic.ANSWER,
        _("The office has answered the review on paper"), verb="review.answer_entered",
        find=of_review(MANAGER, MANAGER), detail=DATED, act=DECIDE, icon="evidence", tone="warn",
    ),
    Kind(
        "review.answer_proposed", Topic.SERVICE,
        _("An answer on paper was entered in your name and waits for its second person"),
        find=of_review(OFFICE), detail=DETAIL, act=_("Read"), icon="evidence", tone="info",
    ),
    Kind(
        "review.answer_contested", Topic.ANSWER,
        _("An office contested the answer that was entered in its name"),
        find=of_review(MANAGER | DEPUTY), detail=DETAIL, icon="octagon-alert", tone="danger",
    ),
    Kind(
        "review.judgment_annulled", Topic.SERVICE,
        _("A judgment annulled the decision of a review"),
        find=of_review(OFFICE | MANAGER | DEPUTY | ASSOCIATION), detail=DETAIL, icon="scale",
        tone="ok",
    ),
    Kind(
        "review.service_proposed", Topic.SERVICE,
        _("A paper receipt of the notice of a review was entered late; a second person decides"),
        find=of_review(OFFICE), detail=DETAIL, icon="evidence", tone="warn",
    ),
    Kind(
        "review.judgment_proposed", Topic.WORK,
        _("A judgment on a review was entered and waits for its second person"),
        find=of_review(OFFICE | MANAGER | DEPUTY), detail=DETAIL, icon="scale", tone="info",
    ),
    Kind(
        "review.superseded", Topic.SERVICE,
        _("The decision of a review is void: its ground was annulled"),
        find=of_decided(OFFICE | MANAGER), detail=DETAIL, icon="ok", tone="ok",
    ),
    Kind(
        "duty.refusal_proposed", Topic.ANSWER,
        _("A court's order on a duty was entered and waits for its second person"),
        find=of_duty(DEPUTY), detail=OWED, act=_("Read"), icon="scale", tone="info",
    ),
    Kind(
        "review.decided", Topic.SERVICE, _("A termination review was decided"),
        find=of_review(OFFICE), detail=DETAIL, act=_("Read"), icon="review",
    ),
)  # fmt: skip
# Each act that enters a paper of an earlier day of which the office hears, as its news call it.
PAPERS = {
    "review.serve": gettext_noop("paper receipt of the notice of a review"),
    "review.enter-answer": gettext_noop("answer on paper"),
    "review.record-judgment": gettext_noop("judgment"),
}
WHY = _("{paper} · {office} · review {number} · {reason}")
NO_EFFECT = _("{paper} · {office} · review {number}")
PAPER_ENDS = tuple(
    Kind(
        f"pending.{end}/review", Topic.SERVICE, title, verb=f"pending.{end}",
        find=ended(PAPERS, of_review(OFFICE)), detail=detail, icon="undo-2", tone="info",
    )
    for end, title, detail in (
        ("refused", _("A paper that was entered in a review was refused; it has no effect"), WHY),
        (
            "expired",
            _("Nobody confirmed in time a paper that was entered in a review; it has no effect"),
            NO_EFFECT,
        ),
        ("withdrawn", _("A paper that was entered in a review was withdrawn"), WHY),
        ("voided", _("The entry of a paper in a review is void; it has no effect"), NO_EFFECT),
    )
)  # fmt: skip


def register() -> None:
    """Say who is told of what, and which letter a review has."""
    add_letter_kind(HEARING)
    for kind in (*NIGHTS, *ALL, *PAPER_ENDS):
        KINDS.add(kind)
