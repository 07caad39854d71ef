"""A report is weighed by somebody who is free, wherever anybody is (docs/adr/0014-stand-ins.md)."""

from dataclasses import replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.models import RoleGrant
from accounts.principal import Principal
from accounts.roles import Role
from core.acts import is_open
from core.clock import now, today
from dashboard.facts.waiting import waiting_for
from notices.facts.kinds import KINDS
from tests.factories import make_contract, make_principal
from tests.scenes.interests import hold
from tests.violations.stories import file_report
from violations import actions
from violations.acts.reports import ACCEPT
from violations.models import ViolationReport

pytestmark = pytest.mark.django_db
PARTS = ("", "reporter", "holder", "ended")


class Place:
    """A report, and who may weigh it: managers with a part in it or none, and those after them."""

    def __init__(self, parts: tuple[str, ...], second: str = "") -> None:
        contract = make_contract()
        agency = contract.agency
        self.managers = [make_principal(Role.AGENCY_MANAGER, agency) for _part in parts]
        self.second = make_principal(Role.AGENCY_APPEAL, agency)
        self.secretary = make_principal(Role.SECRETARIAT)
        clerk = make_principal(Role.AGENCY_CLERK, agency)
        people = [*zip(self.managers, parts, strict=True), (self.second, second)]
        reporter = next((one for one, part in people if part == "reporter"), clerk)
        self.report = file_report(contract, reporter, on=today())
        for person, part in people:
            if part == "holder":
                hold(contract.office, person)
            elif part == "ended":
                RoleGrant.objects.filter(pk=person.grant_id).update(
                    ended_at=now(), ended_by=self.secretary.user_id
                )
        free = [one for one, part in people if not part]
        own = [one for one in free if one in self.managers]
        self.expected = own or free or [self.secretary]
        self.everybody = [*(one for one, part in people if part != "ended"), self.secretary]

    def again(self) -> ViolationReport:
        return ViolationReport.objects.get(pk=self.report.pk)

    def open_to(self) -> list[Principal]:
        """Return those to whom the act is open."""
        return [
            one for one in self.everybody if is_open(ACCEPT, self.again(), replace(one), today())
        ]

    def asked(self) -> list[Principal]:
        """Return those whose desk asks for it."""
        return [
            one
            for one in self.everybody
            for waiting in waiting_for(replace(one), today())
            if waiting.kind == "triage" and waiting.rows.exists()
        ]

    def is_written(self, person: Principal) -> bool:
        """Tell whether the database takes a rejection in the name of a person; undone again."""
        change: dict[str, Any] = {
            "state": "rejected", "triaged_by": person.user_id, "triaged_on": today(),
            "triage_reason": "x" * 20, "version": self.report.version + 1,
        }  # fmt: skip
        try:
            with transaction.atomic():
                ViolationReport.objects.filter(pk=self.report.pk).update(**change)
                transaction.set_rollback(True)
        except IntegrityError:
            return False
        return True


@pytest.mark.parametrize(
    "parts", [(), *((part,) for part in PARTS), ("reporter", ""), ("holder", "ended")]
)
@pytest.mark.parametrize("second", ["", "holder", "ended"])
def test_somebody_free_weighs_it(parts: tuple[str, ...], second: str) -> None:
    if "holder" in parts and second == "holder":
        return  # one office has one holder
    place = Place(parts, second)

    assert place.open_to() == place.expected
    assert place.asked() == place.expected
    find = {kind.name: kind for kind in KINDS}["report.submitted"].find
    told = find(str(place.report.public_id)) if find else None
    assert told
    assert {one.role for one in told.audiences} == {one.role for one in place.expected}
    assert [one for one in place.everybody if place.is_written(one)] == place.expected
    actions.accept_report(report_id=place.report.pk, actor=place.expected[0], on=today(), at=now())
