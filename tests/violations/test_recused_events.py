"""By an event alone, nobody who stood back or has an interest moves a case or a review."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import ROLE_PERMISSIONS, Role
from audit.actions import record as write
from audit.models import AuditEvent
from audit.verbs import VERBS
from core.acts import SENTENCES, TABLES, Act
from core.clock import now, today
from offices.acts.interests import INTERESTED, office_of
from offices.models import Office
from oversight.acts.reviews import RECUSED as RECUSED_THERE
from oversight.models import TerminationReview
from tests.factories import make_principal, make_same_person
from tests.scenes.interests import hold
from tests.scenes.oversight import heard_review
from tests.sql import leave_session, refused, runtime_role
from tests.violations.benches import Bench
from violations.acts.cases import ADD_CORRECTION
from violations.acts.conditions import RECUSED
from violations.models import Case, Recusal

pytestmark = pytest.mark.django_db
OF_CASES = ("case", "hearing", "notice", "correction")
STOOD_BACK = {
    "Who stood back from a case does nothing more in it.",
    "Who stood back from what a review counts does nothing in it.",
}
INTEREST = "Who holds or runs the office acts for no other side."
# What one does by standing back, and what follows from an act on something else, or reads.
OPEN = {
    "case.stood_back", "case.recused_last", "case.hearing_recused",
    "case.hearing_day_closed", "case.hearing_day_open",
    "review.opened", "review.joined", "review.superseded", "review.paper_opened",
}  # fmt: skip


def rows(kind: str) -> Iterator[Act]:
    """Yield the acts of cases, or of reviews."""
    for name in OF_CASES if kind == "case" else ("review",):
        yield from TABLES[name]


def by_the_office(kind: str) -> set[str]:
    """Return the verbs of the acts of the office, which is a party and is not barred."""
    free = [
        act for act in rows(kind)
        if act.not_by == () or not {RECUSED, RECUSED_THERE, INTERESTED} & {*act.not_by}
    ]  # fmt: skip
    # What an operator may do is the office's own, too: it signs minutes and asks for the dossier.
    own = set(ROLE_PERMISSIONS[Role.OPERATOR])
    free += [act for act in rows(kind) if own & {*act.permissions} and act is not ADD_CORRECTION]
    found = {verb for act in free for verb in act.event if verb.startswith(f"{kind}.")}
    return found - OPEN - {"case.hearing_cancelled"}  # by the clock, where a recusal leaves too few


def barred(kind: str) -> set[str]:
    """Return the verbs that some act has which bars who stood back and the interested."""
    found = [act for act in rows(kind) if {RECUSED, RECUSED_THERE} & {*act.not_by}]
    assert all(INTERESTED in act.not_by for act in found)
    return {verb for act in found for verb in act.event if verb.startswith(f"{kind}.")}


def refusal_of_event(record: Any, verb: str, actor: Principal) -> str:
    """Return how an event on a record is refused; one that is not stays."""
    return refused(partial(write, actor=actor, verb=verb, target=record, at=now()))


def stand_back(record: Any, person: Principal) -> None:
    """Let a person stand back from a case, or from the cases that a review counts."""
    cases = [record] if isinstance(record, Case) else Case.objects.filter(contract=record.contract)
    for case in cases:
        Recusal.objects.create(
            case=case, user_id=person.user_id, role=person.role, reason="x", stood_back_on=today()
        )


def take_interest(record: Any, person: Principal) -> None:
    """Let a person hold the office of a record."""
    hold(Office.objects.get(pk=office_of(record) or 0), person)


@pytest.fixture(params=["contract", "licence", "review"])
def record(request: pytest.FixtureRequest) -> Any:
    """Return a case of each track, and a review."""
    if request.param == "review":
        return heard_review()
    return Bench(licence=request.param == "licence").case


@pytest.mark.parametrize("bar", [stand_back, take_interest])
def test_is_moved_by_nobody_who_is_barred(record: Any, bar: Callable[..., None]) -> None:
    kind = "review" if isinstance(record, TerminationReview) else "case"
    person, twin, other = (make_principal(Role.SECRETARIAT) for _each in "abc")
    office = Office.objects.get(pk=record.office_id)
    operator = make_principal(Role.OPERATOR, office)
    make_same_person(person, twin, operator)
    make_same_person(other)
    bar(record, person)
    verbs = {verb for verb in {*VERBS, *SENTENCES} if verb.startswith(f"{kind}.")}
    refusals = STOOD_BACK if bar is stand_back else {INTEREST}
    leave_session()

    assert barred(kind) | by_the_office(kind) <= verbs
    with runtime_role():
        for verb in sorted(verbs):
            for account in (person, twin):
                found = refusal_of_event(record, verb, account)
                assert (found in refusals) is (verb not in OPEN), (verb, found)
                assert found in refusals | {""}, (verb, found)
            is_own = verb in by_the_office(kind) | OPEN
            assert (refusal_of_event(record, verb, operator) == "") is is_own, verb
            assert refusal_of_event(record, verb, other) == "", verb
            assert refusal_of_event(record, verb, User.objects.system()) == "", verb
    assert AuditEvent.objects.about(record).exists()
