"""The kinds of letters of a case: their placeholders, and a real case to preview them on."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from notices.facts import LetterKind, Sample
from violations.facts.letters import LICENCE_COURT, notice_values
from violations.facts.sessions import session_values
from violations.models import Case, HearingSession
from violations.states import Forum, NoticeKind


def _sample(kind: NoticeKind, principal: Principal) -> Sample | None:
    """Return the newest case that has what a notice of a kind says, as of its opening."""
    cases = Case.objects.visible_to(principal)
    if kind is not NoticeKind.CHARGE:
        cases = cases.filter(decisions__isnull=False)
    if kind is NoticeKind.APPEAL_RESULT:
        cases = cases.filter(decisions__forum=Forum.APPEAL)
    case = cases.select_related("office", "agency", "contract", "type").order_by("-pk").first()
    return None if case is None else Sample(case.number, notice_values(case, kind, case.opened_on))


def _sample_session(principal: Principal) -> Sample | None:
    """Return the newest session with its case."""
    rows = HearingSession.objects.filter(case__in=Case.objects.visible_to(principal))
    session = rows.select_related("case__office", "case__type").order_by("-pk").first()
    if session is None:
        return None
    case = session.case
    values = notice_values(case, NoticeKind.SUMMONS, session.called_on)
    values |= session_values(session.starts_at, session.place, is_online=session.is_online)
    return Sample(case.number, values)


# The kinds of letters of a case, and what their placeholders stand for.
ABOUT = {
    "number": _("number of the case"),
    "office": _("code of the office"),
    "type": _("type of the violation"),
    "occurred": _("day of the occurrence"),
}
DECIDED = {
    "outcome": _("result"),
    "sanction": _("sanction, occurrence and points"),
    "reasons": _("reasons of the decision"),
    "court": _("where a final decision is disputed: court, or forums of the contract"),
}
IDENTITY = ("number", "office")
RESULT = ("outcome", "sanction", "reasons")
KINDS = (
    LetterKind(
        "case.charge",
        _("notice of an accepted report"),
        ABOUT
        | {
            "reported": _("what was reported"),
            "window": _("time to answer"),
            "answer": _("how to answer, and the right to object later"),
        },
        order=10,
        required=(*IDENTITY, "type", "occurred", "reported", "window", "answer"),
        sample=partial(_sample, NoticeKind.CHARGE),
    ),
    LetterKind(
        "case.summons",
        _("summons to a hearing session"),
        ABOUT
        | {
            "day": _("day of the session"),
            "hour": _("hour of the session"),
            "place": _("place of the session"),
        },
        order=15,
        required=(*IDENTITY, "day", "hour", "place"),
        sample=_sample_session,
    ),
    LetterKind(
        "case.decision",
        _("notice of a decision"),
        ABOUT | DECIDED | {"window": _("time to object"), "answer": _("how to object")},
        order=20,
        required=(*IDENTITY, *RESULT, "window", "answer", "court"),
        sample=partial(_sample, NoticeKind.DECISION),
    ),
    LetterKind(
        "case.appeal_result",
        _("notice of the result of an objection"),
        ABOUT | DECIDED,
        order=30,
        required=(*IDENTITY, *RESULT, "court"),
        sample=partial(_sample, NoticeKind.APPEAL_RESULT),
    ),
    LetterKind(LICENCE_COURT, _("passage: court for a decision on a licence"), {}, 60,
               is_passage=True),
)  # fmt: skip
