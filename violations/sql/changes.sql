-- `/changes` follows types, reports, cases, decisions and appeals.
--
-- When a case changes who sees it, its deadlines, decisions and appeals are announced anew.

SELECT audit_follow('violations_violationtype', 'violation-types', '{all}');
SELECT audit_follow('violations_violationreport', 'violation-reports', '{}');
SELECT audit_follow('violations_case', 'cases', '{}');
SELECT audit_follow_parts(
    'offices_office', '{code,name}', 'violation-reports', 'violations_violationreport',
    'office_id'
);
SELECT audit_follow_parts('offices_office', '{code,name}', 'cases', 'violations_case', 'office_id');
SELECT audit_follow_parts(
    'agencies_agency', '{code}', 'violation-reports', 'violations_violationreport', 'agency_id'
);
SELECT audit_follow_parts('agencies_agency', '{code}', 'cases', 'violations_case', 'agency_id');
SELECT audit_follow_parts(
    'violations_violationtype', '{code,title}', 'violation-reports', 'violations_violationreport',
    'type_id'
);
SELECT audit_follow_parts(
    'violations_violationtype', '{code,title}', 'cases', 'violations_case', 'type_id'
);

SELECT audit_follow('violations_decision', 'decisions', '{}');
SELECT audit_follow('violations_appeal', 'appeals', '{}');

CREATE OR REPLACE FUNCTION violations_touch_type() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO public.audit_touch (resource, record)
    SELECT 'violation-types', public_id FROM public.violations_violationtype
    WHERE id = coalesce(NEW.type_id, OLD.type_id);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER zz_shown AFTER INSERT OR UPDATE OR DELETE ON violations_sanctionrule
    FOR EACH ROW EXECUTE FUNCTION violations_touch_type();
ALTER TABLE violations_sanctionrule ENABLE ALWAYS TRIGGER zz_shown;

-- What an office or the association loses sight of when a deadline goes: nothing of the windows of
-- those who handle the case, and the association nothing of corrections, since it never saw them.
CREATE OR REPLACE FUNCTION violations_lost_of(clock text, lost text[]) RETURNS text[]
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN clock IN ('case.execution', 'case.closing', 'case.verification') THEN '{}'
        WHEN clock = 'case.correction' THEN array_remove(lost, 'association') ELSE lost END
$$;

CREATE OR REPLACE FUNCTION violations_touch_deadlines(of_case bigint, subject uuid, lost text[])
RETURNS void
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
    WITH kept AS (
        SELECT id, public_id, public.violations_lost_of(clock, lost) AS lost_by
        FROM public.workdays_keptdeadline
        WHERE subject_id = subject OR subject_id IN (
            SELECT public_id FROM public.violations_correctiveaction WHERE case_id = of_case)
    )
    INSERT INTO public.audit_touch (resource, record, lost_by)
    SELECT 'deadlines', public_id, lost_by FROM kept
    UNION ALL
    SELECT 'deadline-moves', moved.public_id, kept.lost_by
    FROM kept JOIN public.workdays_deadlinemove moved ON moved.deadline_id = kept.id;
$$;

-- A notice is issued, then served, then the decision is served: each step opens the case wider.
CREATE OR REPLACE FUNCTION violations_touch_sight() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    lost text[] := '{}';
BEGIN
    IF NEW.round_no <> OLD.round_no THEN
        -- Sent back, the case stays open to all who saw it; what followed its decision goes.
        SELECT ARRAY['office:' || public_id] INTO lost
        FROM public.offices_office WHERE id = OLD.office_id;
    ELSIF (OLD.is_issued AND NOT NEW.is_issued)
       OR (OLD.served_on IS NOT NULL AND NEW.served_on IS NULL)
       OR (OLD.appeal_due_on IS NOT NULL AND NEW.appeal_due_on IS NULL) THEN
        SELECT ARRAY['office:' || public_id]
            || CASE WHEN is_member AND OLD.served_on IS NOT NULL
                   THEN ARRAY['association'] ELSE '{}' END
        INTO lost FROM public.offices_office WHERE id = OLD.office_id;
        INSERT INTO public.audit_touch (resource, record, lost_by)
        VALUES ('cases', NEW.public_id, lost);
    END IF;
    PERFORM public.violations_touch_deadlines(NEW.id, NEW.public_id, lost);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER zz_scope AFTER UPDATE ON violations_case FOR EACH ROW
    WHEN (OLD.is_issued <> NEW.is_issued
          OR (OLD.served_on IS NULL) <> (NEW.served_on IS NULL)
          OR (OLD.appeal_due_on IS NULL) <> (NEW.appeal_due_on IS NULL))
    EXECUTE FUNCTION violations_touch_sight();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER zz_scope;

