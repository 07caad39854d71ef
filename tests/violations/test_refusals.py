"""Who does not sign minutes is noted before witnesses, persons count, and the case goes on."""

from contextlib import nullcontext
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from audit.models import AuditEvent
from core.acts import why_not
from core.clock import now, today
from core.errors import FactorRequired, IllegalMove, Invalid, NotPermitted
from notices.actions.news import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from tests.factories import make_principal, make_same_person
from tests.sql import refused_and_undone, refused_at_runtime, runtime_role
from tests.violations.benches import DAY, WHY, Bench, seat_of, sql
from tests.violations.stories import moment, noon, scan_of
from violations import actions
from violations.acts.hearings import NOTE_REFUSAL
from violations.models import Evidence, HearingSession, Notice
from violations.states import CALLED_OFF, SessionState
from workdays.actions import add_closure
from workdays.facts import deadline
from workdays.models import DeadlineMove

REFUSAL = "گفت با نوشتهٔ صورت‌جلسه موافق نیست و آن را امضا نمی‌کند."
pytestmark = pytest.mark.django_db


def refuse(bench: Bench, session: HearingSession, who: Principal, **values: Any) -> HearingSession:
    """Record that somebody does not sign, before two others who sat."""
    actor = values.get("actor", bench.keeper)
    defaults = {
        "session_id": session.pk, "seat": seat_of(session, who).public_id, "reason": REFUSAL,
        "witnesses": witnesses(session, who), "actor": actor, **moment(DAY),
        "evidence_ids": scan_of(actor, "minutes", noon(DAY)),
    }  # fmt: skip
    return actions.record_refusal(**(defaults | values))


def witnesses(session: HearingSession, refuser: Principal) -> list[UUID]:
    """Return two others who sat in the session, by seat."""
    others = session.seats.exclude(user_id=refuser.user_id).order_by("pk")
    return list(others.values_list("public_id", flat=True)[:2])


def seal(session: HearingSession, days: int = 5) -> HearingSession:
    """Let the clock come by some days later, when the time to sign after all is over."""
    day = DAY + timedelta(days=days)
    actions.seal_minutes(as_of=day, actor=User.objects.system(), at=noon(day))
    session.refresh_from_db()
    return session


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def held(bench: Bench) -> HearingSession:
    return bench.hold(bench.served())


