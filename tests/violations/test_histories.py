"""
However people, programs and SQL by hand follow one another: no sanction without its proofs.

Each history is a random walk of actions, calls over REST, many rows at once and SQL of the role by
which the house runs. After every step each sanction that stands is asked for its proofs, by loops
that share no code with what guards them (design: DOMAIN C4, SECURITY 13).
"""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.core.exceptions import ObjectDoesNotExist
from django.db import DatabaseError, ProgrammingError, connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from accounts.models import ApiToken, RoleGrant, User
from accounts.principal import Principal
from accounts.roles import Role
from contracts import actions as contract_actions
from contracts.models import Contract, EndingProof, Waiver
from core.errors import DomainError
from offices.models import Licence
from oversight import actions as oversight_actions
from oversight.models import TerminationReview
from tests.factories import (
    make_api_client,
    make_contract,
    make_principal,
    make_same_person,
    make_type,
)
from tests.runtime import as_runtime, make_role
from tests.violations.stories import LONG_AGO, REASONS, file_report, moment, noon, scan_of
from violations import actions
from violations.models import Case, Decision, HearingSession, PointEntry, SessionSeat, StandIn

pytestmark = pytest.mark.django_db
MOST_DAYS = 100
PARTS = 20  # of the long walk, so that many can walk at once
NO_RIGHT_OR_TYPE = {"42501", "42804", "428C9", "42846", "42883"}
SAID = "متنی برای این گام که به اندازهٔ کافی بلند است و چیزی را ثابت نمی‌کند."
TABLES = (
    "contracts_contract", "contracts_endingproof", "contracts_waiver", "offices_licence",
    "violations_case", "violations_notice", "violations_defence", "violations_decision",
    "violations_appeal", "violations_hearingsession", "violations_sessionseat",
    "violations_pointentry", "violations_violationreport", "violations_casereport",
    "violations_standin", "oversight_terminationreview",
)  # fmt: skip
# Sets of columns that belong together: what a forger writes at once.
FORGED = (
    ("UPDATE violations_case SET state = 'decided', outcome = 'proven', occurrence = 1, sanction ="
    " 'suspension', sanction_days = 15, decided_on = {day}, version = version + 1"),
    ("UPDATE violations_case SET state = 'final', outcome = 'proven', occurrence = 1, sanction ="
    " 'suspension', sanction_days = 15, decided_on = {day}, final_on = {day},"
    " version = version + 1"),
    "UPDATE violations_case SET state = 'final', final_on = {day}, version = version + 1",
    ("UPDATE violations_case SET state = 'notified', is_issued = true, served_on = {day},"
    " defence_due_on = {day}, decision_due_on = {day}, version = version + 1"),
    "UPDATE violations_case SET defence_due_on = {day}, version = version + 1",
    "UPDATE violations_case SET appeal_due_on = {day}, version = version + 1",
    "UPDATE violations_case SET executed_on = {day}, version = version + 1",
    ("UPDATE violations_case SET sanction = 'termination_review', sanction_days = NULL,"
    " version = version + 1"),
    "UPDATE violations_notice SET served_on = {day}, served_at = pishkhan_now(), proof = 'x'",
    ("UPDATE violations_decision SET outcome = 'proven', sanction = 'suspension',"
    " sanction_days = 15, points = 50"),
    "UPDATE violations_decision SET decided_by = {who}",
    "UPDATE violations_violationreport SET reporter_id = {who}, version = version + 1",
    "UPDATE violations_hearingsession SET state = 'signed', sealed_on = {day}",
    ("UPDATE violations_hearingsession SET state = 'held', minutes = 'x', minutes_sha256 ="
    " encode(sha256('x'), 'hex'), quorum = 1, recorded_at = pishkhan_now(), recorded_by = {who}"),
    "UPDATE violations_sessionseat SET is_present = true",
    "UPDATE violations_sessionseat SET user_id = {who}, is_judge = true",
    ("UPDATE violations_sessionseat SET signed_at = pishkhan_now(),"
     " signed_sha256 = (SELECT minutes_sha256"
    " FROM violations_hearingsession session WHERE session.id = session_id)"),
    ("UPDATE contracts_contract SET state = 'suspended', suspended_on = {day}, suspended_until ="
    " {day}::date + 9, acted_by = {who}, version = version + 1"),
    ("UPDATE contracts_contract SET state = 'suspended', suspended_on = {day}, suspended_until ="
    " {day}::date + 9, acted_by = {who}, suspension_proof_id ="
    " (SELECT max(id) FROM contracts_endingproof), version = version + 1"),
    ("UPDATE contracts_contract SET state = 'termination_notice', ending_proof_id ="
    " (SELECT max(id) FROM contracts_endingproof), notice_id = gen_random_uuid(),"
    " notice_issued_on = {day}, acted_by = {who}, version = version + 1"),
    ("UPDATE contracts_contract SET notice_served_on = {day}, notice_ends_on = {day}::date + 31,"
    " notice_proof = 'x', version = version + 1"),
    ("UPDATE contracts_contract SET state = 'terminated', terminated_on = {day}, ended_on = {day},"
    " acted_by = {who}, version = version + 1"),
    "UPDATE contracts_contract SET origin = 'import'",
    ("UPDATE offices_licence SET state = 'suspended', state_since = {day}, suspended_until ="
    " {day}::date + 9, version = version + 1"),
    ("UPDATE offices_licence SET state = 'cancelled', state_since = {day}, ended_on = {day},"
    " version = version + 1"),
    ("INSERT INTO contracts_endingproof (created_at, updated_at, public_id, contract_id, kind,"
    " source_id, source_label, document_no, document_issuer, reasons, scan, scan_copy, scan_name,"
    " scan_type, scan_sha256, scan_checked_by, decided_on, decided_by, decided_by_name)"
    " SELECT now(), now(), gen_random_uuid(), contract_id, {kind}, public_id, number, '', '', 'x',"
    " '', '', '', '', '', '', {day}, {who}, 'x' FROM violations_case ORDER BY id LIMIT 1"),
    ("INSERT INTO violations_pointentry (created_at, updated_at, public_id, office_id, holder_id,"
    " case_id, points, effective_on, expires_on) SELECT now(), now(), gen_random_uuid(),"
    " office_id, holder_id, id, 50, {day}, {day}::date + 700 FROM violations_case"
    " ORDER BY id LIMIT 1"),
    ("INSERT INTO violations_decision (created_at, updated_at, public_id, case_id, forum, outcome,"
    " reasons, occurrence, sanction, sanction_days, override_reason, points, attendance,"
    " document_no, document_issuer, decided_on, decided_by, decided_by_name, proposed_sanction)"
    " SELECT now(), now(), gen_random_uuid(), id, {forum}, 'proven', 'x', 1, 'suspension', 15, '',"
    " 50, '[]', '', '', {day}, {who}, 'x', '' FROM violations_case ORDER BY id LIMIT 1"),
    ("INSERT INTO violations_casereport (created_at, updated_at, case_id, report_id) SELECT now(),"
    " now(), (SELECT max(id) FROM violations_case), max(id) FROM violations_violationreport"),
    ("INSERT INTO violations_appeal (created_at, updated_at, public_id, case_id, text, filed_on,"
     " filed_at, filed_by, filed_by_name, is_paper, result) SELECT now(), now(), gen_random_uuid(),"
     " id, 'x', COALESCE(appeal_due_on, {day}), now(), {who}, 'x', true, '' FROM violations_case"
     " ORDER BY id LIMIT 1"),
    "UPDATE violations_case SET is_contested = NOT is_contested, version = version + 1",
    "DELETE FROM violations_casereport",
    "UPDATE accounts_user SET person_key = ''",
    ("UPDATE oversight_terminationreview SET state = 'decided', outcome = 'terminate', decided_on ="
     " {day}, decided_by = {who}, decided_by_name = 'x', reasons = 'x', version = version + 1"),
    ("UPDATE oversight_terminationreview SET state = 'heard', served_on = {day}, heard_on = {day},"
     " hearing_due_on = {day}, service_proof = 'x', version = version + 1"),
    "UPDATE violations_standin SET member_id = {who}, last_on = {day}",
)  # fmt: skip


