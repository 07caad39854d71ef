"""Each legal column is in the digest of an act's event, and who edits one by SQL is named."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from accounts.principal import Principal
from accounts.roles import Role
from agencies.models import Agency
from audit.models import AuditEvent
from audit.row_seals import PARTS
from contracts import actions as contract_actions
from contracts.models import Contract
from offices.models import Office
from oversight import actions
from oversight.actions import look_at_rows
from oversight.models import Duty, TerminationReview
from tests.contracts.annulled import annul, proven, terminated
from tests.contracts.stories import contract_in, noticed
from tests.factories import make_contract, make_principal
from tests.oversight.steps import DAY as REVIEW_DAY
from tests.oversight.steps import REASONS, later, moment
from tests.oversight.test_contract_judgments import judge
from tests.violations.benches import Bench

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
DAY = timedelta(days=1)
WHEN: dict[str, Any] = {"on": REVIEW_DAY, "at": moment(REVIEW_DAY)}
OF_EVERY_ROW = {"id", "public_id", "created_at", "updated_at"}
# Columns that no digest holds, and why.
UNSEALED = {
    "contracts.contract": {
        "the state is compared with the last event each night": {"state", "version"},
        "a clock, or a day that moves with the calendar": {
            "notice_reminded_on", "notice_reminded_again_on", "notice_paper_since",
            "notice_paper_due_on", "contest_until", "reconsider_until",
            "acceptance_missed_on",
        },
        "an answer before the signature, which seals what was accepted": {
            "declined_on", "declined_by", "decline_reason",
        },
        "cleared with the suspension, whose event names its days": {
            "suspended_on", "suspended_until", "suspension_proof_id",
        },
        "counted by the database from sealed days": {"in_force_from"},
        "follows from the last day or from the termination": {"ended_on", "acted_by"},
        "of an imported contract, which nobody signed here": {
            "source_import_id", "confirmed_on", "confirmed_by", "disowned_on", "disowned_by",
        },
    },
    "contracts.contractaddendum": {
        "a day that moves with the calendar": {"contest_until", "reconsider_until"}
    },
    "contracts.endingproof": {
        "files have a seal of their own": {
            "scan", "scan_copy", "scan_name", "scan_type", "scan_size", "scan_checked_by",
        },
        "of a recorded document; its pending act ends it": {"is_waiting"},
    },
    "violations.notice": {
        "a clock": {"reminded_on", "reminded_again_on", "paper_since", "paper_due_on"},
    },
    "violations.appeal": {"a day that moves with the calendar": {"contest_until"}},
    "violations.defence": {"a day that moves with the calendar": {"contest_until"}},
    "violations.hearingsession": {
        "of a session that was called off": {"ended_reason", "ended_on", "ended_by"},
        "of a day off on which it was called": {
            "closed_day", "day_confirmed_on", "day_confirmed_by",
        },
    },
    "violations.sessionseat": {
        "a day that moves with the calendar": {"refusal_due_on", "contest_until"},
    },
    "oversight.terminationreview": {
        "the state is compared with the last event each night": {"state", "version"},
        "a clock, or a day that moves with the calendar": {
            "notice_reminded_on", "notice_reminded_again_on", "notice_paper_since",
            "notice_paper_due_on", "hearing_due_on", "decision_due_on", "calendar_version",
            "escalated_on", "reminded_on",
        },
        "of the service, whose receipt is a row of its own": {
            "issued_on", "issued_by", "served_on", "service_entered_on", "service_proof",
            "heard_on",
        },
        "advice that binds nobody": {
            "recommendation", "recommended_on", "recommended_by_name",
        },
        "after the decision": {"closed_on", "closing_note"},
    },
    "oversight.duty": {
        "the state is compared with the last event each night": {"state", "void_cause"},
        "a clock, or a rung of the ladder": {
            "starts_on", "due_on", "calendar_version", "reminded_on", "head_on", "deputy_on",
            "agenda_on", "ended_on",
        },
        "a reopened duty waits for its next refusal": {"reopened_on", "reopened_by"},
    },
}  # fmt: skip


@pytest.fixture
def media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


class TestColumns:
    def test_are_in_a_digest_or_excepted_with_a_reason(self) -> None:
        sealed: dict[str, set[str]] = {}
        columns: dict[str, set[str]] = {}
        for part in PARTS.values():
            label = part.model._meta.label_lower
            sealed.setdefault(label, set()).update(part.columns)
            fields = part.model._meta.concrete_fields
            columns[label] = {field.attname for field in fields} - OF_EVERY_ROW
        excepted = {label: set[str]().union(*UNSEALED.get(label, {}).values()) for label in columns}

        missing = {name: columns[name] - sealed[name] - excepted[name] for name in columns}
        needless = {name: excepted[name] & sealed[name] for name in columns}
        assert {name: found for name, found in missing.items() if found} == {}
        assert {name: found for name, found in needless.items() if found} == {}
        assert set(UNSEALED) <= set(columns)


class Stories:
    """Records that acts brought to where each part of them is sealed."""

    def __init__(self, gas: Agency, office: Office) -> None:
        self.gas, self.office = gas, office
        self.manager = make_principal(Role.AGENCY_MANAGER, gas)
        self.operator = make_principal(Role.OPERATOR, office)

    def act(self, name: str, contract: Contract, actor: Principal, **more: Any) -> Contract:
        getattr(contract_actions, name)(contract_id=contract.pk, actor=actor, **WHEN, **more)
        return Contract.objects.get(pk=contract.pk)

    def signed(self) -> Contract:
        contract = contract_in("pending_signature", agency=self.gas, office=self.office)
        return self.act("sign_contract", contract, self.manager, standing_exception=REASONS)

    def ended(self) -> Contract:
        contract = noticed(make_contract(agency=self.gas, office=self.office))
        return self.act("terminate_contract", contract, self.manager, reason=REASONS)

    def agreed(self) -> Contract:
        contract = make_contract(agency=self.gas, office=self.office)
        day = REVIEW_DAY + 30 * DAY
        self.act("propose_mutual_end", contract, self.manager, ends_on=day, reason=REASONS)
        return self.act("accept_mutual_end", contract, self.operator)

    def settled(self) -> Contract:
        contract = contract_in("ended_mutual", agency=self.gas, office=self.office)
        return self.act("settle_contract", contract, self.manager, clearance="م-۱۲")

    def proposed(self) -> Contract:
        contract = make_contract(agency=self.gas, office=self.office)
        self.act(
            "propose_addendum", contract, self.manager, effective_on=REVIEW_DAY, text=REASONS,
            value=9,
        )  # fmt: skip
        return contract

    def amended(self) -> Contract:
        contract = self.proposed()
        self.act("accept_addendum", contract, self.operator)
        return contract

    def declined(self) -> Contract:
        contract = self.proposed()
        self.act("decline_addendum", contract, self.operator, reason=REASONS)
        return contract

    def judged(self) -> Contract:
        contract = make_contract(agency=self.gas, office=self.office)
        ended = terminated(contract, proven(contract, on=later(-60)))
        return judge(ended, make_principal(Role.AGENCY_APPEAL, self.gas))

    def reinstated(self) -> Contract:
        contract = make_contract(agency=self.gas, office=self.office)
        proof = proven(contract, on=later(-60))
        ended = terminated(contract, proof)
        annul(proof, make_principal(Role.AGENCY_APPEAL, self.gas))
        return self.act("reinstate_contract", ended, self.manager, reason=REASONS)


def as_owner(table: str, statement: str) -> None:
    """Write as the owner of a table who has switched its triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(f"UPDATE {table} SET {statement}")


