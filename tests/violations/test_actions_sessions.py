"""Hearing sessions: called, held, signed, called off; and what a decision makes of them."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection

from accounts.roles import Role
from audit.models import AuditEvent
from core import jalali
from core.clock import today
from core.errors import FactorRequired, IllegalMove, Invalid, NotPermitted
from core.persian import persian_digits
from notices.models import Letter
from tests.factories import (
    make_contract,
    make_principal,
    make_same_person,
)
from tests.sql import refused_at_runtime
from tests.violations.benches import DAY, WHY, Bench, seat_of, sql
from tests.violations.stories import MINUTES, Walk, file_report, moment, noon
from violations import actions, facts
from violations.facts.awaiting import waiting_for
from violations.facts.turns import turn_of
from violations.models import Case, CaseRule, HearingSession, Notice, SessionSeat
from violations.states import (
    CALLED_OFF,
    SESSION_FLOW,
    NoticeKind,
    SessionState,
    StandInStep,
)
from workdays.models import DeadlineRule

pytestmark = pytest.mark.django_db


@pytest.fixture
def bench() -> Bench:
    return Bench()


class TestSummonToHearing:
    def test_calls_the_forum_the_office_and_guests(self, bench: Bench) -> None:
        session = bench.summon()

        assert session.state == SessionState.SUMMONED
        assert session.forum == "agency"
        assert list(session.seats.order_by("pk").values_list("name", "is_judge")) == [
            ("مدیر", True), ("کارگزار دوم", True), ("متصدی", False), ("وکیل دفتر", False),
        ]  # fmt: skip

    def test_issues_a_summons_with_its_letter(self, bench: Bench) -> None:
        session = bench.summon()

        notice = Notice.objects.get(session=session)
        letter = Letter.objects.get(kind="case.summons", subject_id=bench.case.public_id)
        assert letter.number == notice.letter_no
        assert "سالن جلسات" in letter.body
        assert "ساعت: ۱۲:۰۰" in letter.body

    def test_leaves_one_event(self, bench: Bench) -> None:
        before = AuditEvent.objects.count()

        bench.summon()

        assert AuditEvent.objects.count() == before + 1
        assert AuditEvent.objects.latest("pk").verb == "case.summoned"

    def test_needs_a_quorum_by_the_rule_of_the_day(self, bench: Bench) -> None:
        with pytest.raises(Invalid) as refusal:
            bench.summon(judges=[bench.manager.user_id])

        assert "judges" in refusal.value.fields

    def test_reads_the_quorum_of_its_own_day(self, bench: Bench) -> None:
        CaseRule.objects.update(valid_to=today())
        CaseRule.objects.create(
            quorum=3, agency_quorum=3, lookback_months=24, points_months=24,
            provenance="assumed", valid_from=today() + timedelta(days=1),
        )  # fmt: skip

        with pytest.raises(Invalid):
            bench.summon(starts_at=noon(today() + timedelta(days=2)))

        assert bench.summon().pk

    def test_refuses_strangers_to_the_forum(self, bench: Bench) -> None:
        other = make_principal(Role.AGENCY_MANAGER, make_contract().agency)

        with pytest.raises(Invalid):
            bench.summon(judges=[bench.manager.user_id, other.user_id])

    def test_refuses_a_time_that_has_passed_and_no_place(self, bench: Bench) -> None:
        with pytest.raises(Invalid) as refusal:
            bench.summon(starts_at=noon(DAY - timedelta(days=14)), place="")

        assert set(refusal.value.fields) == {"starts_at", "place"}

    def test_leaves_the_office_the_least_time_after_this_days_service(self, bench: Bench) -> None:
        first = facts.earliest_session(bench.case, DAY).due_on

        with pytest.raises(Invalid) as refusal:
            bench.summon(starts_at=noon(first - timedelta(days=1)), **moment(DAY))

        assert jalali.long(first) in refusal.value.fields["starts_at"][0]
        assert bench.summon(starts_at=noon(first), **moment(DAY)).pk

    def test_refuses_a_day_off(self, bench):
        friday = DAY + timedelta(days=(4 - DAY.weekday()) % 7)

        with pytest.raises(Invalid) as refusal:
            bench.summon(starts_at=noon(friday))

        assert set(refusal.value.fields) == {"starts_at"}
        assert "روز کاری نیست" in refusal.value.fields["starts_at"][0]

    def test_reads_the_least_time_of_the_day_of_service(self, bench: Bench) -> None:
        DeadlineRule.objects.filter(key="summons_notice").update(valid_to=DAY - timedelta(days=1))
        DeadlineRule.objects.create(
            key="summons_notice", value=20, unit="day", valid_from=DAY, provenance="ASSUMED"
        )

        before = facts.earliest_session(bench.case, DAY - timedelta(days=1))
        after = facts.earliest_session(bench.case, DAY)

        assert (before.rule.value, after.rule.value) == (5, 20)
        assert after.due_on >= DAY + timedelta(days=21)

    def test_refuses_a_second_one(self, bench: Bench) -> None:
        bench.summon()

        with pytest.raises(IllegalMove):
            bench.summon()

    def test_refuses_who_does_not_keep_the_case(self, bench: Bench) -> None:
        for stranger in (bench.secretary, bench.chair, bench.operator):
            with pytest.raises(NotPermitted):
                bench.summon(actor=stranger)

    def test_refuses_a_case_that_was_not_served(self, bench: Bench) -> None:
        contract = bench.case.contract
        assert contract is not None
        report = file_report(contract, bench.reporter)
        fresh = Walk(report, bench.manager, bench.operator).open().case

        with pytest.raises(IllegalMove):
            bench.summon(case_id=fresh.pk)


class TestRecordHearing:
    def test_freezes_minutes_and_attendance(self, bench: Bench) -> None:
        session = bench.hold(bench.served())

        session.refresh_from_db()
        assert (session.state, session.minutes, session.quorum) == ("held", MINUTES, 2)
        assert set(session.seats.values_list("is_present", flat=True)) == {True}

    def test_leaves_one_event(self, bench: Bench) -> None:
        session = bench.served()
        before = AuditEvent.objects.count()

        bench.hold(session)

        assert AuditEvent.objects.count() == before + 1

    def test_refuses_before_the_least_time_has_passed_since_service(self, bench: Bench) -> None:
        last = facts.last_service(bench.summon())
        assert last is not None
        session = self.acknowledged(bench, last + timedelta(days=1))
        first = facts.earliest_session(bench.case, last + timedelta(days=1)).due_on

        with pytest.raises(IllegalMove) as refusal:
            bench.hold(session)

        assert jalali.long(first) in refusal.value.message

    def test_holds_on_the_first_possible_day(self, bench: Bench) -> None:
        last = facts.last_service(bench.summon())
        assert last is not None

        assert bench.hold(self.acknowledged(bench, last)).state == SessionState.HELD

    def acknowledged(self, bench: Bench, day: date) -> HearingSession:
        """Let the office acknowledge its summons on a day."""
        actions.acknowledge_notice(
            case_id=bench.case.pk, kind="summons", actor=bench.operator, **moment(day)
        )
        return HearingSession.objects.get()

    def test_refuses_without_service(self, bench: Bench) -> None:
        session = bench.summon()

        with pytest.raises(IllegalMove):
            bench.hold(session)

    def test_refuses_before_it_began(self, bench: Bench) -> None:
        session = bench.served()

        with pytest.raises(IllegalMove):
            bench.hold(session, **moment(DAY - timedelta(days=1)))

    def test_refuses_without_its_quorum(self, bench: Bench) -> None:
        session = bench.served()
        rows = [{"seat": seat_of(session, bench.manager).public_id}]

        with pytest.raises(Invalid) as refusal:
            bench.hold(session, attendance=rows)

        assert "attendance" in refusal.value.fields

    def test_does_not_count_who_is_recused(self, bench: Bench) -> None:
        session = bench.served()
        rows: list[dict[str, Any]] = [
            {"seat": key} for key in session.seats.values_list("public_id", flat=True)
        ]
        SessionSeat.objects.filter(session=session, user_id=bench.second.user_id).update(
            is_recused=True, recusal_reason=WHY
        )

        with pytest.raises(Invalid):
            bench.hold(session, attendance=rows)

    def test_refuses_who_reported(self, bench: Bench) -> None:
        bench.judges = [bench.manager, bench.reporter]

        with pytest.raises(Invalid) as refusal:
            bench.summon()

        assert "judges" in refusal.value.fields

    def test_counts_a_person_of_two_accounts_once(self, bench: Bench) -> None:
        make_same_person(bench.manager, bench.second)

        with pytest.raises(Invalid) as refusal:
            bench.summon()

        assert "judges" in refusal.value.fields

    def test_calls_nobody_who_stood_back_before(self, bench: Bench) -> None:
        session = bench.summon(judges=bench.enough())
        actions.recuse_from_hearing(
            session_id=session.pk, reason=WHY, actor=bench.second,
            **moment(DAY - timedelta(days=2)),
        )  # fmt: skip
        actions.call_off_hearing(
            session_id=session.pk, how="postponed", reason="حد نصاب نرسید و جلسه لغو شد.",
            actor=bench.clerk, **moment(DAY - timedelta(days=1)),
        )  # fmt: skip

        assert bench.second.user_id not in {p.user_id for p in facts.judges_of(bench.case, DAY)}

    def test_refuses_the_other_side(self, bench: Bench) -> None:
        session = bench.served()

        with pytest.raises(NotPermitted):
            bench.hold(session, actor=bench.secretary)


class TestRecuseFromHearing:
    def test_keeps_him_out_of_the_whole_case(self, bench: Bench) -> None:
        session = bench.summon(judges=bench.enough())
        actions.recuse_from_hearing(
            session_id=session.pk, reason=WHY, actor=bench.manager,
            **moment(DAY - timedelta(days=2)),
        )  # fmt: skip
        actions.call_off_hearing(
            session_id=session.pk, how="cancelled", reason="حد نصاب نرسید و جلسه لغو شد.",
            actor=bench.clerk, **moment(DAY - timedelta(days=1)),
        )  # fmt: skip

        with pytest.raises(NotPermitted):
            bench.decide()
        assert list(waiting_for("stand_in", Case.objects.all(), DAY)) == [bench.case]
        assert turn_of(bench.case, StandInStep.DECISION, DAY) == "stand_in"

    def test_leaves_the_dear_question_unasked_where_nobody_had_a_part(self, bench: Bench) -> None:
        bench.summon()
        sql(
            "CREATE OR REPLACE FUNCTION violations_turn(wanted bigint, step text, day date)"
            " RETURNS text LANGUAGE plpgsql STABLE COST 0.0001"
            " AS $$ BEGIN RAISE 'asked'; END $$"
        )

        assert not waiting_for("stand_in", Case.objects.filter(pk=bench.case.pk), DAY)

    def test_refuses_who_was_not_called_and_guests(self, bench: Bench) -> None:
        session = bench.served()

        for person in (bench.clerk, bench.operator):
            with pytest.raises(NotPermitted):
                actions.recuse_from_hearing(
                    session_id=session.pk, reason=WHY, actor=person, **moment(DAY)
                )

    def test_refuses_a_second_time(self, bench: Bench) -> None:
        session = bench.summon()
        who: dict[str, Any] = {"session_id": session.pk, "reason": WHY, "actor": bench.second}
        actions.recuse_from_hearing(**who, **moment(DAY - timedelta(days=2)))

        with pytest.raises(IllegalMove):
            actions.recuse_from_hearing(**who, **moment(DAY - timedelta(days=2)))


class TestCallOffHearing:
    @pytest.mark.parametrize("how", CALLED_OFF)
    def test_ends_it_and_lets_another_be_called(self, bench: Bench, how: str) -> None:
        session = bench.summon()

        actions.call_off_hearing(
            session_id=session.pk, how=how, reason="متصدی بیمار است و گواهی داده است.",
            actor=bench.clerk, **moment(DAY - timedelta(days=2)),
        )  # fmt: skip

        session.refresh_from_db()
        assert session.state == how
        assert not bench.case.notices.waiting().exists()
        again = bench.served()
        assert Notice.objects.get(session=again).served_on
        assert Notice.objects.get(session=session).served_on is None

    def test_refuses_what_was_held(self, bench: Bench) -> None:
        session = bench.hold(bench.served())

        with pytest.raises(IllegalMove):
            actions.call_off_hearing(
                session_id=session.pk, how="cancelled", reason="دلیلی نوشته شد.",
                actor=bench.clerk, **moment(DAY),
            )  # fmt: skip


class TestSignMinutes:
    def test_seals_with_the_quorum(self, bench: Bench) -> None:
        session = bench.hold(bench.served())

        bench.sign(session, bench.operator, bench.manager)
        session.refresh_from_db()
        assert session.state == SessionState.HELD  # the office's signature is none of the forum's
        bench.sign(session, bench.second)

        session.refresh_from_db()
        assert (session.state, session.sealed_on) == ("signed", DAY)

    def test_leaves_one_event_each(self, bench: Bench) -> None:
        session = bench.hold(bench.served())
        before = AuditEvent.objects.count()

        bench.sign(session, bench.manager, bench.second)

        assert AuditEvent.objects.count() == before + 2

    def test_needs_a_fresh_factor(self, bench: Bench) -> None:
        session = bench.hold(bench.served())
        stale = replace(bench.manager, fresh_factor=False)

        with pytest.raises(FactorRequired):
            bench.sign(session, stale)

    def test_refuses_a_second_signature(self, bench: Bench) -> None:
        session = bench.hold(bench.served())
        bench.sign(session, bench.manager)

        with pytest.raises(IllegalMove):
            bench.sign(session, bench.manager)

    def test_refuses_who_was_away_or_recused(self, bench: Bench) -> None:
        third = make_principal(Role.AGENCY_CLERK, bench.agency, name="سوم")
        bench.judges = [bench.manager, bench.second, third]
        session = bench.served()
        rows = [
            {"seat": seat_of(session, bench.manager).public_id},
            {"seat": seat_of(session, bench.second).public_id},
            {"seat": seat_of(session, third).public_id},
        ]
        SessionSeat.objects.filter(session=session, user_id=third.user_id).update(
            is_recused=True, recusal_reason=WHY
        )
        bench.hold(session, attendance=rows)

        for person in (third, bench.operator):
            with pytest.raises(NotPermitted):
                bench.sign(session, person)

    def test_refuses_before_there_are_minutes(self, bench: Bench) -> None:
        with pytest.raises(IllegalMove):
            bench.sign(bench.served(), bench.manager)


class TestDecision:
    @pytest.mark.parametrize("licence", [False, True])
    def test_names_its_session_and_who_sat(self, licence: bool) -> None:
        bench = Bench(licence=licence)
        session = bench.sealed()

        decision = bench.decide()

        assert decision.session == session
        assert [row["name"] for row in decision.attendance] == [p.name for p in bench.judges]

    def test_names_its_session_in_the_letter(self, bench: Bench) -> None:
        bench.sealed()
        decision = bench.decide()

        letter = facts.notice_values(decision.case, NoticeKind.DECISION, decision.decided_on)

        day = persian_digits(jalali.short(DAY))
        assert f"جلسهٔ رسیدگی {day}" in letter["reasons"].partition("\n")[0]
        draft = facts.decision_draft(decision.case, decision, decision.decided_on)
        assert day in draft.text

    def test_waits_for_the_seal(self, bench: Bench) -> None:
        session = bench.served()
        for step in (lambda: None, lambda: bench.hold(session)):
            step()
            with pytest.raises(IllegalMove):
                bench.decide()

    def test_is_for_who_sat(self, bench: Bench) -> None:
        bench.sealed()
        other = make_principal(Role.AGENCY_MANAGER, bench.agency)

        with pytest.raises(NotPermitted):
            bench.decide(actor=other)

    def test_stands_without_a_session_too(self, bench: Bench) -> None:
        assert bench.decide().session is None

    def test_the_case_is_not_closed_past_a_session(self, bench: Bench) -> None:
        bench.summon()

        with pytest.raises(IllegalMove):
            actions.close_no_action(
                case_id=bench.case.pk, code="competence", reason="موضوع در صلاحیت این دستگاه نیست.",
                actor=bench.manager, **moment(DAY),
            )  # fmt: skip


class TestSight:
    def test_opens_to_the_office_with_the_service(self, bench: Bench) -> None:
        session = bench.summon()
        seen = HearingSession.objects.visible_to(bench.operator)
        assert not seen.exists()

        actions.acknowledge_notice(
            case_id=bench.case.pk, kind="summons", actor=bench.operator,
            **moment(DAY - timedelta(days=2)),
        )  # fmt: skip

        assert list(seen.all()) == [session]

    def test_is_nothing_for_others(self, bench: Bench) -> None:
        bench.served()
        strangers = (
            make_principal(Role.AGENCY_MANAGER, make_contract().agency),
            make_principal(Role.OPERATOR, make_contract().office),
        )

        for stranger in strangers:
            assert not HearingSession.objects.visible_to(stranger).exists()
            assert not SessionSeat.objects.visible_to(stranger).exists()


class TestDatabase:
    """What raw SQL is refused, too."""

    @pytest.mark.parametrize(
        ("statement", "match"),
        [
            ("UPDATE violations_hearingsession SET place = 'x' WHERE id = %s", "not changed"),
            (("UPDATE violations_hearingsession SET state = 'held', minutes = 'x',"
             " minutes_sha256 = encode(sha256('x'), 'hex'), quorum = 2,"
             " recorded_at = pishkhan_now(),"
             " recorded_by = 1 WHERE id = %s"), "summons was served|whether he came"),
            ("UPDATE violations_hearingsession SET state = 'signed' WHERE id = %s",
             "does not go|violates"),
            ("DELETE FROM violations_hearingsession WHERE id = %s", "not deleted"),
            (("UPDATE violations_sessionseat SET signed_at = pishkhan_now(), is_present = true,"
             " signed_sha256 = 'x' WHERE is_judge AND session_id = %s"), "minutes of a session"),
            ("UPDATE violations_sessionseat SET name = 'x' WHERE session_id = %s", "not changed"),
            ("DELETE FROM violations_sessionseat WHERE session_id = %s", "not deleted"),
        ],
    )  # fmt: skip
    def test_refuses_to_move_a_called_session(
        self, bench: Bench, statement: str, match: str
    ) -> None:
        session = bench.summon()

        with pytest.raises(DatabaseError, match=match):
            sql(statement, session.pk)

    @pytest.mark.parametrize("table", ["hearingsession", "sessionseat"])
    def test_refuses_to_empty_a_table(self, table: str) -> None:
        with pytest.raises(DatabaseError, match="not deleted"):
            sql(f"TRUNCATE violations_{table} CASCADE")

    @pytest.mark.parametrize(
        ("statement", "match"),
        [
            ("UPDATE violations_hearingsession SET minutes = 'x' WHERE id = %s", "not changed"),
            (("UPDATE violations_hearingsession SET state = 'signed', sealed_on = pishkhan_today()"
             " WHERE id = %s"), "signatures of the quorum"),
            ("UPDATE violations_hearingsession SET quorum = 1 WHERE id = %s", "not changed"),
            (("UPDATE violations_sessionseat SET is_recused = true, recusal_reason = 'x'"
             " WHERE is_judge AND session_id = %s"), "after the session"),
            (("UPDATE violations_sessionseat SET signed_at = pishkhan_now(), signed_sha256 = 'x'"
             " WHERE is_judge AND session_id = %s"), "minutes of a session"),
            (("INSERT INTO violations_sessionseat (created_at, updated_at, public_id, session_id,"
             " name, role, is_judge, is_recused, recusal_reason, signed_sha256) VALUES (now(),"
             " now(), gen_random_uuid(), %s, 'x', '', false, false, '', '')"), "with the summons"),
        ],
    )  # fmt: skip
    def test_refuses_to_move_a_held_session(self, bench: Bench, statement: str, match: str) -> None:
        session = bench.hold(bench.served())

        with pytest.raises(DatabaseError, match=match):
            sql(statement, session.pk)

    def test_refuses_everything_on_a_sealed_one(self, bench: Bench) -> None:
        session = bench.sealed()

        with pytest.raises(DatabaseError, match="is over"):
            sql("UPDATE violations_hearingsession SET updated_at = now() WHERE id = %s", session.pk)
        with pytest.raises(DatabaseError, match="signed once"):
            sql(
                "UPDATE violations_sessionseat SET signed_at = pishkhan_now() WHERE is_judge"
                " AND session_id = %s", session.pk,
            )  # fmt: skip

    def test_refuses_a_decision_past_the_session(self, bench: Bench) -> None:
        statement = (
            "INSERT INTO violations_decision (created_at, updated_at, public_id, case_id, forum,"
            " outcome, reasons, sanction, override_reason, points, attendance, document_no,"
            " document_issuer, decided_on, decided_by, decided_by_name, proposed_sanction,"
            " session_id) VALUES (now(), now(), gen_random_uuid(), %s, 'agency', 'not_proven',"
            " 'x', 'none', '', 0, '[]', '', '', %s, %s, '', '', %s)"
        )
        session = bench.hold(bench.served())
        by = bench.manager.user_id
        with pytest.raises(DatabaseError, match="minutes are sealed"):
            sql(statement, bench.case.pk, DAY, by, session.pk)
        bench.sign(session, bench.operator, *bench.judges)

        for day, person, named, match in (
            (DAY, by, None, "names the session"),
            (DAY - timedelta(days=1), by, session.pk, "minutes are sealed"),
            (DAY, bench.clerk.user_id, session.pk, "has sat"),
        ):
            with pytest.raises(DatabaseError, match=match):
                sql(statement, bench.case.pk, day, person, named)

    def test_refuses_a_decision_by_who_stood_back(self, bench: Bench) -> None:
        third = make_principal(Role.AGENCY_CLERK, bench.agency, name="سوم")
        bench.judges = [bench.manager, bench.second, third]
        session = bench.served()
        actions.recuse_from_hearing(
            session_id=session.pk, reason=WHY, actor=third, **moment(DAY - timedelta(days=1))
        )
        bench.hold(session)

        with pytest.raises(DatabaseError, match=r"stood back|violates"):
            sql(
                "UPDATE violations_sessionseat SET signed_at = pishkhan_now(), signed_sha256 = %s"
                " WHERE user_id = %s",
                HearingSession.objects.get(pk=session.pk).minutes_sha256, third.user_id,
            )  # fmt: skip

    def test_walks_the_flow_of_states(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT prosrc FROM pg_proc WHERE proname = 'violations_guard_session'")
            source = cursor.fetchone()[0]

        allowed = [
            (before, after)
            for before in SessionState
            for after in SessionState
            if SESSION_FLOW.allows(before, after)
        ]
        assert len(allowed) == 6
        for before, after in allowed:
            assert f"('{before}', '{after}')" in source


@pytest.mark.parametrize("is_licence", [False, True])
class TestWhoDecides:
    def test_is_among_those_who_are_called(self, *, is_licence: bool) -> None:
        bench = Bench(licence=is_licence)
        others = [user_id for user_id in bench.enough() if user_id != bench.decider.user_id]

        with pytest.raises(Invalid) as refusal:
            bench.summon(judges=others)

        assert set(refusal.value.fields) == {"judges"}

    def test_sits_or_the_session_is_not_held(self, *, is_licence: bool) -> None:
        bench = Bench(licence=is_licence)
        session = bench.served(judges=bench.enough())
        there = session.seats.exclude(user_id=bench.decider.user_id)
        rows = [{"seat": key} for key in there.values_list("public_id", flat=True)]

        with pytest.raises(Invalid) as refusal:
            bench.hold(session, attendance=rows)

        assert set(refusal.value.fields) == {"attendance"}

    def test_sits_whoever_writes_the_minutes(self, *, is_licence: bool) -> None:
        bench = Bench(licence=is_licence)
        held = bench.hold(bench.served(judges=bench.enough()))
        other = Bench(licence=is_licence)
        session = other.served(judges=other.enough())
        session.seats.update(is_present=True)
        session.seats.filter(user_id=other.decider.user_id).update(is_present=False)
        for name in ("state", "minutes", "minutes_sha256", "quorum", "recorded_at", "recorded_by",
                     "recorded_by_name"):  # fmt: skip
            setattr(session, name, getattr(held, name))
        session.recorded_by = other.keeper.user_id

        assert refused_at_runtime(session.save) == (
            "A session is held with somebody who decides its case."
        )


def test_minutes_name_a_seat_once() -> None:
    bench = Bench()
    session = bench.served()
    keys = list(session.seats.values_list("public_id", flat=True))
    seats = [{"seat": key} for key in keys] + [{"seat": keys[0], "is_present": False}]

    with pytest.raises(Invalid) as refusal:
        bench.hold(session, attendance=seats)

    assert "دو بار" in str(refusal.value.fields["attendance"])