class House:
    """A contract of an agency, its people and a stranger; the same at the start of each history."""

    def __init__(self) -> None:
        self.contract = make_contract()
        agency, office = self.contract.agency, self.contract.office
        self.types = {
            "major": make_type(),
            "critical": make_type(severity="critical"),
            "licence": make_type(track="licence"),
        }
        self.people = {
            "clerk": make_principal(Role.AGENCY_CLERK, agency),
            "second": make_principal(Role.AGENCY_CLERK, agency),
            "manager": make_principal(Role.AGENCY_MANAGER, agency),
            "manager2": make_principal(Role.AGENCY_MANAGER, agency),
            "appeal": make_principal(Role.AGENCY_APPEAL, agency),
            "operator": make_principal(Role.OPERATOR, office),
            "secretary": make_principal(Role.SECRETARIAT),
            "expert": make_principal(Role.EXPERT),
            "chair": make_principal(Role.COMMITTEE_CHAIR),
            "chair2": make_principal(Role.COMMITTEE_CHAIR),
            "member": make_principal(Role.COMMITTEE_MEMBER),
            "member2": make_principal(Role.COMMITTEE_MEMBER),
            "deputy": make_principal(Role.DEPUTY),
            "stranger": make_principal(Role.AGENCY_MANAGER, make_contract().agency),
            # The clerk once more, by an account of his as a manager.
            "twin": make_principal(Role.AGENCY_MANAGER, agency),
        }
        make_same_person(self.people["clerk"], self.people["twin"])
        oversight_actions.load_policies()
        with time_machine.travel(noon(LONG_AGO), tick=False):
            self.programs = {name: make_api_client(who) for name, who in self.people.items()}
        ApiToken.objects.update(expires_at=noon(LONG_AGO) + timedelta(days=MOST_DAYS + 9))
        self.runtime = make_role()


