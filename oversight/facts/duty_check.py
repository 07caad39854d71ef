"""
Findings without exactly one duty, over everything that is recorded.

Written apart from the triggers that place and end the duties, from the cases and flags as they
stand: what a finding asks for now must be owed once, and nothing may be owed that is done.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

_LOOK = """
WITH asked AS (
    SELECT 'serve' AS kind, id AS case_id, NULL::bigint AS flag_id, number,
        NULL::bigint AS contract_id, NULL::bigint AS review_id, NULL::date AS since, true AS must
        FROM violations_case WHERE state = 'opened'
    UNION ALL SELECT 'decide', id, NULL, number, NULL, NULL, NULL, true FROM violations_case
        WHERE state IN ('notified', 'defended', 'defence_lapsed', 'scheduled')
    UNION ALL SELECT 'appeal', kase.id, NULL, kase.number, NULL, NULL, since, true
        FROM violations_case kase JOIN violations_appeal objection
            ON objection.case_id = kase.id AND objection.round_no = kase.round_no
            AND objection.contested_on IS NULL
        CROSS JOIN LATERAL (SELECT (filed_at AT TIME ZONE 'Asia/Tehran')::date AS since) entered
        WHERE objection.decided_on IS NULL
    UNION ALL SELECT 'execute', kase.id, NULL, number, NULL, NULL,
        GREATEST(final_on, execution_since, (
            SELECT decided_on FROM violations_appeal
            WHERE case_id = kase.id AND round_no = kase.round_no
              AND contested_on IS NULL)), true
        FROM violations_case kase
        WHERE state = 'final' AND outcome = 'proven'
          AND executed_on IS NULL AND NOT is_contested AND sanction <> ALL (
            '{"",none,reminder,written_warning}')
    UNION ALL SELECT 'verify', kase.id, NULL, number, NULL, NULL, min(done_on), true
        FROM violations_case kase JOIN violations_correctiveaction part
            ON part.case_id = kase.id AND part.round_no = kase.round_no
        WHERE verified_on IS NULL AND done_on IS NOT NULL
        GROUP BY kase.id
    UNION ALL SELECT 'close', kase.id, NULL, number, NULL, NULL, GREATEST(final_on, executed_on,
            result_served_on, (SELECT max(verified_on) FROM violations_correctiveaction
                WHERE case_id = kase.id AND round_no = kase.round_no)), true
        FROM violations_case kase
        WHERE state = 'final'
          AND (executed_on IS NOT NULL OR outcome <> 'proven'
            OR sanction IN ('', 'none', 'reminder', 'written_warning'))
          AND NOT (result_serve_due_on IS NOT NULL AND result_served_on IS NULL)
          AND kase.id NOT IN (
            SELECT case_id FROM violations_appeal
            WHERE decided_on IS NULL AND contested_on IS NULL AND round_no = kase.round_no)
          AND kase.id NOT IN (
            SELECT case_id FROM violations_correctiveaction
            WHERE verified_on IS NULL AND round_no = kase.round_no)
    UNION ALL SELECT 'paper', kase.id, NULL, kase.number, NULL, NULL, min(paper_since), true
        FROM violations_case kase JOIN violations_notice notice ON notice.case_id = kase.id
        LEFT JOIN violations_hearingsession called ON called.id = notice.session_id
        WHERE notice.served_on IS NULL AND paper_since IS NOT NULL
          AND (called.state = 'summoned' OR called.id IS NULL AND kase.state <> 'closed_no_action'
            AND notice.round_no = kase.round_no
            AND (kase.state <> 'closed'
              OR kase.id IN (SELECT case_id FROM violations_appeal)))
        GROUP BY kase.id
    UNION ALL SELECT 'review', NULL, flag.id, flag.code || ' ' || flag.as_of,
        NULL, NULL, NULL, true
        FROM oversight_flag flag WHERE flag.scope = 'contract' AND NOT flag.is_watch
          AND NOT EXISTS (SELECT FROM oversight_flagend ending WHERE ending.flag_id = flag.id)
    UNION ALL SELECT 'paper', NULL, NULL, held.number, held.id, NULL, notice_paper_since, true
        FROM contracts_contract held
        WHERE held.state = 'termination_notice' AND notice_served_on IS NULL
          AND notice_paper_since IS NOT NULL
    UNION ALL SELECT 'paper', NULL, NULL, review.number, NULL, review.id, notice_paper_since, true
        FROM oversight_terminationreview review
        WHERE review.state IN ('open', 'heard', 'escalated') AND served_on IS NULL
          AND heard_on IS NULL AND notice_paper_since IS NOT NULL
    -- A decision that has no proof with its contract, while the contract lets it be carried out.
    UNION ALL SELECT 'carry_out', NULL, NULL, review.number, NULL, review.id, NULL, true
        FROM oversight_terminationreview review
        JOIN contracts_contract held ON held.id = review.contract_id
        WHERE review.state = 'decided' AND (review.outcome, held.state) IN (
            ('suspend', 'active'), ('terminate', 'active'), ('terminate', 'suspended'))
          AND review.public_id NOT IN (
            SELECT source_id FROM contracts_endingproof WHERE kind = 'decided_review')
          AND EXISTS (
            SELECT FROM oversight_terminationreview_flags joined
            LEFT JOIN oversight_flagend ending ON ending.flag_id = joined.flag_id
            WHERE joined.terminationreview_id = review.id
              AND coalesce(ending.kind, 'decided') = 'decided'
              AND oversight_flag_fell(joined.flag_id) IS NULL)
    -- From its service on a notice is to be finished as it runs out.
    UNION ALL SELECT 'terminate', NULL, NULL, held.number, held.id, NULL,
        LEAST(notice_ends_on, (SELECT given_on FROM contracts_waiver
            WHERE subject_id = held.notice_id AND "window" = 'termination_notice')), true
        FROM contracts_contract held
        WHERE held.state = 'termination_notice' AND notice_served_on IS NOT NULL
    -- An end that rests on nothing asks for its reinstatement; a discharged duty answers it.
    UNION ALL SELECT 'reinstate', NULL, NULL, held.number, held.id, NULL, NULL, true
        FROM contracts_contract held
        WHERE held.state IN ('terminated', 'settled') AND held.ending_proof_id IS NOT NULL
          AND oversight_annulled_by(held, 'terminate') IS NOT NULL
),
owed AS (
    -- A refusal answers the finding; what is over must not be owed any more.
    SELECT kind, case_id, flag_id, contract_id, review_id, starts_on,
        state = 'refused' AS is_refused
    FROM oversight_duty duty
    WHERE state IN ('running', 'reminded', 'head', 'deputy', 'agenda', 'refused')
      AND NOT EXISTS (SELECT FROM contracts_contract held
        WHERE held.id = duty.contract_id AND held.terminated_on > duty.starts_on)
      -- A case that was closed without action and is reopened asks for the step anew.
      AND refusal_code <> 'case_closed'
      -- So does one that a judgment sent back.
      AND (kind <> 'decide' OR round_no = (
        SELECT round_no FROM violations_case WHERE id = duty.case_id))
),
open AS (
    SELECT kind, case_id, flag_id, contract_id, review_id FROM oversight_duty
    WHERE state IN ('running', 'reminded', 'head', 'deputy', 'agenda')
),
missing AS (
    SELECT asked.kind, asked.number, count(owed.kind) AS duties
    FROM asked LEFT JOIN owed ON owed.kind = asked.kind
        AND (owed.case_id = asked.case_id OR owed.flag_id = asked.flag_id
            OR owed.contract_id = asked.contract_id OR owed.review_id = asked.review_id)
        -- What has begun anew is asked anew, whatever was refused before.
        AND (asked.since IS NULL OR NOT owed.is_refused OR owed.starts_on = asked.since)
    WHERE asked.must
    GROUP BY asked.kind, asked.number, asked.case_id, asked.flag_id, asked.contract_id,
        asked.review_id
    HAVING count(owed.kind) <> 1
),
idle AS (
    SELECT open.kind,
        COALESCE(subject.number, held.number, review.number, 'flag ' || open.flag_id) AS number,
        0::bigint AS duties
    FROM open LEFT JOIN violations_case subject ON subject.id = open.case_id
    LEFT JOIN contracts_contract held ON held.id = open.contract_id
    LEFT JOIN oversight_terminationreview review ON review.id = open.review_id
    WHERE NOT EXISTS (
        SELECT FROM asked WHERE asked.kind = open.kind
          AND (asked.case_id = open.case_id OR asked.flag_id = open.flag_id
            OR asked.contract_id = open.contract_id OR asked.review_id = open.review_id))
)
SELECT (SELECT count(*) FROM asked), found.kind, found.number, found.duties
FROM (SELECT * FROM missing UNION ALL SELECT * FROM idle) found
RIGHT JOIN (SELECT 1) always ON true
ORDER BY 2, 3
"""


@dataclass(frozen=True)
class Astray:
    """A finding with another number of duties than one, or a duty that no finding asks for."""

    kind: str
    number: str
    duties: int


def look() -> tuple[int, Sequence[Astray]]:
    """Return how many findings ask for a step, and those that have gone astray; one query."""
    with connection.cursor() as cursor:
        cursor.execute(_LOOK)
        rows = cursor.fetchall()
    return rows[0][0], [Astray(*row[1:]) for row in rows if row[1] is not None]
