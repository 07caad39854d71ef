"""When a grant is in force: one definition in Python and one in SQL, compared at random."""

import random
from datetime import datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.actions import issue_token
from accounts.facts import acting_for, hats_of, token_principal
from accounts.models import RoleGrant, User
from accounts.principal import Principal
from accounts.roles import Role
from core.clock import TEHRAN, day_in_tehran, now, today
from tests.factories import make_api_client, make_principal

pytestmark = pytest.mark.django_db
HOURS = (0, 9, 14, 23)


def at(day: Any, hour: int = 0) -> datetime:
    """Return an hour of a Tehran day."""
    return datetime.combine(day, time(hour), TEHRAN)


def is_in_force(grant: RoleGrant, moment: datetime) -> bool:
    """Return the rule in plain words: between its days, and before it was ended."""
    day = day_in_tehran(moment)
    if day < grant.starts_on or (grant.ends_on is not None and day > grant.ends_on):
        return False
    return grant.ended_at is None or moment < grant.ended_at


@pytest.fixture
def grants(db: None) -> list[RoleGrant]:
    """Return grants with random days, some of them ended: in their days, on the first, before."""
    rng = random.Random(48)
    users = User.objects.bulk_create(
        User(username=f"r{serial}", full_name=f"r{serial}", password="!") for serial in range(120)
    )
    made = []
    for user in users:
        starts_on = today() + timedelta(days=rng.randint(-6, 3))
        ends_on = rng.choice([None, starts_on + timedelta(days=rng.randint(0, 5))])
        ended = at(starts_on + timedelta(days=rng.randint(-2, 3)), rng.choice(HOURS))
        is_ended = rng.random() < 0.6
        made.append(
            RoleGrant(
                user=user, role=Role.AUDITOR, scope_kind="province", starts_on=starts_on,
                ends_on=ends_on, ended_at=ended if is_ended else None,
                ended_by=0 if is_ended else None,
            )
        )  # fmt: skip
    return RoleGrant.objects.bulk_create(made)


def asked(sql: str, *values: Any) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return {row[0] for row in cursor.fetchall()}


class TestTheTwoDefinitions:
    def test_agree_at_every_moment(self, grants: list[RoleGrant]) -> None:
        of_columns = (
            "SELECT id FROM accounts_rolegrant"
            " WHERE accounts_in_force(starts_on, ends_on, ended_at, %s)"
        )
        of_account = (
            "SELECT id FROM accounts_rolegrant WHERE accounts_holds_at(user_id, role, scope_id, %s)"
        )
        for day in range(-9, 9):
            for hour in HOURS:
                moment = at(today() + timedelta(days=day), hour)
                wanted = {grant.pk for grant in grants if is_in_force(grant, moment)}
                assert (
                    set(RoleGrant.objects.in_force(moment).values_list("pk", flat=True)) == wanted
                )
                assert asked(of_columns, moment) == wanted
                assert asked(of_account, moment) == wanted

    def test_agree_on_every_day(self, grants: list[RoleGrant]) -> None:
        sql = "SELECT id FROM accounts_rolegrant WHERE accounts_holds(user_id, role, scope_id, %s)"
        for days in range(-9, 9):
            day = today() + timedelta(days=days)
            # Of today it is this moment that counts, of another day its first one.
            moment = now() if days == 0 else at(day)
            wanted = {grant.pk for grant in grants if is_in_force(grant, moment)}
            assert set(RoleGrant.objects.in_force(day).values_list("pk", flat=True)) == wanted
            assert asked(sql, day) == wanted

    def test_never_hold_a_grant_that_was_ended_before_its_first_day(
        self, grants: list[RoleGrant]
    ) -> None:
        void = {grant.pk for grant in grants if grant.is_void}
        assert void
        for days in range(-9, 9):
            day = today() + timedelta(days=days)
            for when in (day, *(at(day, hour) for hour in HOURS)):
                held = RoleGrant.objects.in_force(when).values_list("pk", flat=True)
                assert not void & set(held)


class TestTheEnd:
    """A role that is ended is over for whoever asks, at the same moment."""

    @pytest.fixture
    def person(self) -> Principal:
        """Return somebody whose role began today."""
        person = make_principal(Role.EXPERT)
        RoleGrant.objects.filter(pk=person.grant_id).update(ends_on=today())
        return person

    def test_closes_sessions_keys_work_and_guards_at_once(
        self, person: Principal, browser_of: Any
    ) -> None:
        browser, program = browser_of(person), make_api_client(person)
        assert browser.get("/desk").status_code == 200
        assert program.get("/api/v1/me").status_code == 200

        RoleGrant.objects.filter(pk=person.grant_id).update(ended_at=now(), ended_by=0)

        user = User.objects.get(pk=person.user_id)
        assert browser.get("/desk").status_code == 403
        assert program.get("/api/v1/me").status_code == 401
        assert hats_of(user, now()) == []
        assert acting_for(person.grant_id, now()) is None
        sql = "SELECT 1 WHERE accounts_holds(%s, 'expert', NULL, %s)"
        assert asked(sql, person.user_id, today()) == set()
        assert asked(sql, person.user_id, today() - timedelta(days=1)) == {1}

    def test_holds_for_prepared_statements_of_other_moments(self, person: Principal) -> None:
        user = User.objects.get(pk=person.user_id)
        ended = now()
        RoleGrant.objects.filter(pk=person.grant_id).update(ended_at=ended, ended_by=0)

        for _again in range(3):
            assert [hat.role for hat in hats_of(user, ended - timedelta(seconds=1))]
            assert hats_of(user, ended) == []

    def test_closes_the_door_to_a_key_that_nobody_revoked(self, person: Principal) -> None:
        ended = now()
        _key, secret = issue_token(
            name="x", days=1, grant_id=person.grant_id, actor=person, at=ended
        )
        RoleGrant.objects.filter(pk=person.grant_id).update(ended_at=ended, ended_by=0)

        for _again in range(3):
            for moment, opens in ((ended - timedelta(seconds=1), True), (ended, False)):
                found = token_principal(
                    secret, now=moment, on=today(), address="127.0.0.1", request_id=""
                )
                assert (found is not None) is opens
