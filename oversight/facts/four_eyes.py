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
-- What a court decided is recorded by the secretariat where nobody else is free to.
decider AS (
    SELECT decision.case_id, decision.round_no, decision.forum, person.who,
        decision.forum = 'judgment' AND EXISTS (
            SELECT FROM accounts_rolegrant held
            WHERE held.user_id = decision.decided_by AND held.role = 'secretariat'
              AND decision.decided_on BETWEEN held.starts_on AND least(
                  coalesce(held.ends_on, decision.decided_on),
                  coalesce((held.ended_at AT TIME ZONE 'Asia/Tehran')::date, decision.decided_on))
        ) AS is_record
    FROM violations_decision decision
    JOIN person ON person.id = decision.decided_by
),
member AS (
    SELECT decision.case_id, decision.round_no, decision.forum, person.who
    FROM violations_decision decision
    CROSS JOIN jsonb_array_elements(decision.attendance) AS seat
    JOIN person ON person.id = (seat->>'user_id')::bigint
    WHERE (seat->>'is_present')::boolean AND NOT (seat->>'is_recused')::boolean
),
involved AS (
    SELECT case_id, round_no, who FROM decider WHERE forum IN ('agency', 'committee')
    UNION SELECT case_id, round_no, who FROM member WHERE forum IN ('agency', 'committee')
    UNION SELECT notice.case_id, notice.round_no, person.who FROM violations_notice notice
        JOIN person ON person.id = notice.issued_by WHERE notice.kind = 'charge'
    UNION SELECT part.case_id, 1, person.who FROM violations_casereport part
        JOIN violations_violationreport report ON report.id = part.report_id
        JOIN person ON person.id = report.triaged_by
),
held AS (
    SELECT held.user_id, held.role, held.scope_id, held.starts_on, held.created_at, person.who,
        least(
            coalesce(held.ends_on, 'infinity'),
            coalesce((held.ended_at AT TIME ZONE 'Asia/Tehran')::date, 'infinity')
        ) AS last_on, held.ended_at, holder.is_active,
        holder.public_id::text AS account
    FROM accounts_rolegrant held
    JOIN accounts_user holder ON holder.id = held.user_id
    JOIN person ON person.id = held.user_id
),
-- When accounts were shut out and let in again: what stood before the first is its «before».
door AS (
    SELECT target_id AS account, id, at, changes->'is_active' AS turned FROM audit_auditevent
    WHERE target_type = 'accounts.user' AND verb IN ('user.let_in', 'user.shut_out')
),
-- Whose turn is before a stand-in's: the agency's managers and signatories, or the chair.
naming AS (
    SELECT named.id, named.step, named.named_on, named.named_at, named.created_at,
        named.member_id, named.named_by,
        member.who, namer.who AS namer, kase.id AS case_id, review.id AS review_id,
        coalesce(kase.number, review.number) AS number, house.public_id AS house,
        CASE WHEN named.step = 'appeal' THEN ARRAY['agency_appeal']
             ELSE ARRAY['agency_manager', 'agency_appeal'] END AS roles,
        named.step = 'appeal' OR kase.track = 'licence' AS is_chairs
    FROM violations_standin named
    JOIN person member ON member.id = named.member_id
    JOIN person namer ON namer.id = named.named_by
    LEFT JOIN violations_case kase
        ON kase.public_id = named.subject_id AND named.step <> 'review'
    LEFT JOIN oversight_terminationreview review
        ON review.public_id = named.subject_id AND named.step = 'review'
    LEFT JOIN agencies_agency house
        ON house.id = coalesce(
            review.agency_id, CASE kase.track WHEN 'contract' THEN kase.agency_id END)
),
had_part AS (
    SELECT naming.id AS naming_id, reporter.who FROM naming
        JOIN reporter ON reporter.case_id = naming.case_id
    UNION SELECT naming.id, decider.who FROM naming
        JOIN decider ON decider.case_id = naming.case_id AND decider.forum <> 'judgment'
        JOIN violations_decision judgment ON judgment.case_id = naming.case_id
            AND judgment.judgment_result = 'sent_back'
            AND judgment.round_no >= decider.round_no AND judgment.created_at < naming.created_at
        WHERE naming.step = 'decision'
    UNION SELECT naming.id, involved.who FROM naming
        JOIN involved ON involved.case_id = naming.case_id WHERE naming.step = 'appeal'
    UNION SELECT naming.id, person.who FROM naming
        JOIN violations_hearingsession session ON session.case_id = naming.case_id
        JOIN violations_sessionseat seat ON seat.session_id = session.id AND seat.is_recused
        JOIN person ON person.id = seat.user_id
    UNION SELECT naming.id, person.who FROM naming
        JOIN violations_recusal back ON back.case_id = naming.case_id
        JOIN person ON person.id = back.user_id
    UNION SELECT naming.id, person.who FROM naming
        JOIN violations_case kase ON kase.id = naming.case_id
        JOIN contracts_contract contract
            ON contract.agency_id = kase.agency_id AND contract.office_id = kase.office_id
        JOIN contracts_contractrecusal back
            ON back.contract_id = contract.id AND back.created_at < naming.created_at
        JOIN person ON person.id = back.user_id
    UNION SELECT naming.id, reporter.who FROM naming
        JOIN oversight_terminationreview_flags held ON held.terminationreview_id = naming.review_id
        JOIN oversight_flag_cases counted ON counted.flag_id = held.flag_id
        JOIN reporter ON reporter.case_id = counted.case_id
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
            AND NOT decider.is_record
        JOIN involved ON involved.case_id = kase.id AND involved.who = decider.who
            AND involved.round_no <= decider.round_no
    UNION SELECT 'decided_again', kase.number FROM violations_case kase
        JOIN decider ON decider.case_id = kase.id AND decider.forum IN ('agency', 'committee')
        JOIN decider former ON former.case_id = kase.id AND former.forum <> 'judgment'
            AND former.round_no < decider.round_no AND former.who = decider.who
    UNION SELECT 'review_decided', review.number FROM oversight_terminationreview review
        JOIN person ON person.id = review.decided_by
        JOIN oversight_terminationreview_flags held ON held.terminationreview_id = review.id
        JOIN oversight_flag_cases counted ON counted.flag_id = held.flag_id
        JOIN reporter ON reporter.case_id = counted.case_id AND reporter.who = person.who
    UNION SELECT 'stand_in_named', naming.number FROM naming
        WHERE naming.namer = naming.who
    UNION SELECT 'stand_in_had_part', naming.number FROM naming
        JOIN had_part ON had_part.naming_id = naming.id
            AND had_part.who IN (naming.who, naming.namer)
    UNION SELECT 'stand_in_by_role', naming.number FROM naming
        WHERE NOT EXISTS (SELECT FROM held WHERE held.user_id = naming.named_by
            AND held.role = 'deputy' AND naming.named_on BETWEEN held.starts_on AND held.last_on)
        OR NOT EXISTS (SELECT FROM held WHERE held.user_id = naming.member_id
            AND held.role = 'committee_member'
            AND naming.named_on BETWEEN held.starts_on AND held.last_on)
    UNION SELECT 'stand_in_out_of_turn', naming.number FROM naming
        JOIN held ON naming.named_on BETWEEN held.starts_on AND held.last_on
            AND held.created_at <= naming.named_at
            AND coalesce(held.ended_at > naming.named_at, true) AND coalesce(
                (SELECT (turned->>1)::boolean FROM door WHERE door.account = held.account
                    AND door.at <= naming.named_at ORDER BY door.id DESC LIMIT 1),
                (SELECT (turned->>0)::boolean FROM door WHERE door.account = held.account
                    AND door.at > naming.named_at ORDER BY door.id LIMIT 1),
                held.is_active)
            AND (held.role = ANY (naming.roles) AND held.scope_id = naming.house
                 OR held.role = 'committee_chair' AND naming.is_chairs)
        WHERE NOT EXISTS (SELECT FROM had_part
            WHERE had_part.naming_id = naming.id AND had_part.who = held.who)
    UNION SELECT 'policy_approved', policy.number::text FROM oversight_policyversion policy
        JOIN person one ON one.id = policy.proposed_by
        JOIN person other ON other.id = policy.approved_by AND other.who = one.who
    UNION SELECT 'act_confirmed', pending.public_id::text FROM approvals_pendingact pending
        JOIN person one ON one.id = pending.proposed_by
        JOIN person other ON other.id = pending.decided_by AND other.who = one.who
        WHERE pending.state IN ('confirmed', 'refused')
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
