"""Every list: filters explained, views kept, columns chosen; nothing asked widens a right."""

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import django_filters
import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from audit.models import AuditEvent
from core.clock import today
from core.persian import isolated
from lists.actions import MOST_VIEWS, save_view
from lists.chips import lines_of
from lists.columns import Column, Row, without_empty
from lists.facts import LISTS, capped_counts
from lists.listed import amount_of
from lists.models import ListChoice, SavedView
from offices.models import Office
from tests.factories import NOW, make_case, make_contract, make_office, make_principal

pytestmark = pytest.mark.django_db
ADDRESSES = ("/offices", "/violations?queue=cases", "/violations?queue=reports", "/contracts",
             "/terminations", "/agencies", "/admin/audit", "/letters")  # fmt: skip


def text_of(response: Any) -> str:
    return str(response.content.decode())


def heads(response: Any) -> list[str]:
    return [str(head.title) for head in response.context["heads"]]


class TestFilters:
    @pytest.mark.parametrize("address", ADDRESSES)
    @pytest.mark.parametrize(
        "query",
        ["state=zzz", "county=²", "agency=x", "since=%DB%B9%DB%B9", "sort=x&size=7&saved=1"],
    )
    def test_explain_what_says_nothing(
        self, browser_of: Any, expert: Principal, address: str, query: str
    ) -> None:
        separator = "&" if "?" in address else "?"

        response = browser_of(expert).get(f"{address}{separator}{query}")

        assert response.status_code == 200
        known = response.context["listed"].filterset_class.base_filters
        name = query.split("=", maxsplit=1)[0]
        assert bool(response.context["listed"].problems()) is (name in known)
        if name in known:
            assert not response.context["rows"]
            assert "برداشتن این فیلتر" in text_of(response)

    def test_tell_how_many_there_are_without_the_last_one(
        self, browser_of: Any, expert: Principal
    ) -> None:
        for _time in range(2):
            make_office()
        browser = browser_of(expert)

        nothing = text_of(browser.get("/offices?state=closed&kind=rural"))
        told = text_of(browser.get("/offices?state=closed"))
        word = text_of(browser.get("/offices?q=هیچ‌جا"))

        assert "بدون فیلتر آخر" not in nothing
        assert "بدون فیلتر آخر ۲ دفتر هست." in told
        assert "بدون فیلتر آخر" not in word

    @pytest.mark.parametrize("known", list(LISTS), ids=lambda known: known.name)
    def test_refuse_a_yes_or_no_that_is_neither(self, known: Any, auditor: Principal) -> None:
        filters = known.listed.filterset_class.base_filters
        names = [
            name for name, one in filters.items() if isinstance(one, django_filters.BooleanFilter)
        ]
        for name in names:
            for value, is_known in ("maybe", False), ("2", False), ("true", True), ("False", True):
                query = QueryDict(f"{name}={value}")
                listed = known.listed(actor=auditor, query=query, on=today())

                assert (not listed.problems()) is is_known, (name, value)
                if not is_known:
                    assert not listed.found().exists()
                    (problem,) = listed.problems()
                    assert problem.reason == "این مقدار از گزینه‌های این فیلتر نیست."
                    assert problem.label != name

    def test_take_several_states_in_one_value(
        self, browser_of: Any, expert: Principal, office: Office
    ) -> None:
        for address in "/offices", "/contracts":
            page = browser_of(expert).get(f"{address}?state__in=active,suspended")
            assert page.context["listed"].problems() == []
            page = browser_of(expert).get(f"{address}?state__in=active,zzz")
            assert len(page.context["listed"].problems()) == 1
            assert not page.context["rows"]

    def test_lead_out_one_by_one_and_all_at_once(
        self, browser_of: Any, expert: Principal, office: Office
    ) -> None:
        page = browser_of(expert).get("/offices?state=active&state=inactive&kind=urban&q=24")

        chips = {chip.name: chip for chip in page.context["listed"].chips}
        assert chips["state"].value == "فعال، غیرفعال"
        assert parse_qs(urlsplit(chips["kind"].remove_url).query) == {
            "state": ["active", "inactive"], "q": ["24"],
        }  # fmt: skip
        assert page.context["listed"].clear_url() == "?view=all"
        assert "پاک کردن همه" in text_of(page)

    def test_stand_in_one_line_until_more_are_asked_for(
        self, browser_of: Any, expert: Principal, office: Office
    ) -> None:
        def lines(query: str) -> tuple[int, set[str], set[str]]:
            listed = browser_of(expert).get(f"/violations?queue=cases{query}").context["listed"]
            names = [{chip.name for chip in part}
                     for part in (listed.chip_lines.shown, listed.chip_lines.more)]  # fmt: skip
            return len(listed.quicks), names[0], names[1]

        quicks, shown, more = lines("")
        assert quicks + len(shown) == 7
        assert "agency" in more

        _quicks, shown, more = lines("&track=licence")
        assert "track" in shown
        assert "track" not in more

    def test_put_no_filter_away_alone(
        self, browser_of: Any, expert: Principal, office: Office
    ) -> None:
        listed = browser_of(expert).get("/offices").context["listed"]

        assert lines_of(listed.chips[:5], 4).more == []
        assert lines_of(listed.chips[:6], 4).more == listed.chips[4:6]
        assert [*listed.day_chips] == [chip.name for chip in listed.chip_lines.more]

    def test_offer_to_lift_the_last_one_when_nothing_matches(
        self, browser_of: Any, expert: Principal, office: Office
    ) -> None:
        page = browser_of(expert).get("/offices?state=revoked")

        assert "دفتری با این فیلترها نیست" in text_of(page)
        assert "برداشتن «وضعیت: لغو مجوز»" in text_of(page) or "برداشتن «وضعیت:" in text_of(page)

    def test_do_not_reach_what_a_role_does_not_know(
        self, browser_of: Any, association: Principal
    ) -> None:
        office = make_office(is_member=True)
        make_contract(office=office)
        client = browser_of(association)

        assert len(client.get("/contracts").context["rows"]) == 1
        assert not client.get("/contracts?guarantee=held").context["rows"]
        assert not client.get("/violations?queue=cases&owner=none").context["rows"]


