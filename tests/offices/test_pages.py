"""The register's pages: for each role, with nothing, with much, and when something is wrong."""

import html
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from audit.actions import record
from core.clock import now, today
from core.jalali import long
from core.panels import Column, Note, Panel, Tab, View
from core.persian import persian_digits
from lists.facts import MOST_COUNTED
from offices import actions
from offices.facts import COLUMNS, NOTES, PANELS, TABS, VIEWS
from offices.models import Licence, LicenceHolder, Office
from offices.views.register import Offices
from tests.factories import (
    NOW,
    TODAY,
    document,
    make_contract,
    make_county,
    make_office,
    make_principal,
)
from tests.offices.endings import ends_soon

ROLES = (
    "deputy", "expert", "secretariat", "chair", "county_rep", "gas_manager", "gas_clerk",
    "gas_appeal", "association", "operator", "auditor", "platform_admin",
)  # fmt: skip


def text_of(answer):
    return answer.content.decode()


def forget(register, name):
    register.remove(name)


class TestEveryRole:
    @pytest.mark.parametrize("role", ROLES)
    def test_reads_the_list_and_the_card(self, request, browser_of, office, role):
        client = browser_of(request.getfixturevalue(role))

        for path in ("/offices?view=all", f"/offices/{office.code}", "/offices/suggest?q=24"):
            assert client.get(path).status_code == 200, path
        assert client.get(f"/offices/{office.code}/history").status_code == 200
        assert client.get(f"/offices/{office.code}/people").status_code == 200

    @pytest.mark.parametrize("role", [role for role in ROLES if role != "secretariat"])
    @pytest.mark.parametrize("path", ["/offices/new", "edit", "state", "licence", "licence-state"])
    def test_is_refused_a_form_that_is_not_its_own(self, request, browser_of, office, role, path):
        client = browser_of(request.getfixturevalue(role))
        address = path if path.startswith("/") else f"/offices/{office.code}/{path}"

        assert client.get(address).status_code == 403
        assert client.post(address, {}).status_code == 403

    @pytest.mark.parametrize(
        ("role", "is_shown"),
        [("expert", True), ("gas_clerk", True), ("operator", True), ("association", False),
         ("platform_admin", False)],
    )  # fmt: skip
    def test_sees_contacts_by_role(self, request, browser_of, office, role, is_shown):
        Office.objects.update(phone="04533009999", manager_name="لیلا متصدی")
        client = browser_of(request.getfixturevalue(role))

        card = text_of(client.get(f"/offices/{office.code}"))
        rows = text_of(client.get("/offices?view=all"))
        assert ("۰۴۵-۳۳۰۰۹۹۹۹" in card) is is_shown
        assert ("لیلا متصدی" in card) is is_shown
        assert ("لیلا متصدی" in rows) is is_shown

    @pytest.mark.parametrize(
        ("role", "shown", "hidden"),
        [
            ("secretariat", ["/contracts", "/violations", "/history", "/edit"], []),
            ("gas_clerk", ["/contracts", "/violations"], ["/edit"]),
            ("association", ["/history"], ["/edit"]),
            ("platform_admin", ["/history"], ["/contracts", "/violations", "/edit"]),
        ],
    )
    def test_finds_in_the_menu_of_a_row_the_pages_that_open(
        self, request, browser_of, office, role, shown, hidden
    ):
        client = browser_of(request.getfixturevalue(role))

        page = client.get("/offices?view=all")
        ways = [str(way.url) for way in page.context["listed"].ways(page.context["rows"][0])]

        pages = [way for way in ways if way.startswith("/offices/")]
        assert {f"/offices/{office.code}{part}" for part in shown} <= set(pages)
        assert not {f"/offices/{office.code}{part}" for part in hidden} & set(pages)
        assert {client.get(way).status_code for way in ways} == {200}
        text = text_of(page)
        assert all(f'href="{html.escape(way)}"' in text for way in ways)

    def test_begins_a_report_from_the_menu_of_a_row(self, browser_of, office, gas_clerk, auditor):
        begins = f"/violations/new?office={office.code}"

        assert begins in text_of(browser_of(gas_clerk).get("/offices"))
        assert begins not in text_of(browser_of(auditor).get("/offices"))

    def test_begins_a_report_only_where_the_role_reports(
        self, browser_of, office, county_rep, association
    ):
        other = make_office(is_member=False)
        client, guild = browser_of(county_rep), browser_of(association)

        for one, is_offered in ((office, True), (other, False)):
            begins = f"/violations/new?office={one.code}"
            for page in (client, guild):
                text = text_of(page.get(one.get_absolute_url()))
                assert (begins in text) is is_offered

    @pytest.mark.parametrize(("role", "is_found"), [("gas_clerk", True), ("association", False)])
    def test_finds_by_the_manager_only_who_sees_him(
        self, request, browser_of, secretariat, office, role, is_found
    ):
        actions.update_office(
            office_id=office.pk, manager_name="لیلا متصدی", actor=secretariat, at=NOW
        )
        client = browser_of(request.getfixturevalue(role))

        rows = text_of(client.get("/offices", {"view": "all", "q": "لیلا"}))
        offers = client.get("/offices/suggest", {"q": "لیلا"}).json()

        assert (persian_digits(office.name) in rows) is is_found
        assert bool(offers) is is_found

    @pytest.mark.parametrize(
        ("role", "opens"),
        [("deputy", True), ("secretariat", True), ("expert", False), ("chair", False),
         ("county_rep", False), ("gas_manager", False)],
    )  # fmt: skip
    def test_is_led_to_a_national_id_by_role(self, request, browser_of, office, role, opens):
        LicenceHolder.objects.update(national_id_sealed="sealed")
        client = browser_of(request.getfixturevalue(role))
        path = f"/offices/{office.code}/national-id"

        assert (path in text_of(client.get(f"/offices/{office.code}"))) == opens
        assert (client.get(path).status_code == 200) == opens

    def test_signed_out_sees_nothing(self, client, office):
        for path in ("/offices", f"/offices/{office.code}", "/offices/suggest?q=24"):
            assert client.get(path).status_code in {302, 404}


