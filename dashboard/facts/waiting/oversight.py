"""Termination reviews and duties left undone that wait for somebody."""

from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from contracts.acts.contract import REINSTATE
from contracts.models import Contract
from dashboard.facts.waiting.shapes import Kind, Section, Waiting, Waits, isolated
from dashboard.facts.waiting.stand_ins import TOO_FEW
from notices.models import Letter
from oversight.acts import reviews as acts
from oversight.acts.duties import ACCEPT_REFUSAL, PUT_ON_AGENDA, REOPEN
from oversight.facts import turns
from oversight.facts.carrying_out import due_of
from oversight.facts.news import HEARING
from oversight.facts.paper_service import without_waiting_service
from oversight.facts.windows import OWN_SINCE
from oversight.models import Duty, TerminationReview
from oversight.models.duties import COMMITTEE
from oversight.states import DutyKind, DutyState, RefusalCode, ReviewState
from workdays.rules import Unit

REVIEWS, REVIEW = Section.REVIEWS, "oversight:review"
DUTIES, DUTY = Section.DUTIES, "oversight:duty"
KINDS = {
    "receive-review": Kind(
        REVIEWS, "message", _("Receive the notice of the termination review"),
        (acts.ACKNOWLEDGE,), REVIEW, see=_("See the notice"),
    ),
    "hear": Kind(
        REVIEWS, "review", _("Answer the termination review"), (acts.ANSWER,), REVIEW,
        unit=Unit.DAY,
    ),
    "serve-review": Kind(
        REVIEWS, "message", _("The notice of a review has not been served"), (acts.SERVE,), REVIEW
    ),
    "serve-review-on-paper": Kind(
        REVIEWS, "message",
        _("The notice of a review was left unopened in the portal: serve it on paper"),
        (acts.SERVE,), REVIEW,
    ),
    "review": Kind(
        REVIEWS, "review", _("Decide the termination review"), (acts.DECIDE,), REVIEW,
        of_province=True,
    ),
    "stand-in-review": Kind(
        REVIEWS, "review", _("Decide the review in place of those who had a part"),
        (acts.DECIDE,), REVIEW, of_province=True,
    ),
    "name-stand-in-review": Kind(
        REVIEWS, "review", _("Nobody there may decide the review: appoint a stand-in"),
        (acts.NAME_STAND_IN,), REVIEW, of_province=True,
    ),
    "too-few-review": Kind(
        REVIEWS, "review", TOO_FEW, route=REVIEW, see=_("See the review"), of_province=True
    ),
    "execute-review": Kind(
        REVIEWS, "review", _("Carry out the decision of the review"), (acts.EXECUTE,), REVIEW
    ),
    "recommend": Kind(
        REVIEWS, "review", _("Recommend on the termination review"), (acts.RECOMMEND,), REVIEW,
        of_province=True,
    ),
    "escalated": Kind(
        REVIEWS, "review", _("The agency has not decided the review"), (acts.RECOMMEND,), REVIEW,
        see=_("Follow up"), of_province=True,
    ),
    "reinstate": Kind(
        DUTIES, "contract", _("Reinstate the contract whose ground was annulled"), route=DUTY,
        see=_("See the duty"), of_province=True, elsewhere=True,
    ),
    "owed-reinstatement": Kind(
        Section.CONTRACTS, "contract",
        _("The agency is to reinstate your contract, because its ground was annulled"),
        route="contracts:contract", see=_("See the contract"), of_province=True,
    ),
    "refused": Kind(
        DUTIES, "refused", _("An agency has refused a duty: read its reason"),
        (REOPEN, ACCEPT_REFUSAL), DUTY, see=_("See the duty"), of_province=True,
    ),
    "undecided": Kind(
        DUTIES, "agency", _("A period has passed without action"), (PUT_ON_AGENDA,), DUTY,
        see=_("See the duty"), unit=Unit.DAY, of_province=True,
    ),
    "ignored": Kind(
        DUTIES, "agency", _("A period has passed without action"), (PUT_ON_AGENDA,), DUTY,
        see=_("See the duty"), of_province=True,
    ),
    **{
        f"{step}{decision}": Kind(
            DUTIES, "agency", title, route=DUTY, see=_("See the duty"), unit=unit,
            of_province=True,
        )
        for step, title in (
            ("raised", _("A period has passed without action: it is before the deputy")),
            ("on-agenda", _("On the agenda of the working group: a period without action")),
        )
        for decision, unit in (("", Unit.WORKING_DAY), ("-undecided", Unit.DAY))
    },
}  # fmt: skip
AGENCY = "agency__short_name"
# A refusal stands on the desk of the deputy, who may reopen the duty, for so long.
READ_FOR = timedelta(days=10)
AT_THEIR_RECORD = (DutyKind.REINSTATE, DutyKind.CARRY_OUT, DutyKind.TERMINATE)
BODY = F("agency__kind")


