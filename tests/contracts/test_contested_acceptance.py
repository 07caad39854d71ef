"""An acceptance on paper can be contested by its office; the contract is signed after its time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from importlib import import_module
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from audit.actions import record
from audit.models import AuditEvent
from contracts import actions
from contracts.acts.contract import ACCEPT, CONTEST_ACCEPTANCE, DECLINE, ENTER_ACCEPTANCE, SIGN
from contracts.forms import ShortReasonForm
from contracts.models import Contract, PaperContest
from contracts.states import ContractState as S
from core.acts import why_not
from core.clock import today
from core.errors import FactorRequired, IllegalMove, Invalid, NotPermitted
from dashboard.facts.work import work_of
from offices.models import Office
from tests import factories
from tests.contracts.stories import (
    NOW,
    TODAY,
    make_scan,
    paper_acceptance,
    paper_addendum,
    picture,
    scan,
    unaccepted,
)
from tests.sql import refused, refused_at_runtime
from workdays.actions import add_closure, load_calendar
from workdays.facts import calendar_for, deadline
from workdays.models import KeptDeadline

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
DAY = timedelta(days=1)
CODE = {"one_time_code": "123456"}
BASE = TODAY - 60 * DAY  # so that the days after it have passed
CARRIED = "accepted_on = NULL, acceptance_entered_by = NULL, contest_until = NULL"
REASON = "این برگه را دفتر ما امضا نکرده است."


def moment(on: date) -> dict[str, Any]:
    return {"on": on, "at": NOW + (on - TODAY)}


def run(sql: str, *values: Any) -> Callable[[], Any]:
    """Return a call that runs a statement."""
    return lambda: connection.cursor().execute(sql, values)


def is_working(county: Any, day: date) -> bool:
    """Tell whether a day is a working day of a county."""
    return calendar_for(county, day, day).why_off(day) is None


def close(actor: Principal, county: Any, day: date) -> None:
    """Enter a closure that was announced for a day."""
    add_closure(
        day=day, title="تعطیلی به سبب برف", source="ابلاغ استانداری", county_id=county,
        actor=actor, **moment(BASE),
    )  # fmt: skip


class Signing:
    """A contract that waits; a clerk enters its paper, and one of two managers signs."""

    def __init__(self, gas: Agency, contract: Contract) -> None:
        self.contract = contract
        self.clerk = factories.make_principal(Role.AGENCY_CLERK, gas)
        self.manager = factories.make_principal(Role.AGENCY_MANAGER, gas)
        self.operator = factories.make_principal(Role.OPERATOR, contract.office)

    def enter(self, on: date = BASE, file: SimpleUploadedFile | None = None) -> Contract:
        return actions.enter_acceptance(
            contract_id=self.contract.pk, accepted_on=on, file=file or scan(), actor=self.clerk,
            **moment(on),
        )  # fmt: skip

    def contest(
        self, on: date = BASE, actor: Principal | None = None, reason: str = REASON
    ) -> Contract:
        return actions.contest_acceptance(
            contract_id=self.contract.pk, reason=reason, actor=actor or self.operator, **moment(on)
        )

    def decline(self, on: date = BASE, reason: str = REASON) -> Contract:
        return actions.decline_contract(
            contract_id=self.contract.pk, reason=reason, actor=self.operator, **moment(on)
        )

    def accept(self, on: date = BASE) -> Contract:
        return actions.accept_contract(
            contract_id=self.contract.pk, actor=self.operator, **moment(on)
        )

    def sign(self, on: date) -> Contract:
        return actions.sign_contract(contract_id=self.contract.pk, actor=self.manager, **moment(on))

    def again(self) -> Contract:
        return Contract.objects.get(pk=self.contract.pk)

    def may_sign(self, on: date) -> bool:
        return why_not(SIGN, self.again(), self.manager, on) is None


@pytest.fixture
def loaded() -> None:
    load_calendar()


@pytest.fixture
def deal(gas: Agency, office: Office) -> Signing:
    return Signing(gas, unaccepted(agency=gas, office=office))


class TestWindow:
    """The manager signs from the day after the window of the paper, or on the office's own word."""

    @pytest.mark.parametrize(("what", "after"), [
        ("nothing", 0), ("contest", 0), ("contest", 4), ("accept", 0), ("accept", 3),
        ("accept", 12),
    ])  # fmt: skip
    def test_is_the_time_in_which_nobody_signs(self, deal: Signing, what: str, after: int) -> None:
        until = deadline("window_after_entry", BASE, deal.contract.county.public_id).due_on
        assert until > BASE + 4 * DAY  # so that each of the acts lies in it
        deal.enter()

        for number in range((until - BASE).days + 4):
            on = BASE + number * DAY
            if number == after and what != "nothing":
                getattr(deal, what)(on)
            is_done = number >= after
            expected = on > until
            if what == "contest":
                expected = on > until and not is_done
            elif what == "accept":
                expected = on > until or is_done
            assert deal.may_sign(on) is expected, on

    def test_keeps_the_contract_from_the_desk_until_it_is_over(self, deal: Signing) -> None:
        until = deal.enter().contest_until
        assert until is not None

        def waits(on: date) -> bool:
            tasks = work_of(deal.manager, on)
            return ("sign", deal.contract.number) in {(each.kind, each.number) for each in tasks}

        assert (waits(until), waits(until + DAY)) == (False, True)

    def test_is_over_before_the_action_signs(self, deal: Signing) -> None:
        until = deal.enter().contest_until
        assert until is not None
        with pytest.raises(IllegalMove):
            deal.sign(until)

        assert deal.sign(until + DAY).state == S.ACTIVE


