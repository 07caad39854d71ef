"""After a key or an answer that takes away what had the focus, it stands somewhere of use."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.roles import Role
from core.clock import now
from lists.models import Job
from notices.models import Notification
from offices.models import Office
from tests.factories import make_contract, make_job, make_office, make_type
from tests.journeys.people import Person, Stage

pytestmark = pytest.mark.browser
ACTIVE = "document.activeElement && document.activeElement !== document.body"


def tell(person: Person, count: int) -> None:
    """Tell a person so many things, the newest first."""
    for place in range(count):
        Notification.objects.create(
            user_id=person.principal.user_id,
            role=person.principal.role,
            kind="report.accepted",
            topic="work",
            values={"number": f"1405-0000{place}", "office": "پیشخوان آفتاب"},
            event=f"event-{place}",
            at=now() - timedelta(minutes=place),
        )


def wait_for_job(stage: Stage, address: str) -> Page:
    """Open a page that asks again by itself while a job waits, and return it."""
    expert = Person.make(Role.EXPERT)
    job = make_job(expert.principal, state="waiting", finished_at=None, file="", expires_at=None)
    page = stage.enter(expert)
    page.goto(address.format(job=job.public_id))
    return page


def asks_again(page: Page) -> None:
    """Wait until the page has asked once more, and drawn the answer."""
    page.evaluate(
        "new Promise((seen) => document.addEventListener('htmx:afterSettle', seen, { once: true }))"
        ".then(() => 0)"
    )


def archive_first(stage: Stage) -> Page:
    """Put away the first of three with E."""
    return archived(stage, 3, 1)


def archive_last(stage: Stage) -> Page:
    """Put away the last of three with E."""
    return archived(stage, 3, 3)


def archive_only(stage: Stage) -> Page:
    """Put away the only one with E."""
    return archived(stage, 1, 1)


def archived(stage: Stage, count: int, place: int) -> Page:
    """Put away the one at a place with E."""
    person = Person.make(Role.EXPERT)
    tell(person, count)
    page = stage.enter(person)
    page.goto("/notifications")
    for _row in range(place):
        page.keyboard.press("KeyJ")
    with page.expect_navigation():
        page.keyboard.press("KeyE")
    return page


def begin_report(stage: Stage) -> Page:
    """Begin a report with the code of an office, from the desk."""
    make_type()
    contract = make_contract(office=make_office(code="2409001"))
    page = stage.enter(Person.make(Role.AGENCY_CLERK, contract.agency))
    page.goto("/desk")
    page.locator("main [name=office]").press_sequentially(Office.objects.get().code)
    expect(page.locator("[role=option].is-active")).to_be_visible()
    page.keyboard.press("Enter")
    page.wait_for_url("**/violations/new?office=*")
    return page


def choose_type(stage: Stage) -> Page:
    """Choose a type by its number; the preview is drawn anew."""
    page = begin_report(stage)
    expect(page.locator("#id_type")).to_be_focused()
    with page.expect_response(lambda answer: answer.url.endswith("/preview")):
        page.keyboard.press("Digit1")
    return page


def rest_on_a_job(stage: Stage) -> Page:
    """Rest on the button that stops a job until the page has asked twice."""
    page = wait_for_job(stage, "/jobs/{job}")
    page.locator("#job .btn-danger-quiet").focus()
    for _time in range(2):
        asks_again(page)
    return page


def rest_on_a_job_that_ends(stage: Stage) -> Page:
    """Rest on the button that stops a job until the job is done, and the button is gone."""
    page = wait_for_job(stage, "/jobs/{job}")
    page.locator("#job .btn-danger-quiet").focus()
    Job.objects.update(state="done", finished_at=now(), expires_at=now() + timedelta(days=1))
    expect(page.locator("#job .btn-danger-quiet")).to_have_count(0)
    return page


def rest_in_the_list_of_jobs(stage: Stage) -> Page:
    """Rest on a link of the list of jobs until the page has asked again."""
    page = wait_for_job(stage, "/jobs")
    page.locator("#jobs a").first.focus()
    asks_again(page)
    return page


STEPS: tuple[tuple[Callable[[Stage], Page], str], ...] = (
    (archive_first, "[id^=notice-]:first-of-type"),
    (archive_last, "[id^=notice-]:last-of-type"),
    (archive_only, "#main"),
    (begin_report, "#id_type"),
    (choose_type, "#id_occurred_on"),
    (rest_on_a_job, "#job .btn-danger-quiet"),
    (rest_on_a_job_that_ends, "#job *, #job"),
    (rest_in_the_list_of_jobs, "#jobs a"),
)


class TestFocus:
    @pytest.mark.parametrize(("take", "place"), STEPS, ids=[take.__name__ for take, _ in STEPS])
    def test_stays_in_use(self, stage: Stage, take: Callable[[Stage], Page], place: str) -> None:
        page = take(stage)

        page.wait_for_function(f"{ACTIVE} && document.activeElement.matches('{place}')")
        assert not stage.errors
