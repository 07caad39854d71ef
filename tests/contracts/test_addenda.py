"""An addendum: proposed, accepted by the office, in force from its first day, or closed."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency, Service
from audit.models import AuditEvent
from contracts import actions, tasks
from contracts.acts.contract import ACCEPT_ADDENDUM, ENTER_ADDENDUM
from contracts.facts import GUARDS
from contracts.facts.addenda import addendum_acceptance_text, changes_of
from contracts.facts.audiences import proposed_in_spite
from contracts.models import Contract, ContractAddendum, ContractService, Guarantee
from contracts.states import AddendumState as A
from contracts.states import ContractState as S
from core.acts import why_not
from core.clock import today
from core.errors import FactorRequired, IllegalMove, Invalid, NotPermitted
from core.panels import Guard
from tests import factories
from tests.contracts.stories import (
    NOW,
    TODAY,
    contract_in,
    make_scan,
    picture,
    scan,
    suspended,
    unaccepted,
)
from tests.sql import leave_session, refused_at_runtime
from workdays.actions import add_closure, load_calendar
from workdays.facts import calendar_for, deadline

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
CODE = {"one_time_code": "123456"}
BASE = TODAY - 60 * DAY  # so that the nights after it have passed
TEXT = "افزایش مبلغ و تمدید مدت قرارداد"
REASON = "مبلغ پیشنهادی با هزینه‌ها نمی‌خواند."
TERMS = ("ends_on", "value", "notice_days", "retention_percent")


def moment(on: date) -> dict[str, Any]:
    return {"on": on, "at": NOW + (on - TODAY)}


class Deal:
    """A contract in force whose agency proposes an addendum."""

    def __init__(self, gas: Agency, contract: Contract, services: list[Service]) -> None:
        self.contract, self.services = contract, services
        self.manager = factories.make_principal(Role.AGENCY_MANAGER, gas)
        self.clerk = factories.make_principal(Role.AGENCY_CLERK, gas)
        self.operator = factories.make_principal(Role.OPERATOR, contract.office)
        self.changes: dict[str, Any] = {
            "ends_on": contract.ends_on + 60 * DAY, "value": 9_000_000, "notice_days": 45,
            "retention_percent": Decimal("7.50"), "added_service_ids": [services[1].pk],
        }  # fmt: skip

    def propose(self, first: date = BASE + 3 * DAY, on: date = BASE, **given: Any) -> Any:
        return actions.propose_addendum(
            contract_id=self.contract.pk, effective_on=first, text=TEXT, actor=self.manager,
            **(given or self.changes), **moment(on),
        )  # fmt: skip

    def accept(self, on: date = BASE, actor: Principal | None = None) -> Any:
        return actions.accept_addendum(
            contract_id=self.contract.pk, actor=actor or self.operator, **moment(on)
        )

    def enter(self, on: date = BASE, actor: Principal | None = None, **given: Any) -> Any:
        given = {"accepted_on": on, "file": scan(), **given}
        return actions.enter_addendum_acceptance(
            contract_id=self.contract.pk, actor=actor or self.clerk, **given, **moment(on)
        )

    def end(self, name: str, actor: Principal, on: date = BASE, reason: str = REASON) -> Any:
        act = getattr(actions, f"{name}_addendum")
        return act(contract_id=self.contract.pk, reason=reason, actor=actor, **moment(on))

    def night(self, on: date) -> Any:
        return tasks.settle_addenda(as_of=on.isoformat())["moved"]

    def terms(self) -> tuple[Any, ...]:
        """Return the terms that hold, with the services."""
        contract = Contract.objects.get(pk=self.contract.pk)
        named = contract.contract_services.order_by("service_id").values_list("service", flat=True)
        return (*(getattr(contract, name) for name in TERMS), list(named))

    def agreed(self) -> tuple[Any, ...]:
        """Return the terms after the addendum."""
        keys = sorted(service.pk for service in self.services[:2])
        return (*(self.changes[name] for name in TERMS), keys)

    @property
    def state(self) -> str:
        return ContractAddendum.objects.latest("pk").state


@pytest.fixture
def deal(gas: Agency, contract: Contract, gas_services: list[Service]) -> Deal:
    Guarantee.objects.create(
        contract=contract, kind="bank", number="تا پس از افزایش مدت", amount=10_000_000,
        expires_on=contract.ends_on + 90 * DAY,
    )  # fmt: skip
    return Deal(gas, contract, gas_services)


class TestProposing:
    def test_changes_nothing(self, deal: Deal) -> None:
        before = deal.terms()
        addendum = deal.propose()

        assert (deal.terms(), addendum.state) == (before, A.PROPOSED)
        assert AuditEvent.objects.get().verb == "contract.addendum_proposed"

    def test_waits_one_at_a_time(self, deal: Deal) -> None:
        deal.propose()
        with pytest.raises(IllegalMove):
            deal.propose()

    @pytest.mark.parametrize("first", [BASE - DAY, date(2041, 1, 1)])
    def test_has_its_first_day_ahead_and_within_the_term(self, deal: Deal, first: date) -> None:
        with pytest.raises(Invalid) as refusal:
            deal.propose(first)
        assert set(refusal.value.fields) == {"effective_on"}


class TestGuarantee:
    """A longer term is secured to its last day before the addendum comes in force."""

    def beyond(self, deal: Deal) -> date:
        return max(deal.contract.guarantees.values_list("expires_on", flat=True)) + DAY

    def test_that_ends_before_keeps_it_out_of_force(self, deal: Deal) -> None:
        deal.propose(BASE, ends_on=self.beyond(deal))

        with pytest.raises(IllegalMove):
            deal.accept()

        assert deal.terms()[0] == deal.contract.ends_on

    def test_that_ends_before_lets_an_accepted_one_lapse(self, deal: Deal) -> None:
        addendum = deal.propose(ends_on=self.beyond(deal))
        deal.accept()

        deal.night(BASE + 3 * DAY)

        addendum.refresh_from_db()
        assert (addendum.state, deal.terms()[0]) == (A.LAPSED, deal.contract.ends_on)
        assert addendum.reason

    def test_that_is_prolonged_first_lets_it_come_in_force(self, deal: Deal) -> None:
        end = self.beyond(deal)
        deal.propose(BASE, ends_on=end)
        actions.extend_guarantee(
            guarantee_id=deal.contract.guarantees.order_by("-pk")[0].pk, number="۹۸/ت",
            expires_on=end, actor=deal.clerk, **moment(BASE),
        )  # fmt: skip

        deal.accept()

        assert deal.terms()[0] == end

    def test_is_asked_for_by_raw_sql_too(self, deal: Deal) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        addendum = deal.propose(TODAY, TODAY, ends_on=self.beyond(deal))
        addendum.state, addendum.accepted_on = A.ACCEPTED, TODAY
        addendum.accepted_by = deal.operator.user_id
        addendum.save()
        addendum.state, addendum.in_force_on = A.IN_FORCE, today()

        assert "covers the longer term" in refused_at_runtime(addendum.save)


class TestStanding:
    """A service is added in spite of the office's standing with a reason, as a new contract."""

    @pytest.fixture(autouse=True)
    def ended(self, gas: Agency, deal: Deal) -> Contract:
        return contract_in(S.TERMINATED, agency=gas, office=deal.contract.office)

    def test_needs_a_reason_of_which_the_deputy_reads(self, deal: Deal) -> None:
        added = [deal.services[1].pk]
        with pytest.raises(Invalid) as refusal:
            deal.propose(added_service_ids=added)
        assert list(refusal.value.fields) == ["standing_exception"]

        addendum = deal.propose(added_service_ids=added, standing_exception=REASON)

        assert addendum.standing_exception == REASON
        news = proposed_in_spite(str(deal.contract.public_id))
        assert news is not None
        assert {audience.role for audience in news.audiences} == {Role.DEPUTY}

    def test_needs_a_reason_for_a_longer_term_too(self, deal: Deal) -> None:
        with pytest.raises(Invalid) as refusal:
            deal.propose(ends_on=deal.contract.ends_on + DAY)
        assert list(refusal.value.fields) == ["standing_exception"]

    def test_needs_none_where_no_service_is_added(self, deal: Deal) -> None:
        assert deal.propose(value=9_000_000).standing_exception == ""
        assert proposed_in_spite(str(deal.contract.public_id)) is None

    def test_is_asked_by_raw_sql_too(self, deal: Deal) -> None:
        addendum = deal.propose(TODAY, TODAY, value=9_000_000)
        ContractAddendum.objects.filter(pk=addendum.pk).update(
            state=A.WITHDRAWN, closed_on=TODAY, closed_by=deal.manager.user_id, reason=REASON
        )
        bare = ContractAddendum(
            contract=deal.contract, number=2, effective_on=today(), text=TEXT,
            added_services=[deal.services[1].pk], proposed_on=today(),
            proposed_by=deal.manager.user_id,
        )  # fmt: skip

        assert "in spite of it" in refused_at_runtime(bare.save)

    def test_is_on_the_page(self, deal: Deal, browser_of: Any) -> None:
        page = browser_of(deal.manager).get(f"{deal.contract.get_absolute_url()}/amend")

        assert "standing_exception" in page.content.decode()