CREATE OR REPLACE FUNCTION violations_touch_members() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    lost text[] := CASE WHEN OLD.is_member THEN ARRAY['association'] ELSE '{}' END;
BEGIN
    INSERT INTO public.audit_touch (resource, record, lost_by)
    SELECT 'cases', public_id, lost FROM public.violations_case
    WHERE office_id = NEW.id AND served_on IS NOT NULL;
    PERFORM public.violations_touch_deadlines(id, public_id, lost) FROM public.violations_case
    WHERE office_id = NEW.id AND served_on IS NOT NULL;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER zz_scope_cases AFTER UPDATE ON offices_office FOR EACH ROW
    WHEN (OLD.is_member <> NEW.is_member)
    EXECUTE FUNCTION violations_touch_members();
ALTER TABLE offices_office ENABLE ALWAYS TRIGGER zz_scope_cases;

-- Decisions and appeals of these cases come into view, or show another code of their agency. An
-- office with cases never changes its own code.
CREATE OR REPLACE FUNCTION violations_touch_judged(cases bigint[], lost text[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
    INSERT INTO public.audit_touch (resource, record, lost_by)
    SELECT 'decisions', public_id, lost FROM public.violations_decision
    WHERE case_id = ANY (cases)
    UNION ALL
    SELECT 'appeals', public_id, lost FROM public.violations_appeal
    WHERE case_id = ANY (cases);
$$;

-- The notices of charge, decision and result each open a part of the case to the office.
CREATE OR REPLACE FUNCTION violations_touch_sight_of_judged() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    lost text[] := '{}';
BEGIN
    -- What was decided before a judgment sent the case back stays open.
    IF NEW.round_no = OLD.round_no AND (
       (OLD.served_on IS NOT NULL AND NEW.served_on IS NULL)
       OR (OLD.appeal_due_on IS NOT NULL AND NEW.appeal_due_on IS NULL)
       OR (OLD.result_served_on IS NOT NULL AND NEW.result_served_on IS NULL)) THEN
        SELECT ARRAY['office:' || public_id] INTO lost
        FROM public.offices_office WHERE id = OLD.office_id;
    END IF;
    PERFORM public.violations_touch_judged(ARRAY[NEW.id], lost);
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER zz_scope_judged AFTER UPDATE ON violations_case FOR EACH ROW
    WHEN ((OLD.served_on IS NULL) <> (NEW.served_on IS NULL)
          OR (OLD.appeal_due_on IS NULL) <> (NEW.appeal_due_on IS NULL)
          OR (OLD.result_served_on IS NULL) <> (NEW.result_served_on IS NULL))
    EXECUTE FUNCTION violations_touch_sight_of_judged();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER zz_scope_judged;

CREATE OR REPLACE FUNCTION violations_touch_judged_of_agency() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM public.violations_touch_judged(
        ARRAY(SELECT id FROM public.violations_case WHERE agency_id = NEW.id), '{}');
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER zz_shown_judged AFTER UPDATE ON agencies_agency FOR EACH ROW
    WHEN (OLD.code IS DISTINCT FROM NEW.code)
    EXECUTE FUNCTION violations_touch_judged_of_agency();
ALTER TABLE agencies_agency ENABLE ALWAYS TRIGGER zz_shown_judged;
