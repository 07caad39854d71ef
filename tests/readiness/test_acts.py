"""The tables of acts of training and rating, compared with the actions and REST."""

from datetime import timedelta
from typing import Any

import pytest

from core.clock import now, today
from readiness import actions, acts
from readiness.models import Certificate, Course, RatingPeriod
from tests.act_walks import faults_of_actions, faults_of_table
from tests.factories import make_certificate, make_course, make_office, make_period, make_staff

ROLES = ("association", "secretariat", "deputy", "gas_manager", "operator", "platform_admin")
OF_COURSES = {
    acts.RETIRE: lambda course, actor: actions.retire_course(
        course_id=course.pk, actor=actor, at=now()
    ),
}
OF_CERTIFICATES = {
    acts.REVOKE: lambda certificate, actor: actions.revoke_certificate(
        certificate_id=certificate.pk, reason="به اشتباه", actor=actor, on=today(), at=now()
    ),
}
OF_PERIODS = {
    acts.GIVE_SCORE: lambda period, actor: actions.give_score(
        period_id=period.pk, office_code="", points=7, actor=actor, on=today(), at=now()
    ),
}
CREATES = {acts.ADD_COURSE, acts.ISSUE, acts.OPEN}
TABLES = (acts.COURSES, acts.CERTIFICATES, acts.PERIODS)


@pytest.fixture
def world(db: None) -> None:
    """Make courses in use and out of it, certificates, and periods past, open and to come."""
    make_course(is_active=False)
    for is_member in (True, False):
        person = make_staff(make_office(is_member=is_member))
        make_certificate(person)
        make_certificate(person, revoked_on=today(), revoke_reason="به اشتباه")
    for first, last in ((-20, -1), (-1, 0), (0, 1), (1, 20)):
        make_period(
            opens_on=today() + timedelta(days=first),
            association_due_on=today() + timedelta(days=last),
        )


@pytest.mark.parametrize("table", TABLES)
def test_record_known_events(table: Any) -> None:
    assert list(faults_of_table(table)) == []


def test_are_walked_whole() -> None:
    walked = {*OF_COURSES, *OF_CERTIFICATES, *OF_PERIODS, *CREATES}

    assert {act for table in TABLES for act in table} == walked


@pytest.mark.parametrize("role", ROLES)
def test_do_what_is_open_and_refuse_the_rest_with_its_sentence(
    request: Any, world: None, role: str
) -> None:
    actor, faults = request.getfixturevalue(role), list[str]()

    for calls, rows in (
        (OF_COURSES, Course.objects.visible_to(actor)),
        (OF_CERTIFICATES, Certificate.objects.visible_to(actor)),
        (OF_PERIODS, RatingPeriod.objects.visible_to(actor)),
    ):
        for record in rows:
            faults += faults_of_actions(calls, record, actor, today())

    assert faults == []
