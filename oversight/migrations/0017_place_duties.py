"""
The database puts a duty beside each finding, and ends it with the step that was asked for.

Whoever writes a case or a flag, by whatever way, leaves each finding with exactly one duty. The days
come from the finding itself, never from the clock, so that a replay gives equal rows.
"""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION oversight_place_case_duties(wanted bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO oversight_duty (created_at, updated_at, public_id, kind, agency_id, office_id,
        case_id, starts_on, due_on, calendar_version, state, refusal_code, refusal_reason,
        refused_by_name, void_cause)
    SELECT now(), now(), gen_random_uuid(), asked.kind, found.agency_id, found.office_id,
        found.id, asked.starts_on, asked.due_on, '', 'running', '', '', '', ''
    FROM violations_case found
    CROSS JOIN LATERAL (VALUES
        ('serve', found.opened_on, NULL::date),
        ('decide', found.served_on, found.decision_due_on),
        ('execute', CASE WHEN found.outcome = 'proven' AND found.state IN ('final', 'closed')
            THEN found.final_on END, NULL)
    ) AS asked (kind, starts_on, due_on)
    WHERE found.id = ANY(wanted) AND found.track = 'contract' AND asked.starts_on IS NOT NULL
    ON CONFLICT DO NOTHING;

    UPDATE oversight_duty duty SET
        state = CASE WHEN now.acted_on IS NOT NULL THEN 'acted'
            WHEN now.state = 'closed_no_action' THEN 'refused' ELSE 'void' END,
        ended_on = COALESCE(now.acted_on, now.closed_on, now.final_on),
        refusal_code = CASE WHEN now.acted_on IS NULL AND now.state = 'closed_no_action'
            THEN 'case_closed' ELSE '' END,
        refusal_reason = CASE WHEN now.acted_on IS NULL AND now.state = 'closed_no_action'
            THEN COALESCE(NULLIF(now.closing_note, ''), now.number) ELSE '' END,
        void_cause = CASE WHEN now.acted_on IS NULL AND now.state <> 'closed_no_action'
            THEN 'overturned' ELSE '' END,
        updated_at = now()
    FROM (
        SELECT owed.id, owed.kind, found.state, found.outcome, found.number, found.closing_note,
            found.closed_on, found.final_on,
            CASE owed.kind WHEN 'serve' THEN found.served_on WHEN 'decide' THEN found.decided_on
                ELSE COALESCE(found.executed_on, CASE WHEN found.state = 'closed'
                    AND found.outcome = 'proven' THEN found.closed_on END) END AS acted_on
        FROM oversight_duty owed JOIN violations_case found ON found.id = owed.case_id
        WHERE found.id = ANY(wanted) AND owed.ended_on IS NULL
    ) now
    WHERE duty.id = now.id AND (now.acted_on IS NOT NULL OR now.state = 'closed_no_action'
        OR (now.kind = 'execute' AND now.outcome <> 'proven'));

    UPDATE oversight_duty duty SET due_on = found.decision_due_on, updated_at = now()
    FROM violations_case found
    WHERE found.id = duty.case_id AND found.id = ANY(wanted) AND duty.kind = 'decide'
      AND duty.ended_on IS NULL AND found.decision_due_on IS NOT NULL
      AND duty.due_on IS DISTINCT FROM found.decision_due_on;
END $$;

CREATE FUNCTION oversight_place_flag_duties(wanted bigint[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO oversight_duty (created_at, updated_at, public_id, kind, agency_id, office_id,
        flag_id, starts_on, calendar_version, state, refusal_code, refusal_reason,
        refused_by_name, void_cause)
    SELECT now(), now(), gen_random_uuid(), 'review', held.agency_id, held.office_id, flag.id,
        flag.as_of, '', 'running', '', '', '', ''
    FROM oversight_flag flag JOIN contracts_contract held ON held.id = flag.contract_id
    WHERE flag.id = ANY(wanted) AND flag.scope = 'contract' AND NOT flag.is_watch
    ON CONFLICT DO NOTHING;

    UPDATE oversight_duty duty SET
        state = CASE ending.kind WHEN 'decided' THEN 'acted' ELSE 'void' END,
        void_cause = CASE ending.kind WHEN 'decided' THEN '' ELSE ending.kind END,
        ended_on = ending.on, updated_at = now()
    FROM oversight_flagend ending
    WHERE ending.flag_id = duty.flag_id AND duty.flag_id = ANY(wanted)
      AND duty.ended_on IS NULL;

    -- The newest review that the flag has led to says until when the agency decides.
    UPDATE oversight_duty duty SET due_on = led.decision_due_on, updated_at = now()
    FROM (
        SELECT DISTINCT ON (link.flag_id) link.flag_id, review.decision_due_on
        FROM oversight_terminationreview_flags link
        JOIN oversight_terminationreview review ON review.id = link.terminationreview_id
        WHERE link.flag_id = ANY(wanted) ORDER BY link.flag_id, review.id DESC
    ) led
    WHERE led.flag_id = duty.flag_id AND duty.ended_on IS NULL
      AND duty.due_on IS DISTINCT FROM led.decision_due_on;
END $$;

CREATE FUNCTION oversight_case_written() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.oversight_place_case_duties(
        ARRAY(SELECT id FROM written WHERE track = 'contract'));
    RETURN NULL;
END $$;
CREATE FUNCTION oversight_flag_written() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.oversight_place_flag_duties(
        ARRAY(SELECT id FROM written WHERE contract_id IS NOT NULL));
    RETURN NULL;
END $$;
CREATE FUNCTION oversight_flag_named() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.oversight_place_flag_duties(ARRAY(SELECT flag_id FROM written));
    RETURN NULL;
END $$;
CREATE FUNCTION oversight_review_written() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.oversight_place_flag_duties(ARRAY(
        SELECT link.flag_id FROM oversight_terminationreview_flags link
        JOIN written ON written.id = link.terminationreview_id));
    RETURN NULL;
END $$;

CREATE TRIGGER violations_case_new_duties AFTER INSERT ON violations_case
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION oversight_case_written();
CREATE TRIGGER violations_case_duties AFTER UPDATE ON violations_case
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION oversight_case_written();
CREATE TRIGGER oversight_flag_duties AFTER INSERT ON oversight_flag
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION oversight_flag_written();
CREATE TRIGGER oversight_flagend_duties AFTER INSERT ON oversight_flagend
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION oversight_flag_named();
CREATE TRIGGER oversight_reviewflag_duties AFTER INSERT ON oversight_terminationreview_flags
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION oversight_flag_named();
CREATE TRIGGER oversight_review_duties AFTER UPDATE ON oversight_terminationreview
    REFERENCING NEW TABLE AS written FOR EACH STATEMENT EXECUTE FUNCTION oversight_review_written();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_new_duties;
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_duties;
ALTER TABLE oversight_flag ENABLE ALWAYS TRIGGER oversight_flag_duties;
ALTER TABLE oversight_flagend ENABLE ALWAYS TRIGGER oversight_flagend_duties;
ALTER TABLE oversight_terminationreview_flags ENABLE ALWAYS TRIGGER oversight_reviewflag_duties;
ALTER TABLE oversight_terminationreview ENABLE ALWAYS TRIGGER oversight_review_duties;

-- What was found before has its duties, too.
SELECT oversight_place_case_duties(ARRAY(SELECT id FROM violations_case WHERE track = 'contract'));
SELECT oversight_place_flag_duties(ARRAY(SELECT id FROM oversight_flag));
"""

BACKWARD = """
DROP TRIGGER oversight_review_duties ON oversight_terminationreview;
DROP TRIGGER oversight_reviewflag_duties ON oversight_terminationreview_flags;
DROP TRIGGER oversight_flagend_duties ON oversight_flagend;
DROP TRIGGER oversight_flag_duties ON oversight_flag;
DROP TRIGGER violations_case_duties ON violations_case;
DROP TRIGGER violations_case_new_duties ON violations_case;
DROP FUNCTION oversight_review_written();
DROP FUNCTION oversight_flag_named();
DROP FUNCTION oversight_flag_written();
DROP FUNCTION oversight_case_written();
DROP FUNCTION oversight_place_flag_duties(bigint[]);
DROP FUNCTION oversight_place_case_duties(bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [("oversight", "0016_duties"), ("violations", "0018_hands_of_cases")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
