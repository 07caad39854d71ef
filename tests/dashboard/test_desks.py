"""The desks: each number is the length of the list to which it leads."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.facts import Hat
from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from contracts.models import Contract
from contracts.states import ENDED
from core.clock import today
from core.persian import latin_digits, persian_digits
from dashboard.facts import province
from dashboard.facts.counties import CountyRow, county_map
from dashboard.facts.ended import MOST_SHOWN, ended_lately, ended_part
from dashboard.facts.figures import read, total
from dashboard.facts.own import own_offices
from dashboard.facts.queues import MOST_SHOWN as MOST_SHOWN_OF_A_QUEUE
from dashboard.facts.scope import County, scope_of
from dashboard.facts.trend import trend
from dashboard.facts.work import worklist_of
from dashboard.navigation import places_of
from offices.models import Licence
from oversight.facts.running import running_reviews
from oversight.models import Duty, PolicyVersion, TerminationReview
from territory.facts import outlines
from territory.models import Division
from tests.architecture.sources import ROOT
from tests.dashboard.conftest import TODAY, Sample, named
from tests.factories import make_licence, make_office, make_principal
from violations.models import Case, PointEntry, ViolationReport
from violations.states import TO_DECIDE
from workdays.facts import calendar_for
from workdays.rules import Unit, count_days

Browser = Callable[[Principal], Client]

# The measures of the desk whose tiles say how many are late, and their lists.
LATE_PARTS = {"reviews": "/terminations?tab=all", "triage": "/violations?queue=triage"}
PROVINCE = ("deputy", "expert", "secretariat", "auditor")
AGENCY = ("gas.manager", "gas.clerk", "gas.appeal", "power.manager", "jihad.clerk")
OTHERS = ("admin", "chair", "member", "rep.ardabil", "association", "operator.2401002")


def _median_told(browser: Client, address: str) -> str:
    """Return the median time to act on the page of an agency."""
    (record,) = browser.get(address).context["object"].__dict__["read_records"].values()
    (cell,) = [cell for cell in record["cells"] if cell.label == "میانهٔ زمان اقدام"]
    assert cell.unit == "روز کاری"
    return str(cell.value)


def length(browser: Client, address: str) -> int:
    """Return how many rows a list has, all its pages together."""
    return len(rows_of(browser, address))


def rows_of(browser: Client, address: str) -> list[dict[str, Any]]:
    """Return the rows of a list, all its pages together."""
    response = browser.get(address)
    assert response.status_code == 200, address
    found: list[dict[str, Any]] = []
    while True:
        found += response.context["rows"]
        following = response.context["next_query"]
        if not following:
            return found
        response = browser.get(f"{address.partition('?')[0]}?{following}")


@pytest.mark.parametrize("username", PROVINCE)
class TestTilesOfTheProvince:
    def test_equal_their_lists(self, sample: Sample, browser_of: Browser, username: str) -> None:
        browser = browser_of(named(username))

        tiles = browser.get("/desk").context["tiles"]

        # The secretariat's eighth: where a court's judgment is its own to record.
        assert len(tiles) == (8 if username == "secretariat" else 7)
        assert {tile.url: tile.value for tile in tiles} == {
            tile.url: length(browser, tile.url) for tile in tiles
        }

    def test_equal_their_lists_in_a_county(
        self, sample: Sample, browser_of: Browser, username: str
    ) -> None:
        browser = browser_of(named(username))
        ardabil = Division.objects.get(level="county", name="اردبیل").public_id

        context = browser.get(f"/desk?county={ardabil}&period=month").context

        tiles = context["tiles"]
        assert all("county=" in tile.url for tile in tiles)
        assert {tile.url: tile.value for tile in tiles} == {
            tile.url: length(browser, tile.url) for tile in tiles
        }
        assert 0 < tiles[2].value < browser.get("/desk").context["tiles"][2].value
        assert {task.county for task in context["tasks"]} <= {ardabil}

    def test_of_counties_equal_their_lists(
        self, sample: Sample, browser_of: Browser, username: str
    ) -> None:
        browser = browser_of(named(username))

        counties = browser.get("/desk").context["counties"]

        assert len(counties) == 12
        assert [row.open for row in counties] == [length(browser, row.url) for row in counties]

    def test_agree_with_the_stages(
        self, sample: Sample, browser_of: Browser, username: str
    ) -> None:
        context = browser_of(named(username)).get("/desk").context

        stages = context["stages"].stages
        assert sum(stage.count for stage in stages) == context["tiles"][2].value > 0

    def test_compare_what_is_open_with_what_was(
        self, sample: Sample, browser_of: Browser, username: str
    ) -> None:
        person = named(username)
        note = latin_digits(browser_of(person).get("/desk").context["tiles"][2].note)

        cases = Case.objects.visible_to(person)
        now, then = (cases.open_on(today() - timedelta(days=back)).count() for back in (0, 30))
        assert now == cases.open().count()
        assert then > 0
        word = "بیشتر از" if now > then else "کمتر از" if now < then else "به اندازهٔ"
        assert f"{word} 30 روز پیش" in note
        assert now == then or f" {abs(now - then)} {word}" in note

    def test_say_what_stands_against_what_they_count(
        self, sample: Sample, browser_of: Browser, username: str
    ) -> None:
        person = named(username)
        notes = {tile.name: tile.note for tile in browser_of(person).get("/desk").context["tiles"]}

        rows = rows_of(browser_of(person), "/violations?queue=cases&standing=late")
        stands = Counter("contested" if row["is_contested"] else row["state"] for row in rows)
        words = (
            ("در انتظار تصمیم", TO_DECIDE), ("در انتظار ابلاغ", ("opened", "decided")),
            ("در اعتراض", ("appealed", "contested")), ("قطعی", ("final", "closed")),
        )  # fmt: skip
        parts = [(sum(stands[state] for state in states), word) for word, states in words]
        assert len([count for count, _word in parts if count]) > 1
        said = " · ".join(f"{persian_digits(count)} {word}" for count, word in parts if count)
        assert notes["late_cases"] == said != ""
        licences = Licence.objects.visible_to(person).current().filter(
            expires_on__range=(today(), today() + timedelta(days=90))
        ).exclude(state="renewal_requested")  # fmt: skip
        assert persian_digits(licences.count()) in notes["licences_ending"]


class TestColumnOfActs:
    def test_stands_where_a_row_can_ask_something_of_the_role(
        self, sample: Sample, browser_of: Browser
    ) -> None:
        def has_column(username: str) -> bool:
            page = browser_of(named(username)).get("/violations?queue=cases").context
            return "act" in [column.name for column in page["listed"].all_columns()]

        with_acts = ("gas.clerk", "gas.manager", "gas.appeal", "chair", "secretariat")
        assert all(has_column(name) for name in (*with_acts, "operator.2402501"))
        assert not any(has_column(name) for name in ("rep.ardabil", "expert", "auditor"))


class TestTilesOfACounty:
    def test_equal_their_lists(self, sample: Sample, browser_of: Browser) -> None:
        browser = browser_of(named("rep.ardabil"))

        tiles = browser.get("/desk").context["tiles"]

        assert len(tiles) == 3
        assert {tile.url: tile.value for tile in tiles} == {
            tile.url: length(browser, tile.url) for tile in tiles
        }

    def test_equal_their_lists_in_a_period_and_the_stages(
        self, sample: Sample, browser_of: Browser
    ) -> None:
        browser = browser_of(named("rep.ardabil"))

        context = browser.get("/desk?period=month").context

        tiles = context["tiles"]
        assert {tile.url: tile.value for tile in tiles} == {
            tile.url: length(browser, tile.url) for tile in tiles
        }
        assert sum(stage.count for stage in context["stages"].stages) == tiles[0].value > 0

    def test_are_of_the_own_county_whichever_is_asked_for(
        self, sample: Sample, browser_of: Browser
    ) -> None:
        browser = browser_of(named("rep.ardabil"))
        other = Division.objects.filter(level="county").exclude(name="اردبیل").first()
        assert other is not None

        tiles = browser.get(f"/desk?county={other.public_id}").context["tiles"]

        assert {tile.url: tile.value for tile in tiles} == {
            tile.url: length(browser, tile.url) for tile in tiles
        }

    def test_are_told_of_the_offices_that_need_a_look(
        self, sample: Sample, browser_of: Browser
    ) -> None:
        browser = browser_of(named("rep.ardabil"))

        context = browser.get("/desk").context

        busy, tiles = context["busy"], context["tiles"]
        assert {row.url: row.open for row in busy} == {
            row.url: length(browser, row.url) for row in busy
        }
        assert [row.open for row in busy] == sorted((row.open for row in busy), reverse=True)
        assert 0 < sum(row.late for row in busy) <= tiles[1].value
        days = [row.on for row in context["ending"]]
        assert len(days) == tiles[2].value > 0
        assert days == sorted(days)


def quick(browser: Client, address: str, name: str) -> str:
    """Return the address to which a quick filter of a list leads."""
    page = browser.get(address)
    assert page.status_code == 200, address
    (found,) = [one for one in page.context["listed"].quicks if one.name == name]
    assert not found.is_set
    return f"{address.partition('?')[0]}{found.url}"


class TestQuickFilters:
    @pytest.mark.parametrize("username", [*PROVINCE, "rep.ardabil"])
    def test_of_overdue_cases_equals_the_tile(
        self, sample: Sample, browser_of: Browser, username: str
    ) -> None:
        browser = browser_of(named(username))
        tiles = browser.get("/desk").context["tiles"]

        address = quick(browser, "/violations?queue=cases", "overdue")

        (tile,) = [tile for tile in tiles if "standing=late" in tile.url]
        assert length(browser, address) == length(browser, tile.url) == tile.value > 0

    @pytest.mark.parametrize("username", PROVINCE)
    def test_of_overdue_reviews_and_reports_equals_what_the_tile_calls_late(
        self, sample: Sample, browser_of: Browser, username: str
    ) -> None:
        figures = province.figures_of(named(username), scope_of({}, today()), today())
        browser = browser_of(named(username))

        for key, address in LATE_PARTS.items():
            late = total(figures, key).part
            assert length(browser, quick(browser, address, "overdue")) == late


class TestOwnOffices:
    def test_cost_the_same_for_one_licence_that_ends_soon_and_for_five(self, db: None) -> None:
        offices = [make_office(licensed=False) for _number in range(5)]
        for office in offices:
            make_licence(office, expires_on=today() + timedelta(days=120))

        def cost(count: int) -> int:
            own = [make_principal(Role.OPERATOR, office) for office in offices[:count]]
            ids = tuple(key for person in own for key in person.office_ids)
            with CaptureQueriesContext(connection) as queries:
                found = own_offices(replace(own[0], scope_ids=ids), today())
            assert [row.renewal is not None for row in found] == [True] * count
            return len(queries)

        assert cost(1) == cost(5) == 4

    def test_say_of_a_contract_that_is_not_in_force_how_it_stands(self, sample: Sample) -> None:
        notice = Contract.objects.filter(state="termination_notice").first()
        assert notice is not None
        operator = named(f"operator.{notice.office.code}")

        (office,) = own_offices(operator, TODAY)

        marks = {row["number"]: row["mark"]["text"] for row in office.contracts if "mark" in row}
        assert marks[notice.number] == "دارای اخطار فسخ"
        active = Contract.objects.filter(office=notice.office, state="active")
        assert not marks.keys() & set(active.values_list("number", flat=True))

    @pytest.mark.parametrize("is_heard", [True, False])
    def test_say_which_reviews_run_for_whom_they_wait_and_until_when(
        self, sample: Sample, browser_of: Browser, is_heard: bool
    ) -> None:
        found = TerminationReview.objects.open().exclude(served_on=None)
        review = found.filter(heard_on__isnull=not is_heard).latest("pk")
        browser = browser_of(named(f"operator.{review.office.code}"))

        page = browser.get("/desk")

        rows, text = page.context["reviews"], page.content.decode()
        running = running_reviews(named(f"operator.{review.office.code}"), today())
        (row,) = [row for row in running if row.review == review]
        assert len(running) == length(browser, page.context["reviews_url"])
        assert row.is_asked is not is_heard
        # What is asked of the office is a task; the others stand below it; none stands twice.
        told = [task.number for task in page.context["tasks"]]
        assert not {row.review.number for row in rows} & set(told)
        assert {row.review.number for row in rows} | set(told) >= {
            row.review.number for row in running
        }
        assert (review in [row.review for row in rows]) is is_heard
        if rows:
            assert latin_digits(text).count(f"{len(running)} بازبینی در فهرست") == 1
        due = review.decision_due_on if is_heard else review.hearing_due_on
        assert row.clock.ribbon.due_on == due
        assert (row.said in text) is is_heard
        on_its_page = [
            clock for clock in browser.get(review.get_absolute_url()).context["clocks"]
            if clock.name == row.clock.name
        ]  # fmt: skip
        assert on_its_page == [row.clock]
        # The task of the same deadline counts what the clock counts.
        tasks = [task for task in page.context["tasks"] if task.number == review.number]
        assert [(task.ribbon.left, task.ribbon.unit) for task in tasks] == [
            (row.clock.ribbon.left, row.clock.ribbon.unit)
        ] * (not is_heard)

    def test_are_measured_by_the_threshold_of_the_policy(
        self, sample: Sample, browser_of: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        operator = named(f"operator.{Contract.objects.earliest('pk').office.code}")

        for flag, words in ((140, "۱۴۰</span>"), (0, "امتیاز معتبر")):
            monkeypatch.setattr(
                "dashboard.views.threshold_on", lambda on, flag=flag: {"flag": flag}
            )
            assert words in browser_of(operator).get("/desk").content.decode()

    def test_say_at_the_threshold_what_follows_and_what_helps(
        self, sample: Sample, browser_of: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        live = PointEntry.objects.filter(points__gt=0, effective_on__lte=TODAY)
        office = live.filter(expires_on__gt=TODAY, reversal=None).earliest("pk").office
        operator = named(f"operator.{office.code}")

        for flag, is_said in ((1, True), (100_000, False)):
            monkeypatch.setattr(
                "dashboard.views.threshold_on", lambda on, flag=flag: {"flag": flag}
            )
            desk = browser_of(operator).get("/desk").content.decode()
            assert ("امتیاز دفتر به آستانه رسیده است" in desk) == is_said
            assert ("آنچه کمک می‌کند" in desk) == is_said

    def test_head_with_the_nearest_deadline_and_the_points_short_of_a_review(
        self, sample: Sample, browser_of: Browser, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("dashboard.views.threshold_on", lambda on: {"flag": 140})
        names = User.objects.filter(username__startswith="operator.").order_by("username")
        people = (named(name) for name in names.values_list("username", flat=True))
        desks = (browser_of(person).get("/desk") for person in people)
        answer = next(desk for desk in desks if any(one.due_on for one in desk.context["tasks"]))

        due = min(task.due_on for task in answer.context["tasks"] if task.due_on)
        assert answer.context["nearest"] == due
        (item,) = answer.context["own"]
        assert item.short == 140 - item.points.total > 0
        assert f"{persian_digits(item.short)} امتیاز تا بازبینی فسخ" in answer.content.decode()

    def test_call_a_deadline_only_what_is_one(self, sample: Sample, browser_of: Browser) -> None:
        answer = browser_of(named("rep.ardabil")).get("/desk")

        tasks = answer.context["tasks"]
        assert any(task.due_on is None for task in tasks)
        said = answer.content.decode().count('data-label="مهلت"')
        assert said == sum(task.due_on is not None for task in tasks)

    def test_of_a_county_say_nothing_of_contracts_which_it_does_not_see(
        self, sample: Sample, browser_of: Browser
    ) -> None:
        desk = browser_of(named("rep.ardabil")).get("/desk").content.decode()

        assert "قراردادهایی که تازه پایان یافته‌اند" not in desk


class TestPeriods:
    @pytest.mark.parametrize(
        ("name", "first", "last", "bins"),
        [
            ("this_month", date(2026, 11, 22), TODAY, 1),
            ("month", date(2026, 10, 23), date(2026, 11, 21), 5),
            ("months", date(2025, 12, 22), TODAY, 12),
            ("year", date(2026, 3, 21), TODAY, 9),
            ("nonsense", date(2025, 12, 22), TODAY, 12),
        ],
    )
    def test_cover_whole_months_without_gaps(
        self, sample: Sample, name: str, first: date, last: date, bins: int
    ) -> None:
        scope = scope_of({"period": name}, TODAY)

        parts = scope.bins()
        assert (scope.span.first, scope.span.last, len(parts)) == (first, last, bins)
        assert parts[0].first == first
        assert all(before.last + timedelta(1) == after.first for before, after in pairwise(parts))

    def test_hold_in_the_trend_what_was_filed(self, sample: Sample) -> None:
        scope = scope_of({"period": "month"}, TODAY)
        expert = named("expert")
        figures = province.figures_of(expert, scope, TODAY)

        filed = ViolationReport.objects.filter(
            submitted_on__range=(scope.span.first, scope.span.last)
        )
        assert sum(trend(figures, scope, expert).lines[0].values) == filed.count() > 0

    def test_hold_in_a_countys_trend_what_was_opened(self, sample: Sample) -> None:
        scope = scope_of({}, TODAY)
        rep = named("rep.ardabil")
        figures = province.figures_of(rep, scope, TODAY)

        opened = Case.objects.visible_to(rep).filter(
            opened_on__range=(scope.span.first, scope.span.last)
        )
        shown = trend(figures, scope, rep)
        assert sum(shown.lines[0].values) == opened.count() > 0
        assert shown.lines[0].name == "گشوده‌شده"

    def test_offer_a_reminder_to_whom_it_is_given_alone(self, sample: Sample) -> None:
        scope = scope_of({}, TODAY)

        for name, act in (("expert", "تذکر"), ("auditor", "دیدن صف"), ("rep.ardabil", "دیدن صف")):
            figures = province.figures_of(named(name), scope, TODAY)
            assert province.case_tiles(figures, scope, named(name))[1].act == act

    def test_mark_the_policies_that_began(self, sample: Sample) -> None:
        scope = scope_of({}, TODAY)
        expert = named("expert")
        begun = PolicyVersion.objects.filter(
            state="approved", valid_from__range=(scope.span.first, scope.span.last)
        )

        marks = trend(province.figures_of(expert, scope, TODAY), scope, expert).marks
        assert len(marks) == begun.count()


class TestEnded:
    def test_holds_what_ended_in_the_period_newest_first(
        self, sample: Sample, browser_of: Browser
    ) -> None:
        page = browser_of(named("expert")).get("/desk")

        span = scope_of({}, TODAY).span
        ended = Contract.objects.filter(state__in=ENDED).exclude(state="renewed")
        expected = ended.filter(ended_on__range=(span.first, span.last))
        shown = page.context["ended"]
        assert 0 < len(shown) == min(MOST_SHOWN, expected.count())
        assert [row.on for row in shown] == sorted((row.on for row in shown), reverse=True)
        for row in shown:
            contract = expected.get(number=row.number)
            assert (row.office, row.code) == (contract.office.name, contract.office.code)
            assert (row.agency, row.on) == (contract.agency.short_name, contract.ended_on)
            assert row.is_terminated == (contract.terminated_on is not None)
        assert length(browser_of(named("expert")), page.context["ended_url"]) >= len(shown)

    def test_tells_an_agency_of_its_own_alone(self, sample: Sample, browser_of: Browser) -> None:
        for username in AGENCY:
            shown = browser_of(named(username)).get("/desk").context["ended"]
            own = Contract.objects.visible_to(named(username)).filter(state__in=ENDED)
            assert {row.number for row in shown} <= set(own.values_list("number", flat=True))

    def test_follows_the_county(self, sample: Sample) -> None:
        scope, expert = scope_of({}, TODAY), named("expert")

        def shown(county: County | None) -> list[str]:
            rows = ended_lately(read([ended_part(expert, scope.span, county)]))
            return [row.number for row in rows]

        found = [number for county in scope.counties for number in shown(county)]
        assert set(found) >= set(shown(None))
        assert len(found) == len(set(found))


class TestCounties:
    def test_each_has_its_outline_and_the_map_its_credit(
        self, sample: Sample, browser_of: Browser
    ) -> None:
        names = set(Division.objects.filter(level="county").values_list("name", flat=True))

        shown = browser_of(named("expert")).get("/desk").content.decode()

        assert names == set(outlines()["counties"])
        assert shown.count(" s-area") + shown.count('"s-area"') == len(names)
        assert "© OpenStreetMap" in shown
        assert "ODbL 1.0" in shown

    def test_are_credited_where_the_work_of_others_is_named(self) -> None:
        notice = (ROOT / "NOTICE").read_text(encoding="utf-8")

        assert "© OpenStreetMap contributors" in notice
        assert "https://www.openstreetmap.org/copyright" in notice
        assert "Open Database License (ODbL) 1.0" in notice
        assert "territory/data/county_outlines.json" in notice
        assert outlines()["source"].startswith("OpenStreetMap")

    def test_a_new_one_stands_in_the_table_alone(self) -> None:
        row = CountyRow("نوشهرستان", 4, 2, 5.0, is_few=False, is_chosen=False, url="")

        (area,) = county_map([row]).areas
        assert area.points == ""


class TestTeam:
    @pytest.mark.parametrize("username", ["expert", "gas.clerk", "gas.manager", "deputy"])
    def test_holds_the_own_tasks_and_those_of_the_others(
        self, sample: Sample, browser_of: Browser, username: str
    ) -> None:
        browser = browser_of(named(username))
        mine = browser.get("/desk").context["work"]

        context = browser.get("/desk?who=team").context

        assert {task.key for task in mine.shown} <= {task.key for task in context["tasks"]}
        assert len(context["tasks"]) == len(mine.team) > len(mine.mine)
        others = {task.kind: task.url for task in context["tasks"] if not task.is_mine}
        codes = {browser.get(url, follow=True).status_code for url in others.values() if url}
        assert codes == {200}

    def test_of_one_agency_holds_nothing_of_another(self, sample: Sample) -> None:
        work = worklist_of(named("water.manager"), TODAY, team=True)
        own = set(Case.objects.visible_to(named("water.manager")).values_list("number", flat=True))

        files = [task for task in work.shown if task.kind in {"decide", "serve", "appeal"}]
        assert {task.number for task in files} <= own


@pytest.mark.parametrize("username", AGENCY)
class TestQueuesOfAnAgency:
    def test_equal_their_lists(self, sample: Sample, browser_of: Browser, username: str) -> None:
        browser = browser_of(named(username))

        queues = browser.get("/desk").context["queues"]

        assert len(queues) >= 3
        assert {queue.url: queue.count for queue in queues if "drafts" not in queue.url} == {
            queue.url: length(browser, queue.url) for queue in queues if "drafts" not in queue.url
        }

    def test_open_in_their_place(self, sample: Sample, browser_of: Browser, username: str) -> None:
        browser = browser_of(named(username))
        desk = browser.get("/desk")
        assert desk.context["queue"] is None

        for queue in filter(lambda one: one.name, desk.context["queues"]):
            page = browser.get(f"/desk?queue={queue.name}")

            shown = page.context["queue"]
            assert (shown.name, shown.url) == (queue.name, queue.url)
            assert shown.shown == min(queue.count, MOST_SHOWN_OF_A_QUEUE)
            assert f'id="queue-{queue.name}"' in page.content.decode()
        assert browser.get("/desk?queue=nothing").context["queue"] is None

    def test_hold_the_drafts_of_those_who_file(
        self, sample: Sample, browser_of: Browser, username: str
    ) -> None:
        browser = browser_of(named(username))

        queues = {queue.url: queue.count for queue in browser.get("/desk").context["queues"]}

        files = not username.endswith("appeal")
        assert ("/violations/drafts" in queues) is files
        if files:
            page = browser.get("/violations/drafts")
            assert queues["/violations/drafts"] == len(page.context["drafts"])


class TestNumbersOfTheAssociation:
    def test_equal_their_lists(self, sample: Sample, browser_of: Browser) -> None:
        browser = browser_of(named("association"))
        page = browser.get("/desk")
        html = page.content.decode()

        links = {
            "members": "/offices?is_member=true",
            "expired": "/offices?is_member=true&licence=expired",
            "cases": "/violations?queue=cases&standing=open",
            "defence": "/violations?queue=cases&state=notified",
        }
        for name, address in links.items():
            assert f'href="{address.replace("&", "&amp;")}"' in html
            assert page.context["members"][name] == length(browser, address)

    def test_opens_the_register_with_its_members(self, sample: Sample, browser_of: Browser) -> None:
        browser = browser_of(named("association"))

        members = length(browser, "/offices")

        assert members == browser.get("/desk").context["members"]["members"]
        assert members < length(browser, "/offices?view=all")


class TestGrades:
    def test_stand_with_those_who_decide_and_a_key_leads_there(
        self, sample: Sample, browser_of: Browser
    ) -> None:
        for username in "gas.manager", "chair":
            page = browser_of(named(username)).get("/desk").content.decode()
            assert 'class="grade"' in page
            assert "data-decide" in page
        clerk = browser_of(named("gas.clerk")).get("/desk").content.decode()
        assert "data-decide" not in clerk
        assert 'class="grade"' not in browser_of(named("deputy")).get("/desk").content.decode()


@pytest.mark.parametrize("username", ["chair", "member"])
class TestDeskOfTheCommittee:
    def test_counts_what_its_queues_hold(
        self, sample: Sample, browser_of: Browser, username: str
    ) -> None:
        browser = browser_of(named(username))

        queues = browser.get("/desk").context["queues"]

        assert queues
        assert [queue.count for queue in queues] == [length(browser, queue.url) for queue in queues]

    def test_shows_the_sessions_of_the_licence_track(
        self, sample: Sample, browser_of: Browser, username: str
    ) -> None:
        browser = browser_of(named(username))

        sessions = browser.get("/desk").context["sessions"]

        assert sessions == sorted(sessions, key=lambda one: one.starts_at, reverse=True)
        assert {browser.get(one.url).status_code for one in sessions} == {200}
        tracks = Case.objects.filter(number__in=[one.number for one in sessions])
        assert {case.track for case in tracks} == {"licence"}

    def test_leads_to_the_work_of_the_team(
        self, sample: Sample, browser_of: Browser, username: str
    ) -> None:
        work = browser_of(named(username)).get("/desk?who=team").context["work"]

        assert work.has_team
        assert len(work.team) > (len(work.mine) if username == "chair" else 0)


class TestNavigation:
    @pytest.mark.parametrize(
        ("username", "labels"),
        [
            ("deputy", {"/desk": "میز کار", "/offices": "دفاتر", "/violations": "تخلفات"}),
            (
                "gas.clerk",
                {
                    "/desk": "کارتابل",
                    "/violations": "پرونده‌های گاز",
                    "/contracts": "قراردادهای گاز",
                    "/agencies/own": "گزارش عملکرد دستگاه",
                },
            ),
            ("operator.2401002", {"/desk": "دفتر من", "/violations": "پرونده‌ها"}),
            ("association", {"/offices": "دفاتر عضو", "/api-keys": "کلید و مستندات API"}),
        ],
    )
    def test_calls_places_as_the_role_does(
        self, sample: Sample, browser_of: Browser, username: str, labels: dict[str, str]
    ) -> None:
        browser = browser_of(named(username))
        page = browser.get("/desk")

        said = {item.url: item.label for item in page.context["nav"]}

        assert said | labels == said
        palette = browser.get("/search?q=", HTTP_HX_REQUEST="true").content.decode()
        assert all(label in palette for label in labels.values())

    @pytest.mark.parametrize(
        ("username", "name"), [("gas.clerk", "کارتابل"), ("operator.2401002", "دفتر من")]
    )
    def test_leads_back_from_a_refusal_to_the_place_as_the_role_calls_it(
        self, sample: Sample, browser_of: Browser, username: str, name: str
    ) -> None:
        answer = browser_of(named(username)).get("/reminders/new")

        page = answer.content.decode()
        assert answer.status_code == 403
        assert f'href="/desk">بازگشت به «{name}»</a>' in page
        assert "میز کار" not in page

    def test_names_the_agency_in_english_too(self, sample: Sample) -> None:
        clerk = Hat(1, Role.AGENCY_CLERK, (), "", "", ("گاز",))
        several = Hat(1, Role.AGENCY_MANAGER, (), "", "", ("گاز", "برق"))
        principal = named("gas.clerk")

        with translation.override("en"):
            said = {label for _url, label, _icon in places_of(principal, clerk)}
            shared = {label for _url, label, _icon in places_of(principal, several)}

        assert {"Files of گاز", "Contracts of گاز"} <= said
        assert {"Cases", "Contracts"} <= shared

    def test_marks_the_agency_s_own_page(self, sample: Sample, browser_of: Browser) -> None:
        browser = browser_of(named("gas.clerk"))

        page = browser.get("/agencies/own", follow=True)

        assert page.redirect_chain == [("/agencies/gaz", 302)]
        assert [item.url for item in page.context["nav"] if item.current] == ["/agencies/own"]

    def test_has_no_own_agency_for_others(self, sample: Sample, browser_of: Browser) -> None:
        assert browser_of(named("expert")).get("/agencies/own").status_code == 404


@pytest.mark.parametrize("username", PROVINCE + AGENCY + OTHERS)
class TestEveryDesk:
    def test_opens(self, sample: Sample, browser_of: Browser, username: str) -> None:
        assert browser_of(named(username)).get("/desk").status_code == 200

    def test_leads_to_a_page_from_every_task(
        self, sample: Sample, browser_of: Browser, username: str
    ) -> None:
        browser = browser_of(named(username))

        tasks = browser.get("/desk").context["tasks"]

        addresses = {task.kind: task.url for task in tasks}
        answers = {kind: browser.get(url, follow=True) for kind, url in addresses.items()}
        assert {kind: answer.status_code for kind, answer in answers.items()} == dict.fromkeys(
            addresses, 200
        )

    def test_counts_in_the_navigation_what_waits_on_the_desk(
        self, sample: Sample, browser_of: Browser, username: str
    ) -> None:
        context = browser_of(named(username)).get("/desk").context

        counted = {item.url: item.count or 0 for item in context["nav"]}
        tasks = context["tasks"]
        for url, section in (("/terminations", "reviews"), ("/violations", "files")):
            waiting = {task.number for task in tasks if task.section == section}
            assert counted.get(url, 0) == len(waiting) * (url in counted)


class TestLeague:
    @pytest.mark.parametrize("period", ["month", "months", "year"])
    def test_owes_what_its_lists_hold(
        self, sample: Sample, browser_of: Browser, period: str
    ) -> None:
        browser = browser_of(named("deputy"))
        page = browser.get(f"/desk?period={period}")

        rows = page.context["league"]

        assert [row.unacted for row in rows] == [length(browser, row.owed_url) for row in rows]
        assert any(row.unacted for row in rows) or period != "months"
        said = page.context["scope"].span.label
        assert not rows or f"تکالیف آغازشده در {said}" in page.content.decode()

    def test_owes_in_a_county_what_its_lists_hold(
        self, sample: Sample, browser_of: Browser
    ) -> None:
        browser = browser_of(named("deputy"))
        ardabil = Division.objects.get(level="county", name="اردبیل").public_id

        rows = browser.get(f"/desk?county={ardabil}").context["league"]

        assert [row.unacted for row in rows] == [length(browser, row.owed_url) for row in rows]

    def test_tells_the_median_of_the_working_days_to_an_answer(
        self, sample: Sample, browser_of: Browser
    ) -> None:
        page = browser_of(named("deputy")).get("/desk")
        span = page.context["scope"].span
        rows = page.context["league"]

        for row in rows:
            answered = Duty.objects.filter(
                agency__code=row.code,
                starts_on__range=(span.first, span.last),
                state__in=["acted", "refused"],
            )
            kind = Agency.objects.get(code=row.code).kind
            calendar = calendar_for(None, span.first, TODAY, kind)
            taken = [
                count_days(duty.starts_on, duty.ended_on, Unit.WORKING_DAY, calendar)
                for duty in answered
                if duty.ended_on
            ]
            assert row.median == (round(median(taken)) if taken else None)
        assert any(row.median for row in rows)

    def test_tells_the_median_that_the_page_of_the_agency_tells(
        self, sample: Sample, browser_of: Browser
    ) -> None:
        browser = browser_of(named("deputy"))
        page = browser.get("/desk")

        rows = page.context["league"]

        said = {row.code: "–" if row.median is None else persian_digits(row.median) for row in rows}
        assert said == {row.code: _median_told(browser, row.url) for row in rows}
        for row in rows:
            assert row.median is None or f"{said[row.code]} روز کاری</td>" in page.content.decode()

    @pytest.mark.parametrize("username", ["gas.manager", "power.manager"])
    def test_tells_an_agency_what_the_deputy_reads(
        self, sample: Sample, browser_of: Browser, username: str
    ) -> None:
        of_deputy = browser_of(named("deputy")).get("/desk").context["league"]
        browser = browser_of(named(username))

        own = browser.get("/desk").context["standing"]

        (read,) = [row for row in of_deputy if row.code == own.code]
        assert own == read
        assert own.unacted == length(browser, own.owed_url)
