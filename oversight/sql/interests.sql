-- Who holds or runs an office acts for no other side on its duties, its reviews and the deadlines
-- of all its records; who stood back does nothing more on its duties (docs/adr/0080-interests.md).

-- Whether a person holds or runs the office of a record, or is the holder whom its case names. Read
-- by the guards alone, and so in the scope of the house.
CREATE OR REPLACE FUNCTION oversight_interested_in(of_type text, subject uuid, person bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    scope text := current_setting('app.scope', true);
    record uuid := subject;
    of_case bigint;
    of_office bigint;
BEGIN
    PERFORM set_config('app.scope', 'system', true);
    IF of_type = 'workdays.keptdeadline' THEN
        SELECT subject_id INTO record FROM workdays_keptdeadline WHERE public_id = subject;
    END IF;
    SELECT found.of_case, found.of_office INTO of_case, of_office FROM (
        SELECT id AS of_case, office_id AS of_office FROM violations_case WHERE public_id = record
        UNION ALL SELECT NULL, office_id FROM violations_violationreport WHERE public_id = record
        UNION ALL SELECT case_id, NULL FROM violations_correctiveaction WHERE public_id = record
        UNION ALL SELECT case_id, NULL FROM violations_notice WHERE public_id = record
        UNION ALL SELECT case_id, NULL FROM violations_defence WHERE public_id = record
        UNION ALL SELECT case_id, NULL FROM violations_appeal WHERE public_id = record
        UNION ALL SELECT held.case_id, NULL FROM violations_sessionseat seat
            JOIN violations_hearingsession held ON held.id = seat.session_id
            WHERE seat.public_id = record
        UNION ALL SELECT case_id, office_id FROM oversight_duty WHERE public_id = record
        UNION ALL SELECT NULL, office_id FROM oversight_terminationreview WHERE public_id = record
        UNION ALL SELECT NULL, office_id FROM contracts_contract WHERE public_id = record
        UNION ALL SELECT NULL, held.office_id FROM contracts_settlement part
            JOIN contracts_contract held ON held.id = part.contract_id
            WHERE part.public_id = record
        UNION ALL SELECT NULL, held.office_id FROM contracts_contractaddendum part
            JOIN contracts_contract held ON held.id = part.contract_id
            WHERE part.public_id = record
    ) found LIMIT 1;
    PERFORM set_config('app.scope', coalesce(scope, ''), true);
    RETURN (of_case IS NOT NULL AND violations_has_interest(of_case, person))
        OR (of_office IS NOT NULL AND offices_has_interest(of_office, person));
END $$;
COMMENT ON FUNCTION oversight_interested_in(text, uuid, bigint) IS
    'Whether a person holds or runs the office of a record or of a deadline.';

-- Whether a person stood back from a duty's review, else from the contracts, the case, or what the
-- end of its contract rests on, as `oversight.acts.duties`.
CREATE OR REPLACE FUNCTION oversight_stood_back_from(duty oversight_duty, person bigint)
RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF duty.review_id IS NOT NULL THEN
        RETURN oversight_stood_back(duty.review_id, person);
    END IF;
    RETURN contracts_stood_back(duty.agency_id, duty.office_id, person)
        OR (duty.case_id IS NOT NULL AND violations_stood_back(duty.case_id, person))
        OR (duty.contract_id IS NOT NULL AND oversight_barred_by_proof((
            SELECT ending_proof_id FROM contracts_contract WHERE id = duty.contract_id), person));
END $$;

CREATE OR REPLACE FUNCTION oversight_guard_duty_doers() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    after jsonb := to_jsonb(NEW);
    before jsonb := to_jsonb(OLD);
    name text;
    person bigint;
BEGIN
    FOREACH name IN ARRAY TG_ARGV LOOP
        person := (after ->> name)::bigint;
        CONTINUE WHEN person IS NULL OR after -> name = before -> name;
        IF oversight_interested_in('oversight.duty', NEW.public_id, person) THEN
            PERFORM oversight_refuse('Who holds or runs the office acts for no other side.');
        END IF;
        IF oversight_stood_back_from(NEW, person) THEN
            PERFORM oversight_refuse('Who stood back does nothing on a duty of it.');
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_duty_doers BEFORE UPDATE ON oversight_duty
    FOR EACH ROW WHEN (
        (NEW.refused_by, NEW.accepted_by, NEW.reopened_by)
        IS DISTINCT FROM (OLD.refused_by, OLD.accepted_by, OLD.reopened_by)
    )
    EXECUTE FUNCTION oversight_guard_duty_doers('refused_by', 'accepted_by', 'reopened_by');
ALTER TABLE oversight_duty ENABLE ALWAYS TRIGGER oversight_duty_doers;

-- Columns that hold an account, of a paper or of an interval of a deadline.
CREATE OR REPLACE FUNCTION oversight_guard_interest() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    written jsonb := to_jsonb(NEW);
    earlier jsonb := CASE TG_OP WHEN 'UPDATE' THEN to_jsonb(OLD) ELSE '{}' END;
    subject uuid;
    name text;
BEGIN
    CASE TG_TABLE_NAME
        WHEN 'workdays_deadlineinterval' THEN
            SELECT subject_id INTO subject FROM workdays_keptdeadline
            WHERE id = (written ->> 'deadline_id')::bigint;
        WHEN 'oversight_dutypaper' THEN
            SELECT public_id INTO subject FROM oversight_duty
            WHERE id = (written ->> 'duty_id')::bigint;
        ELSE
            SELECT public_id INTO subject FROM oversight_terminationreview
            WHERE id = (written ->> 'review_id')::bigint;
    END CASE;
    FOREACH name IN ARRAY TG_ARGV LOOP
        IF written ->> name IS NOT NULL AND written -> name IS DISTINCT FROM earlier -> name
           AND oversight_interested_in('', subject, (written ->> name)::bigint) THEN
            PERFORM oversight_refuse('Who holds or runs the office acts for no other side.');
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_dutypaper_of_others BEFORE INSERT ON oversight_dutypaper
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_interest('entered_by');
ALTER TABLE oversight_dutypaper ENABLE ALWAYS TRIGGER oversight_dutypaper_of_others;
CREATE OR REPLACE TRIGGER oversight_reviewpaper_of_others BEFORE INSERT ON oversight_reviewpaper
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_interest('entered_by');
ALTER TABLE oversight_reviewpaper ENABLE ALWAYS TRIGGER oversight_reviewpaper_of_others;
CREATE OR REPLACE TRIGGER oversight_deadlineinterval_of_others
    BEFORE INSERT ON workdays_deadlineinterval
    FOR EACH ROW EXECUTE FUNCTION oversight_guard_interest('made_by');
ALTER TABLE workdays_deadlineinterval ENABLE ALWAYS TRIGGER oversight_deadlineinterval_of_others;

-- Moves whose row names nobody rest on their event, which names who made them: as those of cases,
-- contracts and reviews (recused_events.sql). None of them is the office's. A test compares the
-- verbs with the acts that exclude an interest.
CREATE OR REPLACE FUNCTION oversight_guard_interested_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF oversight_interested_in(NEW.target_type, NEW.target_id::uuid, NEW.actor_id) THEN
        PERFORM oversight_refuse('Who holds or runs the office acts for no other side.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_auditevent_of_others BEFORE INSERT ON audit_auditevent
    FOR EACH ROW WHEN (
        NEW.target_type IN ('oversight.duty', 'workdays.keptdeadline')
        AND NEW.verb = ANY (ARRAY[
            'duty.refused', 'duty.refusal_proposed', 'duty.put_on_agenda', 'duty.reopened',
            'duty.refusal_accepted', 'deadline.extended', 'deadline.suspended', 'deadline.resumed'
        ])
    )
    EXECUTE FUNCTION oversight_guard_interested_event();
ALTER TABLE audit_auditevent ENABLE ALWAYS TRIGGER oversight_auditevent_of_others;