class TestRecordRefusal:
    def test_is_kept_with_reason_and_witnesses(self, bench: Bench, held: HearingSession) -> None:
        refuse(bench, held, bench.second)

        seat = seat_of(held, bench.second)
        names = held.seats.filter(public_id__in=witnesses(held, bench.second))
        assert seat.refusal_reason == REFUSAL
        assert set(seat.refusal_witnesses) == set(names.values_list("name", flat=True))
        assert seat.refusal_by == bench.clerk.user_id
        assert seat.refusal_scan is not None

    def test_lets_the_case_go_on(self, bench: Bench, held: HearingSession) -> None:
        bench.sign(held, bench.manager)
        refuse(bench, held, bench.second)
        held.refresh_from_db()
        assert held.state == SessionState.HELD  # there is time to sign after all

        seal(held)

        assert held.state == SessionState.SIGNED
        assert held.sealed_on is not None
        assert bench.decide(**moment(held.sealed_on)).session == held

    def test_leaves_a_day_more_after_a_closure(self, bench: Bench, held: HearingSession) -> None:
        bench.sign(held, bench.manager)
        refuse(bench, held, bench.second)
        before = seat_of(held, bench.second).refusal_due_on
        assert before is not None

        add_closure(
            day=before, title="تعطیلی", source="استانداری", actor=bench.secretary, **moment(DAY)
        )

        after = seat_of(held, bench.second).refusal_due_on
        assert after is not None
        assert after > before
        assert DeadlineMove.objects.get(deadline__clock="session.signature").new_on == after
        assert seal(held, days=(after - DAY).days).state == SessionState.HELD
        assert seal(held, days=(after - DAY).days + 1).state == SessionState.SIGNED

    def test_time_to_sign_moves_by_a_receipt_alone(
        self, bench: Bench, held: HearingSession
    ) -> None:
        refuse(bench, held, bench.second)
        seat = seat_of(held, bench.second)

        with pytest.raises(DatabaseError, match="moves by a receipt"):
            sql(
                "UPDATE violations_sessionseat SET refusal_due_on = refusal_due_on - 1"
                " WHERE id = %s", seat.pk,
            )  # fmt: skip

    def test_waits_for_who_signs(self, bench: Bench, held: HearingSession) -> None:
        refuse(bench, held, bench.second)
        held.refresh_from_db()
        assert held.state == SessionState.HELD

        bench.sign(held, bench.manager)

        assert seal(held).state == SessionState.SIGNED

    def test_of_one_waits_for_all_others(self) -> None:
        bench = Bench(licence=True)
        session = bench.hold(bench.served())
        bench.sign(session, bench.chair)
        refuse(bench, session, bench.members[0])
        session.refresh_from_db()
        assert session.state == SessionState.HELD  # two have not said what they do

        refuse(bench, session, bench.members[1])
        assert seal(session).state == SessionState.HELD  # more refuse than sign

        bench.sign(session, bench.members[2])
        assert seal(session).state == SessionState.SIGNED  # two sign, two do not

    def test_of_the_office_seals_nothing(self, bench: Bench, held: HearingSession) -> None:
        bench.sign(held, bench.manager)
        refuse(bench, held, bench.operator)

        assert seal(held).state == SessionState.HELD

    def test_leaves_one_event(self, bench: Bench, held: HearingSession) -> None:
        before = AuditEvent.objects.count()

        refuse(bench, held, bench.second)

        assert AuditEvent.objects.count() == before + 1
        event = AuditEvent.objects.latest("pk")
        assert (event.verb, event.note) == ("case.minutes_refused", REFUSAL)

    def test_may_be_thought_over(self, bench: Bench, held: HearingSession) -> None:
        refuse(bench, held, bench.second)

        bench.sign(held, bench.operator, bench.second, bench.manager)

        held.refresh_from_db()
        assert held.state == SessionState.SIGNED
        assert seat_of(held, bench.second).refusal_reason

    @pytest.mark.parametrize(
        ("values", "field"),
        [
            ({"reason": "نه"}, "reason"),
            ({"witnesses": ()}, "witnesses"),
            ({"witnesses": (uuid4(), uuid4())}, "witnesses"),
            ({"evidence_ids": ()}, "evidence"),
            ({"seat": None}, "seat"),
        ],
    )
    def test_refuses_what_proves_nothing(
        self, bench: Bench, held: HearingSession, values: dict[str, Any], field: str
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            refuse(bench, held, bench.second, **values)

        assert field in refusal.value.fields

    def test_refuses_of_who_signed_or_refused(self, bench: Bench, held: HearingSession) -> None:
        bench.sign(held, bench.manager)
        refuse(bench, held, bench.operator)

        for person in (bench.manager, bench.operator):
            with pytest.raises(IllegalMove):
                refuse(bench, held, person)

    def test_refuses_before_there_are_minutes(self, bench: Bench) -> None:
        with pytest.raises(IllegalMove):
            refuse(bench, bench.served(), bench.second)

    def test_refuses_who_records_his_own(self, bench: Bench, held: HearingSession) -> None:
        make_same_person(bench.clerk, bench.second)

        with pytest.raises(NotPermitted):
            refuse(bench, held, bench.second)

    def test_refuses_other_roles_and_a_stale_factor(
        self, bench: Bench, held: HearingSession
    ) -> None:
        for stranger in (bench.secretary, bench.chair, bench.operator):
            with pytest.raises(NotPermitted):
                refuse(bench, held, bench.second, actor=stranger)
        stale = replace(bench.clerk, fresh_factor=False)
        with pytest.raises(FactorRequired):
            refuse(bench, held, bench.second, actor=stale)

    def test_refuses_the_own_seat_one_seat_twice_and_who_was_away(self, bench: Bench) -> None:
        session = bench.served()
        guest = session.seats.get(user__isnull=True)
        attendance = [
            {"seat": row.public_id, "is_present": row.pk != guest.pk} for row in session.seats.all()
        ]
        held = bench.hold(session, attendance=attendance)
        own, other = seat_of(held, bench.second), seat_of(held, bench.manager)

        for named in ((own, other), (other, other), (other, guest)):
            with pytest.raises(Invalid) as refusal:
                refuse(bench, held, bench.second, witnesses=[seat.public_id for seat in named])
            assert "witnesses" in refusal.value.fields

    def test_is_not_witnessed_by_guests_whom_the_keeper_names(self, bench: Bench) -> None:
        session = bench.served(guests=["علی ساختگی", "رضا ساختگی"])
        held = bench.hold(session)
        guests = held.seats.filter(user=None)
        keys = list(guests.values_list("public_id", flat=True))

        for named in (keys, [keys[0], seat_of(held, bench.manager).public_id]):
            with pytest.raises(Invalid) as refusal:
                refuse(bench, held, bench.second, witnesses=named)
            assert list(refusal.value.fields) == ["witnesses"]
        seat = seat_of(held, bench.second)
        seat.refused_at, seat.refusal_reason = noon(DAY), REFUSAL
        seat.refusal_by, seat.refusal_by_name = bench.keeper.user_id, bench.keeper.name
        seat.refusal_witnesses = [guest.name for guest in guests]
        assert "two witnesses" in refused_at_runtime(seat.save)

    def test_refuses_who_reported_or_was_not_there(self, bench: Bench) -> None:
        held = bench.hold(bench.served())
        away = make_principal(Role.AGENCY_CLERK, bench.agency, name="بیرون از جلسه")

        for stranger in (bench.reporter, away):
            with pytest.raises(NotPermitted):
                refuse(bench, held, bench.second, actor=stranger)

    def test_reaches_the_refuser_and_nobody_else(self, bench: Bench, held: HearingSession) -> None:
        refuse(bench, held, bench.second)
        message = Message.objects.filter(carrier=CarrierName.NEWS).latest("pk")

        spread(payload=message.payload, at=noon(DAY))

        heard = Notification.objects.filter(kind="case.minutes_refused")
        assert list(heard.values_list("user_id", flat=True)) == [bench.second.user_id]

    def test_ends_with_the_seal(self, bench: Bench, held: HearingSession) -> None:
        bench.sign(held, bench.manager)
        refuse(bench, held, bench.second)
        seal(held)

        with pytest.raises(IllegalMove):
            actions.sign_minutes(
                session_id=held.pk, actor=bench.second, **moment(held.sealed_on or DAY)
            )
        with pytest.raises(DatabaseError, match="Nobody signs minutes that are sealed"):
            sql(
                "UPDATE violations_sessionseat"
                " SET signed_at = pishkhan_now() - interval '1 minute',"
                " signed_sha256 = %s WHERE id = %s",
                held.minutes_sha256, seat_of(held, bench.second).pk,
            )  # fmt: skip

    @pytest.mark.parametrize(
        ("values", "words"),
        [
            ({"refusal_witnesses": ["x", "y"]}, "two witnesses who sat there"),
            ({"refusal_by": "reporter"}, "who was there and did not report"),
            ({"refusal_scan": None}, "with its scan"),
            ({"refusal_due_on": "short"}, "time to sign after all"),
        ],
    )
    def test_is_guarded(
        self, bench: Bench, held: HearingSession, values: dict[str, Any], words: str
    ) -> None:
        """Try each as the role of the running house."""
        (scan,) = scan_of(bench.clerk, "minutes", noon(DAY))
        Evidence.objects.filter(public_id=scan).update(case=bench.case, attached_at=noon(DAY))
        names = held.seats.filter(public_id__in=witnesses(held, bench.second))
        due = deadline("signature_refusal", today(), bench.case.county.public_id).due_on
        written = {
            "refused_at": now(), "refusal_reason": REFUSAL, "refusal_by": bench.clerk.user_id,
            "refusal_witnesses": list(names.values_list("name", flat=True)),
            "refusal_scan": Evidence.objects.get(public_id=scan), "refusal_due_on": due,
        }  # fmt: skip
        if values.get("refusal_due_on"):
            values = {"refusal_due_on": due - timedelta(days=1)}
        if values.get("refusal_by"):
            values = {"refusal_by": bench.reporter.user_id}
        seat = held.seats.filter(user_id=bench.second.user_id)

        later = {"refusal_due_on": due + timedelta(days=1)}
        with runtime_role():
            assert words in refused_and_undone(lambda: seat.update(**(written | values)))
            assert "no day more" in refused_and_undone(lambda: seat.update(**(written | later)))
            assert refused_and_undone(lambda: seat.update(**written)) == ""


class TestUnconfirmedMinutes:
    @pytest.mark.parametrize("how", CALLED_OFF)
    def test_end_and_the_session_is_called_anew(
        self, bench: Bench, held: HearingSession, how: str
    ) -> None:
        refuse(bench, held, bench.second)
        refuse(bench, held, bench.manager)
        call: dict[str, Any] = {
            "session_id": held.pk, "how": how, "actor": bench.clerk,
            "reason": "صورت‌جلسه را کسی تأیید نکرد؛ جلسه تازه می‌شود.",
        }  # fmt: skip
        with pytest.raises(IllegalMove):
            actions.call_off_hearing(**call, **moment(DAY))

        actions.call_off_hearing(**call, **moment(DAY + timedelta(days=5)))

        held.refresh_from_db()
        assert held.state == how
        assert held.minutes

    def test_are_not_called_off_while_somebody_may_sign(
        self, bench: Bench, held: HearingSession
    ) -> None:
        refuse(bench, held, bench.second)

        with pytest.raises(IllegalMove):
            actions.call_off_hearing(
                session_id=held.pk, how="cancelled", reason="دلیلی نوشته شد.",
                actor=bench.clerk, **moment(DAY),
            )  # fmt: skip
        with pytest.raises(DatabaseError, match="wait for their signatures"):
            sql(
                "UPDATE violations_hearingsession SET state = 'cancelled', ended_reason = 'x',"
                " ended_on = pishkhan_today() WHERE id = %s", held.pk,
            )  # fmt: skip


class TestWithoutWitnesses:
    """Two sat and the office stayed away: nobody can be noted as not signing."""

    @pytest.fixture
    def alone(self, bench: Bench) -> HearingSession:
        session = bench.hold_without_office()
        actions.sign_minutes(session_id=session.pk, actor=bench.manager, **moment(DAY))
        return HearingSession.objects.get(pk=session.pk)

    def call_off(self, bench: Bench, session: HearingSession, days: int) -> None:
        actions.call_off_hearing(
            session_id=session.pk, how="postponed", actor=bench.clerk, reason=WHY,
            **moment(DAY + timedelta(days=days)),
        )  # fmt: skip

    def test_no_refusal_is_offered_that_could_never_be_noted(
        self, bench: Bench, alone: HearingSession
    ) -> None:
        found = why_not(NOTE_REFUSAL, alone, bench.manager, DAY)

        assert found is not None
        assert "دو شاهد" in found.message

    def test_the_session_is_called_anew_once_the_time_to_sign_is_over(
        self, bench: Bench, alone: HearingSession
    ) -> None:
        with pytest.raises(IllegalMove):
            self.call_off(bench, alone, 0)

        self.call_off(bench, alone, 5)

        alone.refresh_from_db()
        assert alone.state == SessionState.POSTPONED

    def test_late_signatures_still_seal(self, bench: Bench, alone: HearingSession) -> None:
        later = moment(DAY + timedelta(days=5))
        actions.sign_minutes(session_id=alone.pk, actor=bench.second, **later)

        alone.refresh_from_db()
        assert alone.state == SessionState.SIGNED

    def test_with_three_it_waits_for_the_note(self, bench: Bench, held: HearingSession) -> None:
        assert why_not(NOTE_REFUSAL, held, bench.manager, DAY) is None
        with pytest.raises(IllegalMove):
            self.call_off(bench, held, 5)


class TestPersons:
    """Persons count, not seats (docs/adr/0005-persons.md)."""

    def test_of_two_accounts_make_no_quorum(self, bench: Bench) -> None:
        session = bench.served()
        make_same_person(bench.manager, bench.second)

        with pytest.raises(Invalid) as refusal:
            bench.hold(session)
        assert "attendance" in refusal.value.fields

    def test_of_two_accounts_make_no_quorum_by_sql(self, bench: Bench) -> None:
        session = bench.served()
        make_same_person(bench.manager, bench.second)
        sql("UPDATE violations_sessionseat SET is_present = true WHERE session_id = %s", session.pk)

        with pytest.raises(DatabaseError, match="with its quorum"):
            sql(
                "UPDATE violations_hearingsession SET state = 'held', minutes = 'x', minutes_sha256"
                " = encode(sha256('x'), 'hex'), quorum = 2, recorded_at = starts_at,"
                " recorded_by = 1 WHERE id = %s", session.pk,
            )  # fmt: skip

    def test_of_two_accounts_sign_once(self, bench: Bench, held: HearingSession) -> None:
        make_same_person(bench.manager, bench.second)
        bench.sign(held, bench.manager, bench.second)

        held.refresh_from_db()
        # One person sat: his signature is all that there can be, and it is less than the quorum.
        assert held.state == SessionState.HELD
        with pytest.raises(DatabaseError, match="signatures of the quorum"):
            sql(
                "UPDATE violations_hearingsession"
                " SET state = 'signed', sealed_on = pishkhan_today()"
                " WHERE id = %s", held.pk,
            )  # fmt: skip

    def test_who_stood_back_before_is_called_by_nobody(self, bench: Bench) -> None:
        twin = make_principal(Role.AGENCY_CLERK, bench.agency, name="همان")
        self._stand_back(bench)
        make_same_person(bench.second, twin)
        third = make_principal(Role.AGENCY_CLERK, bench.agency, name="سوم")
        session = bench.served(judges=[bench.manager.user_id, third.user_id])

        for person in (bench.second, twin):
            with pytest.raises(DatabaseError, match="stood back"):
                sql(
                    "INSERT INTO violations_sessionseat (created_at, updated_at, public_id,"
                    " session_id, user_id, name, role, is_judge, is_recused, recusal_reason,"
                    " signed_sha256, refusal_reason, refusal_witnesses, refusal_by_name)"
                    " VALUES (now(), now(), gen_random_uuid(), %s, %s, 'x', 'agency_clerk', true,"
                    " false, '', '', '', '[]', '')", session.pk, person.user_id,
                )  # fmt: skip

    def test_who_turns_out_to_have_stood_back_does_not_sit(self, bench: Bench) -> None:
        self._stand_back(bench)
        third = make_principal(Role.AGENCY_CLERK, bench.agency, name="سوم")
        session = bench.served(judges=[bench.manager.user_id, third.user_id])
        make_same_person(bench.second, third)

        with pytest.raises(Invalid) as refusal:
            bench.hold(session)
        assert "attendance" in refusal.value.fields
        sql("UPDATE violations_sessionseat SET is_present = true WHERE session_id = %s", session.pk)
        with pytest.raises(DatabaseError, match="stood back"):
            sql(
                "UPDATE violations_hearingsession SET state = 'held', minutes = 'x', minutes_sha256"
                " = encode(sha256('x'), 'hex'), quorum = 2, recorded_at = starts_at,"
                " recorded_by = 1 WHERE id = %s", session.pk,
            )  # fmt: skip

    @staticmethod
    def _stand_back(bench: Bench) -> None:
        session = bench.summon(judges=bench.enough())
        actions.recuse_from_hearing(
            session_id=session.pk, reason=WHY, actor=bench.second,
            **moment(DAY - timedelta(days=3)),
        )  # fmt: skip
        actions.call_off_hearing(
            session_id=session.pk, how="postponed", reason="حد نصاب نرسید و جلسه لغو شد.",
            actor=bench.clerk, **moment(DAY - timedelta(days=3)),
        )  # fmt: skip


class TestService:
    """A summons is served before the session begins, and the least time before it."""

    def serve(self, bench: Bench, session: HearingSession, hours: int) -> None:
        actions.acknowledge_notice(
            case_id=bench.case.pk, kind="summons", actor=bench.operator, on=DAY,
            at=noon(DAY) + timedelta(hours=hours),
        )  # fmt: skip

    def test_after_the_hour_is_not(self, bench: Bench) -> None:
        session = bench.summon()
        self.serve(bench, session, 1)

        with pytest.raises(IllegalMove):
            bench.hold(session, on=DAY, at=noon(DAY) + timedelta(hours=2))

    def test_after_the_hour_is_not_by_sql(self, bench: Bench) -> None:
        session = bench.summon()
        self.serve(bench, session, 1)
        sql("UPDATE violations_sessionseat SET is_present = true WHERE session_id = %s", session.pk)

        with pytest.raises(DatabaseError, match="summons was served"):
            sql(
                "UPDATE violations_hearingsession SET state = 'held', minutes = 'x', minutes_sha256"
                " = encode(sha256('x'), 'hex'), quorum = 2, recorded_at = starts_at"
                " + interval '2 hours', recorded_by = 1 WHERE id = %s", session.pk,
            )  # fmt: skip

    @pytest.mark.parametrize(("days", "is_refused"), [(5, True), (6, False)])
    def test_leaves_the_least_time_by_sql(self, bench: Bench, days: int, is_refused: bool) -> None:
        session = bench.summon()
        actions.acknowledge_notice(
            case_id=bench.case.pk, kind="summons", actor=bench.operator,
            **moment(DAY - timedelta(days=days)),
        )  # fmt: skip
        sql("UPDATE violations_sessionseat SET is_present = true WHERE session_id = %s", session.pk)
        refusal = pytest.raises(DatabaseError, match="the least time after its summons")

        with refusal if is_refused else nullcontext():
            sql(
                "UPDATE violations_hearingsession SET state = 'held', minutes = 'x', minutes_sha256"
                " = encode(sha256('x'), 'hex'), quorum = 2, recorded_at = starts_at,"
                " recorded_by = 1 WHERE id = %s", session.pk,
            )  # fmt: skip

    def test_on_paper_on_the_day_needs_to_be_entered_before(self, bench: Bench) -> None:
        session = bench.summon()
        Notice.objects.filter(session=session).update(
            served_on=DAY, served_at=noon(DAY) + timedelta(hours=5), proof="رسید"
        )

        with pytest.raises(IllegalMove):
            bench.hold(session, on=DAY, at=noon(DAY) + timedelta(hours=6))