class TestLongerTerm:
    """A longer term is a renewal: it asks what stands against one, and a fit office."""

    def test_asks_the_guards_of_a_renewal(self, deal: Deal) -> None:
        GUARDS.add(Guard("test", "renew", lambda contract, on: ["A review is open."]))
        try:
            with pytest.raises(Invalid) as refusal:
                deal.propose(ends_on=deal.contract.ends_on + DAY)
            assert "A review is open." in str(refusal.value.fields["standing_exception"])
            assert deal.propose(value=9_000_000).standing_exception == ""
        finally:
            GUARDS.remove("test")

    def test_does_not_begin_at_an_office_without_a_licence(self, deal: Deal) -> None:
        deal.propose(ends_on=deal.contract.ends_on + DAY)
        deal.accept()
        deal.contract.office.licences.update(state="transferred", ended_on=BASE)

        deal.night(BASE + 3 * DAY)

        assert deal.state == A.LAPSED

    def test_lapses_with_what_was_missing_where_a_paper_was_not_confirmed(self, deal: Deal) -> None:
        deal.propose(BASE + 3 * DAY, BASE - 9 * DAY)
        deal.enter(accepted_on=BASE - 9 * DAY)

        deal.night(BASE + 4 * DAY)

        assert deal.state == A.LAPSED
        assert "تأیید" in ContractAddendum.objects.get().reason


