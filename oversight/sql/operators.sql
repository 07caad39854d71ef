-- An operator answers in the cases and reviews of the office: while one is open, two admins give
-- the role (oversight.facts.operators).

CREATE OR REPLACE FUNCTION oversight_guard_operator() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NEW.confirmed_by IS NULL AND EXISTS (
        SELECT FROM offices_office office WHERE office.public_id = NEW.scope_id AND (
            EXISTS (SELECT FROM violations_case kase WHERE kase.office_id = office.id
                AND kase.state NOT IN ('final', 'closed', 'closed_no_action'))
            OR EXISTS (SELECT FROM oversight_terminationreview review
                WHERE review.office_id = office.id
                  AND review.state NOT IN ('closed', 'superseded')))
    ) THEN
        PERFORM oversight_refuse('An operator of an office with an open case has two givers.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER oversight_operator_given BEFORE INSERT ON accounts_rolegrant
    FOR EACH ROW WHEN (NEW.role = 'operator') EXECUTE FUNCTION oversight_guard_operator();
ALTER TABLE accounts_rolegrant ENABLE ALWAYS TRIGGER oversight_operator_given;
