"""Who is noted absent from a hearing session contests that, and the forum's side answers."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.principal import Principal
from accounts.roles import Role
from audit.models import AuditEvent
from core.errors import IllegalMove, Invalid, NotPermitted
from notices.actions.news import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from tests.factories import make_principal
from tests.sql import refused_at_runtime
from tests.violations.benches import DAY, WHY, Bench, seat_of
from tests.violations.stories import REASONS, moment, noon
from violations import actions
from violations.actions.decisions import _sat
from violations.facts.awaiting import first_decisions
from violations.models import Case, HearingSession, SessionSeat
from violations.states import CaseState, SessionState
from workdays.actions import add_closure
from workdays.models import DeadlineMove

pytestmark = pytest.mark.django_db
CAME = "در جلسه حاضر بودم و ورودم در دفتر نگهبانی ثبت شده است."


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def held(bench: Bench) -> HearingSession:
    return bench.hold_without_office()


def contest(bench: Bench, session: HearingSession, **values: Any) -> HearingSession:
    defaults = {"session_id": session.pk, "reason": CAME, "actor": bench.operator, **moment(DAY)}
    return actions.contest_absence(**(defaults | values))


def answer(bench: Bench, session: HearingSession, **values: Any) -> HearingSession:
    defaults = {
        "session_id": session.pk, "seat": seat_of(session, bench.operator).public_id,
        "answer": "present", "reason": REASONS, "actor": bench.second, **moment(DAY),
    }  # fmt: skip
    return actions.answer_absence(**(defaults | values))


def seal(bench: Bench, session: HearingSession) -> HearingSession:
    return bench.sign(session, *bench.judges[: session.quorum])


def last_day(bench: Bench, session: HearingSession) -> Any:
    return seat_of(session, bench.operator).contest_until


def news_of(kind: str) -> set[str]:
    """Return the roles that get the news of the last event."""
    message = Message.objects.filter(carrier=CarrierName.NEWS).latest("pk")
    spread(payload=message.payload, at=noon(DAY))
    return set(Notification.objects.filter(kind=kind).values_list("role", flat=True))


class TestContestAbsence:
    def test_is_recorded_with_its_reason_and_event(
        self, bench: Bench, held: HearingSession
    ) -> None:
        contest(bench, held)

        seat = seat_of(held, bench.operator)
        event = AuditEvent.objects.latest("pk")
        assert (seat.contest_reason, seat.contested_by) == (CAME, bench.operator.user_id)
        assert (event.verb, event.note) == ("case.absence_contested", CAME)

    def test_notifies_the_side_that_keeps_the_case(
        self, bench: Bench, held: HearingSession
    ) -> None:
        contest(bench, held)
        assert Role.AGENCY_MANAGER in news_of("case.absence_contested")

    def test_opens_while_minutes_are_signed_or_sealed(
        self, bench: Bench, held: HearingSession
    ) -> None:
        assert contest(bench, seal(bench, held)).state == SessionState.SIGNED

    def test_asks_a_reason(self, bench: Bench, held: HearingSession) -> None:
        with pytest.raises(Invalid) as refusal:
            contest(bench, held, reason="نه")
        assert list(refusal.value.fields) == ["reason"]

    def test_is_closed_after_its_time(self, bench: Bench, held: HearingSession) -> None:
        late = last_day(bench, held) + timedelta(days=1)
        with pytest.raises(IllegalMove, match=r"over|پایان"):
            contest(bench, held, **moment(late))

    def test_is_closed_to_who_came_or_was_not_called(self, bench: Bench) -> None:
        there = bench.hold(bench.served())
        with pytest.raises(IllegalMove):
            contest(bench, there)
        colleague = make_principal(Role.OPERATOR, bench.case.office)
        with pytest.raises(NotPermitted):
            contest(bench, there, actor=colleague)

    def test_is_made_once(self, bench: Bench, held: HearingSession) -> None:
        contest(bench, held)
        with pytest.raises(IllegalMove):
            contest(bench, held)

    def test_gets_a_day_more_after_a_closure(self, bench: Bench, held: HearingSession) -> None:
        before = last_day(bench, held)

        add_closure(
            day=before, title="تعطیلی", source="استانداری", actor=bench.secretary, **moment(DAY)
        )

        assert last_day(bench, held) > before
        assert DeadlineMove.objects.get(deadline__clock="session.absence").old_on == before


class TestDecision:
    def test_waits_until_the_absence_can_be_contested_no_more(
        self, bench: Bench, held: HearingSession
    ) -> None:
        seal(bench, held)
        until = last_day(bench, held)

        with pytest.raises(IllegalMove):
            bench.decide(**moment(until))

        assert bench.decide(**moment(until + timedelta(days=1))).session == held

    def test_waits_for_the_answer(self, bench: Bench, held: HearingSession) -> None:
        contest(bench, seal(bench, held))
        later = moment(last_day(bench, held) + timedelta(days=1))
        with pytest.raises(IllegalMove):
            bench.decide(**later)

        answer(bench, held, answer="absent")

        assert bench.decide().session == held

    def test_is_not_on_the_desk_before(self, bench: Bench, held: HearingSession) -> None:
        seal(bench, held)
        until = last_day(bench, held)

        def waiting(on: Any) -> bool:
            return first_decisions(bench.manager, Case.objects.all(), on).exists()

        assert not waiting(until)
        assert waiting(until + timedelta(days=1))

    def test_waits_for_nothing_where_the_office_came(self, bench: Bench) -> None:
        bench.sealed()
        assert bench.decide().forum == "agency"


class TestAnswerAbsence:
    def test_corrects_the_attendance_and_lets_the_office_sign(
        self, bench: Bench, held: HearingSession
    ) -> None:
        contest(bench, seal(bench, held))

        answer(bench, held)

        seat = seat_of(held, bench.operator)
        assert seat.is_present
        assert seat.answer_reason == REASONS
        bench.sign(held, bench.operator)
        assert AuditEvent.objects.filter(verb="case.absence_answered").count() == 1

    def test_leaves_the_minutes_as_they_are(self, bench: Bench, held: HearingSession) -> None:
        contest(bench, held)

        answer(bench, held, answer="absent")

        seat = seat_of(held, bench.operator)
        assert (seat.is_present, seat.contest_answer) == (False, "absent")

    def test_notifies_the_office(self, bench: Bench, held: HearingSession) -> None:
        contest(bench, held)
        answer(bench, held)
        assert news_of("case.absence_answered") == {Role.OPERATOR}

    def test_is_closed_to_who_recorded_the_minutes_or_reported(
        self, bench: Bench, held: HearingSession
    ) -> None:
        contest(bench, held)
        for person in (bench.keeper, bench.reporter, bench.operator):
            with pytest.raises(NotPermitted):
                answer(bench, held, actor=person)

    def test_opens_to_the_secretariat_where_the_agency_has_nobody_else(
        self, bench: Bench, held: HearingSession
    ) -> None:
        contest(bench, held)
        assert answer(bench, held, actor=bench.secretary).pk == held.pk

    def test_asks_whose_contest_and_how(self, bench: Bench, held: HearingSession) -> None:
        contest(bench, held)
        with pytest.raises(Invalid) as refusal:
            answer(bench, held, seat=None, answer="perhaps", reason="")
        assert sorted(refusal.value.fields) == ["answer", "reason", "seat"]

    def test_is_contested_once(self, bench: Bench, held: HearingSession) -> None:
        contest(bench, held)
        answer(bench, held)
        with pytest.raises(IllegalMove):
            answer(bench, held)


class TestGuard:
    def test_refuses_a_contest_of_another(self, bench: Bench, held: HearingSession) -> None:
        seat = seat_of(held, bench.operator)
        seat.contested_at, seat.contest_reason = noon(DAY), CAME
        seat.contested_by = make_principal(Role.OPERATOR, bench.case.office).user_id
        assert "Only who is noted absent" in refused_at_runtime(seat.save)

    def test_refuses_a_contest_after_its_time(self, bench: Bench, held: HearingSession) -> None:
        seat = seat_of(held, bench.operator)
        assert seat.contest_until
        seat.contested_at = noon(seat.contest_until + timedelta(days=1))
        seat.contest_reason, seat.contested_by = CAME, bench.operator.user_id
        assert "in time" in refused_at_runtime(seat.save)

    def test_refuses_a_window_that_moves_without_its_receipt(
        self, bench: Bench, held: HearingSession
    ) -> None:
        seat = seat_of(held, bench.operator)
        seat.contest_until = DAY
        assert "not moved" in refused_at_runtime(seat.save)

    def test_refuses_the_answer_of_who_recorded_the_minutes(
        self, bench: Bench, held: HearingSession
    ) -> None:
        contest(bench, held)
        seat = answered(held, bench.operator, bench.keeper)
        assert "recorded the minutes" in refused_at_runtime(seat.save)

    def test_refuses_an_answer_that_the_attendance_contradicts(
        self, bench: Bench, held: HearingSession
    ) -> None:
        contest(bench, held)
        seat = answered(held, bench.operator, bench.second)
        seat.is_present = False
        assert "what the answer says" in refused_at_runtime(seat.save)

    def test_refuses_a_decision_over_an_open_contest(
        self, bench: Bench, held: HearingSession
    ) -> None:
        decided = Bench()
        decided.sealed()
        row = decided.decide()
        contest(bench, seal(bench, held))
        row.pk, row.case, row.session = None, bench.case, held
        row.decided_by, row.attendance = bench.manager.user_id, _sat(held)
        Case.objects.filter(pk=bench.case.pk).update(state=CaseState.DEFENDED)
        assert "noted absence" in refused_at_runtime(lambda: row.save(force_insert=True))


def answered(session: HearingSession, whose: Principal, by: Principal) -> SessionSeat:
    """Return the seat with an answer that is not written yet."""
    seat = seat_of(session, whose)
    seat.contest_answer, seat.answered_at, seat.answer_reason = "present", noon(DAY), WHY
    seat.answered_by, seat.answered_by_name, seat.is_present = by.user_id, by.name, True
    return seat