class TestFirstDay:
    """The terms hold exactly from the first day, and only where the office has accepted by it."""

    @pytest.mark.parametrize("wait", [0, 1, 3])
    @pytest.mark.parametrize("accepted_after", [0, 1, 3, 4, None])
    def test_is_the_first_on_which_the_terms_hold(
        self, deal: Deal, wait: int, accepted_after: int | None
    ) -> None:
        before, first = deal.terms(), BASE + wait * DAY
        deal.propose(first)
        in_time = accepted_after is not None and accepted_after <= wait
        for number in range(7):
            on = BASE + number * DAY
            deal.night(on)
            if number == accepted_after:
                if in_time:
                    deal.accept(on)
                else:
                    with pytest.raises(IllegalMove):
                        deal.accept(on)
            holds = in_time and on >= first
            assert deal.terms() == (deal.agreed() if holds else before), on
        assert deal.state == (A.IN_FORCE if in_time else A.LAPSED)

    def test_comes_after_the_time_to_contest_a_paper(self, deal: Deal) -> None:
        before = deal.terms()
        deal.propose(BASE + DAY)
        addendum = deal.enter()
        until = deadline("window_after_entry", BASE, deal.contract.county.public_id).due_on

        for number in range((until - BASE).days + 3):
            on = BASE + number * DAY
            deal.night(on)
            assert deal.terms() == (deal.agreed() if on > until else before), on
        assert addendum.contest_until == until

    def test_is_moved_once(self, deal: Deal) -> None:
        deal.propose(BASE)
        deal.accept()

        assert deal.night(BASE + DAY) == 0
        assert AuditEvent.objects.filter(verb="contract.amended").count() == 1

    def test_lapses_where_the_contract_is_not_active(self, deal: Deal) -> None:
        before = deal.terms()
        deal.propose(BASE + DAY)
        deal.accept()
        suspended(Contract.objects.get(pk=deal.contract.pk))

        assert deal.night(BASE + DAY) == 1
        assert (deal.state, deal.terms()) == (A.LAPSED, before)
        assert ContractAddendum.objects.get().reason

    def test_lapses_where_another_contract_has_the_service(self, deal: Deal) -> None:
        before = deal.terms()
        deal.propose(BASE + DAY)
        deal.accept()
        factories.make_contract(
            agency=deal.contract.agency, office=deal.contract.office, services=[deal.services[1]]
        )

        deal.night(BASE + DAY)

        assert (deal.state, deal.terms()) == (A.LAPSED, before)
        assert AuditEvent.objects.filter(verb="contract.addendum_lapsed").count() == 1

    def test_is_the_clocks(self, deal: Deal) -> None:
        with pytest.raises(NotPermitted):
            actions.settle_addenda(as_of=BASE, actor=deal.manager, at=NOW)
        assert actions.settle_addenda(as_of=BASE, actor=User.objects.system(), at=NOW) == []