PEOPLE = st.sampled_from(sorted((
    "clerk", "second", "manager", "manager2", "appeal", "operator", "secretary", "chair", "deputy",
    "stranger", "expert", "chair2", "member", "member2", "twin",
)))  # fmt: skip
BIASED = st.one_of(st.none(), PEOPLE)


class Histories(RuleBasedStateMachine):
    """People who do their work, people who do not, programs, and somebody with the database."""

    house: House
    reached: set[str]
    refused = 0
    passed = 0
    # Whether something may have been written since the sanctions were last asked for their proofs.
    is_changed = True

    def __init__(self) -> None:
        super().__init__()
        self.day: date = LONG_AGO
        self.left: set[str] = set()
        self.undo = transaction.atomic()
        self.undo.__enter__()

    def teardown(self) -> None:
        """Take everything back: the next history begins with the same house."""
        transaction.set_rollback(True)
        self.undo.__exit__(None, None, None)

    @property
    def case(self) -> Case | None:
        """Return the newest case."""
        return Case.objects.order_by("-pk").first()

    @property
    def is_licence(self) -> bool:
        """Tell whether the newest case is the committee's."""
        case = self.case
        return case is not None and case.track == "licence"

    def who(self, name: str | None, usual: str) -> Principal:
        """Return somebody by name, or who usually does this; who has left comes in no more."""
        name = name or usual
        return self.house.people["stranger" if name in self.left else name]

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """
        Do something that may be refused: by an action, or by the database, at its commit at last.

        All that happens in a history is one transaction; what each act would be asked when it is
        committed is asked when it ends.
        """
        try:
            with transaction.atomic():
                yield
                connection.check_constraints()
        except ProgrammingError as error:
            # What is refused by rights or types; a statement that is written wrong is no trial.
            if getattr(error.__cause__, "pgcode", "") not in NO_RIGHT_OR_TYPE:
                raise
            type(self).refused += 1
        except (DomainError, DatabaseError, ObjectDoesNotExist):
            type(self).refused += 1
        else:
            type(self).passed += 1
            self.is_changed = True

    def do(self, act: Callable[..., Any], who: Principal, **values: Any) -> None:
        """Try an action on the newest case."""
        case = self.case
        if case is None:
            return
        with self.attempt():
            act(case_id=case.pk, actor=who, **values, **moment(self.day))

    # what people do

    @rule(name=BIASED, kind=st.sampled_from(["major", "critical", "critical", "licence"]))
    def report(self, name: str | None, kind: str) -> None:
        if Case.objects.count() > 1:
            return
        is_licence = kind == "licence"
        reporter = name or ("expert" if is_licence else "clerk")
        triager = "secretary" if is_licence else "manager2" if reporter == "manager" else "manager"
        values = {"agency_id": None} if is_licence else {}
        with self.attempt():
            made = file_report(
                self.house.contract, self.who(reporter, reporter), self.house.types[kind],
                on=self.day, **values,
            )  # fmt: skip
            actions.accept_report(
                report_id=made.pk, actor=self.who(triager, triager), **moment(self.day)
            )

    @rule(name=st.sampled_from(["manager", "manager2", "twin", "appeal", "chair"]))
    def leave(self, name: str) -> None:
        """Somebody who might have decided leaves the house."""
        if len(self.left) < 2 and name not in self.left:
            self.is_changed = True
            self.left.add(name)
            grant = self.house.people[name].grant_id
            RoleGrant.objects.filter(pk=grant).update(ends_on=self.day - timedelta(days=1))

    @rule(days=st.sampled_from([1, 3, 12, 25]))
    def wait(self, days: int) -> None:
        """Days pass and the clock comes by."""
        self.day = min(self.day + timedelta(days=days), LONG_AGO + timedelta(days=MOST_DAYS))
        self.is_changed = True
        clock = User.objects.system()
        actions.lapse_defences(as_of=self.day, actor=clock)
        actions.finalize_due(as_of=self.day, actor=clock)

    @rule(kind=st.sampled_from(["charge", "decision", "appeal_result"]), name=BIASED)
    def serve(self, kind: str, name: str | None) -> None:
        issuer = "secretary" if self.is_licence else "manager"  # the clerk reports
        self.do(actions.issue_notice, self.who(name, issuer), kind=kind, channel="portal")
        self.do(actions.acknowledge_notice, self.house.people["operator"], kind=kind)

    @rule(name=BIASED)
    def defend(self, name: str | None) -> None:
        self.do(
            actions.submit_defence, self.who(name, "operator"), stance="denies", text=SAID,
            evidence_ids=(),
        )  # fmt: skip

    @rule(window=st.sampled_from(["defence", "appeal"]), name=BIASED)
    def waive(self, window: str, name: str | None) -> None:
        self.do(actions.waive_window, self.who(name, "operator"), window=window)

    @rule(
        sanction=st.sampled_from(["written_warning", "suspension", "termination_review"]),
        is_proven=st.sampled_from([True, True, False]), name=BIASED,
    )  # fmt: skip
    def decide(self, sanction: str, is_proven: bool, name: str | None) -> None:
        usual = "chair" if self.is_licence else "manager"
        self.do(
            actions.decide_case, self.who(name, usual), reasons=REASONS,
            outcome="proven" if is_proven else "not_proven",
            sanction=sanction if is_proven else "none",
            sanction_days=15 if sanction == "suspension" and is_proven else None,
            override_reason=SAID,
        )  # fmt: skip

    @rule(name=BIASED)
    def appeal(self, name: str | None) -> None:
        self.do(actions.file_appeal, self.who(name, "operator"), text=SAID, evidence_ids=())

    @rule(result=st.sampled_from(["upheld", "annulled"]), name=BIASED)
    def decide_appeal(self, result: str, name: str | None) -> None:
        self.do(
            actions.decide_appeal, self.who(name, "chair2" if self.is_licence else "appeal"),
            result=result, reasons=REASONS,
        )  # fmt: skip

    @rule(name=BIASED)
    def execute(self, name: str | None) -> None:
        usual = "secretary" if self.is_licence else "manager"
        self.do(actions.execute_sanction, self.who(name, usual))

    @rule(name=BIASED, member=st.sampled_from(["member", "member2", "appeal", "clerk"]))
    def name_stand_in(self, name: str | None, member: str) -> None:
        """Let the deputy name who decides where nobody else is free to, and let him decide."""
        named = {"member": self.public_id(member), "reason": SAID,
                 "last_on": self.day + timedelta(days=9)}  # fmt: skip
        self.do(actions.name_stand_in, self.who(name, "deputy"), **named)
        self.decide("suspension", True, member)
        review = self.review
        if review is not None:
            with self.attempt():
                oversight_actions.name_review_stand_in(
                    review_id=review.pk, actor=self.who(name, "deputy"), **named,
                    **moment(self.day),
                )  # fmt: skip

    def public_id(self, name: str) -> Any:
        """Return by what a person is named."""
        return User.objects.get(pk=self.house.people[name].user_id).public_id

    # what becomes of the contract

    @property
    def review(self) -> TerminationReview | None:
        """Return the newest review."""
        return TerminationReview.objects.order_by("-pk").first()

    @rule()
    def weigh(self) -> None:
        """The rules of the policy are run, which may open a review."""
        with self.attempt():
            oversight_actions.flag_termination_review(
                as_of=self.day, actor=User.objects.system(), at=noon(self.day)
            )

    def do_to_review(self, act: Callable[..., Any], who: Principal, **values: Any) -> None:
        """Try an action on the newest review."""
        review = self.review
        if review is not None:
            with self.attempt():
                act(review_id=review.pk, actor=who, **values, **moment(self.day))

    @rule(name=BIASED)
    def answer(self, name: str | None) -> None:
        self.do_to_review(oversight_actions.answer_review, self.who(name, "operator"), text=SAID)

    @rule(name=BIASED)
    def end_time(self, name: str | None) -> None:
        self.do_to_review(oversight_actions.waive_hearing, self.who(name, "operator"))

    @rule(
        outcome=st.sampled_from(["warn", "suspend", "suspend", "terminate", "terminate"]),
        name=BIASED,
    )  # fmt: skip
    def judge(self, outcome: str, name: str | None) -> None:
        self.do_to_review(
            oversight_actions.decide_review, self.who(name, "manager"), outcome=outcome,
            reasons=REASONS * 2, suspension_days=15 if outcome == "suspend" else None,
        )  # fmt: skip

    @rule(name=BIASED)
    def carry_out(self, name: str | None) -> None:
        self.do_to_review(oversight_actions.execute_review, self.who(name, "manager"))

    @rule(outcome=st.sampled_from(["suspend", "terminate"]), steps=st.integers(1, 5))
    def review_on(self, outcome: str, steps: int) -> None:
        """Let a review go its lawful way: opened, served, answered, decided, carried out."""
        way = (
            self.weigh,
            lambda: self.do_to_review(
                oversight_actions.acknowledge_review, self.who(None, "operator")
            ),
            lambda: (self.answer(None), self.end_time(None)),
            lambda: self.judge(outcome, None),
            lambda: self.carry_out(None),
        )
        for step in way[:steps]:
            step()

    def do_to_contract(self, act: Callable[..., Any], who: Principal, **values: Any) -> None:
        """Try an action on the contract."""
        with self.attempt():
            act(contract_id=self.house.contract.pk, actor=who, **values, **moment(self.day))

    @rule(name=BIASED, proof=st.integers(0, 2))
    def give_notice(self, name: str | None, proof: int) -> None:
        """Give notice of termination on one of the proofs, and let the office receive it."""
        proofs = list(EndingProof.objects.order_by("-pk")[:3])
        if proofs:
            self.do_to_contract(
                contract_actions.issue_termination_notice, self.who(name, "manager"),
                proof=proofs[proof % len(proofs)], reason=SAID,
            )  # fmt: skip
        self.do_to_contract(
            contract_actions.acknowledge_termination_notice, self.house.people["operator"]
        )

    @rule(name=BIASED)
    def waive_notice(self, name: str | None) -> None:
        self.do_to_contract(contract_actions.waive_termination_notice, self.who(name, "operator"))

    @rule(name=BIASED)
    def terminate(self, name: str | None) -> None:
        self.do_to_contract(
            contract_actions.terminate_contract, self.who(name, "manager"), reason=SAID
        )

    @rule(steps=st.integers(1, 4))
    def end_on(self, steps: int) -> None:
        """Let a notice of termination go its lawful way: received, waited for, ended."""
        way = (
            lambda: self.do_to_contract(
                contract_actions.acknowledge_termination_notice, self.who(None, "operator")
            ),
            lambda: self.wait(25),
            lambda: self.wait(12),
            lambda: self.terminate(None),
        )
        for step in way[:steps]:
            step()

    @initialize(
        way=st.sampled_from([(), (), (3,), (5,), (5, 3), (5, 5), (5, 5, 3), (5, 5, 4)]),
        outcome=st.sampled_from(["suspend", "terminate"]),
    )
    def begin(self, way: tuple[int, ...], outcome: str) -> None:
        """Begin anywhere on the lawful way to a sanction: with nothing, or with its proofs."""
        of_case, of_review, of_ending = (*way, 0, 0, 0)[:3]
        if of_case:
            self.go_on(of_case, "termination_review")
        if of_review:
            self.review_on("terminate" if of_ending else outcome, of_review)
        if of_ending:
            self.end_on(of_ending)

    @rule(name=BIASED)
    def close(self, name: str | None) -> None:
        self.do(actions.close_no_action, self.who(name, "manager"), code="competence", reason=SAID)

    @rule(name=BIASED, other=PEOPLE, notice=st.sampled_from([1, 12, 12]))
    def summon(self, name: str | None, other: str, notice: int) -> None:
        """Call a session some days ahead, serve it, hold it and let people sign."""
        people = self.house.people
        keeper = "secretary" if self.is_licence else "second"
        judges = ("chair", "member", "member2") if self.is_licence else ("manager", "second")
        self.do(
            actions.summon_to_hearing, self.who(name, keeper), place="سالن",
            starts_at=noon(self.day + timedelta(days=notice)),
            judges=[people[judge].user_id for judge in judges],
        )  # fmt: skip
        self.do(actions.acknowledge_notice, people["operator"], kind="summons")
        session = HearingSession.objects.live().first()
        if session is None:
            return
        self.day = min(self.day + timedelta(days=notice), LONG_AGO + timedelta(days=MOST_DAYS))
        seats = [{"seat": key} for key in session.seats.values_list("public_id", flat=True)]
        with self.attempt():
            actions.record_hearing(
                session_id=session.pk, minutes=SAID, attendance=seats, actor=people[keeper],
                **moment(self.day),
            )  # fmt: skip
        for person in (*judges[: len(judges) - (not self.is_licence)], other):
            with self.attempt():
                actions.sign_minutes(
                    session_id=session.pk, actor=people[person], **moment(self.day)
                )

    @rule(name=PEOPLE)
    def refuse_to_sign(self, name: str) -> None:
        seat = SessionSeat.objects.filter(signed_at__isnull=True, is_present=True).first()
        if seat is None:
            return
        who = self.house.people[name]
        there = SessionSeat.objects.filter(session=seat.session_id).exclude(pk=seat.pk)
        with self.attempt():
            actions.record_refusal(
                session_id=seat.session_id, seat=seat.public_id, reason=SAID,
                witnesses=list(there.values_list("public_id", flat=True)), actor=who,
                evidence_ids=scan_of(who, "minutes", noon(self.day)), **moment(self.day),
            )  # fmt: skip

    @rule(steps=st.integers(1, 4), sanction=st.sampled_from(["suspension", "written_warning"]))
    def go_on(self, steps: int, sanction: str) -> None:
        """Let the newest case go its lawful way for some steps."""
        for _step in range(steps):
            state = self.case.state if self.case else ""
            if not state:
                self.report(None, "critical")
            elif state == "opened":
                self.serve("charge", None)
            elif state == "notified":
                self.defend(None)
                self.waive("defence", None)
            elif state in {"defended", "defence_lapsed", "scheduled"}:
                if self.is_licence:
                    self.summon(None, "member", 12)
                self.decide(sanction, True, None)
            elif state == "decided":
                self.serve("decision", None)
                self.wait(25)
            elif state == "appealed":
                self.decide_appeal("upheld", None)
            else:
                self.execute(None)

    # what programs do

    @rule(
        name=PEOPLE,
        path=st.sampled_from([
            "notice", "acknowledge", "defence", "waive", "schedule", "decision", "appeal",
            "appeal-decision", "execution", "closing", "judgment", "minutes-signature",
        ]),
    )  # fmt: skip
    def over_rest(self, name: str, path: str) -> None:
        """Call a move of the newest case with all that any of them takes."""
        case = self.case
        if case is None:
            return
        said = {
            "kind": "charge", "channel": "portal", "stance": "denies", "text": SAID, "evidence": [],
            "window": "defence", "decision_on": self.day.isoformat(), "outcome": "proven",
            "reasons": REASONS, "sanction": "written_warning", "override_reason": SAID,
            "result": "upheld", "note": SAID, "document_no": "1", "document_issuer": "دیوان",
            "document_on": self.day.isoformat(), "one_time_code": "123456",
        }  # fmt: skip
        with time_machine.travel(noon(self.day), tick=False):
            answer = self.house.programs[name].post(f"/api/v1/cases/{case.public_id}/{path}", said)
        self.is_changed = True
        assert answer.status_code < 500, answer.content
        connection.check_constraints()

    # what somebody with the database does

    def run(self, statement: str) -> None:
        """Try a statement as the role by which the house runs."""
        with self.attempt(), as_runtime(self.house.runtime), connection.cursor() as cursor:
            cursor.execute("SET LOCAL app.scope = 'system'")
            cursor.execute(statement)
            connection.check_constraints()

    @rule(
        statement=st.sampled_from(FORGED), name=PEOPLE, back=st.integers(-20, 5),
        kind=st.sampled_from(["final_decision", "decided_review", "urgent", "recorded_document"]),
        forum=st.sampled_from(["agency", "committee", "appeal", "judgment"]),
    )  # fmt: skip
    def forge(self, statement: str, name: str, back: int, kind: str, forum: str) -> None:
        """Write what belongs together, on many rows at once."""
        day = f"'{self.day + timedelta(days=back)}'::date"
        values = {"day": day, "who": str(self.house.people[name].user_id)}
        self.run(statement.format(**values, kind=f"'{kind}'", forum=f"'{forum}'"))

    @rule(table=st.sampled_from(TABLES), places=st.sets(st.integers(0, 60), min_size=1, max_size=3),
          value=st.integers(0, 9))  # fmt: skip
    def scribble(self, table: str, places: set[int], value: int) -> None:
        """Write any values into some columns of every row."""
        columns = COLUMNS[table]
        chosen = {columns[place % len(columns)] for place in places}
        words = ", ".join(f'"{name}" = {_value(kind, value, self.day)}' for name, kind in chosen)
        more = ", version = version + 1" if ("version", "integer") in columns else ""
        if any(name == "version" for name, _kind in chosen):
            more = ""
        self.run(f"UPDATE {table} SET {words}{more}")

    @rule(table=st.sampled_from(TABLES), verb=st.sampled_from(["DELETE FROM {}", "TRUNCATE {}"]))
    def wipe(self, table: str, verb: str) -> None:
        self.run(verb.format(table))

    @rule(table=st.sampled_from(TABLES), place=st.integers(0, 60), value=st.integers(0, 9))
    def copy(self, table: str, place: int, value: int) -> None:
        """Write rows once more with another value in one column."""
        columns = [column for column in COLUMNS[table] if column[0] != "id"]
        changed = columns[place % len(columns)]
        names = ", ".join(f'"{name}"' for name, _kind in columns)
        values = ", ".join(
            "gen_random_uuid()" if name == "public_id"
            else _value(kind, value, self.day) if (name, kind) == changed else f'"{name}"'
            for name, kind in columns
        )  # fmt: skip
        self.run(f"INSERT INTO {table} ({names}) SELECT {values} FROM {table}")

    # what must be true

    @invariant()
    def every_sanction_has_its_proofs(self) -> None:
        if not self.is_changed:
            return
        self.is_changed = False
        for contract in Contract.objects.exclude(state__in=["draft", "active"]):
            self.reached.add(f"contract {contract.state}")
            _ask_contract(contract)
        for case in Case.objects.exclude(outcome="", executed_on__isnull=True):
            self.reached.add(f"case {case.state}")
            _ask_case(case)
        for entry in PointEntry.objects.filter(points__gt=0).select_related("case"):
            _ask_points(entry)
        for decision in Decision.objects.select_related("case"):
            _ask_decision(decision)
        for review in TerminationReview.objects.exclude(decided_on=None, outcome=""):
            self.reached.add(f"review {review.outcome}")
            _ask_review(review)
        for naming in StandIn.objects.all():
            self.reached.add(f"stand-in {naming.step}")
            _ask_naming(naming)
        for licence in Licence.objects.filter(state__in=["suspended", "cancelled"]):
            assert licence.document_no, "a licence sanction names its document"
            assert licence.document_on