class TestEmptyTab:
    def test_leads_to_the_first_that_has_rows(
        self, browser_of: Any, gas: Agency, gas_manager: Principal
    ) -> None:
        browser = browser_of(gas_manager)
        assert browser.get("/violations?queue=decide").context["elsewhere"] is None
        make_case(contract=make_contract(agency=gas))

        empty = browser.get("/violations?queue=decide")
        full = browser.get("/violations?queue=serve")

        way = empty.context["elsewhere"]
        assert way.url == "/violations?queue=serve"
        assert way.text in text_of(empty)
        assert full.context["elsewhere"] is None


class TestEnglish:
    def test_numbers_paper_in_english_and_keeps_names_in_their_own_order(
        self, browser_of: Any, expert: Principal
    ) -> None:
        make_office(name="دفتر ICT سبلان")
        client = browser_of(expert)
        persian = text_of(client.get("/offices"))
        client.cookies["language"] = "en"

        english = text_of(client.get("/offices"))

        assert "css/print-en" in english
        assert "css/print-en" not in persian
        for page in persian, english:
            assert "<b><bdi>دفتر ICT سبلان</bdi></b>" in page


class TestOrder:
    def test_says_itself_on_the_heading(
        self, browser_of: Any, expert: Principal, office: Office
    ) -> None:
        client = browser_of(expert)

        up, down = client.get("/offices?sort=code"), client.get("/offices?sort=-code")

        assert 'aria-sort="ascending"' in text_of(up)
        assert 'aria-sort="descending"' in text_of(down)
        assert up.context["heads"][0].url == "?sort=-code"
        assert down.context["heads"][0].url == "?sort=code"


