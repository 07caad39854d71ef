"""The rules at, just below and above each threshold, without a database."""

from datetime import date, timedelta

import pytest

from contracts.rules import (
    Cover,
    Quota,
    Stage,
    advise,
    cover_on,
    exceeds_guarantee,
    exceeds_retention,
    stage_of,
    strip_state,
)
from contracts.states import CONTRACT_FLOW, GUARANTEE_FLOW, ContractState, GuaranteeState

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
S = ContractState


class TestQuota:
    @pytest.mark.parametrize(
        ("rank", "given", "available", "exceeded"),
        [
            (1, 40, 40, False), (2, 28, 40, False), (2, 29, 40, True), (3, 12, 40, False),
            (3, 13, 40, True), (3, 1, 3, True), (3, 0, 3, False), (2, 2, 3, False),
            (2, 3, 3, True), (None, 40, 40, False), (3, 0, 0, False),
        ],
    )  # fmt: skip
    def test_is_a_share_of_what_is_available(self, rank, given, available, exceeded):
        assert Quota(rank, given, available).is_exceeded is exceeded


class TestMoney:
    @pytest.mark.parametrize(
        ("amount", "value", "exceeds"),
        [(50, 1_000, False), (51, 1_000, True), (5, 99, True), (4, 99, False), (9, None, False)],
    )
    def test_of_a_guarantee(self, amount, value, exceeds):
        assert exceeds_guarantee(amount, value) is exceeds

    @pytest.mark.parametrize(("percent", "exceeds"), [("10", False), ("10.01", True), (0, False)])
    def test_of_a_retention(self, percent, exceeds):
        assert exceeds_retention(percent) is exceeds


class TestCover:
    @pytest.mark.parametrize(
        ("guarantees", "cover"),
        [
            ([], Cover.NONE),
            ([("held", TODAY + 31 * DAY)], Cover.HELD),
            ([("held", TODAY + 30 * DAY)], Cover.ENDING),
            ([("held", TODAY)], Cover.ENDING),
            ([("held", TODAY - DAY)], Cover.PAST),
            ([("expired", TODAY - DAY)], Cover.PAST),
            ([("released", TODAY + DAY)], Cover.RELEASED),
            ([("expired", TODAY - DAY), ("held", TODAY + 99 * DAY)], Cover.HELD),
        ],
    )
    def test_counts_the_last_day_in(self, guarantees, cover):
        assert cover_on(guarantees, TODAY)[0] is cover

    @pytest.mark.parametrize(
        ("guarantees", "cover"),
        [
            ([], Cover.NOT_NEEDED),
            ([("expired", TODAY - DAY)], Cover.NOT_NEEDED),
            ([("released", TODAY + DAY)], Cover.RELEASED),
            ([("held", TODAY + 31 * DAY)], Cover.HELD),
        ],
    )
    def test_misses_nothing_where_none_is_asked_for(self, guarantees, cover):
        assert cover_on(guarantees, TODAY, needs_cover=False)[0] is cover


class TestStage:
    @pytest.mark.parametrize(
        ("state", "days", "renewal", "stage"),
        [
            (S.ACTIVE, 91, "", Stage.NOT_DUE), (S.ACTIVE, 90, "", Stage.NOT_BEGUN),
            (S.ACTIVE, 5, S.DRAFT, Stage.DRAFTED),
            (S.ACTIVE, 5, S.PENDING_SIGNATURE, Stage.SIGNING),
            (S.ACTIVE, 5, S.ACTIVE, Stage.SIGNED), (S.SUSPENDED, 5, "", Stage.STOPPED),
        ],
    )  # fmt: skip
    def test_follows_the_renewal(self, state, days, renewal, stage):
        assert stage_of(state, TODAY + days * DAY, renewal, TODAY) is stage


class TestAdvice:
    @pytest.mark.parametrize(
        ("values", "tone"),
        [
            ({}, "ok"), ({"is_licensed": False}, "danger"), ({"cover": Cover.PAST}, "warn"),
            ({"cover": Cover.PAST, "needs_cover": False}, "ok"), ({"is_undecided": True}, "warn"),
             ({"state": S.SUSPENDED}, "warn"),
            ({"state": S.TERMINATION_NOTICE}, "danger"),
        ],
    )  # fmt: skip
    def test_names_what_stands_first(self, values, tone):
        facts = {
            "state": S.ACTIVE, "is_licensed": True, "cover": Cover.HELD, "needs_cover": True
        }  # fmt: skip

        assert advise(**(facts | values)).tone == tone

    def test_is_silent_on_ended_contracts(self):
        assert advise(state=S.EXPIRED, is_licensed=True, cover=Cover.HELD, needs_cover=True) is None


class TestStrip:
    @pytest.mark.parametrize(
        ("states", "square"),
        [
            ([], "none"), ([(S.ACTIVE, TODAY + 61 * DAY)], "active"),
            ([(S.ACTIVE, TODAY + 60 * DAY)], "ending"), ([(S.ACTIVE, TODAY - DAY)], "none"),
            ([(S.SUSPENDED, TODAY + 90 * DAY)], "stopped"),
            ([(S.TERMINATED, TODAY), (S.ACTIVE, TODAY + 90 * DAY)], "active"),
            ([(S.TERMINATION_NOTICE, TODAY)], "stopped"),
        ],
    )  # fmt: skip
    def test_shows_the_best(self, states, square):
        assert strip_state(states, TODAY) == square


class TestFlows:
    def test_have_their_final_states(self):
        assert [s for s in S if CONTRACT_FLOW.is_final(s)] == [S.RENEWED, S.SETTLED, S.VOID]
        assert [s for s in GuaranteeState if GUARANTEE_FLOW.is_final(s)] == ["released", "called"]