COLUMNS: dict[str, list[tuple[str, str]]] = {}


def _value(kind: str, value: int, day: date) -> str:
    """Return some value of a column's type as SQL."""
    if value == 0:
        return "NULL"
    if kind == "date":
        return f"'{day + timedelta(days=value * 3 - 15)}'"
    if kind.startswith("timestamp"):
        return f"'{day + timedelta(days=value * 3 - 15)} 12:00+00'"
    if kind in {"integer", "bigint", "smallint"}:
        return str(value)
    if kind == "boolean":
        return "true" if value % 2 else "false"
    if kind == "uuid":
        return "gen_random_uuid()"
    if kind == "jsonb":
        return "'[]'"
    words = ("", "proven", "suspended", "terminated", "final", "decided", "suspension", "agency",
             "import")  # fmt: skip
    return f"'{words[value % len(words)]}'"


def _accounts(user_id: int | None) -> set[int]:
    """Return every account of a person."""
    if user_id is None:
        return set()
    found = User.objects.filter(pk=user_id).first()
    if found is None:
        return {user_id}
    keys = User.objects.filter(person_key=found.person_key) if found.person_key else []
    return {found.pk} | {user.pk for user in keys}


def _ask_decision(decision: Decision) -> None:
    """A decider has the role for it and is not who reported."""
    reporters = set(decision.case.reports.values_list("reporter_id", flat=True))
    assert not reporters & _accounts(decision.decided_by), "who reported does not decide"
    roles = {"agency": {"agency_manager", "agency_appeal", "committee_member"},
             "committee": {"committee_chair", "committee_member"},
             "appeal": {"agency_appeal", "committee_chair", "committee_member"},
             "judgment": {"agency_appeal", "committee_chair", "committee_member"}}  # fmt: skip
    held = set(RoleGrant.objects.filter(user_id=decision.decided_by).values_list("role", flat=True))
    assert held & roles[decision.forum], f"a {decision.forum} decision by {held}"
    if decision.session is not None:
        _ask_session(decision.session)
    if decision.forum == "appeal":
        first = decision.case.decisions.get(forum__in=["agency", "committee"])
        assert not _accounts(decision.decided_by) & _accounts(first.decided_by)