class TestAccepting:
    def test_is_written_with_the_declaration(self, deal: Deal) -> None:
        addendum = deal.propose()
        text = addendum_acceptance_text(addendum)
        deal.accept()

        assert AuditEvent.objects.get(verb="contract.addendum_accepted").note == text
        assert all(after in text for _what, _before, after in changes_of(addendum))
        assert TEXT in text

    def test_is_the_operators_with_a_fresh_code(self, deal: Deal) -> None:
        deal.propose()
        for actor in (deal.manager, deal.clerk):
            with pytest.raises(NotPermitted):
                deal.accept(actor=actor)
        with pytest.raises(FactorRequired):
            deal.accept(actor=replace(deal.operator, fresh_factor=False))

    def test_on_paper_is_never_the_proposers(self, deal: Deal) -> None:
        deal.propose()
        assert why_not(ENTER_ADDENDUM, deal.contract, deal.manager, BASE)
        with pytest.raises(NotPermitted):
            deal.enter(actor=deal.manager)

    def test_on_paper_has_its_scan_and_a_day_that_fits(self, deal: Deal) -> None:
        deal.propose()
        for given in ({"file": None}, {"accepted_on": BASE - DAY}, {"accepted_on": BASE + DAY}):
            with pytest.raises(Invalid):
                deal.enter(**given)
        assert deal.state == A.PROPOSED

    def test_needs_an_addendum(self, deal: Deal) -> None:
        assert why_not(ACCEPT_ADDENDUM, deal.contract, deal.operator, BASE)
        with pytest.raises(IllegalMove):
            deal.accept()


