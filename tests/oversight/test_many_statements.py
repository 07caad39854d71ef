"""
Attacks of several statements in one transaction, by the role of the runtime: each is refused.

An attacker has the connection of the web process: any SQL that it may run, and events that it
writes under the names of those who hold no role for the act. What one statement alone may not do
is tried in tests/architecture/test_raw_sql.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import Error, connection, transaction

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from audit.actions import record
from contracts.models import Contract
from core.clock import now, today
from core.scope import SYSTEM, set_scope
from oversight.models import TerminationReview
from tests.contracts.stories import make_proof, suspended
from tests.factories import make_contract, make_principal
from tests.movers import forget_events
from tests.oversight.steps import LONG_AGO
from tests.runtime import as_runtime, make_role
from tests.violations.stories import Walk, file_report
from violations.models import Case

pytestmark = pytest.mark.django_db
# A guard's refusal, its exception, and a right that the role has not.
REFUSALS = ("23514", "P0001", "42501")
LONG = "این متن برای آزمون نوشته شده است و به اندازهٔ کافی بلند است تا پذیرفته شود. " * 2


@dataclass
class Scene:
    """What an attacker finds: a contract, its case and its review, and everybody's account."""

    contract: Contract
    held_up: Contract
    case: Case
    review: TerminationReview
    attacker: Principal
    manager: Principal
    operator: Principal
    admin: Principal
    other_admin: Principal

    def sql(self, statement: str, *values: Any) -> None:
        """Run one statement."""
        with connection.cursor() as cursor:
            cursor.execute(statement, values)

    def told(self, verb: str, target: Any, actor: Principal | None = None) -> None:
        """Write an event under the attacker's name, or another's."""
        record(actor=actor or self.attacker, verb=verb, target=target, at=now())

    def move(self, row: Any, **values: Any) -> None:
        """Change a row past the application, counting its version."""
        assigned = ", ".join(f"{name} = %s" for name in values)
        self.sql(
            f"UPDATE {row._meta.db_table} SET {assigned}, version = version + 1 WHERE id = %s",
            *values.values(), row.pk,
        )  # fmt: skip

    def notice(self, served: bool = True, **values: Any) -> None:
        """Write a notice of the case, served today in the portal."""
        fields = {
            "public_id": "01a22d80-0000-7000-8000-000000000001", "case_id": self.case.pk,
            "kind": "charge", "channel": "portal", "letter_no": "1405-N-09999", "text": LONG,
            "issued_on": today(), "issued_by": self.manager.user_id, "round_no": 1,
            "served_on": today() if served else None, "served_at": now() if served else None,
            "proof": "خوانده شد" if served else "", "created_at": now(), "updated_at": now(),
        } | values  # fmt: skip
        names = ", ".join(fields)
        marks = ", ".join(["%s"] * len(fields))
        self.sql(f"INSERT INTO violations_notice ({names}) VALUES ({marks})", *fields.values())

    def grant(self, role: str, scope: Any = None, **values: Any) -> None:
        """Write a grant for the attacker, from today."""
        fields = {
            "public_id": "01a22d80-0000-7000-8000-000000000002", "user_id": self.attacker.user_id,
            "role": role, "scope_kind": "agency" if scope else "province", "scope_id": scope,
            "scope_label": "", "starts_on": today(), "ends_on": None, "given_by": None,
            "confirmed_by": None, "reason": LONG[:60], "letter_no": "", "created_at": now(),
            "updated_at": now(),
        } | values  # fmt: skip
        names = ", ".join(fields)
        marks = ", ".join(["%s"] * len(fields))
        self.sql(f"INSERT INTO accounts_rolegrant ({names}) VALUES ({marks})", *fields.values())

    def waive(self, window: str, subject: Any, subject_type: str, by: Principal) -> None:
        """Write a waiver of the office."""
        self.sql(
            'INSERT INTO contracts_waiver (public_id, "window", subject_type, subject_id,'
            " office_id, text, given_on, given_at, given_by, given_by_name, created_at,"
            " updated_at) VALUES (gen_random_uuid(), %s, %s, %s, %s, %s, %s, now(), %s, 'x',"
            " now(), now())",
            window, subject_type, subject, self.contract.office_id, LONG, today(), by.user_id,
        )  # fmt: skip


def run_a_case_to_its_end(s: Scene) -> None:
    due, later = today() + timedelta(days=60), today() + timedelta(days=200)
    s.notice()
    s.told("case.notice_served", s.case)
    s.move(s.case, state="notified", served_on=today(), defence_due_on=due, decision_due_on=later)
    s.waive("defence", s.case.public_id, "violations.case", s.operator)
    s.move(s.case, state="defence_lapsed")


def run_a_case_with_own_waivers(s: Scene) -> None:
    due, later = today() + timedelta(days=60), today() + timedelta(days=200)
    s.notice()
    s.told("case.notice_served", s.case, s.manager)
    s.move(s.case, state="notified", served_on=today(), defence_due_on=due, decision_due_on=later)
    s.waive("defence", s.case.public_id, "violations.case", s.manager)
    s.told("case.window_waived", s.case, s.manager)
    s.move(s.case, state="defence_lapsed")


