"""
Where one person stands twice in what needs two, over everything that is recorded (SECURITY 3).

Written apart from the guards, so that a fault in one of them is seen by the other: persons are
compared as they are known tonight, by their key, an unknown one by the account.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import QuerySet

from accounts.models import RoleGrant, User
from accounts.roles import SCOPE_OF, Role

_PAIRS = """
WITH person AS (
    SELECT id, coalesce(nullif(person_key, ''), 'account ' || id) AS who FROM accounts_user
),
reporter AS (
    SELECT part.case_id, person.who FROM violations_casereport part
    JOIN violations_violationreport report ON report.id = part.report_id
    JOIN person ON person.id = report.reporter_id
),
decider AS (
    SELECT decision.case_id, decision.forum, person.who FROM violations_decision decision
    JOIN person ON person.id = decision.decided_by
),
member AS (
    SELECT decision.case_id, decision.forum, person.who FROM violations_decision decision
    CROSS JOIN jsonb_array_elements(decision.attendance) AS seat
    JOIN person ON person.id = (seat->>'user_id')::bigint
    WHERE (seat->>'is_present')::boolean AND NOT (seat->>'is_recused')::boolean
),
involved AS (
    SELECT case_id, who FROM decider WHERE forum IN ('agency', 'committee')
    UNION SELECT case_id, who FROM member WHERE forum IN ('agency', 'committee')
    UNION SELECT notice.case_id, person.who FROM violations_notice notice
        JOIN person ON person.id = notice.issued_by WHERE notice.kind = 'charge'
    UNION SELECT part.case_id, person.who FROM violations_casereport part
        JOIN violations_violationreport report ON report.id = part.report_id
        JOIN person ON person.id = report.triaged_by
),
pair AS (
    SELECT 'report_weighed' AS rule, report.number FROM violations_violationreport report
        JOIN person one ON one.id = report.reporter_id
        JOIN person other ON other.id = report.triaged_by AND other.who = one.who
        WHERE report.state <> 'submitted'
    UNION SELECT 'case_decided', kase.number FROM violations_case kase
        JOIN reporter ON reporter.case_id = kase.id
        JOIN decider ON decider.case_id = kase.id AND decider.who = reporter.who
    UNION SELECT 'session_attended', kase.number FROM violations_case kase
        JOIN reporter ON reporter.case_id = kase.id
        JOIN member ON member.case_id = kase.id AND member.who = reporter.who
    UNION SELECT 'appeal_decided', kase.number FROM violations_case kase
        JOIN decider ON decider.case_id = kase.id AND decider.forum IN ('appeal', 'judgment')
        JOIN involved ON involved.case_id = kase.id AND involved.who = decider.who
    UNION SELECT 'review_decided', review.number FROM oversight_terminationreview review
        JOIN person ON person.id = review.decided_by
        JOIN oversight_terminationreview_flags held ON held.terminationreview_id = review.id
        JOIN oversight_flag_cases counted ON counted.flag_id = held.flag_id
        JOIN reporter ON reporter.case_id = counted.case_id AND reporter.who = person.who
    UNION SELECT 'policy_approved', policy.number::text FROM oversight_policyversion policy
        JOIN person one ON one.id = policy.proposed_by
        JOIN person other ON other.id = policy.approved_by AND other.who = one.who
    UNION SELECT 'contract_signed', contract.number FROM contracts_contract contract
        JOIN person one ON one.id = contract.drafted_by
        JOIN person other ON other.id = contract.signed_by AND other.who = one.who
)
SELECT rule, number FROM pair ORDER BY rule, number
"""
# Two persons are needed where these act; an operator and an association stand for themselves.
STAFF = [role for role in SCOPE_OF if role not in {Role.OPERATOR, Role.ASSOCIATION, Role.SYSTEM}]


@dataclass(frozen=True)
class Breach:
    """A record in which one person stands twice: by which rule, and its number."""

    rule: str
    number: str


def breaches() -> Sequence[Breach]:
    """Return every record in which one person stands where two are needed; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_PAIRS)
        return [Breach(rule, number) for rule, number in cursor.fetchall()]


def unidentified(on: date) -> QuerySet[User]:
    """Return the accounts of staff that may act on a day and whose person is not known."""
    staff = RoleGrant.objects.in_force(on).filter(role__in=STAFF)
    return User.objects.filter(pk__in=staff.values("user"), person_key="", is_active=True).order_by(
        "username"
    )
