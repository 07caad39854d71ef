"""A case that too few of the committee are free to decide: closed acts, desks and messages."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse

from accounts.models import RoleGrant
from accounts.principal import Principal
from accounts.roles import Role
from core.acts import why_not
from dashboard.facts.waiting import waiting_for
from notices.actions.news import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from tests.factories import make_principal, make_same_person
from tests.violations.benches import DAY, Bench
from tests.violations.stories import noon
from tests.violations.test_rounds import returned
from violations.acts.cases import DECIDE, NAME_STAND_IN
from violations.facts.benches import without_quorum
from violations.facts.sessions import judges_of
from violations.facts.terms import reckoning_on
from violations.facts.turns import NO_MEMBER
from violations.models import Case

ONE = timedelta(days=1)
pytestmark = pytest.mark.django_db


def kinds_of(person: Principal) -> set[str]:
    """Return the kinds of work that wait on a person's desk."""
    return {waiting.kind for waiting in waiting_for(person, DAY) if waiting.rows.exists()}


@pytest.fixture
def bench() -> Bench:
    """Return a licence case that was sent back; everybody who sat decided before."""
    return returned(Bench(licence=True))


def test_nobody_can_be_named_where_no_member_is_free(bench: Bench, deputy: Principal) -> None:
    found = why_not(NAME_STAND_IN, bench.case, deputy, DAY)
    assert found
    assert found.message == str(NO_MEMBER)
    assert kinds_of(deputy) & {"too-few", "name-stand-in", "name-stand-in-licence"} == {"too-few"}

    make_principal(Role.COMMITTEE_MEMBER)

    assert why_not(NAME_STAND_IN, bench.case, deputy, DAY) is None
    assert kinds_of(deputy) & {"too-few", "name-stand-in", "name-stand-in-licence"} == {
        "name-stand-in-licence"
    }


def test_leads_to_who_gives_the_role(bench: Bench, deputy: Principal, browser_of: Any) -> None:
    with time_machine.travel(noon(DAY), tick=False):
        for page in ("file", "stand-in"):
            address = reverse(f"violations:{page}", args=[bench.case.number])
            html = browser_of(deputy).get(address).content.decode()

            assert reverse("accounts:ask_access") in html


@pytest.mark.parametrize("is_free", [False, True])
def test_tells_the_deputy_and_who_gives_roles(is_free: bool) -> None:
    make_principal(Role.DEPUTY)
    make_principal(Role.PLATFORM_ADMIN)
    made = Bench(licence=True)
    made.sealed()
    for _each in range(3 * is_free):
        make_principal(Role.COMMITTEE_MEMBER)
    returned(made)

    for message in Message.objects.filter(carrier=CarrierName.NEWS).order_by("pk"):
        spread(payload=message.payload, at=noon(DAY))

    kinds = ("case.sent_back/lacking", "case.sent_back/appoint")
    heard = Notification.objects.filter(kind__in=kinds).values_list("role", flat=True)
    assert sorted(heard) == ([] if is_free else ["deputy", "platform_admin"])
    assert not Notification.objects.filter(role="platform_admin").exclude(values={}).exists()


@pytest.mark.parametrize("fresh", range(4))
@pytest.mark.parametrize("is_twin", [False, True])
def test_a_decision_needs_the_quorum(bench: Bench, fresh: int, is_twin: bool) -> None:
    chair = make_principal(Role.COMMITTEE_CHAIR)
    members = [make_principal(Role.COMMITTEE_MEMBER) for _each in range(fresh)]
    if is_twin and members:  # one person with two accounts sits once
        make_same_person(chair, members[0])
    case = bench.case
    quorum = reckoning_on(DAY).quorum
    is_enough = 1 + fresh - (is_twin and fresh > 0) >= quorum

    found = why_not(DECIDE, case, chair, DAY)

    assert found is not None  # with enough members it waits for their session
    is_lacking = "تعیین شود" in found.message
    assert is_lacking is not is_enough
    assert is_enough is (len(judges_of(case, DAY)) >= quorum)
    assert Case.objects.filter(without_quorum(DAY)).exists() is not is_enough
    assert kinds_of(chair) & {"decide", "too-few"} == (set() if is_enough else {"too-few"})
    asked = {"call-session"} if is_enough else set()
    assert kinds_of(bench.secretary) & {"call-session"} == asked


def test_a_whole_committee_below_the_quorum_decides_nothing() -> None:
    bench = Bench(licence=True)
    others = [member.user_id for member in bench.members]
    RoleGrant.objects.filter(user_id__in=others).update(ends_on=DAY - ONE)

    assert why_not(DECIDE, bench.case, bench.chair, DAY)
    assert kinds_of(bench.chair) & {"decide", "too-few"} == {"too-few"}
