"""One stands back from a case without being called to a session of it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.principal import Principal
from accounts.roles import Role
from approvals.models import PendingAct
from audit.models import AuditEvent
from contracts.facts.audiences import of_contract
from contracts.models import Contract
from core.acts import why_not
from core.errors import IllegalMove, Invalid, NotPermitted
from notices.actions.news import spread
from notices.models import Message, Notification
from notices.states import CarrierName
from tests.factories import make_principal, make_same_person
from tests.sql import refused_at_runtime
from tests.violations.benches import DAY, WHY, Bench
from tests.violations.stories import REASONS, moment
from violations import actions
from violations.acts.cases import DECIDE, STAND_BACK
from violations.facts import awaiting
from violations.facts.closing import without_barred
from violations.facts.news import MANAGER, SERVERS, of_case
from violations.facts.turns import naming_step
from violations.models import Case, Recusal

pytestmark = pytest.mark.django_db
ON = DAY - timedelta(days=9)


@pytest.fixture(params=[False, True], ids=["contract", "licence"])
def bench(request: pytest.FixtureRequest) -> Bench:
    return Bench(licence=request.param)


def stand_back(bench: Bench, actor: Principal, reason: str = WHY) -> Recusal:
    return actions.stand_back(case_id=bench.case.pk, reason=reason, actor=actor, **moment(ON))


def test_ends_every_act_of_the_person_by_any_account(bench: Bench) -> None:
    stand_back(bench, bench.decider)

    twin = make_principal(bench.decider.role, bench.agency if bench.decider.is_agency else None)
    make_same_person(bench.decider, twin)
    for account in (bench.decider, twin):
        found = why_not(DECIDE, Case.objects.get(pk=bench.case.pk), account, DAY)
        assert found is not None
        with pytest.raises((NotPermitted, IllegalMove)):
            actions.add_note(
                case_id=bench.case.pk, text="یادداشت پس از کناره‌گیری", actor=account,
                at=moment(DAY)["at"],
            )  # fmt: skip
        mine = Case.objects.visible_to(account)
        assert not awaiting.first_decisions(account, mine, DAY).exists()


def called_to(bench: Bench, kind: str) -> set[int]:
    """Spread the news; return who of the agency's is called to act by a kind of it."""
    for message in Message.objects.filter(carrier=CarrierName.NEWS).order_by("pk"):
        spread(payload=message.payload, at=moment(DAY)["at"])
    return set(
        Notification.objects.filter(kind=kind, needs_action=True).values_list("user_id", flat=True)
    )


def test_nobody_is_called_to_an_act_that_is_closed_to_them() -> None:
    bench = Bench()
    back = make_principal(Role.AGENCY_CLERK, bench.agency)
    stand_back(bench, back)
    bench.sealed()
    bench.decide()

    called = called_to(bench, "case.decided")

    assert {bench.clerk.user_id, bench.second.user_id} <= called
    assert not called & {bench.reporter.user_id, back.user_id}
    heard = Notification.objects.filter(kind="case.decided")
    assert heard.filter(user_id=bench.reporter.user_id, needs_action=False).exists()


def test_a_reporter_is_called_to_what_is_open_to_reporters() -> None:
    bench = Bench()
    of_both = of_case(SERVERS, SERVERS, by_reporters=True)(str(bench.case.public_id))

    assert of_both is not None
    assert bench.reporter.user_id not in of_both.apart


def test_from_the_contracts_calls_to_no_act_on_them() -> None:
    bench = Bench(of_contracts=True)
    bench.lose(bench.manager, **moment(ON))
    assert bench.case.contract_id
    contract = Contract.objects.get(pk=bench.case.contract_id)

    found = of_contract(MANAGER, MANAGER)(str(contract.public_id))

    assert found is not None
    assert bench.manager.user_id in found.apart


def test_of_the_last_decider_asks_for_a_stand_in_at_once(bench: Bench) -> None:
    stand_back(bench, bench.decider)

    assert naming_step(bench.case) is not None
    event = AuditEvent.objects.get(verb="case.recused_last")
    assert event.note == WHY


def test_while_somebody_is_free_is_a_plain_event() -> None:
    bench = Bench()
    make_principal(Role.AGENCY_MANAGER, bench.agency)

    stand_back(bench, bench.manager)

    assert AuditEvent.objects.filter(verb="case.stood_back").count() == 1


@pytest.mark.parametrize("role", [Role.AGENCY_CLERK, Role.AGENCY_APPEAL, Role.AGENCY_MANAGER])
def test_is_open_to_all_who_act_for_the_agency(role: Role) -> None:
    bench = Bench()
    person = make_principal(role, bench.agency)

    assert stand_back(bench, person).user_id == person.user_id


def test_is_done_once_with_a_reason(bench: Bench) -> None:
    with pytest.raises(Invalid):
        stand_back(bench, bench.decider, "نه")
    stand_back(bench, bench.decider)

    with pytest.raises(IllegalMove):
        stand_back(bench, bench.decider)


def test_is_not_for_the_office_or_the_other_side(bench: Bench) -> None:
    other = bench.chair if bench.case.track == "contract" else bench.manager
    for stranger in (bench.operator, other):
        with pytest.raises((NotPermitted, Case.DoesNotExist)):
            stand_back(bench, stranger)


def test_of_who_sits_in_a_session_is_done_there(bench: Bench) -> None:
    bench.summon(judges=bench.enough())

    with pytest.raises(IllegalMove):
        stand_back(bench, bench.decider)


def test_bars_from_confirming_a_closing(bench: Bench) -> None:
    closer = bench.manager if bench.case.track == "contract" else bench.secretary
    second = make_principal(closer.role, bench.agency if closer.is_agency else None)
    actions.close_no_action(
        case_id=bench.case.pk, code="evidence", reason=REASONS, actor=closer, **moment(DAY)
    )
    rows = PendingAct.objects.filter(target_id=bench.case.public_id)
    assert without_barred(rows, second).exists()

    if second.has(STAND_BACK.permissions[0]):
        stand_back(bench, second)
        assert not without_barred(rows, second).exists()


def test_is_on_its_page(browser_of: object) -> None:
    bench = Bench()
    browser = browser_of(bench.manager)  # type: ignore[operator]

    done = browser.post(
        f"/violations/{bench.case.number}/stand-back",
        {"reason": WHY, "version": bench.case.version},
    )

    assert done.status_code == 302
    assert Recusal.objects.get().user_id == bench.manager.user_id


def test_stays_as_it_was_written_and_is_nobody_elses(bench: Bench) -> None:
    recusal = stand_back(bench, bench.decider)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE violations_recusal SET reason = 'x' WHERE id = %s", [recusal.pk])
    stranger = make_principal(Role.OPERATOR, bench.case.office)

    forged = Recusal(
        case=bench.case, user_id=stranger.user_id, name="x", role="agency_manager", reason="x",
        stood_back_on=DAY,
    )  # fmt: skip

    assert refused_at_runtime(forged.save)