def waits(principal: Principal, on: date) -> Waits:
    """Yield the reviews and duties of agencies that wait for the principal."""
    yield from _reviews(principal)
    yield from _stand_ins(principal, on)
    yield from _duties(principal, on)
    if principal.role is Role.OPERATOR:
        yield _owed_to_office(principal)


def _owed_to_office(principal: Principal) -> Waiting:
    """Return what an agency owes the office: the contract whose end was annulled."""
    owed = Duty.objects.open().filter(kind=DutyKind.REINSTATE)
    contracts = Contract.objects.visible_to(principal).filter(pk__in=owed.values("contract"))
    own = owed.filter(contract=OuterRef("pk"))
    since, due = (Subquery(own.values(name)[:1]) for name in ("starts_on", "due_on"))
    return Waiting("owed-reinstatement", contracts, since, due, note=AGENCY, body=BODY)


def _reviews(principal: Principal) -> Waits:
    reviews = TerminationReview.objects.visible_to(principal).open()
    owned = reviews.annotate(own_since=OWN_SINCE)
    unheard = reviews.filter(heard_on=None)
    since, due = "own_since", "decision_due_on"
    if acts.ANSWER.is_for(principal):
        unserved = unheard.filter(served_on=None)
        yield Waiting("receive-review", unserved, "issued_on", note=AGENCY)
        answering = unheard.filter(statement="").exclude(served_on=None)
        yield Waiting("hear", answering, "served_on", "hearing_due_on", note=AGENCY)
    if acts.SERVE.is_for(principal):
        kept = Letter.objects.filter(subject_id=OuterRef("public_id"), kind=HEARING.name)
        unserved = unheard.filter(Exists(kept), served_on=None)
        alone = without_waiting_service(unserved)
        number = isolated(F("contract__number"))
        yield Waiting(
            "serve-review", alone.filter(notice_paper_since=None), "issued_on", note=number
        )
        left = alone.filter(notice_paper_since__isnull=False)
        yield Waiting(
            "serve-review-on-paper", left, "notice_paper_since", "notice_paper_due_on",
            note=number, body=BODY,
        )  # fmt: skip
    if may(principal, Permission.REVIEW_DECIDE):
        heard = turns.usual(principal, reviews).annotate(own_since=OWN_SINCE)
        yield Waiting("review", heard, since, due, note=isolated(F("contract__number")), body=BODY)
    if principal.role is Role.EXPERT:
        silent = owned.filter(recommended_on=None)
        yield Waiting("recommend", silent, since, due, note=AGENCY, body=BODY)
    if may(principal, Permission.REVIEW_ESCALATE):
        escalated = owned.filter(state=ReviewState.ESCALATED)
        yield Waiting("escalated", escalated, since, due, note=AGENCY, body=BODY)