class TestNotAccepting:
    @pytest.mark.parametrize("name", ["decline", "withdraw"])
    def test_ends_it_for_good(self, deal: Deal, name: str) -> None:
        before = deal.terms()
        deal.propose()
        actor = deal.operator if name == "decline" else deal.manager

        closed = deal.end(name, actor)

        assert (closed.reason, closed.closed_on) == (REASON, BASE)
        with pytest.raises(IllegalMove):
            deal.accept()
        assert deal.night(BASE + 30 * DAY) == 0
        assert deal.terms() == before
        assert deal.propose().number == 2  # the agency proposes another one

    def test_asks_for_a_reason_and_the_right_side(self, deal: Deal) -> None:
        deal.propose()
        with pytest.raises(Invalid):
            deal.end("decline", deal.operator, reason="نه")
        with pytest.raises(NotPermitted):
            deal.end("decline", deal.manager)
        with pytest.raises(NotPermitted):
            deal.end("withdraw", deal.operator)
        with pytest.raises(FactorRequired):
            deal.end("decline", replace(deal.operator, fresh_factor=False))

    def test_contests_a_paper_in_its_time_only(self, deal: Deal) -> None:
        before = deal.terms()
        deal.propose(BASE + 40 * DAY)
        with pytest.raises(IllegalMove):
            deal.end("contest", deal.operator)
        until = deal.enter().contest_until
        with pytest.raises(IllegalMove):
            deal.end("contest", deal.operator, on=until + DAY)

        deal.end("contest", deal.operator, on=until)

        assert (deal.state, deal.night(BASE + 41 * DAY)) == (A.DECLINED, 0)
        assert deal.terms() == before

    def test_leaves_later_addenda_to_the_office_alone(self, deal: Deal) -> None:
        deal.propose(BASE + 40 * DAY)
        deal.enter()
        deal.end("contest", deal.operator)
        deal.propose(BASE + 40 * DAY)
        with pytest.raises(IllegalMove):
            deal.enter(file=picture("green"))

        assert deal.accept().state == A.ACCEPTED

    def test_bars_the_picture_for_the_office_and_the_agency(self, deal: Deal, gas: Agency) -> None:
        deal.propose(BASE + 40 * DAY)
        deal.enter(file=picture("red"))
        deal.end("contest", deal.operator)
        theirs = unaccepted(agency=gas, office=deal.contract.office)

        with pytest.raises(Invalid) as refusal:
            actions.enter_acceptance(
                contract_id=theirs.pk, accepted_on=BASE, file=picture("red"), actor=deal.clerk,
                **moment(BASE),
            )  # fmt: skip
        assert set(refusal.value.fields) == {"file"}

    @pytest.mark.parametrize("name", ["decline", "contest", "withdraw"])
    def test_refuses_a_reason_longer_than_its_column(self, deal: Deal, name: str) -> None:
        most = ContractAddendum._meta.get_field("reason").max_length
        assert most is not None
        deal.propose(BASE + 40 * DAY)
        if name == "contest":
            deal.enter()
        actor = deal.manager if name == "withdraw" else deal.operator
        with pytest.raises(Invalid) as refusal:
            deal.end(name, actor, reason="ن" * (most + 1))
        assert set(refusal.value.fields) == {"reason"}

        assert deal.end(name, actor, reason="ن" * most).reason == "ن" * most

    def test_is_no_way_out_of_an_acceptance(self, deal: Deal) -> None:
        deal.propose()
        deal.accept()
        for name, actor in (
            ("decline", deal.operator), ("contest", deal.operator), ("withdraw", deal.manager)
        ):  # fmt: skip
            with pytest.raises(IllegalMove):
                deal.end(name, actor)


class TestClosure:
    """A closure gives back to the office the working days that it takes."""

    def test_moves_the_time_to_contest(self, deal: Deal, secretariat: Principal) -> None:
        load_calendar()
        county = deal.contract.county.public_id
        deal.propose(BASE)
        until = deal.enter().contest_until
        for number in range(1, (until - BASE).days + 1):
            day = BASE + number * DAY
            if calendar_for(county, day, day).why_off(day) is None:
                add_closure(
                    day=day, title="تعطیلی به سبب برف", source="ابلاغ استانداری",
                    county_id=county, actor=secretariat, **moment(BASE),
                )  # fmt: skip

        addendum = ContractAddendum.objects.get()
        moved = addendum.contest_until
        assert moved == deadline("window_after_entry", BASE, county).due_on > until
        assert AuditEvent.objects.about(addendum).filter(verb="deadline.moved").exists()
        assert (deal.night(until + DAY), deal.state) == (0, A.ACCEPTED)
        assert (deal.night(moved + DAY), deal.state) == (1, A.IN_FORCE)


