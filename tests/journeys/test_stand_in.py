"""
A case whose chair had a part: the deputy names a member of the committee, and the member decides.

By keyboard alone, on real pages; the chair's own page offers no decision.
"""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.roles import Role
from core.clock import today
from core.jalali import short
from tests.factories import make_agency, make_contract, make_office, make_same_person, make_type
from tests.journeys.people import Person, Stage
from tests.journeys.test_main_job import (
    REASONS,
    follow_matrix,
    give_code,
    go,
    press,
    reach,
    sees,
    send,
    write,
)
from tests.violations.stories import LONG_AGO, Walk, file_report
from violations.models import Decision, StandIn

pytestmark = pytest.mark.browser

WHY = "رئیس کمیته خود این تخلف را با حساب دیگری گزارش داده است و کس دیگری برای رأی نیست."
OTHERS = ("عضو دوم", "عضو سوم")
MOST_ROWS = 12


class Cast:
    """An office, and a chair who reported it by another account of his."""

    def __init__(self) -> None:
        office = make_office(name="پیشخوان آفتاب (نمونه)")
        agency = make_agency("gaz", name="شرکت گاز (نمونه)", short_name="گاز")
        contract = make_contract(agency=agency, office=office)
        self.deputy = Person.make(Role.DEPUTY, name="معاون نمونه")
        self.chair = Person.make(Role.COMMITTEE_CHAIR, name="رئیس نمونه")
        self.member = Person.make(Role.COMMITTEE_MEMBER, name="عضو بی‌طرف")
        self.others = [Person.make(Role.COMMITTEE_MEMBER, name=name) for name in OTHERS]
        reporter = Person.make(Role.COUNTY_REP, office.county, name="رئیس نمونه")
        secretary = Person.make(Role.SECRETARIAT, name="دبیر نمونه")
        operator = Person.make(Role.OPERATOR, office, name="سارا احمدی")
        make_same_person(self.chair.principal, reporter.principal)
        report = file_report(
            contract,
            reporter.principal,
            make_type(track="licence", title="واگذاری اداره به غیر"),
            agency_id=None,
            on=LONG_AGO,
        )
        walk = Walk(report, secretary.principal, operator.principal)
        walk.open().notify().defend()
        walk.sit(*(person.principal for person in (self.member, *self.others)))
        self.number = walk.case.number

    @property
    def address(self) -> str:
        """Return the address of the case."""
        return f"/violations/{self.number}"


def pick(page: Page, name: str, label: str) -> None:
    """Choose by its words in a list of options, with the arrow keys."""
    field = page.locator(f"main select[name={name}]")
    value = field.locator("option", has_text=label).get_attribute("value")
    reach(page, field)
    page.keyboard.press("Home")
    for _step in range(MOST_ROWS):
        if field.input_value() == value:
            return
        page.keyboard.press("ArrowDown")
    pytest.fail(f"{label} is not reached with the arrow keys")


class TestStandIn:
    def test_is_named_by_the_deputy_and_decides(self, stage: Stage) -> None:
        cast = Cast()
        deputy, chair = stage.enter(cast.deputy), stage.enter(cast.chair)
        member = stage.enter(cast.member)

        chair.goto(cast.address)
        expect(chair.locator("main [name=reasons]")).to_have_count(0)
        self.name(deputy, cast)
        self.decide(member, cast)

        chair.goto(cast.address)
        sees(chair, "عضو بی‌طرف")
        assert not stage.errors

    def name(self, deputy: Page, cast: Cast) -> None:
        """The deputy finds the case on the desk, and names the member with a code."""
        deputy.goto("/desk")
        sees(deputy, "جانشین تعیین کنید")
        go(deputy, cast.address, "stand-in")
        pick(deputy, "member", "عضو بی‌طرف")
        write(deputy, "reason", WHY)
        write(deputy, "last_on", short(today() + timedelta(days=5)))
        give_code(deputy, cast.deputy)
        send(deputy)
        sees(deputy, "عضو بی‌طرف")
        assert StandIn.objects.get().member_id == cast.member.principal.user_id

    def decide(self, member: Page, cast: Cast) -> None:
        """The member finds the case on the desk too, and decides it."""
        member.goto("/desk")
        sees(member, "به‌جای")
        member.goto(f"{cast.address}/decision")
        follow_matrix(member)
        write(member, "reasons", REASONS)
        give_code(member, cast.member)
        press(member, "ثبت تصمیم")
        decision = Decision.objects.get()
        assert decision.decided_by == cast.member.principal.user_id
        assert decision.outcome == "proven"