def named(table: str, statement: str, part: str, number: str) -> None:
    """Check that a change by SQL, and nothing before it, is found and named."""
    assert not [one for one in look_at_rows()[0] if one.startswith(f"{part} ")]
    as_owner(table, statement)
    assert f"{part} {number}: the row was altered" in look_at_rows()[0]


CONTRACT, ADDENDUM = "contracts_contract", "contracts_contractaddendum"
OF_CONTRACTS = [
    ("signed", "signature", CONTRACT, "signed_by = signed_by + 1"),
    ("signed", "signature", CONTRACT, "number = number || '9'"),
    ("signed", "terms", CONTRACT, "value = coalesce(value, 0) + 1"),
    ("amended", "terms", CONTRACT, "notice_days = notice_days + 1"),
    ("ended", "termination", CONTRACT, "notice_proof = 'x'"),
    ("agreed", "agreed_end", CONTRACT, "mutual_end_reason = 'x'"),
    ("settled", "clearance", CONTRACT, "settled_on = settled_on - 1"),
    ("proposed", "addendum", ADDENDUM, "text = 'x'"),
    ("amended", "amendment", ADDENDUM, "accepted_by = accepted_by + 1"),
    ("declined", "addendum_end", ADDENDUM, "reason = 'x'"),
    ("judged", "judgment", "contracts_endingproof", "reasons = 'x'"),
    ("judged", "judgment_force", "contracts_endingproof", "in_force_on = in_force_on - 1"),
    ("reinstated", "reinstatement", CONTRACT, "reinstated_on = reinstated_on - 1"),
    ("reinstated", "interruptions", CONTRACT, "interruptions = '{2026-01-01,2026-01-02}'"),
]