class TestPages:
    @pytest.mark.usefixtures("right_code")
    def test_say_what_changes_and_accept(self, deal: Deal, browser_of: Any) -> None:
        day = today()
        deal.propose(day + 2 * DAY, day)
        counter = browser_of(deal.operator)
        address = deal.contract.get_absolute_url()

        page = counter.get(f"{address}/accept-addendum")
        refusal = counter.post(f"{address}/accept-addendum", {})
        done = counter.post(f"{address}/accept-addendum", {"agreed": "on", **CODE})

        assert page.context["text"] in page.content.decode() or page.context["text"]
        assert {row["what"] for row in page.context["rows"]}
        assert (refusal.status_code, done.status_code) == (422, 302)
        assert deal.state == A.ACCEPTED

    @pytest.mark.parametrize(
        ("role", "act"), [("operator", "decline-addendum"), ("manager", "withdraw-addendum")]
    )
    def test_end_it_with_a_reason(self, deal: Deal, browser_of: Any, role: str, act: str) -> None:
        day = today()
        deal.propose(day + 2 * DAY, day)
        browser = browser_of(getattr(deal, role))
        address = f"{deal.contract.get_absolute_url()}/{act}"

        assert browser.get(address).context["addendum"].number == 1
        assert browser.post(address, {"reason": ""}).status_code == 422
        assert browser.post(address, {"reason": REASON}).status_code == 302
        assert deal.state in {A.DECLINED, A.WITHDRAWN}

    def test_the_paper_of_an_addendum_stands_with_it(self, deal: Deal, browser_of: Any) -> None:
        day = today()
        deal.propose(day, day)
        deal.enter(day)

        page = browser_of(deal.operator).get(deal.contract.get_absolute_url())

        addendum = ContractAddendum.objects.get()
        assert page.context["scans"] == []
        assert addendum.scan is not None
        assert str(addendum.scan.public_id) in page.content.decode()

    def test_the_paper_holds_what_is_in_force_only(self, deal: Deal, browser_of: Any) -> None:
        deal.propose()

        page = browser_of(deal.operator).get(deal.contract.get_absolute_url())

        assert page.context["addenda"][0]["is_in_force"] is False