def answer_for_the_office_and_decide(s: Scene) -> None:
    s.notice()
    s.sql(
        "INSERT INTO violations_defence (public_id, case_id, stance, text, submitted_on,"
        " submitted_at, is_late, is_paper, written_by, written_by_name, contested_by_name,"
        " contest_reason, created_at, updated_at) VALUES (gen_random_uuid(), %s, 'admits', %s,"
        " %s, now(), false, false, %s, 'x', '', '', now(), now())",
        s.case.pk, LONG, today(), s.manager.user_id,
    )  # fmt: skip
    s.told("case.defended", s.case, s.manager)


def take_a_role_and_act(s: Scene) -> None:
    s.grant("agency_manager", s.contract.agency.public_id, given_by=s.attacker.user_id,
            confirmed_by=s.admin.user_id)  # fmt: skip
    s.move(s.held_up, state="active", suspended_on=None, suspended_until=None)
    s.told("contract.resumed", s.held_up)


def take_a_role_of_yesterday_and_act(s: Scene) -> None:
    s.grant("agency_manager", s.contract.agency.public_id, given_by=s.admin.user_id,
            confirmed_by=s.other_admin.user_id, starts_on=today() - timedelta(days=9))  # fmt: skip
    s.move(s.held_up, state="active", suspended_on=None, suspended_until=None)
    s.told("contract.resumed", s.held_up)


def shut_the_admins_out_and_follow_them(s: Scene) -> None:
    s.sql("UPDATE accounts_rolegrant SET ended_at = pishkhan_now(), ended_by = %s"
          " WHERE user_id = %s",
          s.admin.user_id, s.other_admin.user_id)  # fmt: skip
    s.sql("SELECT set_config('app.user_id', '', true)")
    s.grant("platform_admin", reason="")


def act_under_another_identity(s: Scene) -> None:
    s.sql("UPDATE accounts_user SET person_key = 'x', national_id_sealed = 'x' WHERE id = %s",
          s.attacker.user_id)  # fmt: skip
    s.told("user.identified", User.objects.get(pk=s.attacker.user_id))


def end_a_flag_and_drop_its_review(s: Scene) -> None:
    s.sql(
        'INSERT INTO oversight_flagend (flag_id, kind, "on", reason, created_at, updated_at)'
        " SELECT flag_id, 'cleared', %s, 'x', now(), now()"
        " FROM oversight_terminationreview_flags WHERE terminationreview_id = %s",
        today(), s.review.pk,
    )  # fmt: skip
    for flag in s.review.flags.all():
        s.told("flag.cleared", flag)
    s.move(s.review, state="superseded", closed_on=today(), closing_note="x")
    s.told("review.superseded", s.review)


def answer_a_flag_without_a_decision(s: Scene) -> None:
    s.sql(
        'INSERT INTO oversight_flagend (flag_id, kind, "on", reason, created_at, updated_at)'
        " SELECT flag_id, 'decided', %s, 'x', now(), now()"
        " FROM oversight_terminationreview_flags WHERE terminationreview_id = %s",
        today(), s.review.pk,
    )  # fmt: skip
    s.told("flag.decided", s.review.flags.get(), s.manager)
    s.told("review.decided", s.review, s.manager)


def hear_an_office_without_its_time(s: Scene) -> None:
    s.sql(
        "UPDATE oversight_terminationreview SET served_on = %s, service_proof = 'x',"
        " hearing_due_on = %s WHERE id = %s",
        today(), today() + timedelta(days=60), s.review.pk,
    )  # fmt: skip
    s.told("review.served", s.review)
    s.waive("review_hearing", s.review.public_id, "oversight.terminationreview", s.operator)
    s.move(s.review, state="heard", heard_on=today())
    s.told("review.hearing_waived", s.review)


def set_a_rule_act_and_set_it_back(s: Scene) -> None:
    s.sql(
        "INSERT INTO violations_caserule (created_at, updated_at, quorum, agency_quorum,"
        " lookback_months, points_months, evidence_days, stand_in_days, provenance, valid_from)"
        " SELECT now(), now(), 1, 1, lookback_months, points_months, evidence_days, stand_in_days,"
        " provenance, %s FROM violations_caserule ORDER BY valid_from DESC LIMIT 1", today(),
    )  # fmt: skip
    s.notice()
    s.sql("DELETE FROM violations_caserule WHERE valid_from = %s", today())


def shorten_a_deadline_and_act(s: Scene) -> None:
    s.sql("UPDATE workdays_deadlinerule SET valid_to = %s WHERE key = 'defence_window'",
          today() - timedelta(days=1))  # fmt: skip
    s.sql(
        "INSERT INTO workdays_deadlinerule (public_id, key, value, unit, valid_from, provenance,"
        " citation, created_at, updated_at) VALUES (gen_random_uuid(), 'defence_window', 0, 'day',"
        " %s, 'ASSUMED', 'x', now(), now())", today(),
    )  # fmt: skip
    s.notice()


