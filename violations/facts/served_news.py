"""What an office hears of a notice that was served on it, and until when it may answer."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from audit.models import AuditEvent
from notices.facts.kinds import KINDS, Audience, Kind, News
from notices.states import Topic
from violations.facts.letters import decision_words, notice_sender, result_words
from violations.facts.news import DATED, OFFICE, READ, next_day, told
from violations.models import Case
from violations.states import Forum, NoticeKind

VERB = "case.notice_served"


def _of(kind: NoticeKind) -> Callable[[AuditEvent], News | None]:
    """Return the reader of news for the office on which a notice of a kind was served."""

    def find(event: AuditEvent) -> News | None:
        _before, served = event.changes.get("notice") or (None, "")
        case = Case.objects.filter(public_id=event.target_id).first()
        if case is None or served != kind:
            return None
        values = {"number": case.number, "office": case.office.name}
        if kind is not NoticeKind.CHARGE:
            values |= {"decision": _decided(case, kind), "forum": notice_sender(case)}
        if kind is not NoticeKind.APPEAL_RESULT:
            values["due_on"] = next_day(case)
            if not values["due_on"]:
                return None
        return News(
            record=case,
            values=values,
            url=case.get_absolute_url(),
            audiences=[Audience(Role.OPERATOR, case.office.public_id)],
            acting=OFFICE if "due_on" in values else frozenset(),
        )

    return find


def _decided(case: Case, kind: NoticeKind) -> str:
    """Return in Persian what a served notice says of the decision, or of the objection to it."""
    own = case.decisions.filter(round_no=case.round_no).exclude(forum=Forum.JUDGMENT)
    if kind is NoticeKind.APPEAL_RESULT:
        result = own.filter(forum=Forum.APPEAL).order_by("-pk").first()
        return result_words(result) if result else ""
    first = own.exclude(forum=Forum.APPEAL).order_by("-pk").first()
    return decision_words(first) if first else ""


SERVED_KINDS = (
    Kind(
        "case.notice_served/office", Topic.SERVICE, _("Your window has started"), verb=VERB,
        find_in=_of(NoticeKind.CHARGE), detail=DATED, act=_("Answer"), icon="deadline",
        tone="warn",
    ),
    Kind(
        "case.decision_served/office", Topic.SERVICE,
        _("The decision is served on you, and your window to object has started"), verb=VERB,
        find_in=_of(NoticeKind.DECISION),
        detail=_(
            "{office} · case {number}. Decision: {decision}. You may object until the end of"
            " {due_on}, in the system or in writing to {forum}."
        ),
        act=READ, icon="deadline", tone="warn", sees=told,
    ),
    Kind(
        "case.result_served/office", Topic.SERVICE, _("The result of your objection is served"),
        verb=VERB, find_in=_of(NoticeKind.APPEAL_RESULT),
        detail=_("{office} · case {number}. Result: {decision}."), icon="case", sees=told,
    ),
)  # fmt: skip


def register() -> None:
    """Say what an office hears of its served notices."""
    for kind in SERVED_KINDS:
        KINDS.add(kind)