class TestColumns:
    def test_are_chosen_ordered_and_reset(
        self, browser_of: Any, expert: Principal, office: Office
    ) -> None:
        client = browser_of(expert)
        before = heads(client.get("/offices"))

        chosen = {
            "order": ["state", "county", "rank"],
            "shown": ["county", "state"],
            "up": "county",
        }
        answer = client.post("/lists/offices/columns", chosen | {"query": "kind=urban"})

        assert answer["Location"] == "/offices?kind=urban"
        after = heads(client.get("/offices"))
        assert after[:2] == before[:2]  # code and name are always there
        assert after[2:] == ["شهرستان", "وضعیت"]
        client.post("/lists/offices/columns", {"reset": "1"})
        assert heads(client.get("/offices")) == before

    def test_are_each_persons_own(
        self, browser_of: Any, expert: Principal, deputy: Principal, office: Office
    ) -> None:
        browser_of(expert).post("/lists/offices/columns", {"order": ["rank"], "shown": ["rank"]})

        assert "رتبه" in heads(browser_of(expert).get("/offices"))
        assert "رتبه" not in heads(browser_of(deputy).get("/offices"))

    def test_do_not_show_what_the_role_may_not_know(
        self, browser_of: Any, association: Principal
    ) -> None:
        make_contract(office=make_office(is_member=True))
        client = browser_of(association)
        client.post("/lists/contracts/columns", {"order": ["advice"], "shown": ["advice"]})

        assert "پیشنهاد" not in heads(client.get("/contracts"))

    def test_that_may_be_missing_are_drawn_once(self) -> None:
        drawn: list[int] = []

        def cell(row: Row) -> str:
            drawn.append(row["pk"])
            return str(row["act"])

        rows: list[Row] = [{"pk": 1, "act": ""}, {"pk": 2, "act": "رأی"}]
        column = Column("act", "کار", cell, may_be_missing=True)
        (kept,) = without_empty([column], rows)

        assert [kept.cell(row) for row in rows] == ["", "رأی"]
        assert drawn == [1, 2]
        assert not without_empty([column], rows[:1])

    def test_keep_the_density(self, browser_of: Any, expert: Principal, office: Office) -> None:
        client = browser_of(expert)

        client.post("/lists/offices/density", {"compact": "1"})

        assert "table-compact" in text_of(client.get("/offices"))
        assert ListChoice.objects.get().is_compact


