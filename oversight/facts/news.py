"""Who is told of what happens to termination reviews, and the letter of their notice."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from notices.facts import LETTER_KINDS, LetterKind
from notices.facts.kinds import KINDS, Audience, Kind, News
from notices.states import Topic
from oversight.models import TerminationReview

OFFICE = frozenset({Role.OPERATOR})
MANAGER = frozenset({Role.AGENCY_MANAGER})
HOUSE = MANAGER | {Role.AGENCY_CLERK}
DEPUTY = frozenset({Role.DEPUTY})
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
    },
    order=40,
)


def of_review(
    roles: frozenset[Role], acting: frozenset[Role] = frozenset()
) -> Callable[[str], News | None]:
    """Return a reader of news of a review for roles of its agency, office and province."""

    def find(target: str) -> News | None:
        rows = TerminationReview.objects.select_related("office", "agency")
        review = rows.filter(public_id=target).first()
        if review is None:
            return None
        scopes = {Role.OPERATOR: review.office.public_id, Role.DEPUTY: None}
        return News(
            record=review,
            values={
                "number": review.number,
                "office": review.office.name,
                "agency": review.agency.short_name,
                "due_on": review.decision_due_on.isoformat(),
            },
            url=review.get_absolute_url(),
            audiences=[Audience(role, scopes.get(role, review.agency.public_id)) for role in roles],
            acting=acting,
        )

    return find


DETAIL = _("{office} · review {number}")
DATED = _("{office} · review {number} · decide until {due_on}")
LATE = _("{office} · {agency} · review {number} · was due on {due_on}")
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
        "review.answered", Topic.ANSWER, _("The office has answered the review"),
        find=of_review(MANAGER, MANAGER), detail=DATED, act=_("Decide"), icon="evidence",
        tone="warn",
    ),
    Kind(
        "review.hearing_waived", Topic.ANSWER, _("The office waives its time to answer"),
        find=of_review(MANAGER, MANAGER), detail=DATED, act=_("Decide"), icon="review",
        tone="warn",
    ),
    Kind(
        "review.hearing_lapsed", Topic.DEADLINE, _("The office's time to answer is over: decide"),
        find=of_review(MANAGER, MANAGER), detail=DATED, act=_("Decide"), icon="deadline",
        tone="warn",
    ),
    Kind(
        "review.recommended", Topic.ANSWER, _("The province recommends in a review"),
        find=of_review(MANAGER), detail=DATED, icon="message",
    ),
    Kind(
        "review.reminded", Topic.DEADLINE, _("The province reminds you of a review"),
        find=of_review(MANAGER, MANAGER), detail=DATED, act=_("Decide"), icon="deadline",
        tone="danger",
    ),
    Kind(
        "review.escalated", Topic.DEADLINE, _("The deadline of a termination review has passed"),
        find=of_review(MANAGER | DEPUTY, MANAGER | DEPUTY), detail=LATE, act=_("See the review"),
        icon="review", tone="danger",
    ),
    Kind(
        "review.decided", Topic.SERVICE, _("A termination review was decided"),
        find=of_review(OFFICE), detail=DETAIL, act=_("Read"), icon="review",
    ),
)  # fmt: skip


def register() -> None:
    """Say who is told of what, and which letter a review has."""
    LETTER_KINDS.add(HEARING)
    for kind in ALL:
        KINDS.add(kind)