class TestContest:
    def test_lets_the_contract_wait_for_its_acceptance_again(self, deal: Signing) -> None:
        deal.enter()
        deal.contest()

        contract = deal.again()
        paper = contract.scans.get()
        assert (contract.state, contract.accepted_on) == (S.PENDING_SIGNATURE, None)
        assert (contract.acceptance_entered_by, contract.contest_until) == (None, None)
        assert (paper.contest.reason, paper.contest.contested_by) == (REASON, deal.operator.user_id)
        event = AuditEvent.objects.get(verb="contract.acceptance_contested")
        assert (event.note, event.changes["scan_sha256"][0]) == (REASON, paper.scan_sha256)
        for act in ACCEPT, DECLINE:
            assert why_not(act, contract, deal.operator, BASE) is None

    def test_is_the_operators_with_a_fresh_code_and_a_reason(self, deal: Signing) -> None:
        deal.enter()
        for actor in (deal.clerk, deal.manager):
            with pytest.raises(NotPermitted):
                deal.contest(actor=actor)
        with pytest.raises(FactorRequired):
            deal.contest(actor=replace(deal.operator, fresh_factor=False))
        with pytest.raises(Invalid):
            deal.contest(reason="نه")

    def test_needs_a_paper_and_its_time(self, deal: Signing) -> None:
        with pytest.raises(IllegalMove):
            deal.contest()
        until = deal.enter().contest_until
        assert until is not None
        with pytest.raises(IllegalMove):
            deal.contest(until + DAY)

        deal.contest(until)

    def test_leaves_the_acceptance_to_the_office_alone(self, deal: Signing) -> None:
        deal.enter()
        deal.contest()
        with pytest.raises(IllegalMove):
            deal.enter(BASE + DAY, picture("green"))
        assert why_not(ENTER_ACCEPTANCE, deal.again(), deal.clerk, BASE)
        deal.accept()

        assert deal.sign(BASE).state == S.ACTIVE

    def test_bars_the_picture_for_the_office_and_the_agency(
        self, deal: Signing, gas: Agency, office: Office
    ) -> None:
        deal.enter(file=picture("red"))
        deal.contest()
        theirs = Signing(gas, unaccepted(agency=gas, office=office))
        elsewhere = Signing(gas, unaccepted(agency=gas, office=factories.make_office()))

        with pytest.raises(Invalid) as refusal:
            theirs.enter(file=picture("red"))
        assert set(refusal.value.fields) == {"file"}
        assert theirs.enter(file=picture("green")).accepted_on == BASE
        assert elsewhere.enter(file=picture("red")).accepted_on == BASE


