"""Until when minutes are signed: the office has its time, and the seal ends signing (ADR 20)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.principal import Principal
from core.errors import IllegalMove, Invalid
from dashboard.facts.work import work_of
from notices.actions.news import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from tests.violations.benches import DAY, Bench, seat_of, sql
from tests.violations.stories import moment, noon
from violations import actions
from violations.facts.dossier import dossier_of
from violations.facts.sessions import minutes_due
from violations.forms.sessions import RefusalForm
from violations.models import HearingSession, SessionSeat
from violations.states import SessionState
from workdays.facts import deadline

pytestmark = pytest.mark.django_db
REMARK = "پاسخ من به پرسش دوم کوتاه‌تر از آنچه گفتم نوشته شده است."


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture
def held(bench: Bench) -> HearingSession:
    return bench.hold(bench.served())


def tick(day: Any) -> None:
    """Let the clock seal on a day."""
    actions.seal_minutes(as_of=day, actor=User.objects.system(), at=noon(day))


def hear_news() -> None:
    """Let the news be spread that wait."""
    for message in Message.objects.filter(carrier=CarrierName.NEWS).order_by("pk"):
        spread(payload=message.payload, at=noon(DAY))


class TestOffice:
    def test_has_its_time_although_the_forum_has_signed(
        self, bench: Bench, held: HearingSession
    ) -> None:
        until = deadline("signature_refusal", DAY, bench.case.county.public_id).due_on

        bench.sign(held, *bench.judges)
        tick(until)

        held.refresh_from_db()
        assert minutes_due(held) == until
        assert held.state == SessionState.HELD
        tick(until + timedelta(days=1))
        held.refresh_from_db()
        assert (held.state, held.sealed_on) == (SessionState.SIGNED, until + timedelta(days=1))

    def test_seals_with_its_signature_what_the_forum_signed(
        self, bench: Bench, held: HearingSession
    ) -> None:
        bench.sign(held, *bench.judges)

        assert bench.sign(held, bench.operator).state == SessionState.SIGNED

    def test_reads_until_when_and_what_follows(
        self, bench: Bench, held: HearingSession, browser_of: Any
    ) -> None:
        until = minutes_due(held)
        with time_machine.travel(noon(DAY), tick=False):
            client: Client = browser_of(bench.operator)
            for page in ("hearing", "hearing-sign"):
                url = reverse(f"violations:{page}", args=[bench.case.number, held.public_id])
                html = client.get(url).content.decode()
                assert "ساعت ۲۴" in html
                assert "بدون امضا" in html
        assert until is not None

    def test_hears_until_when_it_may_sign(self, bench: Bench, held: HearingSession) -> None:
        hear_news()

        heard = Notification.objects.get(kind="case.hearing_held", user_id=bench.operator.user_id)
        until = minutes_due(held)
        assert until is not None
        assert heard.values["due_on"] == until.isoformat()
        assert heard.needs_action

    def test_hears_of_the_seal_and_who_signed(self, bench: Bench, held: HearingSession) -> None:
        bench.sign(held, bench.operator, *bench.judges[: held.quorum])

        hear_news()

        heard = Notification.objects.get(
            kind="case.minutes_signed/sealed", user_id=bench.operator.user_id
        )
        assert heard.url == held.get_absolute_url()
        assert heard.values["sealed_on"] == DAY.isoformat()
        assert (heard.values["judges"], heard.values["heard"]) == (str(held.quorum), "1")

    def test_is_not_asked_any_more_by_the_news_of_the_seal(
        self, bench: Bench, held: HearingSession
    ) -> None:
        calls = Notification.objects.filter(kind="case.hearing_held", needs_action=True)
        bench.sign(held, *bench.judges)
        hear_news()
        assert calls.exists()

        bench.seal_after_time(held)
        hear_news()

        assert not calls.exists()


class TestSeal:
    def sealed_without_office(self, bench: Bench, held: HearingSession) -> HearingSession:
        bench.sign(held, *bench.judges[: held.quorum])
        return bench.seal_after_time(held)

    def test_ends_signing_for_everybody(self, bench: Bench, held: HearingSession) -> None:
        session = self.sealed_without_office(bench, held)
        day = session.sealed_on or DAY

        for person in bench.operator, *bench.judges[held.quorum :]:
            with pytest.raises(IllegalMove, match="مُهر"):
                actions.sign_minutes(session_id=session.pk, actor=person, **moment(day))
        seat = seat_of(session, bench.operator)
        with pytest.raises(DatabaseError, match="Nobody signs minutes that are sealed"):
            sql(
                "UPDATE violations_sessionseat SET signed_at = pishkhan_now(), signed_sha256 = %s"
                " WHERE id = %s",
                session.minutes_sha256,
                seat.pk,
            )

    def test_ends_the_work_of_the_desk(self, bench: Bench, held: HearingSession) -> None:
        assert "sign-minutes" in kinds(bench.operator, DAY)
        (task,) = [each for each in work_of(bench.operator, DAY) if each.kind == "sign-minutes"]
        assert task.due_on == minutes_due(held)

        session = self.sealed_without_office(bench, held)

        assert "sign-minutes" not in kinds(bench.operator, session.sealed_on or DAY)


class TestRemark:
    def test_stands_in_the_minutes_unchanged(
        self, bench: Bench, held: HearingSession, browser_of: Any
    ) -> None:
        actions.sign_minutes(session_id=held.pk, actor=bench.operator, remark=REMARK, **moment(DAY))

        seat = seat_of(held, bench.operator)
        assert seat.signed_remark == REMARK
        with pytest.raises(DatabaseError, match="signed once"):
            sql("UPDATE violations_sessionseat SET signed_remark = 'x' WHERE id = %s", seat.pk)
        with time_machine.travel(noon(DAY), tick=False):
            for reader in (bench.operator, bench.manager, bench.clerk):
                page = browser_of(reader).get(held.get_absolute_url())
                assert REMARK in page.content.decode()
        seats = dossier_of(bench.case, bench.manager)["hearings"][0]["seats"]
        assert [row["signed_remark"] for row in seats if row["signed_remark"]] == [REMARK]

    def test_is_of_who_was_heard(self, bench: Bench, held: HearingSession) -> None:
        with pytest.raises(Invalid) as refusal:
            actions.sign_minutes(
                session_id=held.pk, actor=bench.manager, remark=REMARK, **moment(DAY)
            )

        assert set(refusal.value.fields) == {"remark"}
        assert not SessionSeat.objects.exclude(signed_remark="").exists()


def kinds(principal: Principal, on: Any) -> set[str]:
    """Return the kinds of work that wait for somebody on a day."""
    return {task.kind for task in work_of(principal, on)}


class TestWitnesses:
    def form(self, session: HearingSession, chosen: str = "") -> RefusalForm:
        seats = list(session.seats.filter(user__isnull=False).order_by("pk"))
        data = {"seat": chosen} if chosen else None
        return RefusalForm(data, seats=seats, present=seats)

    def test_the_refuser_is_not_among_them(self, held: HearingSession) -> None:
        seats = [str(key) for key in held.seats.filter(user__isnull=False).order_by("pk")
                 .values_list("public_id", flat=True)]  # fmt: skip

        for chosen in seats:
            witnesses: Any = self.form(held, chosen)["witnesses"]
            assert [key for key, _label in witnesses.field.choices] == [
                key for key in seats if key != chosen
            ]
            assert 'data-without="seat"' in str(witnesses)

    def test_the_only_one_to_be_noted_is_not_among_them(self, held: HearingSession) -> None:
        first, *others = held.seats.filter(user__isnull=False).order_by("pk")

        form: Any = RefusalForm(None, seats=[first], present=[first, *others])

        keys = [key for key, _label in form["witnesses"].field.choices]
        assert keys == [str(seat.public_id) for seat in others]