class TestDatabase:
    """The role that serves people brings no addendum into force without its office."""

    def write(self, sql: str, *values: Any) -> str:
        leave_session()

        def run() -> None:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, values)
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

        return refused_at_runtime(run)

    def move(self, addendum: ContractAddendum, sets: str, *values: Any) -> str:
        return self.write(
            f"UPDATE contracts_contractaddendum SET {sets} WHERE id = %s", *values, addendum.pk
        )

    @pytest.mark.parametrize(
        "sets", ["value = 5", "notice_days = 60", "retention_percent = 9", "ends_on = ends_on + 9"]
    )
    def test_keeps_the_terms(self, deal: Deal, sets: str) -> None:
        addendum = deal.propose()
        told = self.write(
            f"UPDATE contracts_contract SET {sets}, version = version + 1 WHERE id = %s",
            addendum.contract_id,
        )
        assert "by an addendum" in told

    def test_keeps_the_services(self, deal: Deal) -> None:
        addendum = deal.propose()
        told = self.write(
            "INSERT INTO contracts_contractservice (contract_id, service_id, office_id, agency_id,"
            " starts_on, ends_on, state, created_at, updated_at) SELECT contract_id, %s, office_id,"
            " agency_id, starts_on, ends_on, state, now(), now()"
            " FROM contracts_contractservice WHERE contract_id = %s",
            deal.services[2].pk, addendum.contract_id,
        )  # fmt: skip
        assert told == "A service is added to a signed contract by an addendum."
        assert ContractService.objects.filter(contract=addendum.contract_id).count() == 1

    def test_refuses_one_in_force_at_once(self, deal: Deal) -> None:
        told = self.write(
            "INSERT INTO contracts_contractaddendum (public_id, contract_id, number, state,"
            " effective_on, text, before, after, added_services, proposed_on, proposed_by,"
            " accepted_on, accepted_by, in_force_on, created_at, updated_at) VALUES"
            " (gen_random_uuid(), %s, 1, 'in_force', %s, 'x', '{}', '{}', '[]', %s, %s, %s, %s, %s,"
            " now(), now())",
            deal.contract.pk, today(), today(), deal.manager.user_id, today(),
            deal.operator.user_id, today(),
        )  # fmt: skip
        assert told == "An addendum is proposed first, on the day of its writing."

    def test_refuses_one_in_force_unaccepted(self, deal: Deal) -> None:
        addendum = deal.propose(today(), today())
        told = self.move(addendum, "state = 'in_force', in_force_on = %s", today())
        assert told == "An addendum does not go from proposed to in_force."

    def test_refuses_one_before_its_first_day(self, deal: Deal) -> None:
        day = today()
        addendum = deal.propose(day + 5 * DAY, day)
        deal.accept(day)
        told = self.move(addendum, "state = 'in_force', in_force_on = %s", day)
        assert told == "An addendum is in force from its first day, uncontested."

    def test_refuses_one_that_can_be_contested(self, deal: Deal) -> None:
        day = today()
        addendum = deal.propose(day, day)
        deal.enter(day)
        told = self.move(addendum, "state = 'in_force', in_force_on = %s", day)
        assert told == "An addendum is in force from its first day, uncontested."

    @pytest.mark.parametrize("who", ["manager", "clerk"])
    def test_refuses_an_acceptance_that_is_not_the_offices(self, deal: Deal, who: str) -> None:
        addendum = deal.propose(today(), today())
        account = getattr(deal, who).user_id
        told = self.move(
            addendum, "state = 'accepted', accepted_on = %s, accepted_by = %s", today(), account
        )
        assert told

    def test_moves_the_time_to_contest_with_a_receipt_only(self, deal: Deal) -> None:
        addendum = deal.propose(today(), today())
        deal.enter(today())
        told = self.move(addendum, "contest_until = contest_until + 1")
        assert told == "An addendum does not go from accepted to accepted."

    def test_refuses_a_paper_after_a_contest(self, deal: Deal) -> None:
        first = today() + 40 * DAY
        deal.propose(first, today())
        deal.enter(today())
        deal.end("contest", deal.operator, on=today())
        addendum = deal.propose(first, today())
        paper = make_scan(
            deal.contract, deal.clerk.user_id, number=2, reason="برگهٔ تازه", kept_on=today()
        )
        told = self.move(
            addendum, "state = 'accepted', accepted_on = %s, acceptance_entered_by = %s,"
            " scan_id = %s, contest_until = %s",
            today(), deal.clerk.user_id, paper.pk, first,
        )  # fmt: skip
        assert told == "After a contest the office accepts in the portal itself."

    def test_refuses_a_paper_without_its_scan(self, deal: Deal) -> None:
        addendum = deal.propose(today(), today())
        told = self.move(
            addendum, "state = 'accepted', accepted_on = %s, acceptance_entered_by = %s,"
            " contest_until = %s", today(), deal.clerk.user_id, today() + 30 * DAY,
        )  # fmt: skip
        assert told

    def test_refuses_another_text(self, deal: Deal) -> None:
        addendum = deal.propose(today(), today())
        told = self.move(addendum, "text = 'y'")
        assert told == "What an addendum says is neither changed nor deleted."

    def test_refuses_a_lapse_before_the_end_of_the_first_day(self, deal: Deal) -> None:
        addendum = deal.propose(today(), today())
        told = self.move(
            addendum, "state = 'lapsed', closed_on = %s, closed_by = %s",
            today(), User.objects.system().user_id,
        )  # fmt: skip
        assert told == "An addendum waits for the office to the end of its first day."

    def lapse(self, addendum: ContractAddendum) -> str:
        """Let an addendum lapse by raw SQL today; return the refusal."""
        return self.move(
            addendum, "state = 'lapsed', closed_on = %s, closed_by = %s",
            today(), User.objects.system().user_id,
        )  # fmt: skip

    def test_refuses_a_lapse_of_an_accepted_one_before_its_day(self, deal: Deal) -> None:
        addendum = deal.propose(today() + 5 * DAY, today())
        deal.accept(today())
        assert self.lapse(addendum) == (
            "An accepted addendum waits for the day on which it is in force."
        )

    def test_refuses_a_lapse_of_an_accepted_one_that_can_be_in_force(self, deal: Deal) -> None:
        addendum = deal.propose(today(), today() - DAY)
        deal.accept(today() - DAY)
        assert self.lapse(addendum) == "An accepted addendum of an active contract comes in force."

    def test_lets_one_lapse_whose_service_another_contract_has(self, deal: Deal) -> None:
        addendum = deal.propose(today(), today() - DAY)
        deal.accept(today() - DAY)
        factories.make_contract(
            agency=deal.contract.agency, office=deal.contract.office, services=[deal.services[1]]
        )
        assert self.lapse(addendum) == ""
