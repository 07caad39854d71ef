"""Who judges holds a role of the forum; a session is of its track, and one is sealed a round."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.principal import Principal
from accounts.roles import Role
from tests.factories import make_agency, make_office, make_principal
from tests.sql import refused_at_runtime
from tests.violations.benches import DAY, Bench
from tests.violations.stories import noon
from violations.models import Case, HearingSession, SessionSeat

pytestmark = pytest.mark.django_db


def seat(session: HearingSession, person: Principal, role: str) -> None:
    SessionSeat.objects.create(
        session=session, user_id=person.user_id, name=person.name, role=role, is_judge=True
    )


def call(case: Case, forum: str, by: Principal) -> HearingSession:
    values: dict[str, Any] = {"called_by": by.user_id, "called_by_name": by.name}
    return HearingSession.objects.create(
        case=case, forum=forum, starts_at=noon(DAY + timedelta(days=20)), place="سالن",
        called_on=DAY, **values,
    )  # fmt: skip


class TestJudge:
    @pytest.mark.parametrize("role", [Role.OPERATOR, Role.COMMITTEE_MEMBER, Role.SECRETARIAT])
    @pytest.mark.parametrize("licence", [True, False])
    def test_holds_a_role_of_the_forum(self, licence: bool, role: Role) -> None:
        session = Bench(licence=licence).served()
        operator = make_principal(Role.OPERATOR, make_office())
        assert refused_at_runtime(lambda: seat(session, operator, role)) == (
            "Who judges holds a role of the forum."
        )

    def test_is_of_the_own_agency(self) -> None:
        session = Bench().served()
        other = make_principal(Role.AGENCY_CLERK, make_agency())
        assert refused_at_runtime(lambda: seat(session, other, Role.AGENCY_CLERK)) == (
            "Who judges holds a role of the forum."
        )

    @pytest.mark.parametrize("role", [Role.COMMITTEE_CHAIR, Role.COMMITTEE_MEMBER])
    def test_may_be_anybody_of_the_committee(self, role: Role) -> None:
        session = Bench(licence=True).served()
        person = make_principal(role)
        assert not refused_at_runtime(lambda: seat(session, person, role))

    def test_did_not_report(self) -> None:
        bench = Bench()
        session = bench.served()
        assert refused_at_runtime(lambda: seat(session, bench.reporter, Role.AGENCY_CLERK)) == (
            "Nobody sits in a session on the own report."
        )


class TestSession:
    @pytest.mark.parametrize("licence", [True, False])
    def test_is_of_the_forum_of_its_track(self, licence: bool) -> None:
        bench = Bench(licence=licence)
        own, other = ("committee", "agency") if licence else ("agency", "committee")
        assert refused_at_runtime(lambda: call(bench.case, other, bench.keeper)) == (
            "The first forum of a track holds the session."
        )
        assert not refused_at_runtime(lambda: call(bench.case, own, bench.keeper))

    def test_is_not_called_after_sealed_minutes(self) -> None:
        bench = Bench(licence=True)
        bench.sealed()
        assert refused_at_runtime(lambda: call(bench.case, "committee", bench.keeper)) == (
            "A round whose minutes are sealed has no other session."
        )
