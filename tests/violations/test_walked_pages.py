"""A session, an objection and judgments, walked to their ends on pages by those who do it."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.principal import Principal
from accounts.roles import Role
from core import jalali
from core.persian import persian_digits
from tests.factories import make_principal
from tests.violations.benches import DAY, Bench
from tests.violations.conftest import picture
from tests.violations.stories import MINUTES, REASONS, noon
from tests.violations.test_views_sessions import address
from violations.models import Case
from violations.states import CaseState, SessionState

SignIn = Callable[[Principal], Client]
pytestmark = pytest.mark.django_db
TEXT = "رسید هزینهٔ پست پیوست است و رأی درست نیست."


@pytest.fixture(params=[False, True], ids=["contract", "licence"])
def bench(request: pytest.FixtureRequest, settings: Any, tmp_path: Path) -> Bench:
    settings.MEDIA_ROOT = tmp_path
    return Bench(licence=request.param)


class Pages:
    """The pages of the case of a bench, opened and sent on the day of the story."""

    def __init__(self, bench: Bench, browser_of: SignIn) -> None:
        self.bench, self.browser_of, self.day = bench, browser_of, DAY

    @property
    def number(self) -> str:
        """Return the number of the case."""
        return str(self.bench.case.number)

    def get(self, who: Principal, name: str = "file", *more: object) -> Any:
        """Return a page of the case."""
        with time_machine.travel(noon(self.day) + timedelta(hours=1), tick=False):
            address = reverse(f"violations:{name}", args=[self.number, *more])
            return self.browser_of(who).get(address)

    def send(self, who: Principal, name: str, *more: object, **data: Any) -> Any:
        """Send the form of a page and return the page behind it."""
        with time_machine.travel(noon(self.day) + timedelta(hours=1), tick=False):
            address = reverse(f"violations:{name}", args=[self.number, *more])
            page = self.browser_of(who).post(address, data, follow=True)
        assert page.status_code == 200, page.context["form"].errors
        return page

    def serve(self, kind: str) -> Any:
        """Issue the notice that is due and let the office receive it."""
        self.send(self.bench.keeper, "notice", channel="portal")
        return self.send(self.bench.operator, "acknowledge", kind, received="on")

    def judge(self, who: Principal, result: str, **data: Any) -> Any:
        """Record a judgment of the day before."""
        return self.send(
            who, "judgment", result=result, document_no="۱۴۰۵/۱۲", reasons=REASONS,
            document_on=jalali.short(self.day), document_issuer="دیوان عدالت اداری",
            attachments=SimpleUploadedFile("رأی.png", picture(), "image/png"), **data,
        )  # fmt: skip


@pytest.fixture
def pages(bench: Bench, browser_of: SignIn) -> Pages:
    return Pages(bench, browser_of)


def appealer(bench: Bench) -> Principal:
    """Return who decides the objection: nobody who had a part before."""
    if bench.case.track == "licence":
        return make_principal(Role.COMMITTEE_CHAIR, name="رئیس دوم")
    return make_principal(Role.AGENCY_APPEAL, bench.agency, name="مرجع تجدیدنظر")


def named(day: date | None) -> str:
    assert day is not None
    return persian_digits(jalali.long(day))


def shown(page: Any) -> str:
    return str(persian_digits(page.text))


def decided(pages: Pages) -> Case:
    """Hear the case, decide it and serve the decision, by the actions; return it."""
    bench = pages.bench
    bench.sealed()
    bench.decide(sanction="suspension", sanction_days=20)
    pages.serve("decision")
    return bench.case


class TestSession:
    def test_is_summoned_held_signed_by_all_and_decided(self, pages: Pages, bench: Bench) -> None:
        session = bench.summon()
        pages.day = DAY - timedelta(days=12)
        received = pages.send(bench.operator, "acknowledge", "summons", received="on")
        assert named(DAY) in shown(received)

        pages.day = DAY
        rows = {f"seat_{seat.pk}": "present" for seat in session.seats.all()}
        held = pages.send(
            bench.keeper, "hearing-minutes", session.public_id, minutes=MINUTES, **rows
        )
        due = named(bench.case.decision_due_on)
        session.refresh_from_db()
        assert persian_digits(session.quorum or 0) in held.context["what_next"]
        assert due in persian_digits(held.context["what_next"])

        for person in (*bench.judges, bench.operator):
            page = pages.get(person, "hearing", session.public_id)
            assert page.context["acts"][0]["url"] == address("hearing-sign", session)
            assert page.context["acts"][0]["is_next"] or person is bench.operator
            page = pages.send(person, "hearing-sign", session.public_id, agreed="on")
        session.refresh_from_db()

        assert session.state == SessionState.SIGNED
        assert session.seats.filter(signed_at=None, user__isnull=False).count() == 0
        for person in (bench.keeper, bench.decider, bench.operator):
            page = pages.get(person, "hearing", session.public_id)
            assert page.context["what_next"] in page.text
            assert due in persian_digits(page.context["what_next"])
        assert "decision" in pages.get(bench.decider).context["offers"]


class TestObjection:
    @pytest.mark.parametrize("result", ["upheld", "reduced", "annulled"])
    def test_is_decided_and_its_result_stands_first(
        self, pages: Pages, bench: Bench, result: str
    ) -> None:
        decided(pages)
        judge = appealer(bench)
        objected = pages.send(bench.operator, "appeal", text=TEXT)
        assert named(bench.case.appeal_decision_due_on) in shown(objected)
        assert "appeal-decision" in pages.get(judge).context["offers"]
        extra = {"sanction": "suspension", "sanction_days": "10"} if result == "reduced" else {}

        pages.send(judge, "appeal-decision", result=result, reasons=REASONS, **extra)

        served_by = named(bench.case.result_serve_due_on)
        keeper = pages.get(bench.keeper)
        assert "notice" in keeper.context["offers"]
        assert served_by in shown(keeper)
        office = pages.get(bench.operator)
        assert office.context["untold_result"]
        assert not office.context["appeal_result"]
        told = pages.serve("appeal_result")
        assert told.context["appeal_result"]
        assert bool(told.context["in_favour"]) is (result == "annulled")
        now = told.context["head"]["facts"][-1]["text"]
        assert (persian_digits(10) in now) is (result == "reduced")


class TestJudgment:
    @pytest.mark.parametrize(
        ("result", "extra", "state"),
        [("reduced", {"sanction": "written_warning"}, CaseState.FINAL),
         ("annulled", {}, CaseState.FINAL), ("sent_back", {}, CaseState.DEFENDED)],
    )  # fmt: skip
    def test_says_above_the_case_what_it_did_and_what_is_next(
        self, pages: Pages, bench: Bench, result: str, extra: dict[str, str], state: CaseState
    ) -> None:
        decided(pages)
        bench.walk.day = DAY
        bench.walk.waive("appeal")
        recorder = appealer(bench)
        pages.day = DAY + timedelta(days=1)

        done = pages.judge(recorder, result, **extra)

        assert bench.case.state == state
        for page in (done, *map(pages.get, (bench.keeper, bench.decider, bench.operator))):
            said = page.context["judged_by"]
            assert "دیوان عدالت اداری" in said
            head = page.text[: page.text.index("letterhead")]
            assert head.count("دیوان عدالت اداری") == 1
        if result == "sent_back":
            for who in (bench.keeper, bench.operator):
                assert named(bench.case.decision_due_on) in shown(pages.get(who))