def _stand_ins(principal: Principal, on: date) -> Waits:
    """Yield what is decided in place of those who had a part, and what of it is carried out."""
    reviews = TerminationReview.objects.visible_to(principal)
    columns: dict[str, Any] = {"note": isolated(F("contract__number"))}
    if acts.NAME_STAND_IN.is_for(principal):
        stuck = turns.unnamed(principal, reviews, on)
        free = turns.nameable(on, principal)
        for kind, rows in (
            ("name-stand-in-review", stuck.filter(free)),
            ("too-few-review", stuck.exclude(free)),
        ):
            yield Waiting(kind, rows, "opened_on", "decision_due_on", note=AGENCY, body=BODY)
    if may(principal, Permission.STAND_IN_DECIDE):
        mine = turns.passed_to(principal, reviews, on)
        yield Waiting("stand-in-review", mine, "opened_on", "decision_due_on", body=BODY, **columns)
    if acts.EXECUTE.is_for(principal):
        decided = turns.ready_to_carry_out(reviews)
        due = due_of(DutyKind.CARRY_OUT, "review")
        yield Waiting("execute-review", decided, "decided_on", due, body=BODY, **columns)


def _duties(principal: Principal, on: date) -> Waits:
    """
    Yield the duties that have come before the deputy, for him and for who owes them.

    These are the agency's own manager, or the committee's chair and the secretariat: their step
    waits with its record, so that the duty itself is theirs to know. So is what the deputy has put
    on the agenda. A flag's duty waits with its review, which stands here already. A reinstatement
    waits for the manager from its first day. What an agency refused is read by the deputy.
    """
    seen = Duty.objects.visible_to(principal).exclude(kind=DutyKind.REVIEW)
    duties = seen.open()
    back = Q(kind=DutyKind.REINSTATE)
    file = Coalesce("case__number", "review__number", "contract__number")
    columns: dict[str, Any] = {
        "note": Concat(
            isolated(file), Value(" · "), Coalesce("agency__short_name", Value(str(COMMITTEE)))
        ),
        "number": "public_id",
        "county": "office__county__public_id",
        "body": Coalesce(BODY, Value("")),
        "file": file,
    }
    if REINSTATE.is_for(principal):
        yield Waiting("reinstate", duties.filter(back), "starts_on", "due_on", **columns)
        # What is carried out, or ended after its notice, stands on the desk with its record.
        duties = duties.exclude(kind__in=AT_THEIR_RECORD)
    raises = PUT_ON_AGENDA.is_for(principal)
    if raises or may(principal, Permission.DUTY_REFUSE):
        yield from _ignored(duties, columns, raises=raises)
    elif principal.role in (Role.COMMITTEE_CHAIR, Role.SECRETARIAT):
        yield from _ignored(duties.filter(agency=None), columns, raises=raises)
    if REOPEN.is_for(principal):
        # That a contract cannot be reinstated waits until the deputy has decided on it.
        waits = Q(ended_on__gt=on - READ_FOR) & ~back | Q(accepted_on=None) & back
        refused = seen.filter(waits, state=DutyState.REFUSED)
        answered = refused.exclude(refusal_code=RefusalCode.CASE_CLOSED)
        yield Waiting("refused", answered, "ended_on", **columns)


def _ignored(duties: QuerySet[Duty], columns: dict[str, Any], *, raises: bool) -> Waits:
    """Yield the duties before the deputy; a decision counts in the unit of its own clock."""
    decisions = Q(kind=DutyKind.DECIDE)
    names = ("ignored", "undecided") if raises else ("raised", "raised-undecided")
    for state, (others, decision) in (
        (DutyState.DEPUTY, names),
        (DutyState.AGENDA, ("on-agenda", "on-agenda-undecided")),
    ):
        rows = duties.filter(state=state)
        yield Waiting(decision, rows.filter(decisions), "starts_on", "due_on", **columns)
        yield Waiting(others, rows.exclude(decisions), "starts_on", "due_on", **columns)
