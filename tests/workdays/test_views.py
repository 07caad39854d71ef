"""The page of a year."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from audit.models import AuditEvent
from core import jalali
from tests.factories import make_county
from workdays.actions import load_calendar
from workdays.facts import year_page
from workdays.models import CalendarDay
from workdays.views import calendars as views

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

    def test_marks_days_on_which_single_counties_were_closed(self):
        day = jalali.of(1405, 9, 10)
        for name in ("اردبیل", "مشگین‌شهر"):
            county = make_county(name)
            CalendarDay.objects.create(
                date=day, county=county, kind="closed", title="برف", draft=True
            )

        cells = [c for m in year_page(1405, TODAY).months for w in m.weeks for c in w if c]

        assert [(c.day, c.off) for c in cells if c.local] == [(day, None)]
        said = next(c.local for c in cells if c.local)
        assert said == "برف، اردبیل؛ برف، مشگین‌شهر"

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

    def test_names_the_weekly_days_off_with_their_provenance(self):
        friday, both = year_page(1404, TODAY).weekly

        assert (friday.days, friday.is_assumed) == (("جمعه",), False)
        assert (both.days, both.is_assumed) == (("پنجشنبه", "جمعه"), True)
        assert (friday.valid_to, both.valid_from) == (
            jalali.of(1404, 2, 17),
            jalali.of(1404, 2, 18),
        )
        assert year_page(1405, TODAY).weekly == (both,)

    def test_tells_where_each_day_comes_from(self):
        entries = year_page(1405, TODAY).entries

        assert all(entry.source for entry in entries)
        assert all(entry.draft == (entry.confirmed_on is None) for entry in entries)

    def test_asks_three_times(self, django_assert_num_queries):
        year_page(1405, TODAY)
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


EVERYBODY = (
    "deputy", "expert", "secretariat", "chair", "county_rep", "gas_manager", "gas_clerk",
    "gas_appeal", "association", "operator", "auditor", "platform_admin",
)  # fmt: skip
KEEPERS = {"secretariat", "platform_admin"}


class TestEverybody:
    @pytest.mark.parametrize("who", EVERYBODY)
    def test_finds_the_calendar_in_the_navigation(self, browser_of, request, who):
        page = browser_of(request.getfixturevalue(who)).get("/calendar/1405")

        assert page.status_code == 200
        assert "/calendar" in [item.url for item in page.context["nav"]]
        assert page.context["may_edit"] is (who in KEEPERS)
        text = page.content.decode()
        assert "تقویم رسمی کشور" in text
        assert ("/calendar/days/new" in text) is (who in KEEPERS)

    @pytest.mark.parametrize("who", sorted({*EVERYBODY} - KEEPERS))
    def test_else_changes_nothing(self, browser_of, request, who):
        browser = browser_of(request.getfixturevalue(who))
        day = CalendarDay.objects.filter(draft=True)[0]

        for address in ("/calendar/days/new", f"/calendar/days/{day.public_id}/confirm"):
            assert browser.get(address).status_code == 403
            assert browser.post(address, {}).status_code == 403


class TestAddDay:
    def post(self, browser: Any, **data: str) -> Any:
        values = {"day": "1405/10/15", "kind": "closed", "title": "برف سنگین", "source": "نامهٔ ۱۲"}
        return browser.post("/calendar/days/new", values | data)

    @pytest.mark.parametrize("who", sorted(KEEPERS))
    def test_enters_a_closure(self, browser_of, request, who):
        answer = self.post(browser_of(request.getfixturevalue(who)))

        assert answer.headers["Location"] == "/calendar/1405"
        entered = CalendarDay.objects.get(title="برف سنگین")
        assert (entered.date, entered.county, entered.draft) == (
            jalali.of(1405, 10, 15),
            None,
            False,
        )

    def test_is_told_in_the_history_by_its_jalali_day(self, browser_of, secretariat):
        self.post(browser_of(secretariat))

        event = AuditEvent.objects.get(verb="calendar.day_added")
        assert event.target_label == "1405/10/15 برف سنگین"

    def test_enters_it_for_one_county(self, browser_of, secretariat, county_rep):
        county = str(county_rep.county_ids[0])

        self.post(browser_of(secretariat), county=county)

        assert str(CalendarDay.objects.get(title="برف سنگین").county.public_id) == county

    @pytest.mark.parametrize(
        "wrong",
        [
            {"day": ""}, {"day": "1405/13/01"}, {"kind": "party"}, {"title": ""}, {"source": ""},
            {"county": "1"}, {"county": "00000000-0000-7000-8000-000000000000"},
        ],
    )  # fmt: skip
    def test_keeps_what_is_wrong_on_the_form(self, browser_of, secretariat, wrong):
        before = CalendarDay.objects.count()

        assert self.post(browser_of(secretariat), **wrong).status_code == 422
        assert CalendarDay.objects.count() == before

    def test_refuses_a_day_twice(self, browser_of, secretariat):
        browser = browser_of(secretariat)
        self.post(browser)

        assert self.post(browser).status_code == 422


class TestConfirmDay:
    def test_moves_and_confirms(self, browser_of, secretariat):
        day = CalendarDay.objects.filter(draft=True, date__gt=TODAY).order_by("date")[0]
        address = f"/calendar/days/{day.public_id}/confirm"
        browser = browser_of(secretariat)
        falls_on = day.date + timedelta(days=1)

        shown = browser.get(address)
        browser.post(address, {"falls_on": jalali.iso_jalali(falls_on), "source": "اطلاعیهٔ ۷"})

        day.refresh_from_db()
        assert day.title in shown.content.decode()
        assert (day.date, day.draft, day.source) == (falls_on, False, "اطلاعیهٔ ۷")

    def test_refuses_what_is_confirmed(self, browser_of, secretariat):
        day = CalendarDay.objects.filter(draft=False)[0]
        address = f"/calendar/days/{day.public_id}/confirm"
        data = {"falls_on": jalali.iso_jalali(day.date), "source": "اطلاعیهٔ ۷"}

        assert browser_of(secretariat).post(address, data).status_code == 422

    def test_does_not_know_other_days(self, browser_of, secretariat):
        address = "/calendar/days/00000000-0000-7000-8000-000000000000/confirm"

        assert browser_of(secretariat).get(address).status_code == 404


class TestExportYear:
    @pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
    def test_gives_the_days_of_the_year(self, browser_of, deputy, form):
        answer = browser_of(deputy).get(f"/calendar/1405/export/{form}")

        assert answer.status_code == 200
        assert f"calendar-1405.{form}" in answer.headers["Content-Disposition"]
        if form == "csv":
            text = answer.content.decode("utf-8-sig")
            assert text.startswith("روز,نوع,مناسبت,شهرستان,دستگاه‌های مستثنا")
            assert "1405/01/01,تعطیل رسمی,آغاز نوروز؛ عید فطر" in text

    @pytest.mark.parametrize("address", ["1405/export/pdf", "9999/export/csv"])
    def test_has_no_other_form_and_no_other_year(self, browser_of, deputy, address):
        assert browser_of(deputy).get(f"/calendar/{address}").status_code == 404
