-- Working days and deadlines as the application counts them (workdays/rules), for the guards that
-- ask whether a window has its whole length. A test compares both over random calendars.

-- Whether a county, or the whole province, works on a day for a kind of body, which some closures
-- exempt; the empty kind is never exempt. A county's own entry beats the province's, and in one
-- scope a working exception beats what is off. A withdrawn entry counts no more.
CREATE OR REPLACE FUNCTION workdays_body_works(wanted bigint, body text, day date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT coalesce(
        (SELECT bool_or(kind = 'working') FROM public.workdays_calendarday
         WHERE date = day AND county_id = wanted AND kind <> 'late' AND body <> ALL (exempt)
           AND withdrawn_on IS NULL),
        (SELECT bool_or(kind = 'working') FROM public.workdays_calendarday
         WHERE date = day AND county_id IS NULL AND kind <> 'late' AND body <> ALL (exempt)
           AND withdrawn_on IS NULL),
        (SELECT NOT ((extract(dow FROM day)::integer + 1) % 7 = ANY (weekend_days))
         FROM public.workdays_workcalendar
         WHERE (scope_id = wanted OR scope_id IS NULL)
           AND (valid_from IS NULL OR valid_from <= day) AND (valid_to IS NULL OR day <= valid_to)
         ORDER BY scope_id NULLS LAST, valid_from NULLS LAST, id LIMIT 1),
        true
    )
$$;
COMMENT ON FUNCTION workdays_body_works(bigint, text, date) IS
    'Whether a kind of body works on a day in a county, or in the province where it is NULL.';

-- The same for bodies that no closure exempts.
CREATE OR REPLACE FUNCTION workdays_works(wanted bigint, day date) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT public.workdays_body_works(wanted, '', day)
$$;
COMMENT ON FUNCTION workdays_works(bigint, date) IS
    'Whether a county, or the province where it is NULL, works on a day.';

-- The last day of a deadline of a length from a day, in the working days of a kind of body.
CREATE OR REPLACE FUNCTION workdays_length_due(
    amount integer, unit text, start date, county bigint, body text
) RETURNS date
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    day date := start;
    number integer := 0;
BEGIN
    IF amount IS NULL OR start IS NULL THEN
        RETURN NULL;
    END IF;
    IF unit = 'day' THEN
        day := start + amount + 1;
        WHILE NOT workdays_body_works(county, body, day) LOOP
            day := day + 1;
        END LOOP;
        RETURN day;
    END IF;
    WHILE number < amount LOOP
        day := day + 1;
        IF workdays_body_works(county, body, day) THEN
            number := number + 1;
        END IF;
    END LOOP;
    RETURN day;
END $$;
COMMENT ON FUNCTION workdays_length_due(integer, text, date, bigint, text) IS
    'The last day of a deadline of a length from a day; NULL without one of them.';

-- The same by the rule in force on that day; NULL without one.
CREATE OR REPLACE FUNCTION workdays_body_due(
    wanted_key text, start date, county bigint, body text
) RETURNS date
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    rule workdays_deadlinerule;
BEGIN
    SELECT * INTO rule FROM workdays_deadlinerule
    WHERE key = wanted_key AND valid_from <= start AND (valid_to IS NULL OR valid_to >= start);
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    RETURN workdays_length_due(rule.value, rule.unit, start, county, body);
END $$;
COMMENT ON FUNCTION workdays_body_due(text, date, bigint, text) IS
    'The last day of a deadline from a day, in the working days of a kind of body in a county.';

CREATE OR REPLACE FUNCTION workdays_due(wanted_key text, start date, county bigint) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT public.workdays_body_due(wanted_key, start, county, '')
$$;
COMMENT ON FUNCTION workdays_due(text, date, bigint) IS
    'The last day of a deadline from a day, in the working days of a county without exemptions.';

-- When a window ends that a service begins: the office sees one that was entered later from its
-- entry on (`workdays.facts.after_entry`).
CREATE OR REPLACE FUNCTION workdays_after_entry(
    due date, served date, entered date, county bigint
) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN entered <= served THEN due
        ELSE GREATEST(due, public.workdays_due('window_after_entry', entered, county)) END
$$;
COMMENT ON FUNCTION workdays_after_entry(date, date, date, bigint) IS
    'The end of a window from its service, not before the office had time to see a later entry.';

-- Where a window begins, its guard knows the least that it lasts, and asks here for the most.
CREATE OR REPLACE FUNCTION workdays_check_latest(ends_on date, latest date) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT coalesce(ends_on <= latest, false) THEN
        RAISE EXCEPTION 'A window has no day more than its rule gives.'
            USING ERRCODE = 'check_violation';
    END IF;
END $$;
COMMENT ON FUNCTION workdays_check_latest(date, date) IS
    'Refuses a window that ends after a day.';