class TestReason:
    """The text of the office stands whole in its column, or is refused."""

    @pytest.mark.parametrize(("act", "model", "field"), [
        ("contest", PaperContest, "reason"), ("decline", Contract, "decline_reason"),
    ])  # fmt: skip
    def test_is_as_long_as_its_column(
        self, deal: Signing, act: str, model: Any, field: str
    ) -> None:
        most = model._meta.get_field(field).max_length
        assert ShortReasonForm().fields["reason"].max_length == most  # type: ignore[attr-defined]
        if act == "contest":
            deal.enter()
        with pytest.raises(Invalid) as refusal:
            getattr(deal, act)(reason="ن" * (most + 1))
        assert set(refusal.value.fields) == {"reason"}

        getattr(deal, act)(reason="ن" * most)
        assert list(model.objects.values_list(field, flat=True)) == ["ن" * most]


class TestClosure:
    """A closure gives back to the office the working days that it takes."""

    def test_moves_the_time_to_contest(
        self, deal: Signing, loaded: None, secretariat: Principal
    ) -> None:
        until = deal.enter().contest_until
        assert until is not None
        county = deal.contract.county.public_id
        for number in range(1, (until - BASE).days + 1):
            if is_working(county, BASE + number * DAY):
                close(secretariat, county, BASE + number * DAY)

        contract = deal.again()
        assert contract.contest_until == deadline("window_after_entry", BASE, county).due_on > until
        assert AuditEvent.objects.about(contract).filter(verb="deadline.moved").exists()
        assert not deal.may_sign(until + DAY)
        with pytest.raises(IllegalMove):
            deal.sign(contract.contest_until)
        assert deal.sign(contract.contest_until + DAY).state == S.ACTIVE


class TestConfirming:
    """The office accepts in the portal although a paper is there: nothing is to be waited for."""

    def test_declares_the_paper(self, deal: Signing) -> None:
        deal.enter()
        deal.accept()

        contract = deal.again()
        assert (contract.accepted_by, contract.contest_until) == (deal.operator.user_id, None)
        assert "برگه" in AuditEvent.objects.get(verb="contract.accepted").note
        assert why_not(CONTEST_ACCEPTANCE, contract, deal.operator, BASE)
        assert why_not(ACCEPT, contract, deal.operator, BASE)
        assert deal.sign(BASE).state == S.ACTIVE

    def test_needs_no_text(self, gas: Agency, office: Office) -> None:
        bare = factories.make_contract(agency=gas, office=office, state=S.PENDING_SIGNATURE)
        deal = Signing(gas, bare)
        with pytest.raises(IllegalMove):
            deal.accept()
        deal.enter()

        assert deal.accept().accepted_by == deal.operator.user_id


class TestPages:
    @pytest.mark.usefixtures("right_code")
    def test_show_the_paper_and_contest_it(
        self, deal: Signing, browser_of: Callable[[Principal], Any]
    ) -> None:
        deal.enter(today())
        paper = str(deal.again().scans.get().public_id)
        counter, address = browser_of(deal.operator), deal.contract.get_absolute_url()

        first = counter.get(address)
        page = counter.get(f"{address}/contest-acceptance")
        refusal = counter.post(f"{address}/contest-acceptance", {"reason": ""})
        done = counter.post(f"{address}/contest-acceptance", {"reason": REASON, **CODE})

        assert paper in first.content.decode()
        assert paper in page.content.decode()
        assert page.context["bindings"]
        assert (refusal.status_code, done.status_code) == (422, 302)
        after = counter.get(address)
        assert after.context["scans"] == []
        assert paper in after.content.decode()
        assert REASON in after.content.decode()

    def test_offer_no_contest_after_its_time(
        self, deal: Signing, browser_of: Callable[[Principal], Any]
    ) -> None:
        deal.enter()
        counter, address = browser_of(deal.operator), deal.contract.get_absolute_url()
        for page in address, f"{address}/accept":
            assert "می‌تواند به آن اعتراض" not in counter.get(page).content.decode()
        assert "مهلت اعتراض تا" not in counter.get(address).content.decode()

        deal.sign(today())
        assert "مهلت اعتراض تا" not in counter.get(address).content.decode()

    def test_say_from_which_day_it_is_signed(
        self, deal: Signing, browser_of: Callable[[Principal], Any]
    ) -> None:
        deal.enter(today())
        address = deal.contract.get_absolute_url()

        for page in (address, f"{address}/sign"):
            checks = browser_of(deal.manager).get(page).context["checks"]
            (check,) = [each for each in checks if each.name == "acceptance"]
            assert not check.holds
            assert check.text.count("/") == 4


