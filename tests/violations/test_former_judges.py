"""Minutes do not wait for who was called to judge and holds no role of the forum any more."""

from datetime import date, timedelta

import pytest
import time_machine
from django.utils import translation

from accounts.models import RoleGrant
from accounts.principal import Principal
from accounts.roles import Role
from audit.models import AuditEvent
from core.acts import is_open
from core.errors import IllegalMove, Invalid, NotPermitted
from dashboard.facts.work import work_of
from tests.factories import make_api_client, make_principal, make_same_person
from tests.sql import refused_at_runtime
from tests.violations.benches import DAY, Bench, seat_of, sql
from tests.violations.stories import moment, noon, scan_of
from tests.violations.test_views_sessions import SignIn, address
from violations import actions
from violations.acts.hearings import CALL_OFF, unsigned_seats
from violations.facts import confirmation_of
from violations.facts.sessions import released_from
from violations.models import HearingSession
from violations.states import Confirmation, SessionState

pytestmark = pytest.mark.django_db
LATER = noon(DAY + timedelta(days=1))


def end_role(account: int) -> None:
    """End every role of an account two hours after the session began."""
    ended = noon(DAY) + timedelta(hours=2)
    RoleGrant.objects.filter(user_id=account).update(ended_at=ended, ended_by=account)


def note(session: HearingSession, refuser: Principal, actor: Principal) -> None:
    """Note a refusal to sign before the first two others who sat."""
    seat = seat_of(session, refuser)
    present = session.seats.filter(is_present=True, user_id__isnull=False).exclude(pk=seat.pk)
    on = moment(DAY)
    actions.record_refusal(
        session_id=session.pk, seat=seat.public_id, reason="با متن صورت‌جلسه موافق نیست.",
        witnesses=list(present.order_by("pk").values_list("public_id", flat=True)[:2]),
        evidence_ids=scan_of(actor, "minutes", on["at"]), actor=actor, **on,
    )  # fmt: skip


def quorum_of(session: HearingSession) -> int:
    assert session.quorum is not None
    return session.quorum


def confirmation(session: HearingSession) -> str:
    return confirmation_of(session, DAY + timedelta(days=1))


@pytest.fixture
def bench() -> Bench:
    return Bench(licence=True)


def test_minutes_are_called_off_once_the_quorum_is_out_of_reach(bench: Bench) -> None:
    session = bench.hold(bench.served())
    assert confirmation(session) == Confirmation.OPEN

    for judge in bench.judges[quorum_of(session) - 1 :]:
        end_role(judge.user_id)

    assert confirmation(session) == Confirmation.NO
    on = moment(DAY + timedelta(days=1))
    actions.call_off_hearing(
        session_id=session.pk, how="cancelled", reason="حد نصاب از میان رفته است.",
        actor=bench.keeper, **on,
    )  # fmt: skip
    session.refresh_from_db()
    assert session.state == SessionState.CANCELLED


def test_the_keeper_sees_minutes_that_cannot_be_confirmed(bench: Bench) -> None:
    session = bench.hold(bench.served())
    day = DAY + timedelta(days=1)
    assert "unconfirmed" not in kinds_of(bench.keeper, day)

    for judge in bench.judges[quorum_of(session) - 1 :]:
        end_role(judge.user_id)

    with time_machine.travel(LATER, tick=False):
        assert "unconfirmed" in kinds_of(bench.keeper, day)
        assert is_open(CALL_OFF, session, bench.keeper, day)
    assert "unconfirmed" not in kinds_of(bench.operator, day)


def kinds_of(person: Principal, day: date) -> set[str]:
    """Return the kinds of tasks on a person's desk."""
    return {task.kind for task in work_of(person, day)}


def test_a_released_seat_leaves_the_minutes_to_the_others() -> None:
    """Who signed and who refused are all that is left: the minutes are sealed with them."""
    bench = Bench()
    session = bench.hold(bench.served(judges=bench.enough()))
    former = session.seats.get(name="کارگزار سوم").user_id
    assert former is not None
    bench.sign(session, bench.manager)
    note(session, bench.second, bench.clerk)
    over = DAY + timedelta(days=60)
    assert confirmation_of(session, over) == Confirmation.OPEN

    end_role(former)

    assert confirmation_of(session, over) == Confirmation.YES