def _ask_session(session: HearingSession) -> None:
    """Minutes are signed by persons who sat, refusals are noted, the quorum was there."""
    assert session.state == "signed"
    sat = [seat for seat in session.seats.all() if seat.sits]
    signed = [seat for seat in sat if seat.signed_at]
    persons = {frozenset(_accounts(seat.user_id)) for seat in sat}
    assert len(persons) >= (session.quorum or 99)
    if len(signed) < (session.quorum or 99):
        assert len(signed) * 2 >= len(sat)
        assert all(seat.signed_at or seat.refused_at for seat in sat)


def _ask_heard(case: Case, decided_on: date) -> None:
    """Nothing is decided before the notice was served with proof and the office could answer."""
    charge = case.notices.filter(kind="charge", served_on__isnull=False).first()
    assert charge, "decided without a served notice"
    assert charge.proof
    assert charge.served_on
    assert charge.served_on <= decided_on
    lapsed = case.defence_due_on is not None and case.defence_due_on < decided_on
    waived = Waiver.objects.filter(subject_id=case.public_id, window="defence").exists()
    assert lapsed or waived, "decided in the defence window"


def _ask_case(case: Case) -> None:
    """A case that says it is decided has its decision, and its final day its window."""
    if case.state in {"opened", "notified", "defended", "defence_lapsed", "scheduled"}:
        raise AssertionError(f"{case.state} with outcome {case.outcome}, {case.executed_on}")
    first = case.decisions.filter(forum__in=["agency", "committee"]).first()
    assert first, "an outcome without a decision"
    _ask_heard(case, first.decided_on)
    if case.state in {"final", "closed"}:
        _ask_final(case)
    if case.executed_on is not None:
        assert case.state in {"final", "closed"}
        annulled = case.decisions.filter(forum="judgment").exists()
        assert case.outcome == "proven" or annulled, "carried out without proof"