class TestTheList:
    def test_says_that_nothing_is_there(self, browser_of, expert):
        assert "empty" in text_of(browser_of(expert).get("/offices"))

    def test_tells_how_many_are_urban_and_rural(self, browser_of, expert, office):
        client = browser_of(expert)
        assert client.get("/offices").context["kinds"] == ""  # of one kind only
        make_office(kind="rural_ict")
        make_office(kind="rural_ict")

        assert "۳ دفتر · ۱ شهری، ۲ روستایی" in text_of(client.get("/offices"))
        assert client.get("/offices?kind=rural_ict").context["kinds"] == ""

    def test_counts_the_kinds_with_an_end(self, browser_of, expert, office):
        with CaptureQueriesContext(connection) as asked:
            browser_of(expert).get("/offices")

        counts = [query["sql"] for query in asked if "count(*)" in query["sql"]]
        assert len(counts) == 1  # the total, the tabs and the kinds
        assert f"LIMIT {MOST_COUNTED + 1}" in counts[0]
        assert not [query for query in asked if 'GROUP BY "offices_office"."kind"' in query["sql"]]

    def test_tells_no_kinds_of_more_than_it_counts(self):
        page = Offices()

        assert page.kinds(urban=MOST_COUNTED, rural=1)
        assert page.kinds(urban=MOST_COUNTED + 1, rural=1) == ""

    def test_takes_the_same_queries_for_one_and_for_fifty(self, browser_of, expert):
        client = browser_of(expert)

        def queries():
            with CaptureQueriesContext(connection) as taken:
                client.get("/offices")
            return len(taken)

        make_office()
        queries()
        one = queries()
        for _ in range(49):
            make_office()
        queries()  # the new counties are among the choices of a filter, which are made anew
        assert queries() == one

    def test_pages_by_keyset_there_and_back(self, browser_of, expert):
        made = sorted(make_office().code for _ in range(30))
        client = browser_of(expert)

        first = client.get("/offices?size=25")
        second = client.get(f"/offices?{first.context['next_query']}")
        back = client.get(f"/offices?{second.context['previous_query']}")

        assert [row["code"] for row in first.context["rows"]] == made[:25]
        assert [row["code"] for row in second.context["rows"]] == made[25:]
        assert [row["code"] for row in back.context["rows"]] == made[:25]

    @pytest.mark.parametrize("query", ["پارس‌آباد", "پارس اباد", "پارساباد", "باد پارس", "240100"])
    def test_finds_by_any_spelling(self, browser_of, expert, secretariat, query):
        office = make_office(code="2401007")
        actions.update_office(office_id=office.pk, name="پارس آباد ۴", actor=secretariat, at=NOW)
        make_office(code="2499999", name="نیر")

        rows = browser_of(expert).get("/offices", {"q": query}).context["rows"]
        assert [row["code"] for row in rows] == ["2401007"]

    @pytest.mark.parametrize(
        "query",
        ["cursor=x", "county=1", "state=zzz", "rank=9", "kind=%00", "q=%25", "size=10000",
         "sort=holder__national_id_index", "q=" + "x" * 3000],
    )  # fmt: skip
    def test_survives_what_people_put_into_addresses(self, browser_of, expert, office, query):
        assert browser_of(expert).get(f"/offices?{query}").status_code < 500

    def test_counts_behind_each_tab(self, browser_of, expert, office):
        make_office(state="inactive")
        make_office(state="temporarily_closed")

        tabs = browser_of(expert).get("/offices").context["tabs"]
        counts = {str(tab.url).split("view=")[1].split("&")[0]: tab.count for tab in tabs}
        assert (counts["all"], counts["inactive"], counts["expiring"]) == ("۳", "۲", "۰")

    def test_shows_columns_and_views_of_higher_floors(self, browser_of, expert, office):
        COLUMNS.add(Column("test", "ستون", lambda keys, actor, on: dict.fromkeys(keys, "خانه")))
        VIEWS.add(View("test", "نما", lambda rows, actor, on: rows.none()))
        try:
            client = browser_of(expert)
            assert "خانه" in text_of(client.get("/offices"))
            assert client.get("/offices?view=test").context["rows"] == []
        finally:
            COLUMNS.remove("test")
            VIEWS.remove("test")


