"""A flag ends by the role of the runtime when its fact holds, whoever is named for it."""

from datetime import date, timedelta

import pytest

from accounts.principal import Principal
from contracts.models import Contract, Guarantee
from core.clock import now, today
from core.scope import SYSTEM, set_scope
from offices.models import Office
from oversight import actions
from oversight.facts.sweep import CLEARABLE
from oversight.models import Flag, FlagEnd, TerminationReview
from oversight.states import FlagEndKind
from tests.factories import make_case, make_holder
from tests.movers import forget_events, insert_refused
from tests.oversight.steps import LONG_AGO, later, moment
from tests.runtime import as_runtime, make_role, settle
from tests.sql import refused

pytestmark = pytest.mark.django_db
NOT_SUPERSEDED = "A flag is superseded when a case that it counts is no more."
NOT_CLEARED = "A flag is cleared when what it says does not hold any more."


@pytest.fixture
def day() -> date:
    """Return a day long ago, so that the review of the flag is open today."""
    return LONG_AGO


def end_of(flag: Flag, kind: FlagEndKind, on: date | None = None) -> FlagEnd:
    """Return an end of a flag that is not written yet."""
    return FlagEnd(flag=flag, kind=kind, on=on or today(), reason="—")


class TestAFlag:
    @pytest.mark.parametrize("name", ["clock", "deputy"])
    def test_is_superseded_when_its_case_counts_no_more(
        self, review: TerminationReview, name: str, request: pytest.FixtureRequest
    ) -> None:
        end = end_of(review.flags.get(), FlagEndKind.SUPERSEDED)
        told = [("flag.superseded", request.getfixturevalue(name))]

        assert insert_refused(end, told, end.flag) == NOT_SUPERSEDED
        Office.objects.filter(pk=review.office_id).update(holder=make_holder())
        assert insert_refused(end, told, end.flag) == ""

    def test_is_not_superseded_on_another_day(
        self, review: TerminationReview, clock: Principal
    ) -> None:
        Office.objects.filter(pk=review.office_id).update(holder=make_holder())
        end = end_of(review.flags.get(), FlagEndKind.SUPERSEDED, today() - timedelta(days=1))

        refusal = insert_refused(end, [("flag.superseded", clock)], end.flag)

        assert refusal == "on of oversight_flagend is the day of its writing."

    def test_of_an_agencys_inaction_is_not_superseded(
        self, contract: Contract, clock: Principal, gas_manager: Principal, day: date
    ) -> None:
        case = make_case(contract=contract, opened_on=later(-30, day))
        actions.date_duties(actor=clock)
        actions.flag_termination_review(as_of=day, actor=clock, at=moment(day))
        flag = Flag.objects.open().get(code="A01", cases=case)

        for actor in (gas_manager, clock):
            told = [("flag.superseded", actor)]
            assert insert_refused(end_of(flag, FlagEndKind.SUPERSEDED), told, flag) == (
                NOT_SUPERSEDED
            )

    def test_that_asks_for_a_review_is_not_cleared_by_the_clock(
        self, review: TerminationReview, clock: Principal
    ) -> None:
        end = end_of(review.flags.get(), FlagEndKind.CLEARED)

        assert insert_refused(end, [("flag.cleared", clock)], end.flag) == NOT_CLEARED

    def test_is_raised_by_its_run_alone(self, review: TerminationReview, clock: Principal) -> None:
        flag = review.flags.get()
        flag.pk, flag.public_id, flag.fingerprint = None, Flag().public_id, "0" * 64
        flag._state.adding = True

        told = insert_refused(flag, [("flag.raised", clock)])

        assert told == "A flag is raised by a run of its day that is at work."


class TestARun:
    def run(self, clock: Principal) -> str:
        """Run the rules of today as the runtime role; return its refusal."""
        forget_events()
        with as_runtime(make_role()):
            set_scope(scope=SYSTEM)

            def whole() -> None:
                actions.flag_termination_review(as_of=today(), actor=clock, at=now())
                settle()

            return refused(whole)

    @pytest.fixture
    def watched(self, contract: Contract, clock: Principal) -> Contract:
        """Return a contract whose guarantee ends within the month, which is watched."""
        contract.agency.requires_guarantee = True
        contract.agency.save()
        old = contract.guarantees.get()
        old.state = "released"
        old.save()
        self.secure(contract, today() + timedelta(days=9))
        actions.flag_termination_review(
            as_of=today() - timedelta(days=1), actor=clock, at=moment(today() - timedelta(days=1))
        )
        assert Flag.objects.open().get().is_watch
        return contract

    def secure(self, contract: Contract, until: date) -> None:
        Guarantee.objects.create(
            contract=contract, kind="bank", number=f"W{until}", amount=1000, expires_on=until
        )

    def test_clears_what_holds_no_more(self, watched: Contract, clock: Principal) -> None:
        self.secure(watched, today() + timedelta(days=300))

        assert self.run(clock) == ""
        assert FlagEnd.objects.get().kind == FlagEndKind.CLEARED

    def test_supersedes_what_rests_on_a_fallen_case(
        self, review: TerminationReview, clock: Principal
    ) -> None:
        Office.objects.filter(pk=review.office_id).update(holder=make_holder())

        assert self.run(clock) == ""
        review.refresh_from_db()
        assert review.state == "superseded"

    def test_lets_go_of_no_other_rule_than_the_sweep(self) -> None:
        assert [str(code) for code in CLEARABLE] == ["F07", "F08", "F09", "F10", "F11"]