def test_a_signature_counts_after_the_role_ended(bench: Bench) -> None:
    session = bench.hold(bench.served())
    bench.sign(session, bench.judges[-1])
    end_role(bench.judges[-1].user_id)

    session = bench.sign(session, bench.operator, *bench.judges[: quorum_of(session) - 1])

    assert session.state == SessionState.SIGNED


def test_another_account_or_role_of_the_forum_is_enough(bench: Bench) -> None:
    session = bench.hold(bench.served())
    former = bench.judges[-1]
    end_role(former.user_id)
    assert list(released_from(session)) == [seat_of(session, former).pk]

    make_same_person(former, make_principal(Role.COMMITTEE_CHAIR))

    assert not released_from(session)


def test_nobody_notes_a_refusal_of_who_may_not_sign(bench: Bench) -> None:
    session = bench.hold(bench.served())
    seat = seat_of(session, bench.judges[-1])
    end_role(bench.judges[-1].user_id)

    assert seat not in unsigned_seats(session, bench.chair.user_id)
    with pytest.raises(IllegalMove):
        note(session, bench.judges[-1], bench.chair)


def test_nobody_sits_without_the_role_at_the_session(bench: Bench) -> None:
    session = bench.served()
    former = bench.judges[-1]
    RoleGrant.objects.filter(user_id=former.user_id).update(ends_on=DAY - timedelta(days=1))

    with pytest.raises(Invalid) as found:
        bench.hold(session)

    assert former.name in str(found.value.fields["attendance"])
    seats = session.seats.exclude(user_id=former.user_id).values_list("public_id", flat=True)
    bench.hold(session, attendance=[{"seat": key} for key in seats])


def test_the_database_takes_no_signature_without_the_role(bench: Bench) -> None:
    session = bench.hold(bench.served())
    former = bench.judges[-1]
    end_role(former.user_id)

    words = refused_at_runtime(
        lambda: sql(
            "UPDATE violations_sessionseat SET signed_at = %s, signed_sha256 = %s"
            " WHERE session_id = %s AND user_id = %s",
            LATER, session.minutes_sha256, session.pk, former.user_id,
        )
    )  # fmt: skip

    assert words == "Who holds no role of the forum any more does not sign."


def test_page_and_rest_say_since_when_and_what_follows(bench: Bench, browser_of: SignIn) -> None:
    session = bench.hold(bench.served())
    gone = bench.judges[quorum_of(session) - 1 :]
    for judge in gone:
        end_role(judge.user_id)

    with time_machine.travel(LATER, tick=False), translation.override("en"):
        page = browser_of(bench.keeper).get(address("hearing", session))
        file = make_api_client(bench.keeper).get(f"/api/v1/cases/{bench.case.public_id}/file")
        assert is_open(CALL_OFF, session, bench.keeper, DAY + timedelta(days=1))

    marked = [seat for seat in page.context["hearing"].seats if seat.role_ended_at]
    assert [seat.name for seat in marked] == [judge.name for judge in gone]
    assert page.context["unconfirmed"]
    rows = file.json()["hearings"][0]["seats"]
    assert [row["name"] for row in rows if row["role_ended_at"]] == [each.name for each in gone]


def test_who_lost_the_role_does_not_sign_at_any_door(bench: Bench, browser_of: SignIn) -> None:
    session = bench.hold(bench.served())
    end_role(bench.judges[-1].user_id)

    with pytest.raises(NotPermitted), time_machine.travel(LATER, tick=False):
        actions.sign_minutes(
            session_id=session.pk, actor=bench.judges[-1], **moment(DAY + timedelta(days=1))
        )


def test_the_seal_names_who_was_released(bench: Bench) -> None:
    session = bench.hold(bench.served())
    end_role(bench.judges[-1].user_id)

    with time_machine.travel(LATER, tick=False):
        bench.sign(session, bench.operator, *bench.judges[: session.quorum])

    event = AuditEvent.objects.filter(verb="case.minutes_signed").order_by("pk").last()
    assert event is not None
    assert event.changes["released"][1] == [bench.judges[-1].name]