class TestTheMap:
    def test_counts_as_the_list_does(self, browser_of, expert):
        near, far = make_county("اردبیل"), make_county("نیر")
        for county, state in ((near, "active"), (near, "inactive"), (far, "inactive")):
            make_office(county=county, state=state)
        browser = browser_of(expert)

        page = browser.get("/offices?state=active&layout=map").context

        spread = page["spread"]
        assert [(row.name, row.found, row.offices) for row in spread] == [
            ("اردبیل", 1, 2), ("نیر", 0, 1),
        ]  # fmt: skip
        assert sum(row.found for row in spread) == page["total"][0]
        listed = browser.get(f"/offices{spread[0].url}").context
        assert [row["state"] for row in listed["rows"]] == ["active"]
        assert "is_map" not in listed

    def test_sorts_the_counties(self, browser_of, expert):
        for name, number in (("اردبیل", 1), ("نیر", 2)):
            county = make_county(name)
            for _number in range(number):
                make_office(county=county)
        browser = browser_of(expert)

        def names(by):
            spread = browser.get(f"/offices?layout=map&by={by}").context["spread"]
            return [row.name for row in spread]

        assert names("offices") == ["نیر", "اردبیل"]
        assert names("name") == ["اردبیل", "نیر"]
        assert names("nothing") == ["نیر", "اردبیل"]

    def test_shows_of_all_offices_their_number_alone(self, browser_of, expert):
        for name, number in (("اردبیل", 1), ("نیر", 12)):
            county = make_county(name)
            for _number in range(number):
                make_office(county=county)
        make_office(county=county, state="inactive")

        everything = browser_of(expert).get("/offices?layout=map")
        some = browser_of(expert).get("/offices?layout=map&state=active")

        text = text_of(everything)
        assert [area.value for area in everything.context["map"].areas] == [13, 1]
        assert "بیشترین دفتر در نیر است: ۱۳" in text
        assert "by=rate" not in text
        assert "هاشورخورده" not in text
        assert "by=rate" in text_of(some)

    @pytest.mark.parametrize("query", ["", "&state=active"])
    def test_shows_a_county_without_an_office(self, browser_of, expert, query):
        make_office(county=make_county("اردبیل"), state="inactive")
        make_office(county=make_county("نیر"))
        make_county("سرعین")

        page = browser_of(expert).get(f"/offices?layout=map{query}")

        (bare,) = [row for row in page.context["spread"] if row.name == "سرعین"]
        assert (bare.found, bare.offices, bare.rate) == (0, 0, None)
        (area,) = [one for one in page.context["map"].areas if one.name == "سرعین"]
        assert area.points
        assert (area.value, area.is_few, area.words) == (None, True, "بدون دفتر")
        assert "<title>سرعین: بدون دفتر</title>" in page.content.decode()

    def test_stays_with_another_tab_and_leads_back(self, browser_of, expert, office):
        page = browser_of(expert).get("/offices?view=all&layout=map").context

        assert all(tab.url.endswith("&layout=map") for tab in page["tabs"])
        assert [way.current for way in page["layouts"]] == [False, True]
        assert "layout" not in page["layouts"][0].url


