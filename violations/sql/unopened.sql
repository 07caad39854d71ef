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

-- A reminder is of the day on which it is sent, the first after its length from the issue, the
-- second after its length from the first.
CREATE OR REPLACE FUNCTION violations_check_reminder(
    rule text, since date, county bigint, old_day date, new_day date
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF new_day IS NOT DISTINCT FROM old_day THEN
        RETURN;
    END IF;
    IF old_day IS NOT NULL THEN
        PERFORM violations_refuse('A reminder stays on its day.');
    END IF;
    IF since IS NULL OR new_day <> pishkhan_today()
       OR new_day < workdays_due(rule, since, county) THEN
        PERFORM violations_refuse('A reminder is sent on its day, after its length.');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION violations_check_paper(
    kase violations_case, before violations_notice, after violations_notice
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (after.paper_since, after.paper_due_on)
       IS NOT DISTINCT FROM (before.paper_since, before.paper_due_on) THEN
        RETURN;
    END IF;
    IF after.paper_since IS NOT DISTINCT FROM before.paper_since THEN
        IF NOT coalesce(workdays_moved('case.paper_service', after.public_id,
            before.paper_due_on, after.paper_due_on), false) THEN
            PERFORM violations_refuse('A window that runs is not moved.');
        END IF;
        RETURN;
    END IF;
    -- It begins anew only as its closed case is reopened.
    IF before.paper_since IS NOT NULL AND kase.state <> 'closed_no_action' THEN
        PERFORM violations_refuse('A window that runs is not moved.');
    END IF;
    IF after.paper_since IS NULL OR after.paper_since <> pishkhan_today()
       OR after.paper_since <= workdays_due(
            'unopened_notice', after.issued_on, kase.county_id) THEN
        PERFORM violations_refuse('A notice is left to its office for its days first.');
    END IF;
    IF after.paper_due_on < workdays_body_due(
        'paper_service', after.paper_since, kase.county_id, violations_body(kase)) THEN
        PERFORM violations_refuse('A window has the whole length of its rule.');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION violations_guard_unopened() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kase violations_case;
    before violations_notice;
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' OR NEW.channel <> 'portal' OR NEW.served_on IS NOT NULL THEN
        PERFORM violations_refuse('Only what waits in the portal is reminded of.');
    END IF;
    before := OLD;
    SELECT * INTO STRICT kase FROM violations_case WHERE id = NEW.case_id;
    IF NOT violations_notice_waits(NEW) AND kase.state <> 'closed_no_action' THEN
        PERFORM violations_refuse('Only what waits in the portal is reminded of.');
    END IF;
    PERFORM violations_check_reminder('unopened_reminder', NEW.issued_on, kase.county_id,
        before.reminded_on, NEW.reminded_on);
    PERFORM violations_check_reminder('unopened_reminder_again', before.reminded_on,
        kase.county_id, before.reminded_again_on, NEW.reminded_again_on);
    PERFORM violations_check_paper(kase, before, NEW);
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