def move_a_window_with_a_receipt_of_ones_own(s: Scene) -> None:
    s.notice()
    s.told("case.notice_served", s.case)
    due, later = today() + timedelta(days=60), today() + timedelta(days=200)
    s.move(s.case, state="notified", served_on=today(), defence_due_on=due, decision_due_on=later)
    s.told("deadline.moved", s.case)
    s.move(s.case, defence_due_on=today() - timedelta(days=1))
    s.move(s.case, state="defence_lapsed")


def say_that_a_ground_has_fallen(s: Scene) -> None:
    s.move(s.held_up, state="active", suspended_on=None, suspended_until=None)
    s.told("contract.suspension_annulled", s.held_up)
    s.told("contract.suspension_lapsed", s.held_up, s.manager)


def end_by_agreement_at_once(s: Scene) -> None:
    s.move(s.contract, mutual_end_on=today(), mutual_end_reason=LONG)
    s.move(s.contract, mutual_end_accepted_on=today(), mutual_end_accepted_by=s.operator.user_id)
    s.move(s.contract, state="ended_mutual", ended_on=today())
    s.told("contract.ended_mutual", s.contract)


def notice_waive_and_terminate(s: Scene) -> None:
    proof = make_proof(s.contract)
    s.move(s.contract, state="termination_notice", ending_proof_id=proof.pk,
           notice_id="01a22d80-0000-7000-8000-000000000003", notice_issued_on=today(),
           acted_by=s.manager.user_id)  # fmt: skip
    s.move(s.contract, state="terminated", terminated_on=today(), ended_on=today())


def switch_the_guards_off_and_act(s: Scene) -> None:
    s.sql("SET LOCAL session_replication_role = 'replica'")
    s.move(s.held_up, state="active", suspended_on=None, suspended_until=None)


def act_and_forget_the_event(s: Scene) -> None:
    s.move(s.held_up, state="active", suspended_on=None, suspended_until=None)
    s.told("contract.resumed", s.held_up)
    s.sql("UPDATE audit_auditevent SET actor_id = %s WHERE verb = 'contract.resumed'",
          s.manager.user_id)  # fmt: skip


def confirm_the_own_proposal(s: Scene) -> None:
    s.sql(
        "UPDATE violations_case SET state = 'closed_no_action', closed_on = %s, closed_by = %s,"
        " closing_code = 'no_violation', closing_note = %s, closed_from = state,"
        " reopen_due_on = %s, is_issued = true, version = version + 1 WHERE id = %s",
        today(), s.attacker.user_id, LONG, today() + timedelta(days=60), s.case.pk,
    )  # fmt: skip
    s.told("case.closed_without_action", s.case)


ATTACKS: list[Callable[[Scene], None]] = [
    run_a_case_to_its_end,
    run_a_case_with_own_waivers,
    answer_for_the_office_and_decide,
    take_a_role_and_act,
    take_a_role_of_yesterday_and_act,
    shut_the_admins_out_and_follow_them,
    act_under_another_identity,
    end_a_flag_and_drop_its_review,
    answer_a_flag_without_a_decision,
    hear_an_office_without_its_time,
    set_a_rule_act_and_set_it_back,
    shorten_a_deadline_and_act,
    move_a_window_with_a_receipt_of_ones_own,
    say_that_a_ground_has_fallen,
    end_by_agreement_at_once,
    notice_waive_and_terminate,
    switch_the_guards_off_and_act,
    act_and_forget_the_event,
    confirm_the_own_proposal,
]


@pytest.fixture
def day() -> date:
    """Return a day from which every window of the review is over today."""
    return LONG_AGO


@pytest.fixture
def scene(
    review: TerminationReview, contract: Contract, expert: Principal, gas_manager: Principal,
    gas_clerk: Principal, operator: Principal, platform_admin: Principal,
) -> Scene:  # fmt: skip
    """Return a contract with an opened case and an open review, and another one suspended."""
    report = file_report(contract, gas_clerk, on=LONG_AGO)
    held_up = make_contract(agency=contract.agency)
    suspended(held_up, suspended_until=today() + timedelta(days=5))
    return Scene(
        contract=contract, held_up=held_up, case=Walk(report, gas_manager, operator).open().case,
        review=review, attacker=expert, manager=gas_manager, operator=operator,
        admin=platform_admin, other_admin=make_principal(Role.PLATFORM_ADMIN),
    )  # fmt: skip


def whole(attack: Callable[[Scene], None], scene: Scene) -> None:
    """Run an attack as one transaction, with the guards that look at its end."""
    with transaction.atomic(), connection.cursor() as cursor:
        attack(scene)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


@pytest.mark.parametrize("attack", ATTACKS)
def test_is_refused(scene: Scene, attack: Callable[[Scene], None]) -> None:
    forget_events()
    role = make_role()

    with as_runtime(role):
        set_scope(scope=SYSTEM)
        with pytest.raises(Error) as refusal:
            whole(attack, scene)

    code = getattr(refusal.value.__cause__, "pgcode", "")
    assert code in REFUSALS, f"not a guard's refusal: {refusal.value}"