class TestTheTypeAhead:
    def test_needs_two_letters_and_offers_eight(self, browser_of, gas_clerk):
        for serial in range(12):
            make_office(code=f"770{serial:02d}")
        client = browser_of(gas_clerk)

        assert client.get("/offices/suggest?q=7").json() == []
        assert len(client.get("/offices/suggest?q=۷۷۰").json()) == 8

    def test_lists_a_blocked_office_with_the_reason(self, browser_of, gas, gas_clerk, office):
        make_contract(agency=gas, office=office)  # so that nothing else stands against it
        NOTES.add(Note("test", lambda keys, actor, on: {
            key: {"tone": "warn", "text": "بی‌قرارداد", "blocked": True, "reason": "قرارداد نیست"}
            for key in keys}))  # fmt: skip
        try:
            (row,) = browser_of(gas_clerk).get(f"/offices/suggest?q={office.code}").json()
            assert (row["value"], row["blocked"], row["reason"]) == (
                office.code, True, "قرارداد نیست",
            )  # fmt: skip
        finally:
            NOTES.remove("test")


class TestTheCard:
    def test_is_404_for_an_unknown_code_and_part(self, browser_of, expert, office):
        client = browser_of(expert)

        assert client.get("/offices/99999999").status_code == 404
        assert client.get(f"/offices/{office.code}/nothing").status_code == 404

    def test_takes_panels_and_tabs_of_higher_floors(self, browser_of, expert, office):
        PANELS.add(Panel("test", "components/empty.html", lambda *_: {"title": "از بالا"}))
        TABS.add(Tab("test", "زبانه", "components/empty.html", lambda *_: {"title": "درون زبانه"}))
        try:
            client = browser_of(expert)
            assert "از بالا" in text_of(client.get(f"/offices/{office.code}"))
            assert "درون زبانه" in text_of(client.get(f"/offices/{office.code}/test"))
        finally:
            PANELS.remove("test")
            TABS.remove("test")

    def test_tells_its_history_without_names_to_those_who_may_not(
        self, browser_of, secretariat, expert, gas_clerk, office
    ):
        actions.update_office(office_id=office.pk, name="تازه", actor=secretariat, at=NOW)
        path = f"/offices/{office.code}/history"

        assert "دبیر نمونه" in text_of(browser_of(expert).get(path))
        assert "دبیر نمونه" not in text_of(browser_of(gas_clerk).get(path))

    def test_escapes_what_was_typed(self, browser_of, expert):
        office = make_office(name="<script>alert(1)</script>")

        assert "<script>alert(1)" not in text_of(browser_of(expert).get(f"/offices/{office.code}"))


