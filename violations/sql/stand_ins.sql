-- Stand-ins: the deputy names one where no holder of the deciding role is free.

CREATE OR REPLACE FUNCTION violations_stand_in(subject uuid, wanted text, day date) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT CASE WHEN last_on >= day
        AND accounts_holds(member_id, 'committee_member', NULL, day) THEN member_id END
    FROM violations_standin
    WHERE subject_id = subject AND step = wanted AND named_on <= day
    ORDER BY id DESC LIMIT 1
$$;
COMMENT ON FUNCTION violations_stand_in(uuid, text, date) IS
    'The account that was named last for a subject and step, if the naming holds on the day.';

-- A naming holds at most as many days as the rule of its day allows.
CREATE OR REPLACE FUNCTION violations_guard_naming() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_holds(NEW.named_by, 'deputy', NULL, NEW.named_on) THEN
        PERFORM violations_refuse('A stand-in is named by the deputy.');
    END IF;
    IF NOT accounts_holds(NEW.member_id, 'committee_member', NULL, NEW.named_on)
       OR accounts_same_person(NEW.member_id, NEW.named_by) THEN
        PERFORM violations_refuse('A stand-in is another person, a member of the committee.');
    END IF;
    IF length(NEW.reason) < 40 THEN
        PERFORM violations_refuse('A stand-in is named with reasons.');
    END IF;
    IF NEW.last_on - NEW.named_on > violations_stand_in_days(NEW.named_on) THEN
        PERFORM violations_refuse('A naming does not hold longer than its rule says.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_standin_naming BEFORE INSERT ON violations_standin
    FOR EACH ROW EXECUTE FUNCTION violations_guard_naming();
ALTER TABLE violations_standin ENABLE ALWAYS TRIGGER violations_standin_naming;

-- The case waits for a decision, and nobody who holds the deciding role is free.
CREATE OR REPLACE FUNCTION violations_guard_naming_of_case() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kase violations_case;
BEGIN
    SELECT * INTO kase FROM violations_case WHERE public_id = NEW.subject_id;
    IF NOT FOUND OR NOT (CASE NEW.step
        WHEN 'decision' THEN kase.state IN ('defended', 'defence_lapsed', 'scheduled')
            -- Where somebody stood back before the window is over, a stand-in is named at once.
            OR (kase.state = 'notified' AND violations_lost_somebody(kase))
        ELSE kase.state = 'appealed' OR kase.is_contested END) THEN
        PERFORM violations_refuse('A stand-in is named for what waits to be decided.');
    END IF;
    IF violations_turn(kase.id, NEW.step, NEW.named_on) <> 'stand_in' THEN
        PERFORM violations_refuse('Somebody whose turn it is is free to decide.');
    END IF;
    IF NOT violations_is_free(kase.id, NEW.step, NEW.member_id)
       OR NOT violations_is_free(kase.id, NEW.step, NEW.named_by) THEN
        PERFORM violations_refuse('Nobody who had a part in the case names or is named.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER violations_standin_of_case BEFORE INSERT ON violations_standin
    FOR EACH ROW WHEN (NEW.step IN ('decision', 'appeal'))
    EXECUTE FUNCTION violations_guard_naming_of_case();
ALTER TABLE violations_standin ENABLE ALWAYS TRIGGER violations_standin_of_case;

CREATE OR REPLACE FUNCTION violations_stand_in_days(day date) RETURNS integer
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT stand_in_days FROM violations_caserule
    WHERE valid_from <= day ORDER BY valid_from DESC LIMIT 1
$$;