def _ask_final(case: Case) -> None:
    """What is final was served, and its window is over, waived, or used and judged."""
    appealed = case.decisions.filter(forum__in=["appeal", "judgment"]).exists()
    if not appealed:
        told = case.notices.filter(kind="decision", served_on__isnull=False).first()
        assert told, "final without service"
        waived = Waiver.objects.filter(subject_id=case.public_id, window="appeal").exists()
        is_over = case.final_on and case.appeal_due_on and case.final_on > case.appeal_due_on
        assert is_over or waived, "final before the window was over"


def _ask_points(entry: PointEntry) -> None:
    """Points are those of a final, proven decision."""
    case = entry.case
    assert case.state in {"final", "closed"}, f"points of a case that is {case.state}"
    given = set(case.decisions.filter(outcome="proven").values_list("points", flat=True))
    assert entry.points in given
    if case.outcome != "proven":
        assert PointEntry.objects.filter(reverses=entry).exists(), "points of an annulled decision"


def _ask_review(review: TerminationReview) -> None:
    """A decided review was served and heard, and its decider is free of what it counts."""
    assert review.served_on, "decided without service"
    assert review.service_proof
    assert review.heard_on, "decided unheard"
    assert review.decided_on
    assert review.served_on <= review.heard_on <= review.decided_on
    waived = Waiver.objects.filter(subject_id=review.public_id, window="review_hearing").exists()
    due_on = review.hearing_due_on
    assert waived or (due_on and due_on < review.decided_on), "decided in the time to answer"
    assert review.reasons
    held = set(
        RoleGrant.objects.filter(user_id=review.decided_by or 0).values_list("role", flat=True)
    )
    assert held & {"agency_manager", "agency_appeal", "committee_member"}, f"decided by {held}"
    counted = Case.objects.filter(flags__reviews=review)
    reporters = set(counted.values_list("reports__reporter_id", flat=True))
    assert not reporters & _accounts(review.decided_by), "who reported does not decide"