class TestTheForms:
    def test_register_and_refuse_with_what_was_typed(self, browser_of, secretariat, office):
        client = browser_of(secretariat)
        form = {"code": "۲۴۰۹۰۰۱", "name": "میدان تازه", "kind": "urban",
                "county": office.county_id}  # fmt: skip

        wrong = client.post("/offices/new", form | {"phone": "12"})
        assert wrong.status_code == 422
        assert "میدان تازه" in text_of(wrong)
        assert client.post("/offices/new", form).status_code == 302
        assert Office.objects.get(code="2409001").state == "draft"

    def test_change_the_state(self, browser_of, secretariat, office):
        client = browser_of(secretariat)
        path = f"/offices/{office.code}/state"

        assert client.get(path).status_code == 200
        done = client.post(
            path,
            {
                "state": "inactive",
                "reason": "بازدید دوم آذر",
                **document(document_on=long(today())),
            },
        )
        assert done.status_code == 302
        assert Office.objects.get(pk=office.pk).state == "inactive"

    @pytest.mark.parametrize("page", ["state", "licence-state"])
    def test_choose_no_state_by_themselves(self, browser_of, secretariat, office, page):
        client = browser_of(secretariat)

        shown = text_of(client.get(f"/offices/{office.code}/{page}"))
        chosen = re.findall(r'<option value="([^"]*)" selected', shown)
        sent = client.post(
            f"/offices/{office.code}/{page}",
            {"document_no": "۱۲/۳", "reason": "بازدید دوم آذر"},
        )

        assert not any(chosen)
        assert (sent.status_code, "وضعیت تازه را برگزینید." in text_of(sent)) == (422, True)

    @pytest.mark.parametrize(
        ("page", "state", "days"),
        [("state", "temporarily_closed", "ends_on"), ("licence-state", "suspended",
                                                       "suspended_until")],
    )  # fmt: skip
    def test_refuse_a_document_of_a_day_to_come_in_words(
        self, browser_of, secretariat, office, page, state, days
    ):
        form = {
            "state": state, "document_no": "۱۲/۳", "reason": "بازدید دوم آذر",
            "document_on": "۱۴۲۰/۰۱/۰۱", days: "۱۴۲۱/۰۱/۰۱",
        }  # fmt: skip

        answer = browser_of(secretariat).post(f"/offices/{office.code}/{page}", form)

        assert answer.status_code == 422
        assert "این تاریخ نمی‌تواند پس از امروز باشد." in text_of(answer)

    def test_store_nothing_without_the_version_that_was_seen(self, browser_of, secretariat, office):
        client = browser_of(secretariat)
        path = f"/offices/{office.code}/edit"
        form = {
            "name": "تازه", "kind": "urban", "county": office.county_id, "reason": "نامهٔ دفتر",
        }  # fmt: skip

        assert client.post(path, form | {"version": 1, "reason": ""}).status_code == 422
        assert client.post(path, form).status_code == 409
        assert client.post(path, form | {"version": "x"}).status_code == 409
        assert client.post(path, form | {"version": 1}).status_code == 302

    def test_let_the_operator_ask_for_renewal_of_the_own_licence_only(
        self, browser_of, operator, office
    ):
        stranger = make_principal(Role.OPERATOR, make_office())
        licence = ends_soon(office, today())
        path = f"/offices/{office.code}/renewal"

        page = browser_of(operator).get(path).text
        last = licence.expires_on - timedelta(days=90)
        for part in (persian_digits(licence.number), long(licence.expires_on), long(last)):
            assert part in page
        assert browser_of(stranger).post(path, {}).status_code == 403
        assert Licence.objects.get(office=office).state == "valid"
        assert browser_of(operator).post(path, {}).status_code == 302
        assert Licence.objects.get(office=office).state == "renewal_requested"

    def test_add_a_person(self, browser_of, secretariat, office):
        path = f"/offices/{office.code}/people/new"
        form = {"full_name": "سارا نمونه", "position": "کاربر باجه", "starts_on": "1405/09/01"}

        assert browser_of(secretariat).post(path, form).status_code == 302
        assert office.staff.get().starts_on < TODAY


