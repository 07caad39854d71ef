"""A change of the calendar shows what it moves before it is made."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from accounts.principal import Principal
from accounts.roles import Role
from core import jalali
from core.persian import persian_digits
from tests.factories import make_county, make_principal
from tests.violations.benches import DAY, Bench
from tests.violations.stories import Walk, noon
from violations.models import Case
from workdays.models import CalendarDay, DeadlineMove

ADDRESS = "/calendar/days/new"
pytestmark = pytest.mark.django_db
SignIn = Callable[[Principal], Any]


@pytest.fixture
def case(walk: Callable[..., Walk]) -> Case:
    return walk().open().notify().case


def closure(case: Case, **values: str) -> dict[str, str]:
    """Return the form of a closure on the last day of the defence window."""
    assert case.defence_due_on is not None
    day = jalali.iso_jalali(case.defence_due_on)
    return {"day": day, "kind": "closed", "title": "برف سنگین", "source": "نامهٔ ۱۲"} | values


class TestPreview:
    def test_names_what_moves_and_changes_nothing(
        self, case: Case, browser_of: SignIn, secretariat: Principal
    ) -> None:
        due = case.defence_due_on

        page = browser_of(secretariat).post(ADDRESS, closure(case, preview="1"))

        moving = page.context["moving"]
        assert page.status_code == 200
        assert moving.total >= 1
        assert ("مهلت دفاع", 1) in moving.kinds
        assert (case.county.name, moving.total) in moving.counties
        labels = [move.deadline.subject_label for move, _label in moving.first]
        assert any(case.number in label for label in labels)
        case.refresh_from_db()
        assert case.defence_due_on == due
        assert not CalendarDay.objects.filter(title="برف سنگین").exists()
        assert not DeadlineMove.objects.exists()

    def test_names_the_sessions_of_the_day_in_its_place(self, browser_of: SignIn) -> None:
        bench = Bench()
        session, county = bench.summon(), bench.case.county
        sent = {"day": jalali.iso_jalali(DAY), "kind": "closed", "title": "برف", "source": "نامه"}
        with time_machine.travel(noon(DAY - timedelta(days=9)), tick=False):
            browser = browser_of(bench.secretary)
            page = browser.post(ADDRESS, sent | {"preview": "1", "county": str(county.public_id)})
            other = make_county("مشکین‌شهر")
            apart = browser.post(ADDRESS, sent | {"preview": "1", "county": str(other.public_id)})

        touched = page.context["moving"].touched
        assert [each.url for each in touched] == [session.get_absolute_url()]
        assert page.context["moving"].sorts == (("جلسهٔ رسیدگی", 1),)
        assert persian_digits(bench.case.number) in page.content.decode()
        assert county.name in touched[0].place
        assert apart.context["moving"].sorts == ()
        session.refresh_from_db()
        assert session.closed_day == ""

    def test_only_counts_a_session_that_the_reader_may_not_see(self, browser_of: SignIn) -> None:
        bench = Bench()
        bench.summon()
        sent = {"day": jalali.iso_jalali(DAY), "kind": "closed", "title": "برف", "source": "نامه"}
        with time_machine.travel(noon(DAY - timedelta(days=9)), tick=False):
            admin = browser_of(make_principal(Role.PLATFORM_ADMIN))
            page = admin.post(ADDRESS, sent | {"preview": "1"})

        assert page.context["moving"].sorts == (("جلسهٔ رسیدگی", 1),)
        assert page.context["moving"].touched == ()
        assert bench.case.number not in page.content.decode()

    def test_is_what_then_moves(
        self, case: Case, browser_of: SignIn, secretariat: Principal
    ) -> None:
        browser = browser_of(secretariat)
        shown = browser.post(ADDRESS, closure(case, preview="1"))

        done = browser.post(ADDRESS, closure(case, seen=shown.context["seen"]))

        assert done.status_code == 302
        assert DeadlineMove.objects.count() == shown.context["moving"].total

    def test_is_shown_again_for_something_else(
        self, case: Case, browser_of: SignIn, secretariat: Principal
    ) -> None:
        browser = browser_of(secretariat)
        shown = browser.post(ADDRESS, closure(case, preview="1"))

        again = browser.post(ADDRESS, closure(case, seen=shown.context["seen"], kind="late"))

        assert again.status_code != 302
        assert not CalendarDay.objects.filter(title="برف سنگین").exists()

    def test_comes_before_the_button_that_records(
        self, case: Case, browser_of: SignIn, secretariat: Principal
    ) -> None:
        browser = browser_of(secretariat)

        first = browser.get(ADDRESS).content.decode()
        second = browser.post(ADDRESS, closure(case, preview="1")).content.decode()

        assert 'name="seen"' not in first
        assert 'name="preview"' in first
        assert 'name="seen"' in second
        assert persian_digits(case.number) in second

    def test_says_what_is_wrong(
        self, case: Case, browser_of: SignIn, secretariat: Principal
    ) -> None:
        page = browser_of(secretariat).post(ADDRESS, closure(case, preview="1", title=""))

        assert page.status_code == 422
        assert page.context["moving"] is None
