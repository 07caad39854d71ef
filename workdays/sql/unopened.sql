-- Notices left unopened in the portal (docs/adr/0059-unopened-notices.md): what the guards of the
-- records that have such notices share.

-- A reminder is of the day on which it is sent, the first after its length from the issue, the
-- second after its length from the first.
CREATE OR REPLACE FUNCTION workdays_check_reminder(
    rule text, since date, county bigint, old_day date, new_day date
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF new_day IS NOT DISTINCT FROM old_day THEN
        RETURN;
    END IF;
    IF old_day IS NOT NULL THEN
        RAISE EXCEPTION 'A reminder stays on its day.' USING ERRCODE = 'check_violation';
    END IF;
    IF since IS NULL OR new_day <> pishkhan_today()
       OR new_day < workdays_due(rule, since, county) THEN
        RAISE EXCEPTION 'A reminder is sent on its day, after its length.'
            USING ERRCODE = 'check_violation';
    END IF;
END $$;

-- The window of the service on paper begins once, on its day, when the days of the office are
-- over; it has its whole length, and moves by a receipt of its clock.
CREATE OR REPLACE FUNCTION workdays_check_paper(
    clock text, subject uuid, issued date, county bigint, body text, may_restart boolean,
    old_since date, old_due date, new_since date, new_due date
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF (new_since, new_due) IS NOT DISTINCT FROM (old_since, old_due) THEN
        RETURN;
    END IF;
    IF new_since IS NOT DISTINCT FROM old_since THEN
        IF NOT coalesce(workdays_moved(clock, subject, old_due, new_due), false) THEN
            RAISE EXCEPTION 'A window that runs is not moved.' USING ERRCODE = 'check_violation';
        END IF;
        RETURN;
    END IF;
    IF old_since IS NOT NULL AND NOT may_restart THEN
        RAISE EXCEPTION 'A window that runs is not moved.' USING ERRCODE = 'check_violation';
    END IF;
    IF new_since IS NULL OR new_since <> pishkhan_today()
       OR new_since <= workdays_due('unopened_notice', issued, county) THEN
        RAISE EXCEPTION 'A notice is left to its office for its days first.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF new_due IS NULL
       OR new_due < workdays_body_due('paper_service', new_since, county, body) THEN
        RAISE EXCEPTION 'A window has the whole length of its rule.'
            USING ERRCODE = 'check_violation';
    END IF;
    PERFORM workdays_check_latest(
        new_due, workdays_body_due('paper_service', new_since, county, body));
END $$;

-- `before` and `after` are the days of both reminders, and of the window: since, due on.
CREATE OR REPLACE FUNCTION workdays_check_unopened(
    clock text, subject uuid, issued date, county bigint, body text, may_restart boolean,
    before date[], after date[]
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM workdays_check_reminder('unopened_reminder', issued, county, before[1], after[1]);
    PERFORM workdays_check_reminder(
        'unopened_reminder_again', before[1], county, before[2], after[2]);
    PERFORM workdays_check_paper(
        clock, subject, issued, county, body, may_restart,
        before[3], before[4], after[3], after[4]);
END $$;
