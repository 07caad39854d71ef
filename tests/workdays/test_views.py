"""The page of a year."""

from typing import Any

import pytest
from django.urls import reverse

from core import jalali
from workdays import views
from workdays.actions import load_calendar
from workdays.facts import year_page

pytestmark = pytest.mark.django_db
TODAY = jalali.of(1405, 9, 3)


@pytest.fixture(autouse=True)
def _calendar(monkeypatch):
    load_calendar()
    monkeypatch.setattr(views, "today", lambda: TODAY)


class TestYearPage:
    def test_lays_out_the_months_from_saturday(self):
        page = year_page(1405, TODAY)

        assert len(page.months) == 12
        first = page.months[0].weeks[0][0]
        assert (first.number, first.off.title) == (1, "آغاز نوروز؛ عید فطر")
        azar = page.months[8]
        assert azar.weeks[0][0] is None
        assert [cell.number for week in azar.weeks for cell in week if cell] == list(range(1, 31))
        assert all(len(week) == 7 for month in page.months for week in month.weeks)

    def test_marks_today_alone(self):
        page = year_page(1405, TODAY)

        marked = [c.day for m in page.months for w in m.weeks for c in w if c and c.is_today]
        assert marked == [TODAY]

    def test_counts_working_days_and_drafts(self):
        page = year_page(1405, TODAY)

        assert page.working_days == sum(month.working_days for month in page.months)
        assert 230 < page.working_days < 250
        assert page.drafts == 6
        assert len(page.entries) == 26

    def test_asks_three_times(self, django_assert_num_queries):
        with django_assert_num_queries(3):
            year_page(1405, TODAY)


class TestYear:
    def get(self, browser: Any, year: int) -> Any:
        return browser.get(reverse("workdays:year", kwargs={"year": year}))

    def test_shows_the_holidays(self, browser_of, deputy):
        page = self.get(browser_of(deputy), 1405).content.decode()

        assert "آغاز نوروز؛ عید فطر" in page
        assert "تأییدنشده" in page
        assert 'aria-current="date"' in page

    def test_says_that_a_year_has_no_holidays(self, browser_of, deputy):
        page = self.get(browser_of(deputy), 1450).content.decode()

        assert "ثبت نشده است" in page

    @pytest.mark.parametrize("year", [1205, 1499, 99999])
    def test_does_not_know_other_years(self, browser_of, deputy, year):
        assert self.get(browser_of(deputy), year).status_code == 404

    @pytest.mark.parametrize("year", [1206, 1498])
    def test_ends_where_the_calendar_ends(self, browser_of, deputy, year):
        assert self.get(browser_of(deputy), year).status_code == 200

    def test_asks_the_stranger_to_sign_in(self, client):
        assert self.get(client, 1405).status_code == 302


class TestThisYear:
    def test_leads_to_the_running_year(self, browser_of, deputy):
        answer = browser_of(deputy).get(reverse("workdays:this-year"))

        assert answer.headers["Location"] == "/calendar/1405"
