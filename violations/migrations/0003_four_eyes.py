"""Reporter, decider and appeal decider are three persons; points come from final proven cases."""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION violations_took_part(wanted bigint, person bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM violations_casereport joined
        JOIN violations_violationreport report ON report.id = joined.report_id
        WHERE joined.case_id = wanted AND report.triaged_by = person
    ) OR EXISTS (
        SELECT 1 FROM violations_notice WHERE case_id = wanted AND issued_by = person
    ) OR EXISTS (
        SELECT 1 FROM violations_decision WHERE case_id = wanted
          AND forum IN ('agency', 'committee')
          AND (decided_by = person OR EXISTS (
              SELECT 1 FROM jsonb_array_elements(attendance) AS member
              WHERE member->>'user_id' = person::text
                AND (member->>'is_present')::boolean
                AND NOT (member->>'is_recused')::boolean
          ))
    )
$$;

CREATE FUNCTION violations_reported(wanted bigint, person bigint) RETURNS boolean
LANGUAGE sql STABLE AS $$
    SELECT EXISTS (
        SELECT 1 FROM violations_casereport joined
        JOIN violations_violationreport report ON report.id = joined.report_id
        WHERE joined.case_id = wanted AND report.reporter_id = person
    )
$$;

CREATE FUNCTION violations_guard_decision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kase violations_case;
BEGIN
    SELECT * INTO STRICT kase FROM violations_case WHERE id = NEW.case_id;
    IF violations_reported(kase.id, NEW.decided_by) THEN
        PERFORM violations_refuse('Nobody decides the own report.');
    END IF;
    IF NEW.forum IN ('appeal', 'judgment') THEN
        IF violations_took_part(kase.id, NEW.decided_by) THEN
            PERFORM violations_refuse(
                'An appeal is decided by somebody who had no part in the case.');
        END IF;
        IF (NEW.forum = 'appeal' AND kase.state <> 'appealed') OR (
            NEW.forum = 'judgment'
            AND NOT (kase.state IN ('final', 'closed') AND kase.outcome = 'proven')
        ) THEN
            PERFORM violations_refuse('The case is not in a state for this decision.');
        END IF;
    ELSIF kase.state NOT IN ('defended', 'defence_lapsed', 'scheduled')
          OR NEW.forum <> (CASE kase.track WHEN 'contract' THEN 'agency' ELSE 'committee' END) THEN
        PERFORM violations_refuse('The case is not in a state for this decision.');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER violations_decision_four_eyes BEFORE INSERT ON violations_decision
    FOR EACH ROW EXECUTE FUNCTION violations_guard_decision();
ALTER TABLE violations_decision ENABLE ALWAYS TRIGGER violations_decision_four_eyes;

CREATE FUNCTION violations_guard_join() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM violations_decision decision
        JOIN violations_violationreport report ON report.id = NEW.report_id
        WHERE decision.case_id = NEW.case_id AND decision.decided_by = report.reporter_id
    ) THEN
        PERFORM violations_refuse('Nobody decides the own report.');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER violations_casereport_four_eyes BEFORE INSERT ON violations_casereport
    FOR EACH ROW EXECUTE FUNCTION violations_guard_join();
ALTER TABLE violations_casereport ENABLE ALWAYS TRIGGER violations_casereport_four_eyes;

CREATE FUNCTION violations_guard_points() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kase violations_case;
    earlier violations_pointentry;
BEGIN
    IF NEW.reverses_id IS NULL THEN
        SELECT * INTO STRICT kase FROM violations_case WHERE id = NEW.case_id;
        IF kase.state NOT IN ('final', 'closed') OR kase.outcome <> 'proven'
           OR kase.office_id <> NEW.office_id OR kase.holder_id <> NEW.holder_id
           OR NEW.effective_on < kase.final_on THEN
            PERFORM violations_refuse('Only a final proven case has points.');
        END IF;
        RETURN NEW;
    END IF;
    SELECT * INTO STRICT earlier FROM violations_pointentry WHERE id = NEW.reverses_id;
    IF (NEW.case_id, NEW.office_id, NEW.holder_id, NEW.points, NEW.expires_on)
       <> (earlier.case_id, earlier.office_id, earlier.holder_id, -earlier.points,
           earlier.expires_on) THEN
        PERFORM violations_refuse('A reversal takes away exactly what was given.');
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER violations_pointentry_due BEFORE INSERT ON violations_pointentry
    FOR EACH ROW EXECUTE FUNCTION violations_guard_points();
ALTER TABLE violations_pointentry ENABLE ALWAYS TRIGGER violations_pointentry_due;
"""

BACKWARD = """
DROP TRIGGER violations_pointentry_due ON violations_pointentry;
DROP FUNCTION violations_guard_points();
DROP TRIGGER violations_casereport_four_eyes ON violations_casereport;
DROP FUNCTION violations_guard_join();
DROP TRIGGER violations_decision_four_eyes ON violations_decision;
DROP FUNCTION violations_guard_decision();
DROP FUNCTION violations_reported(bigint, bigint);
DROP FUNCTION violations_took_part(bigint, bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("violations", "0002_guard_cases")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