class TestDatabase:
    """The role that serves people signs no paper in its window and contests none for an office."""

    def write(self, sql: str, *values: Any) -> str:
        return refused_at_runtime(run(sql, *values))

    def sign(self, deal: Signing) -> str:
        return self.write(
            "UPDATE contracts_contract SET state = 'active', version = version + 1, signed_on = %s,"
            " signed_by = %s WHERE id = %s", today(), deal.manager.user_id, deal.contract.pk,
        )  # fmt: skip

    def contest(self, deal: Signing, by: Principal, reason: str = "x", also: str = "") -> str:
        """Contest the paper, with a statement about the contract, to the end of the transaction."""
        insert = run(
            "INSERT INTO contracts_papercontest (contract_id, scan_id, contested_on, contested_by,"
            " reason, created_at, updated_at) VALUES (%s, %s, %s, %s, %s, now(), now())",
            deal.contract.pk, deal.again().scans.get().pk, today(), by.user_id, reason,
        )  # fmt: skip

        def act() -> None:
            insert()
            if also:
                run(f"UPDATE contracts_contract SET {also} WHERE id = %s", deal.contract.pk)()
            connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")

        return refused_at_runtime(act)

    def test_refuses_a_signature_in_the_window(self, deal: Signing) -> None:
        deal.enter(today())
        assert self.sign(deal) == "A paper is signed after the office's time to contest it."

    def test_lets_it_pass_afterwards(self, deal: Signing) -> None:
        deal.enter()
        assert self.sign(deal) == ""

    def test_refuses_a_shorter_window(self, deal: Signing) -> None:
        make_scan(deal.contract, deal.clerk.user_id, kept_on=today())
        enter = (
            "UPDATE contracts_contract SET accepted_on = %s, acceptance_entered_by = %s,"
            " contest_until = %s WHERE id = %s"
        )
        for until in (None, today(), today() + DAY):
            told = self.write(enter, today(), deal.clerk.user_id, until, deal.contract.pk)
            assert told == "The office has its time to contest a paper in its name."

    def test_keeps_the_window_and_the_paper(self, deal: Signing) -> None:
        deal.enter(today())
        for sets in ("contest_until = contest_until - 9", "contest_until = NULL"):
            assert self.write(f"UPDATE contracts_contract SET {sets} WHERE id = %s",
                              deal.contract.pk)  # fmt: skip
        told = self.write(
            f"UPDATE contracts_contract SET {CARRIED} WHERE id = %s", deal.contract.pk
        )
        assert told == "An acceptance stays, unless the contract returns to the draft."

    def test_refuses_the_contest_of_others(self, deal: Signing) -> None:
        deal.enter(today())
        stranger = factories.make_principal(Role.OPERATOR, factories.make_office())
        for actor in (deal.manager, deal.clerk, stranger):
            assert self.contest(deal, actor)
        assert self.contest(deal, deal.operator, "")
        assert self.contest(deal, deal.operator, also=CARRIED) == ""

    def test_refuses_a_contest_that_leaves_the_acceptance(self, deal: Signing) -> None:
        deal.enter(today())
        for also in "", "version = version + 1":
            assert self.contest(deal, deal.operator, also=also) == (
                "A contest takes the acceptance of its contract away."
            )

    def test_moves_the_time_with_a_receipt_only(self, deal: Signing) -> None:
        deal.enter(today())
        told = self.write(
            "UPDATE contracts_contract SET contest_until = contest_until + 1 WHERE id = %s",
            deal.contract.pk,
        )
        assert told == "An acceptance stays, unless the contract returns to the draft."

    def test_refuses_a_contest_after_the_time(self, deal: Signing) -> None:
        deal.enter()
        assert self.contest(deal, deal.operator) == (
            "An acceptance on paper is contested in its time."
        )

    def test_bars_the_contested_picture_for_the_two(
        self, deal: Signing, gas: Agency, office: Office
    ) -> None:
        deal.enter(today())
        deal.contest(today())
        theirs = unaccepted(agency=gas, office=office)
        elsewhere = unaccepted(agency=gas, office=factories.make_office())
        seal = deal.again().scans.get().scan_sha256

        def add(contract: Contract) -> str:
            return refused_at_runtime(
                lambda: make_scan(contract, deal.clerk.user_id, kept_on=today(), scan_sha256=seal)
            )

        assert add(theirs) == "A paper that the office contested is not entered again."
        assert add(elsewhere) == ""

    def test_keeps_a_contest_and_bars_another_paper(self, deal: Signing) -> None:
        deal.enter(today())
        deal.contest(today())
        for sql in ("UPDATE contracts_papercontest SET reason = 'y'",
                    "DELETE FROM contracts_papercontest"):  # fmt: skip
            assert refused(run(sql))
        told = self.write(
            "UPDATE contracts_contract SET accepted_on = %s, acceptance_entered_by = %s,"
            " contest_until = %s WHERE id = %s",
            today(), deal.clerk.user_id, today() + 30 * DAY, deal.contract.pk,
        )  # fmt: skip
        assert told == "After a contest the office accepts in the portal itself."