class TestSavedViews:
    def save(self, client: Client, **more: str) -> Any:
        data = {"title": "مغان", "query": "state=active&cursor=x&foo=1"} | more
        return client.post("/lists/offices/views", data)

    def test_become_tabs_with_counts_and_keep_only_what_is_known(
        self, browser_of: Any, expert: Principal, office: Office
    ) -> None:
        client = browser_of(expert)

        answer = self.save(client)

        view = SavedView.objects.get()
        assert view.query == "state=active"
        page = client.get(answer["Location"])
        tab = page.context["tabs"][-1]
        assert (tab.label, tab.count, tab.current) == ("مغان", "۱", True)
        assert not page.context["is_changed"]
        assert client.get(f"/offices?state=inactive&saved={view.public_id}").context["is_changed"]
        assert AuditEvent.objects.filter(verb="view.saved").count() == 1

    def test_are_shared_within_the_house_and_scoped_anew(
        self, browser_of: Any, gas: Agency, gas_clerk: Principal, gas_manager: Principal,
        power_clerk: Principal, expert: Principal,
    ) -> None:  # fmt: skip
        make_case(contract=make_contract(agency=gas))
        save_view(
            list_name="violations", title="همه", parameters=[("queue", "cases")], is_shared=True,
            actor=gas_clerk, at=NOW,
        )  # fmt: skip

        labels = {
            person.name: [tab.label for tab in browser_of(person).get(
                "/violations?queue=cases").context["tabs"] if tab.icon]
            for person in (gas_clerk, gas_manager, power_clerk, expert)
        }  # fmt: skip

        assert labels[gas_clerk.name] == labels[gas_manager.name] == ["همه"]
        assert labels[power_clerk.name] == labels[expert.name] == []
        tab = browser_of(gas_manager).get("/violations?queue=cases").context["tabs"][-1]
        assert (tab.count, tab.note) == ("۱", gas_clerk.name)
        stranger = browser_of(power_clerk).get(tab.url)
        assert not stranger.context["rows"]

    def test_are_their_owners_to_rename(
        self, browser_of: Any, deputy: Principal, expert: Principal
    ) -> None:
        browser = browser_of(expert)
        self.save(browser, title="یک", is_shared="1")
        self.save(browser, title="دو")
        view = SavedView.objects.get(title="یک")
        address = f"/views/{view.public_id}/rename"

        def named(title: str) -> str:
            page = browser.post(address, {"title": title}, follow=True)
            assert page.request["QUERY_STRING"].endswith(f"saved={view.public_id}")
            view.refresh_from_db()
            return view.title

        assert named("سه") == "سه"
        assert [named(bad) for bad in ("", "   ", "دو", "ن" * 41)] == ["سه"] * 4
        assert browser_of(deputy).post(address, {"title": "چهار"}).status_code == 404
        assert AuditEvent.objects.filter(verb="view.renamed").count() == 1

    def test_are_their_owners_to_share_and_to_remove(
        self, browser_of: Any, expert: Principal, deputy: Principal, office: Office
    ) -> None:
        self.save(browser_of(expert), is_shared="1")
        address = f"/views/{SavedView.objects.get().public_id}"

        assert browser_of(deputy).post(f"{address}/remove").status_code == 404
        assert browser_of(deputy).post(f"{address}/share", {"shared": "0"}).status_code == 404
        assert browser_of(expert).post(f"{address}/share", {"shared": "0"}).status_code == 302
        assert not SavedView.objects.get().is_shared
        assert browser_of(expert).post(f"{address}/remove").status_code == 302
        assert not SavedView.objects.exists()

    def test_say_in_a_banner_of_the_page_why_a_name_is_none(
        self, browser_of: Any, expert: Principal, office: Office
    ) -> None:
        client = browser_of(expert)

        page = text_of(client.get(self.save(client, title="ن" * 41)["Location"]))
        kept = text_of(client.get(self.save(client)["Location"]))

        main, after = page.split("</main>")
        assert 'class="banner banner-danger" role="alert"' in main
        assert "data-toast" not in after
        main, after = kept.split("</main>")
        assert "banner-danger" not in main
        assert "data-toast" in after

    @pytest.mark.parametrize("title", ["", "ن" * 41])
    def test_refuse_a_name_that_is_none(
        self, browser_of: Any, expert: Principal, office: Office, title: str
    ) -> None:
        answer = self.save(browser_of(expert), title=title)

        assert answer.status_code == 302
        assert not SavedView.objects.exists()

    def test_replace_one_of_the_same_name_and_end_at_twenty(
        self, browser_of: Any, expert: Principal, office: Office
    ) -> None:
        client = browser_of(expert)
        for number in range(MOST_VIEWS + 3):
            self.save(client, title=f"نمای {number}")
        self.save(client, title="نمای 1", query="kind=urban")

        assert SavedView.objects.count() == MOST_VIEWS
        assert SavedView.objects.get(title__in=["نمای 1", "نمای ۱"]).query == "kind=urban"

    def test_survive_a_filter_that_is_gone(
        self, browser_of: Any, expert: Principal, office: Office
    ) -> None:
        self.save(browser_of(expert), query="state=zzz")

        tab = browser_of(expert).get("/offices").context["tabs"][-1]

        assert tab.count == "۰"
        assert browser_of(expert).get(tab.url).status_code == 200


