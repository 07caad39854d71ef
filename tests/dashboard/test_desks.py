"""The desks: each number is the length of the list to which it leads."""

from collections.abc import Callable

import pytest
from django.test import Client

from accounts.principal import Principal
from tests.dashboard.conftest import Sample, named

Browser = Callable[[Principal], Client]

PROVINCE = ("deputy", "expert", "secretariat", "auditor")
AGENCY = ("gas.manager", "gas.clerk", "gas.appeal", "power.manager", "jihad.clerk")
OTHERS = ("admin", "chair", "member", "rep.ardabil", "association", "operator.2401002")


def length(browser: Client, address: str) -> int:
    """Return how many rows a list has, all its pages together."""
    response = browser.get(address)
    assert response.status_code == 200, address
    found = 0
    while True:
        found += len(response.context["rows"])
        following = response.context["next_query"]
        if not following:
            return found
        response = browser.get(f"{address.partition('?')[0]}?{following}")


@pytest.mark.parametrize("username", PROVINCE)
class TestTilesOfTheProvince:
    def test_equal_their_lists(self, sample: Sample, browser_of: Browser, username: str) -> None:
        browser = browser_of(named(username))

        tiles = browser.get("/desk").context["tiles"]

        assert len(tiles) == 6
        assert {tile.url: tile.value for tile in tiles} == {
            tile.url: length(browser, tile.url) for tile in tiles
        }

    def test_of_counties_equal_their_lists(
        self, sample: Sample, browser_of: Browser, username: str
    ) -> None:
        browser = browser_of(named(username))

        counties = browser.get("/desk").context["counties"]

        assert len(counties) == 12
        assert [row["open"] for row in counties] == [
            length(browser, row["url"]) for row in counties
        ]

    def test_agree_with_the_stages(
        self, sample: Sample, browser_of: Browser, username: str
    ) -> None:
        context = browser_of(named(username)).get("/desk").context

        stages = context["stages"].stages
        assert sum(stage.count for stage in stages) == context["tiles"][2].value > 0


@pytest.mark.parametrize("username", AGENCY)
class TestQueuesOfAnAgency:
    def test_equal_their_lists(self, sample: Sample, browser_of: Browser, username: str) -> None:
        browser = browser_of(named(username))

        queues = browser.get("/desk").context["queues"]

        assert len(queues) >= 3
        assert {queue.url: queue.count for queue in queues if "drafts" not in queue.url} == {
            queue.url: length(browser, queue.url) for queue in queues if "drafts" not in queue.url
        }

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
        assert counted.get("/terminations", 0) == sum(
            task.section == "reviews" for task in tasks if "/terminations" in counted
        )
        assert counted.get("/violations", 0) == sum(
            task.section == "files" for task in tasks if "/violations" in counted
        )