class TestContracts:
    @pytest.mark.parametrize(("story", "part", "table", "statement"), OF_CONTRACTS)
    def test_name_a_row_that_its_owner_edited(
        self, gas: Agency, office: Office, story: str, part: str, table: str, statement: str
    ) -> None:
        contract: Contract = getattr(Stories(gas, office), story)()

        number = contract.number + ("9" if statement.startswith("number") else "")
        named(table, statement, part, number)

    def test_that_an_addendum_changes_are_sealed_anew(self, gas: Agency, office: Office) -> None:
        stories = Stories(gas, office)
        contract = stories.signed()
        stories.act(
            "propose_addendum", contract, stories.manager, effective_on=REVIEW_DAY, text=REASONS,
            value=9, standing_exception=REASONS,
        )  # fmt: skip
        stories.act("accept_addendum", contract, stories.operator)

        events = AuditEvent.objects.about(contract).filter(changes__has_key="sealed")
        key = f"terms:{contract.public_id}"
        digests = [event.changes["sealed"][1].get(key) for event in events]
        assert len({digest for digest in digests if digest}) == 2
        assert look_at_rows()[0] == []

    def test_a_reinstated_one_has_no_termination_to_seal(self, gas: Agency, office: Office) -> None:
        stories = Stories(gas, office)
        stories.reinstated()

        assert not [one for one in look_at_rows()[0] if one.startswith("termination ")]


class TestReviews:
    @pytest.mark.parametrize(
        ("part", "statement"),
        [("review_decision", "reasons = 'x'"), ("review_answer", "statement = 'x'")],
    )
    def test_name_a_row_that_its_owner_edited(
        self, decided: TerminationReview, part: str, statement: str
    ) -> None:
        named("oversight_terminationreview", statement, part, decided.number)


class TestDuties:
    @pytest.fixture
    def refused(self, decided: TerminationReview, clock: Principal, gas_manager: Principal) -> Duty:
        actions.date_duties(actor=clock)
        duty = Duty.objects.get(review=decided, kind="carry_out")
        return actions.refuse_duty(
            duty_id=duty.pk, code="remedied", reason=REASONS, actor=gas_manager, **WHEN
        )

    def test_name_a_refusal_that_its_owner_edited(self, refused: Duty) -> None:
        statement = "refusal_reason = 'x' WHERE refused_by IS NOT NULL"
        named("oversight_duty", statement, "duty_refusal", refused.office.code)

    def test_a_reopened_one_has_no_refusal_to_seal(self, refused: Duty, deputy: Principal) -> None:
        actions.reopen_duty(duty_id=refused.pk, reason=REASONS, actor=deputy, **WHEN)

        assert look_at_rows()[0] == []


class TestHearings:
    @pytest.mark.parametrize(
        ("table", "part", "statement"),
        [
            ("violations_hearingsession", "minutes", "minutes = 'x'"),
            ("violations_hearingsession", "minutes_seal", "sealed_on = sealed_on - 1"),
            ("violations_sessionseat", "seat_signature", "name = 'x' || name"),
            ("violations_defence", "defence", "text = 'x'"),
        ],
    )
    def test_name_a_row_that_its_owner_edited(self, table: str, part: str, statement: str) -> None:
        bench = Bench()
        bench.sealed()

        named(table, statement, part, str(bench.case.number))