RECEIPT = (
    "starts_on", "due_on", "key", "amount", "unit", "provenance", "citation", "days_off",
    "calendar_version", "county_id", "stream", "after", "body",
)  # fmt: skip


class TestPapersOfBefore:
    """Papers that were entered before their last day to contest was a clock."""

    def register(self) -> None:
        """Do what the migration does; later ones have no way back to the day before it."""
        name = "0013_contest_clocks"
        loader = MigrationLoader(connection, replace_migrations=False)
        state = loader.project_state(("contracts", name))
        import_module(f"contracts.migrations.{name}").register(state.apps, None)

    def receipt(self, record: Any) -> dict[str, Any]:
        kept = KeptDeadline.objects.filter(subject_id=record.public_id)
        return dict(kept.values(*RECEIPT).get())

    @time_machine.travel(NOW, tick=False)
    def test_get_the_receipt_of_their_entry_and_move_with_the_calendar(
        self, loaded: None, deal: Signing, gas: Agency, office: Office, secretariat: Principal
    ) -> None:
        new = deal.enter(on=TODAY)
        until = new.contest_until
        assert until is not None
        old = paper_acceptance(
            unaccepted(agency=gas, office=factories.make_office(county=office.county)), until
        )
        paper = paper_addendum(factories.make_contract(
            agency=gas, office=factories.make_office(county=office.county)
        ), until)  # fmt: skip
        addendum = paper.addenda.get()
        for contract, verb, changes in (
            (old, "contract.acceptance_entered", {}),
            (paper, "contract.addendum_entered", {"addendum": (None, addendum.number)}),
        ):
            record(actor=deal.clerk, verb=verb, target=contract, changes=changes, at=NOW)

        self.register()

        assert self.receipt(old) == self.receipt(addendum) == self.receipt(new)
        close(secretariat, office.county.public_id, until)
        for row in (new, old, addendum):
            row.refresh_from_db()
        assert new.contest_until is not None
        assert until < new.contest_until == old.contest_until == addendum.contest_until

    def test_get_none_where_their_time_is_over(self, loaded: None, gas: Agency) -> None:
        old = paper_acceptance(unaccepted(agency=gas), TODAY - DAY)
        actor = factories.make_principal(Role.AGENCY_CLERK, gas)
        at = NOW - 9 * DAY
        record(actor=actor, verb="contract.acceptance_entered", target=old, at=at)

        self.register()

        assert not KeptDeadline.objects.filter(subject_id=old.public_id).exists()
