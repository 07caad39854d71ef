"""What a second person confirmed is what is written, whoever writes the SQL."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction

from accounts.identity import identity_of
from accounts.models import RoleGrant, User
from accounts.principal import Principal
from accounts.roles import Role
from approvals.actions import confirm_act, void_acts
from approvals.facts import waits_for
from approvals.models import PendingAct
from contracts import actions as contracts
from contracts.actions import paper_service as of_contract
from contracts.models import Contract, EndingProof
from core.clock import now, today
from core.errors import NotPermitted
from notices.models import Dispatch, Letter
from oversight import actions as oversight
from oversight.actions import service as of_review
from tests.contracts.stories import scan
from tests.factories import make_agency, make_principal, national_id
from tests.oversight.test_unopened import OfContract, OfReview
from tests.sql import leave_session, refused_at_runtime
from tests.violations.benches import Bench, seat_of
from tests.violations.stories import moment, scan_of
from tests.violations.test_paper_days import Post
from tests.violations.test_recusal import let_stand_back
from violations import actions
from violations.actions import closing, hearing, notices
from violations.models import Case, Notice, SessionSeat

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
EARLIER = "A paper of an earlier day is confirmed by a second person."
Patch = Callable[[pytest.MonkeyPatch], None]
Proposal = tuple[Principal, Patch]


def other_text(module: Any, name: str, place: int | str) -> Patch:
    """Return what lets a function of a module write another text than the proposed one."""
    write = getattr(module, name)

    def writes(*args: Any, **values: Any) -> Any:
        given = list(args)
        match place:
            case int():
                given[place] += " دیگر"
            case "proof":
                values["values"] = values["values"] | {"proof": "رسیدی دیگر"}
            case _:
                given[1] = given[1] | {place: given[1][place] + " دیگر"}
        return write(*given, **values)

    return lambda monkeypatch: monkeypatch.setattr(module, name, writes)


def contract_service(upload: Any) -> Proposal:
    left = OfContract(today() - 20 * DAY)
    contracts.serve_termination_notice(
        contract_id=left.pk, served_on=today() - 18 * DAY, proof_text="رسید سفارشی ۱۲",
        scan=scan(), actor=left.clerk, on=today(), at=now(),
    )  # fmt: skip
    return left.manager, other_text(of_contract, "write_service", 2)


def review_service(upload: Any) -> Proposal:
    left = OfReview(today() - 20 * DAY)
    oversight.record_review_service(
        review_id=left.pk, served_on=today() - 18 * DAY, proof="رسید سفارشی ۱۲", scan=scan(),
        actor=left.clerk, on=today(), at=now(),
    )  # fmt: skip
    return left.manager, other_text(of_review, "write_service", 2)


def case_service(upload: Any) -> Proposal:
    post = Post(upload, today() - 20 * DAY)
    post.serve(today() - 18 * DAY, today())
    return post.second, other_text(notices, "_serve", "proof")


def paper_defence(upload: Any) -> Proposal:
    post = Post(upload, today() - 20 * DAY)
    post.serve(today() - 20 * DAY, today() - 20 * DAY)
    when = moment(today())
    actions.enter_paper_defence(
        case_id=post.case.pk, stance="denies", text="پاسخ کاغذی دفتر این است.",
        received_on=today() - 10 * DAY, actor=post.clerk, **when,
        evidence_ids=scan_of(post.clerk, "defence", when["at"]),
    )  # fmt: skip
    return make_principal(Role.DEPUTY), other_text(hearing, "_hear", "text")


def closing_of_case(upload: Any) -> Proposal:
    post = Post(upload, today() - 20 * DAY)
    actions.close_no_action(
        case_id=post.case.pk, code="evidence", actor=post.manager, **moment(today()),
        reason="مدارک این گزارش برای رسیدگی کافی نیست و پرونده بدون اقدام بسته می‌شود.",
    )  # fmt: skip
    return post.second, other_text(closing, "_close", 2)


PROPOSALS = (contract_service, review_service, case_service, paper_defence, closing_of_case)


def confirm(actor: Principal) -> str:
    """Let a second person confirm what waits, as the role of the running house."""
    pending = PendingAct.objects.waiting().get()
    leave_session()

    def act() -> None:
        confirm_act(pending_id=pending.pk, actor=actor, on=today(), at=now())
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    return refused_at_runtime(act)


@pytest.mark.parametrize("propose", PROPOSALS)
class TestWords:
    def test_are_those_that_were_proposed(self, propose: Any, upload: Any) -> None:
        second, _patch = propose(upload)

        assert confirm(second) == ""

    def test_are_not_others(
        self, propose: Any, upload: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        second, patch = propose(upload)
        patch(monkeypatch)

        told = confirm(second)

        is_closing = propose is closing_of_case
        assert told == (
            "A case whose notice was issued is closed without action by two persons."
            if is_closing
            else EARLIER
        )


class TestRole:
    """A role that decides is given as it was proposed and confirmed."""

    TERMS: dict[str, Any] = {
        "role": "secretariat", "scope": "", "scope_kind": "province", "scope_id": None,
        "scope_label": "", "ends_on": None, "reason": "معرفی‌شده در نامهٔ نهاد",
        "letter_no": "۷/۱", "others": [],
    }  # fmt: skip

    def give(
        self, minutes: int = 0, terms: Any = None, times: int = 1, left_out: str = "", **values: Any
    ) -> str:
        """Write grants beside an act that was confirmed some minutes ago, as the runtime role."""
        day = today().isoformat()
        terms = {**self.TERMS, "letter_on": day, **(terms or {}), "starts_on": day}
        terms.pop(left_out, None)
        first, second = (make_principal(Role.PLATFORM_ADMIN) for _number in "ab")
        person = User.objects.create(
            username="newcomer", full_name="تازه‌وارد", password="!",
            **identity_of(national_id(990_003)),
        )  # fmt: skip
        at = now() - timedelta(minutes=minutes)
        pending = PendingAct.objects.create(
            act="user.grant-role", target_type="accounts.user", target_id=person.public_id,
            title="نقش", arguments=terms,
            digest="0" * 64, permission="user.grant", roles=["platform_admin"],
            proposed_by=first.user_id, proposed_by_name="مدیر", proposed_at=at,
            expires_on=today() + DAY,
        )  # fmt: skip
        PendingAct.objects.filter(pk=pending.pk).update(
            state="confirmed", decided_by=second.user_id, decided_by_name="مدیر دوم",
            decided_at=at, version=2,
        )  # fmt: skip
        given = {
            "user": person, "role": "secretariat", "scope_kind": "province", "scope_label": "",
            "starts_on": today(), "ends_on": None, "reason": self.TERMS["reason"],
            "letter_no": "۷/۱", "letter_on": today(), "given_by": first.user_id,
            "confirmed_by": second.user_id,
        }  # fmt: skip
        leave_session()

        def write() -> None:
            for _time in range(times):
                RoleGrant.objects.create(**(given | values))
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

        return refused_at_runtime(write)

    def test_is_recorded_as_proposed(self) -> None:
        assert self.give() == ""

    @pytest.mark.parametrize(
        "values",
        [
            {"role": "deputy"}, {"ends_on": today() + DAY}, {"starts_on": today() + DAY},
            {"reason": "به دلیلی دیگر"}, {"letter_no": "۸/۱"}, {"scope_label": "جایی دیگر"},
        ],
    )  # fmt: skip
    def test_is_refused_with_another_ground(self, values: dict[str, Any]) -> None:
        assert self.give(**values) == "A confirmed role is the one that was proposed."

    @pytest.mark.parametrize("other", ["scope_id", "scope_kind", None])
    def test_is_for_the_body_that_was_proposed(self, other: str | None) -> None:
        gas, power = (make_agency(code) for code in ("gaz", "bargh"))
        body = {"role": "agency_manager", "scope_kind": "agency", "scope_label": "گاز"}
        terms = body | {"scope": "gaz", "scope_id": str(gas.public_id)}
        written: dict[str, Any] = body | {"scope_id": gas.public_id}
        match other:
            case "scope_id":
                written["scope_id"] = power.public_id
            case "scope_kind":
                written["scope_kind"] = "county"

        told = self.give(terms=terms, **written)

        words = {
            None: "",
            "scope_id": "A confirmed role is the one that was proposed.",
            "scope_kind": "A role is one of the province's, and given for the scope that it has.",
        }
        assert told == words[other]

    def test_names_its_body_in_the_proposal(self) -> None:
        for name in ("scope_id", "scope_kind"):
            with transaction.atomic():
                told = self.give(left_out=name)
                transaction.set_rollback(True)
            assert told == "A confirmed role is the one that was proposed."

    def test_is_given_once_on_one_act(self) -> None:
        assert self.give(times=2) == "One confirmed act gives one role."

    def test_is_not_given_again_by_an_older_act(self) -> None:
        assert self.give(minutes=9) == "A confirmed role is the one that was proposed."


RESTS = "Who stood back from a case does nothing that rests on it."


class TestRecused:
    """Who stood back from a case is not written as who entered a service that rests on it."""

    def test_enters_no_receipt_of_its_notice(self, upload: Any) -> None:
        bench = Bench()
        session = bench.summon()
        seat = seat_of(session, bench.manager)
        paper = upload(bench.manager, kind="service", on=today())
        notice = Notice.objects.filter(case=bench.case).latest("pk")
        SessionSeat.objects.filter(pk=seat.pk).update(is_recused=True, recusal_reason="خویشاوندی")

        told = refused_at_runtime(
            lambda: Notice.objects.filter(pk=notice.pk).update(receipt=paper, channel="letter")
        )

        assert told == "Who stood back from a case does nothing more in it."

    def test_enters_no_receipt_of_a_termination_notice(self) -> None:
        bench = Bench()
        session = bench.summon()
        seat = seat_of(session, bench.manager)
        SessionSeat.objects.filter(pk=seat.pk).update(is_recused=True, recusal_reason="خویشاوندی")
        left = OfContract(today() - 20 * DAY)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE contracts_endingproof DISABLE TRIGGER USER")
        EndingProof.objects.filter(contract=left.pk).update(
            kind="final_decision", source_id=Case.objects.get(pk=bench.case.pk).public_id
        )

        def enter(actor: Principal) -> str:
            return refused_at_runtime(
                lambda: Dispatch.objects.create(
                    letter=Letter.objects.get(kind="contract.termination"), channel="paper",
                    proof="receipt", words="x", proven_on=today(), proven_at=now(),
                    recorded_by=actor.user_id, scan=b"x", scan_type="image/png",
                    scan_sha256="0" * 64,
                )
            )  # fmt: skip

        assert enter(bench.manager) == RESTS
        assert enter(left.clerk) != RESTS

    def test_confirms_no_service_of_a_termination_notice(self, upload: Any) -> None:
        bench = Bench()
        contract_service(upload)
        (pending,) = PendingAct.objects.waiting().all()
        contract = Contract.objects.get(public_id=str(pending.target_id))
        manager = make_principal(Role.AGENCY_MANAGER, contract.agency)
        self.rest_on(contract, bench.case)
        assert pending in waits_for(manager)
        let_stand_back(bench.case, manager)

        assert pending not in waits_for(manager)
        with pytest.raises(NotPermitted):
            confirm_act(pending_id=pending.pk, actor=manager, on=today(), at=now())
        told = refused_at_runtime(
            lambda: PendingAct.objects.filter(pk=pending.pk).update(
                state="refused", decided_by=manager.user_id, decided_by_name="x",
                decided_at=now(), reason="این رسید درست نیست", version=2,
            )
        )  # fmt: skip
        assert told == RESTS

    def test_leaves_no_receipt_of_a_termination_notice(self, upload: Any) -> None:
        bench = Bench()
        contract_service(upload)
        (pending,) = PendingAct.objects.waiting().all()
        contract = Contract.objects.get(public_id=str(pending.target_id))
        self.rest_on(contract, bench.case)
        clerk = Principal(
            user_id=pending.proposed_by, grant_id=0, role=Role.AGENCY_CLERK, name="کارگزار",
        )  # fmt: skip
        let_stand_back(bench.case, clerk)

        void = void_acts(as_of=today(), actor=User.objects.system(), at=now())

        assert void == [pending.pk]

    def rest_on(self, contract: Contract, case: Case) -> None:
        """Let the notice of a contract rest on the decision of a case."""
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE contracts_endingproof DISABLE TRIGGER USER")
        EndingProof.objects.filter(contract=contract).update(
            kind="final_decision", source_id=case.public_id
        )