def _ask_naming(naming: StandIn) -> None:
    """Only a deputy names, and never one who reported what is to be decided."""
    roles = RoleGrant.objects.filter(user_id=naming.named_by).values_list("role", flat=True)
    assert "deputy" in roles, f"named by {set(roles)}"
    case = Case.objects.filter(public_id=naming.subject_id).first()
    if case is not None:
        reporters = set(case.reports.values_list("reporter_id", flat=True))
        assert not reporters & _accounts(naming.member_id), "a reporter was named"


def _ask_contract(contract: Contract) -> None:
    """A contract is suspended or ended by its manager, on a proof about this very contract."""
    ending = contract.ending_proof
    sanctions = {
        "suspended": contract.suspension_proof, "termination_notice": ending, "terminated": ending,
    }  # fmt: skip
    if contract.state not in sanctions:
        return
    proof = sanctions[contract.state]
    assert proof, f"{contract.state} without a proof"
    assert proof.contract_id == contract.pk
    managers = RoleGrant.objects.filter(
        role=Role.AGENCY_MANAGER, scope_id=contract.agency.public_id, user_id=contract.acted_by or 0
    )
    assert managers.exists(), f"{contract.state} by somebody else"
    _ask_proof(proof, contract)
    if contract.state == "terminated":
        assert proof.kind != "urgent"
        assert contract.notice_served_on, "terminated without a served notice"


