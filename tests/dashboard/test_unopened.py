"""A notice that an office leaves unopened in its portal is served on paper, with its own clock."""

from datetime import timedelta

import pytest

from accounts.roles import Role
from dashboard.facts.work import work_of
from tests.factories import make_agency, make_contract, make_office, make_principal
from tests.violations.stories import LONG_AGO, Walk, file_report, moment
from violations import actions
from workdays.facts import deadline


@pytest.mark.django_db
@pytest.mark.parametrize(("channel", "is_asked"), [("portal", True), ("letter", False)])
def test_is_on_the_keepers_desk_after_its_days(*, channel: str, is_asked: bool) -> None:
    agency = make_agency("gaz")
    contract = make_contract(agency=agency, office=make_office())
    clerk = make_principal(Role.AGENCY_CLERK, agency)
    manager = make_principal(Role.AGENCY_MANAGER, agency)
    operator = make_principal(Role.OPERATOR, contract.office)
    walk = Walk(file_report(contract, clerk, on=LONG_AGO), manager, operator).open()
    actions.issue_notice(
        case_id=walk.case.pk, kind="charge", channel=channel, actor=clerk, **moment(LONG_AGO)
    )
    county = walk.case.county.public_id
    last = deadline("unopened_notice", LONG_AGO, county).due_on

    waits = {task.kind: task.due_on for task in work_of(clerk, last)}
    later = {task.kind: task.due_on for task in work_of(clerk, last + timedelta(days=1))}

    assert "unserved" in waits
    assert "serve-on-paper" not in waits
    assert ("serve-on-paper" in later) is is_asked
    assert ("unserved" in later) is not is_asked
    if is_asked:
        assert later["serve-on-paper"] == deadline("paper_service", last, county).due_on
        walk.day = last
        actions.acknowledge_notice(case_id=walk.case.pk, kind="charge", actor=operator, **walk.now)
        left = {task.kind for task in work_of(clerk, last + timedelta(days=1))}
        assert not {"serve-on-paper", "unserved"} & left
