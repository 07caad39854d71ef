"""On a phone an office sees first what it must answer, and never looks for where to do it."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from accounts.roles import Role
from core.clock import now, today
from core.persian import isolated, persian_digits
from offices.models import Office
from tests.factories import (
    make_agency,
    make_case,
    make_contract,
    make_county,
    make_notice,
    make_office,
    make_reminder,
    step_case,
)
from tests.journeys.people import NARROW, WIDE, Person, Stage
from violations.actions import issue_notice
from violations.models import Case

pytestmark = pytest.mark.browser


@pytest.fixture
def case() -> Case:
    """Return a case on which the office may defend itself."""
    office = make_office(name="پیشخوان میدان عالی‌قاپو (نمونه)", opening_hours="۷:۳۰ تا ۱۴:۳۰")
    case = make_case(
        contract=make_contract(office=office),
        opened_on=today() - timedelta(days=3),
        occurred_on=today() - timedelta(days=9),
    )
    make_notice(case, "charge", today() - timedelta(days=1))
    step_case(
        case, state="notified", is_issued=True, served_on=today() - timedelta(days=1),
        defence_due_on=today() + timedelta(days=9), decision_due_on=today() + timedelta(days=40),
    )  # fmt: skip
    return case


def enter(stage: Stage, case: Case, size: tuple[int, int] = NARROW) -> Page:
    """Return a page of the operator of the case's office."""
    return stage.enter(Person.make(Role.OPERATOR, case.office), size)


class TestPhone:
    def test_shows_the_first_task_without_scrolling(self, stage: Stage, case: Case) -> None:
        page = enter(stage, case)

        page.goto("/desk")

        task = page.get_by_role("link", name="نوشتن دفاعیه")
        expect(task).to_be_in_viewport(ratio=1)
        box = task.bounding_box()
        assert box
        assert box["y"] + box["height"] < NARROW[1] * 0.6
        expect(page.locator("main")).to_contain_text(case.office.name)

    def test_keeps_the_act_of_a_case_in_sight(self, stage: Stage, case: Case) -> None:
        page = enter(stage, case)
        page.goto(f"/violations/{case.number}")
        act = page.get_by_role("link", name="نوشتن دفاعیه")
        expect(act).to_be_in_viewport(ratio=1)

        page.mouse.wheel(0, 20_000)

        expect(page.locator(".footer")).to_be_in_viewport(ratio=1)
        expect(act).to_be_in_viewport(ratio=1)
        expect(page.locator(".tabbar")).to_be_hidden()
        footer, bar = page.locator(".footer").bounding_box(), act.bounding_box()
        assert footer
        assert bar
        assert footer["y"] + footer["height"] <= bar["y"]
        act.click()
        expect(page).to_have_url(f"{stage.site}/violations/{case.number}/defence")

    def test_leaves_the_act_at_its_place_on_a_wide_screen(self, stage: Stage, case: Case) -> None:
        page = enter(stage, case, WIDE)
        page.goto(f"/violations/{case.number}")
        act = page.get_by_role("link", name="نوشتن دفاعیه")

        page.mouse.wheel(0, 20_000)

        expect(act).not_to_be_in_viewport()


class TestNarrow:
    """What is read on the narrowest phones."""

    def test_a_number_in_a_text_stands_on_one_line(self, stage: Stage) -> None:
        person = Person.make(Role.EXPERT)
        number = isolated("1405-F-015")
        reminder = make_reminder(make_agency(), text=f"بازبینی {number} گذشته است. " * 40)
        page = stage.enter(person, (320, 700))
        page.goto(reminder.get_absolute_url())

        lines = page.locator(".prose bdi").evaluate_all(
            "all => all.map((number) => number.getClientRects().length)"
        )

        assert lines == [1] * 40

    def test_the_subject_of_a_letter_is_read_whole(self, stage: Stage) -> None:
        contract = make_contract()
        case = make_case(contract=contract)
        clerk = Person.make(Role.AGENCY_CLERK, contract.agency)
        issue_notice(
            case_id=case.pk, kind="charge", channel="portal", actor=clerk.principal, on=today(),
            at=now(),
        )  # fmt: skip
        page = stage.enter(clerk, (320, 700))
        page.goto("/letters")

        subject = page.locator(".cell-subject").first
        expect(subject).to_be_visible()
        assert subject.evaluate("cell => cell.scrollWidth <= cell.clientWidth")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    def test_a_list_shows_its_first_row_and_keeps_the_filters_that_are_set(
        self, stage: Stage
    ) -> None:
        office = make_office()
        page = stage.enter(Person.make(Role.EXPERT), (320, 640))
        page.goto(f"/offices?county={office.county.public_id}")
        row, bar = page.locator("tbody tr").first, page.locator(".tabbar")
        chips, folded = page.locator(".chips"), page.get_by_role("button", name="فیلترها")

        expect(row).to_be_visible()
        assert row.bounding_box()["y"] + 40 < bar.bounding_box()["y"]  # type: ignore[index]
        expect(chips.locator("summary:visible")).to_have_count(1)
        expect(chips).to_contain_text(persian_digits(office.county.name))

        folded.press("Enter")
        expect(folded).to_have_attribute("aria-expanded", "true")
        expect(chips.locator("summary", has_text="رتبه")).to_be_visible()

    def test_an_odd_number_of_a_desk_fills_its_row(self, stage: Stage) -> None:
        county = make_county()
        make_office(county=county)
        page = stage.enter(Person.make(Role.COUNTY_REP, county), NARROW)
        page.goto("/desk")
        strip = page.locator(".kpis").bounding_box()
        boxes = [one.bounding_box() for one in page.locator(".kpi").all()]
        assert strip
        assert len(boxes) == 3

        rows: dict[float, float] = {}
        for box in boxes:
            assert box
            rows[box["y"]] = rows.get(box["y"], 0) + box["width"]

        assert len(rows) == 2
        assert all(abs(width - strip["width"]) < 2 for width in rows.values())


class TestFiles:
    def test_are_chosen_by_the_field_itself_before_the_scripts_are_there(
        self, stage: Stage, case: Case
    ) -> None:
        page = enter(stage, case)
        page.route("**/js/dropzone*.js", lambda route: route.abort())
        page.goto(f"/violations/{case.number}/defence")

        expect(page.locator(".drop input[name=attachments]")).to_be_visible()
        expect(page.get_by_role("button", name="انتخاب فایل")).to_be_hidden()


# The cells of names whose text is wider than the cell, or hidden by it.
CUT = """() => [...document.querySelectorAll("#work .cell-main, #work .cell-wide, .rows .grow")]
  .filter((cell) => cell.scrollWidth > cell.clientWidth + 1).map((cell) => cell.innerText)"""


class TestNames:
    @pytest.mark.parametrize("address", ["/desk", "/desk?queue=defence"])
    def test_of_offices_are_read_whole_on_the_rows_of_a_desk(
        self, stage: Stage, case: Case, address: str
    ) -> None:
        name = "دفتر پیشخوان خدمات دولت و بخش عمومی غیردولتی میدان عالی‌قاپو (نمونه)"
        Office.objects.filter(pk=case.office.pk).update(name=name)
        page = stage.enter(Person.make(Role.AGENCY_MANAGER, case.agency), NARROW)

        page.goto(address)

        if "queue" in address:
            expect(page.locator("#work tbody")).to_contain_text(name)
        assert page.evaluate(CUT) == []