def _ask_proof(proof: EndingProof, contract: Contract) -> None:
    """A proof is what it says."""
    assert proof.reasons
    if proof.kind == "urgent":
        assert contract.suspended_on
        assert contract.suspended_until
        assert contract.suspended_until <= contract.suspended_on + timedelta(days=10)
    elif proof.kind == "final_decision":
        assert proof.source_id
        case = Case.objects.get(public_id=proof.source_id)
        assert case.contract_id == contract.pk or case.agency_id == contract.agency_id
        assert case.state in {"final", "closed"}
        first = case.decisions.filter(outcome="proven").first()
        assert first, "a proof of nothing proven"
    elif proof.kind == "recorded_document":
        assert proof.scan_sha256
        assert proof.decided_by != contract.acted_by
    else:
        assert proof.source_id
        review = TerminationReview.objects.get(public_id=proof.source_id)
        assert review.contract_id == contract.pk
        assert review.outcome in {"suspend", "terminate"}, "a proof that keeps the contract"
        _ask_review(review)


def wander(**limits: Any) -> type[Histories]:
    """Walk some histories; return what became of the attempts."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name, data_type FROM information_schema.columns"
            " WHERE table_name = ANY(%s) ORDER BY 1, 2", [list(TABLES)],
        )  # fmt: skip
        for table in TABLES:
            COLUMNS[table] = []
        for table, column, kind in cursor.fetchall():
            COLUMNS[table].append((column, kind))
    machine = type("Walked", (Histories,), {"house": House(), "reached": set()})
    run_state_machine_as_test(
        machine,
        settings=settings(
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            phases=[Phase.generate],
            **limits,
        ),
    )
    return machine


class TestNoSanction:
    """Stands without its proofs, in whatever order things are done."""

    def test_in_a_few_histories(self) -> None:
        walked = wander(max_examples=25, stateful_step_count=18, derandomize=True)

        assert walked.refused > 20
        assert walked.passed > 20
        assert {"case final", "contract terminated", "review terminate"} <= walked.reached

    @pytest.mark.deep
    @pytest.mark.parametrize("part", range(PARTS))
    def test_in_ten_thousand_histories(self, part: int) -> None:
        """The bar of the issue, in parts; `PISHKHAN_HISTORIES` walks fewer or more."""
        count = int(os.environ.get("PISHKHAN_HISTORIES", "10000")) // PARTS

        walked = wander(max_examples=count, stateful_step_count=18)

        print(count, "histories:", walked.passed, "passed,", walked.refused, "refused;",
              ", ".join(sorted(walked.reached)))  # fmt: skip
        assert {"case final", "contract suspended", "contract terminated", "review suspend",
                "review terminate"} <= walked.reached  # fmt: skip