class TestOpeningView:
    """A list opens with the view that the person chose for it."""

    def kept(self, owner: Principal, *, is_shared: bool = False) -> SavedView:
        return save_view(
            list_name="offices", title="شهری", parameters=[("kind", "urban")],
            is_shared=is_shared, actor=owner, at=NOW,
        )  # fmt: skip

    def choose(self, client: Client, view: SavedView, wanted: str = "1") -> int:
        answer = client.post(f"/views/{view.public_id}/default", {"default": wanted})
        return int(answer.status_code)

    def test_is_led_to_once_from_the_bare_address(
        self, browser_of: Any, expert: Principal, office: Office
    ) -> None:
        client, view = browser_of(expert), self.kept(expert)

        assert self.choose(client, view) == 302

        page = client.get("/offices", follow=True)
        assert [place for place, _status in page.redirect_chain] == [
            f"/offices?kind=urban&saved={view.public_id}"
        ]
        assert [chip.name for chip in page.context["listed"].chips if chip.value] == ["kind"]
        assert "با این نما باز نشود" in text_of(page)

    def test_leaves_every_address_with_a_query_alone(
        self, browser_of: Any, expert: Principal, office: Office
    ) -> None:
        client = browser_of(expert)
        self.choose(client, self.kept(expert))

        page = client.get("/offices?kind=urban")

        assert page.status_code == 200
        chip = next(chip for chip in page.context["listed"].chips if chip.name == "kind")
        for way in (
            page.context["tabs"][0].url, f"/offices{chip.remove_url}", "/offices?q=",
            f"/offices{page.context['listed'].clear_url()}",
        ):  # fmt: skip
            every = client.get(way)
            assert every.status_code == 200
            assert not every.context["listed"].is_filtered()
            assert every.context["tabs"][0].current

    def test_does_not_go_round_in_circles_without_any_filter(
        self, browser_of: Any, expert: Principal, office: Office
    ) -> None:
        view = save_view(
            list_name="offices", title="همه", parameters=[], is_shared=False, actor=expert, at=NOW
        )
        self.choose(browser_of(expert), view)

        assert len(browser_of(expert).get("/offices", follow=True).redirect_chain) == 1

    def test_is_each_persons_own_and_may_be_a_colleagues_view(
        self, browser_of: Any, expert: Principal, deputy: Principal, office: Office
    ) -> None:
        view = self.kept(expert, is_shared=True)

        assert self.choose(browser_of(deputy), view) == 302

        assert browser_of(deputy).get("/offices").status_code == 302
        assert browser_of(expert).get("/offices").status_code == 200

    def test_is_none_that_the_person_may_not_use(
        self, browser_of: Any, expert: Principal, gas_clerk: Principal, office: Office
    ) -> None:
        assert self.choose(browser_of(gas_clerk), self.kept(expert, is_shared=True)) == 404
        assert not ListChoice.objects.exists()

    @pytest.mark.parametrize("end", ["share", "remove"])
    def test_is_gone_without_a_word_with_its_view(
        self, browser_of: Any, expert: Principal, deputy: Principal, office: Office, end: str
    ) -> None:
        view = self.kept(expert, is_shared=True)
        self.choose(browser_of(deputy), view)

        browser_of(expert).post(f"/views/{view.public_id}/{end}", {"shared": "0"})

        page = browser_of(deputy).get("/offices")
        assert page.status_code == 200
        assert "messages" not in page.context or not list(page.context["messages"])

    def test_is_given_up_again_and_leaves_the_columns_alone(
        self, browser_of: Any, expert: Principal, office: Office
    ) -> None:
        client, view = browser_of(expert), self.kept(expert)
        client.post("/lists/offices/columns", {"order": ["rank"], "shown": ["rank"]})
        self.choose(client, view)

        assert self.choose(client, view, "0") == 302

        page = client.get("/offices")
        assert page.status_code == 200
        assert "رتبه" in heads(page)

    def test_belongs_to_the_family_of_the_files(
        self, browser_of: Any, expert: Principal, office: Office
    ) -> None:
        view = save_view(
            list_name="violations", title="پرونده‌ها", parameters=[("queue", "cases")],
            is_shared=False, actor=expert, at=NOW,
        )  # fmt: skip
        self.choose(browser_of(expert), view)

        page = browser_of(expert).get("/violations", follow=True)

        assert page.redirect_chain == [(f"/violations?queue=cases&saved={view.public_id}", 302)]