class TestTwoWriters:
    """One has the card open while another changes it."""

    @pytest.fixture
    def path(self, office):
        return f"/offices/{office.code}/edit"

    @pytest.fixture
    def overtaken(self, browser_of, secretariat, office, path):
        """Return the answer to one who changed name and address after somebody changed two."""
        client = browser_of(secretariat)
        form = client.get(path).context["form"]
        page = client.get(path).content.decode()
        sent = {
            bound.html_name: bound.value() for bound in form if bound.value() not in (None, False)
        }
        other = make_principal(Role.SECRETARIAT, name="امیر صفری")
        actions.update_office(
            office_id=office.pk, name="نام دیگری", phone="04533000099", actor=other, at=now()
        )
        sent |= {"version": hidden(page, "version"), "seen": hidden(page, "seen")}
        sent |= {"name": "نام من", "address": "میدان من", "reason": "نامهٔ دفتر"}
        return client, client.post(path, sent)

    def test_are_shown_both_values_field_by_field(self, overtaken):
        _client, answer = overtaken
        rows = {row.name: row for row in answer.context["rows"]}

        assert answer.status_code == 409
        assert set(rows) == {"name", "phone", "address"}
        assert (rows["name"].typed, rows["name"].stored) == ("نام من", "نام دیگری")
        assert rows["name"].is_both
        assert not rows["name"].takes_stored
        assert not rows["phone"].is_both
        assert rows["phone"].takes_stored
        assert not rows["address"].is_both
        assert not rows["address"].takes_stored

    def test_are_told_who_was_quicker(self, overtaken):
        assert "امیر صفری" in text_of(overtaken[1])

    @pytest.mark.parametrize(("take", "name"), [("typed", "نام من"), ("stored", "نام دیگری")])
    def test_can_take_either(self, overtaken, path, office, take, name):
        client, answer = overtaken

        done = client.post(path, again(answer) | {"take-name": take, "take-phone": "stored"})

        assert done.status_code == 302
        office.refresh_from_db()
        assert (office.name, office.phone) == (name, "04533000099")
        assert office.address == "میدان من"

    def test_can_go_on_writing(self, overtaken, path, office):
        client, answer = overtaken

        page = client.post(path, again(answer) | {"take-phone": "stored", "again": "1"})

        assert page.status_code == 200
        values = {bound.name: bound.value() for bound in page.context["form"]}
        assert (values["name"], values["phone"]) == ("نام من", "04533000099")
        office.refresh_from_db()
        assert office.name == "نام دیگری"

    def test_are_shown_it_again_when_overtaken_again(self, overtaken, path, office):
        client, answer = overtaken
        other = make_principal(Role.SECRETARIAT, name="سومی")
        actions.update_office(office_id=office.pk, name="نام سوم", actor=other, at=now())

        page = client.post(path, again(answer) | {"take-name": "typed"})

        assert page.status_code == 409
        assert {row.name: row.stored for row in page.context["rows"]}["name"] == "نام سوم"


def hidden(page, name):
    """Return the value of a hidden field of a page."""
    found = re.search(rf'<input type="hidden" name="{name}" value="([^"]*)"', page)
    return html.unescape(found.group(1))


def again(answer):
    """Return what the page of differences would send."""
    return dict(answer.context["rest"]) | answer.context["opened"]


class TestOneWriterInTwoTabs:
    def test_is_told_that_it_was_himself_and_of_an_office(self, browser_of, secretariat, office):
        client = browser_of(secretariat)
        path = f"/offices/{office.code}/edit"
        page = client.get(path).content.decode()
        form = {"name": "نام من", "kind": "urban", "county": office.county_id}
        form["reason"] = "نامهٔ دفتر"
        form |= {"version": hidden(page, "version"), "seen": hidden(page, "seen")}
        actions.update_office(office_id=office.pk, phone="04533000099", actor=secretariat, at=now())

        said = text_of(client.post(path, form))

        assert "شما خودتان همین حالا این دفتر را عوض کرده‌اید، شاید در برگه‌ای دیگر" in said
        assert "همین پرونده" not in said
        assert "شخص دیگری" not in said


