-- Notices left unopened in the portal: two reminders, then service on paper
-- (docs/adr/0059-unopened-notices.md). Of these the oversight asks too, so that the duty of an
-- agency begins with the window.

-- Whether a notice was issued and its service is still waited for: a summons while its session is
-- summoned, another notice while its case is at the point of that notice.
CREATE OR REPLACE FUNCTION violations_notice_waits(notice violations_notice) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT notice.served_on IS NULL AND CASE WHEN notice.kind = 'summons' THEN EXISTS (
        SELECT FROM public.violations_hearingsession called
        WHERE called.id = notice.session_id AND called.state = 'summoned')
    ELSE EXISTS (
        SELECT FROM public.violations_case kase
        WHERE kase.id = notice.case_id AND kase.round_no = notice.round_no
          AND (kase.state IN ('opened', 'decided', 'final')
            OR kase.state = 'closed' AND EXISTS (
                SELECT FROM public.violations_appeal WHERE case_id = kase.id))) END
$$;
COMMENT ON FUNCTION violations_notice_waits(violations_notice) IS
    'Whether the service of an issued notice is still waited for.';

DROP FUNCTION IF EXISTS violations_check_reminder(text, date, bigint, date, date);
DROP FUNCTION IF EXISTS violations_check_paper(
    violations_case, violations_notice, violations_notice);

-- The window begins anew only as its closed case is reopened.
CREATE OR REPLACE FUNCTION violations_guard_unopened() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kase violations_case;
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' OR NEW.channel <> 'portal' OR NEW.served_on IS NOT NULL THEN
        PERFORM violations_refuse('Only what waits in the portal is reminded of.');
    END IF;
    SELECT * INTO STRICT kase FROM violations_case WHERE id = NEW.case_id;
    IF NOT violations_notice_waits(NEW) AND kase.state <> 'closed_no_action' THEN
        PERFORM violations_refuse('Only what waits in the portal is reminded of.');
    END IF;
    PERFORM workdays_check_unopened('case.paper_service', NEW.public_id, NEW.issued_on,
        kase.county_id, violations_body(kase), kase.state = 'closed_no_action',
        ARRAY[OLD.reminded_on, OLD.reminded_again_on, OLD.paper_since, OLD.paper_due_on],
        ARRAY[NEW.reminded_on, NEW.reminded_again_on, NEW.paper_since, NEW.paper_due_on]);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_notice_new_unopened BEFORE INSERT ON violations_notice
    FOR EACH ROW WHEN (
        coalesce(NEW.reminded_on, NEW.reminded_again_on, NEW.paper_since, NEW.paper_due_on)
        IS NOT NULL
    )
    EXECUTE FUNCTION violations_guard_unopened();
ALTER TABLE violations_notice ENABLE ALWAYS TRIGGER violations_notice_new_unopened;

CREATE OR REPLACE TRIGGER violations_notice_unopened BEFORE UPDATE ON violations_notice
    FOR EACH ROW WHEN (
        (NEW.reminded_on, NEW.reminded_again_on, NEW.paper_since, NEW.paper_due_on)
        IS DISTINCT FROM
        (OLD.reminded_on, OLD.reminded_again_on, OLD.paper_since, OLD.paper_due_on)
    )
    EXECUTE FUNCTION violations_guard_unopened();
ALTER TABLE violations_notice ENABLE ALWAYS TRIGGER violations_notice_unopened;