class TestCounts:
    def test_have_an_end(self) -> None:
        for _number in range(4):
            make_office()

        rows = Office.objects.all()
        assert capped_counts([rows, rows.none(), rows.filter(code="x")], most=2) == [3, 0, 0]

    def test_are_the_same_statement_for_many_views(
        self, browser_of: Any, expert: Principal, office: Office, django_assert_num_queries: Any
    ) -> None:
        client = browser_of(expert)
        client.get("/offices")
        with CaptureQueriesContext(connection) as few:
            client.get("/offices")
        number = len(few)
        for serial in range(5):
            save_view(
                list_name="offices", title=f"نما {serial}", parameters=[("kind", "urban")],
                is_shared=False, actor=expert, at=NOW,
            )  # fmt: skip

        with django_assert_num_queries(number):
            client.get("/offices")


class TestRows:
    def test_are_called_by_their_numbers_in_the_readers_digits(
        self, browser_of: Any, expert: Principal, gas: Agency
    ) -> None:
        office, contract = make_office(), make_contract(agency=gas)
        browser = browser_of(expert)

        offices = browser.get("/offices").content.decode()
        contracts = browser.get("/contracts?view=all").content.decode()

        assert f'aria-label="گزینش {isolated(office.code)}"' in offices
        assert f'aria-label="کارهای {isolated(office.code)}"' in offices
        assert f'aria-label="گزینش {isolated(contract.number)}"' in contracts

    @pytest.mark.parametrize(("number", "form"), [("1", 1), ("۱", 1), ("2", 2), ("0", 2)])
    def test_are_one_or_several(self, number: str, form: int) -> None:
        assert amount_of(number) == form

    def test_are_several_where_nobody_counts_on(self) -> None:
        assert amount_of("more than 1") == 2

    def test_are_counted_as_the_english_count(
        self, browser_of: Any, expert: Principal, office: Office
    ) -> None:
        browser = browser_of(expert)
        browser.cookies["language"] = "en"

        page = browser.get(f"/offices?q={office.code}").content.decode()

        assert "1 office" in page
        assert "1 offices" not in page


class TestEveryList:
    def test_is_found_by_its_name(self) -> None:
        names = [known.name for known in LISTS]

        assert set(names) == {
            "offices", "cases", "reports", "contracts", "reviews", "agencies", "history",
            "duties", "letters",
        }  # fmt: skip
        assert all(known.listed.name == known.name for known in LISTS)

    @pytest.mark.parametrize("address", ADDRESSES)
    def test_has_a_first_column_that_stays(
        self, browser_of: Any, expert: Principal, address: str
    ) -> None:
        listed = browser_of(expert).get(address).context["listed"]

        columns = listed.all_columns()
        assert columns[0].is_locked
        names = [column.name for column in columns]
        assert len(names) == len(set(names))
        assert all(re.fullmatch(r"[a-z_-]+", name) for name in names)

    def test_is_not_there_for_a_role_without_it(
        self, browser_of: Any, gas_clerk: Principal
    ) -> None:
        client = browser_of(gas_clerk)

        assert client.get("/admin/audit").status_code == 404
        assert client.post("/lists/history/export", {"format": "csv"}).status_code == 404
        assert client.post("/lists/nothing/export", {"format": "csv"}).status_code == 404

    def test_opens_for_every_role_of_the_lists(self, browser_of: Any, office: Office) -> None:
        rep = make_principal(Role.COUNTY_REP, office.county)
        page = browser_of(rep).get("/offices")

        assert [tab.current for tab in page.context["tabs"]][:2] == [True, False]