class TestTheAddress:
    def test_is_shown_in_persian_digits_and_taken_in_those_of_three_scripts(
        self, browser_of, secretariat, office
    ):
        actions.update_office(
            office_id=office.pk, address="خیابان امام، پلاک 12", actor=secretariat, at=NOW
        )
        client = browser_of(secretariat)
        path = f"/offices/{office.code}/edit"
        assert client.get(path).context["form"]["address"].value() == "خیابان امام، پلاک ۱۲"
        office.refresh_from_db()
        seen = office.version

        for typed in ("خیابان امام، پلاک ۱۲", "خیابان امام، پلاک ١٢", "خیابان امام، پلاک 12"):
            actions.update_office(office_id=office.pk, address=typed, actor=secretariat, at=NOW)

        office.refresh_from_db()
        assert (office.address, office.version) == ("خیابان امام، پلاک 12", seen)


class TestTwoWritersOfAHolder:
    def test_are_shown_both_values_and_can_take_either(self, browser_of, secretariat, office):
        client = browser_of(secretariat)
        path = f"/offices/{office.code}/holder/edit"
        page = client.get(path).content.decode()
        sent = {"name": "آرتای من", "ceo_name": "مدیر من", "mobile": ""}
        sent |= {"version": hidden(page, "version"), "seen": hidden(page, "seen")}
        other = make_principal(Role.SECRETARIAT, name="امیر صفری")
        actions.update_holder(holder_id=office.holder_id, name="آرتای دیگری", actor=other, at=now())

        answer = client.post(path, sent)

        assert answer.status_code == 409
        assert "امیر صفری همین حالا این دارندهٔ پروانه را عوض کرد" in text_of(answer)
        rows = {row.name: row for row in answer.context["rows"]}
        assert (rows["name"].typed, rows["name"].stored) == ("آرتای من", "آرتای دیگری")
        done = client.post(path, again(answer) | {"take-name": "stored"})
        assert done.status_code == 302
        office.holder.refresh_from_db()
        assert (office.holder.name, office.holder.ceo_name) == ("آرتای دیگری", "مدیر من")


class TestAnOfficeOfItsOwn:
    def test_reads_its_own_people_by_name_and_others_by_role(
        self, browser_of, secretariat, operator, office
    ):
        for actor in (secretariat, operator):
            record(actor=actor, verb="office.updated", target=office, at=NOW)

        own = text_of(browser_of(operator).get(f"/offices/{office.code}/history"))
        people = text_of(browser_of(operator).get(f"/offices/{office.code}/people"))
        other = make_principal(Role.OPERATOR, make_office(), name="متصدی بیگانه")
        foreign = text_of(browser_of(other).get(f"/offices/{office.code}/history"))
        shown = [page.split("<main", 1)[1] for page in (own, people, foreign)]

        assert operator.name in shown[0]
        assert operator.name in shown[1]
        assert secretariat.name not in shown[0]
        assert operator.name not in shown[2]

    def test_that_is_not_active_reads_on_its_desk_since_when_and_by_which_document(
        self, browser_of, secretariat, operator, office
    ):
        actions.change_office_state(
            office_id=office.pk, state="inactive", reason="بازدید ۲ آذر", actor=secretariat,
            on=TODAY, at=NOW, **document(document_no="۱۲/۳"),
        )  # fmt: skip

        shown = text_of(browser_of(operator).get("/desk"))

        assert "وضعیت دفتر: غیرفعال" in shown
        assert "بازدید" in shown
        assert "به دبیرخانه بنویسید" in shown

    def test_that_is_active_reads_no_state_on_its_desk(self, browser_of, operator):
        assert "وضعیت دفتر" not in text_of(browser_of(operator).get("/desk"))
