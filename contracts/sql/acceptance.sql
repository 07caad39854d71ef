-- The office accepts a contract before its agency signs it; without that it never comes into force.

-- On which day a contract was last sent to its office; of its writing, if that is unknown.
CREATE OR REPLACE FUNCTION contracts_sent_on(kontract contracts_contract) RETURNS date
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT (coalesce((
        SELECT max(at) FROM public.audit_auditevent
        WHERE target_type = 'contracts.contract' AND target_id = kontract.public_id::text
          AND verb = 'contract.sent'), kontract.created_at) AT TIME ZONE 'Asia/Tehran')::date
$$;

-- In the portal the office's own operator accepts today; a paper that the office signed is entered
-- by the contract's own agency, with its scan, and the office has its time to contest it. A return
-- to the draft takes the acceptance away, and so does the office itself in its working days; of a
-- paper, the office's contest does too, and then the office accepts in the portal alone. The day
-- until which it contests moves with the calendar.
CREATE OR REPLACE FUNCTION contracts_guard_acceptance() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    house uuid;
    body uuid;
BEGIN
    IF OLD.accepted_on IS NOT NULL THEN
        IF (NEW.state, NEW.accepted_on, NEW.acceptance_entered_by)
           = ('pending_signature', OLD.accepted_on, OLD.acceptance_entered_by)
           AND workdays_moved(
               'contract.contest', NEW.public_id, OLD.contest_until, NEW.contest_until) THEN
            RETURN NEW;
        END IF;
        IF NEW.accepted_on IS NULL AND NEW.state = 'draft' AND OLD.state <> 'draft' THEN
            RETURN NEW;
        END IF;
        IF OLD.accepted_by IS NOT NULL AND (NEW.state, OLD.state)
               = ('pending_signature', 'pending_signature')
           AND (NEW.accepted_on, NEW.accepted_by, NEW.acceptance_entered_by, NEW.contest_until)
               IS NOT DISTINCT FROM (NULL::date, NULL::bigint, NULL::bigint, NULL::date) THEN
            IF coalesce(pishkhan_today() > OLD.reconsider_until, true)
               AND NOT accounts_is_loader(TG_RELID) THEN
                PERFORM contracts_refuse('This acceptance is not taken back any more.');
            END IF;
            RETURN NEW;
        END IF;
        IF NEW.accepted_on IS NULL AND NEW.state = 'pending_signature' AND EXISTS (
            SELECT FROM contracts_papercontest WHERE scan_id = contracts_newest_paper(OLD.id)
        ) THEN
            RETURN NEW;
        END IF;
        IF OLD.acceptance_entered_by IS NULL OR NEW.accepted_by IS NULL THEN
            PERFORM contracts_refuse(
                'An acceptance stays, unless the contract returns to the draft.');
        END IF;
    END IF;
    IF OLD.state <> 'pending_signature' OR NEW.state <> 'pending_signature' THEN
        PERFORM contracts_refuse('A contract is accepted while it waits for signature.');
    END IF;
    SELECT public_id INTO house FROM offices_office WHERE id = NEW.office_id;
    SELECT public_id INTO body FROM agencies_agency WHERE id = NEW.agency_id;
    IF NEW.accepted_by IS NOT NULL THEN
        IF accounts_holds(NEW.accepted_by, 'operator', house, NEW.accepted_on) IS NOT TRUE
           AND NOT accounts_nobodys(NEW.accepted_by, TG_RELID) THEN
            PERFORM contracts_refuse('The office''s own operator accepts its contract.');
        END IF;
        IF NEW.accepted_on <> pishkhan_today() AND NOT accounts_is_loader(TG_RELID) THEN
            PERFORM contracts_refuse('A contract is accepted on the day of its writing.');
        END IF;
        RETURN NEW;
    END IF;
    IF NOT (accounts_holds(NEW.acceptance_entered_by, 'agency_manager', body, pishkhan_today())
            OR accounts_holds(NEW.acceptance_entered_by, 'agency_clerk', body, pishkhan_today()))
       AND NOT accounts_is_loader(TG_RELID) THEN
        PERFORM contracts_refuse('An acceptance on paper is entered by its own agency.');
    END IF;
    IF NOT EXISTS (
        SELECT FROM contracts_contractscan WHERE contract_id = NEW.id
          AND kept_by = NEW.acceptance_entered_by
          AND (kept_on = pishkhan_today() OR accounts_is_loader(TG_RELID))
    ) THEN
        PERFORM contracts_refuse('An acceptance on paper is entered with its scan.');
    END IF;
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF NEW.accepted_on < contracts_sent_on(NEW) THEN
        PERFORM contracts_refuse('A contract is accepted after it was sent to its office.');
    END IF;
    IF EXISTS (SELECT FROM contracts_papercontest WHERE contract_id = NEW.id) THEN
        PERFORM contracts_refuse('After a contest the office accepts in the portal itself.');
    END IF;
    IF coalesce(NEW.contest_until < workdays_due(
        'window_after_entry', pishkhan_today(), NEW.county_id), true) THEN
        PERFORM contracts_refuse('The office has its time to contest a paper in its name.');
    END IF;
    PERFORM workdays_check_latest(NEW.contest_until, workdays_due(
        'window_after_entry', pishkhan_today(), NEW.county_id));
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contract_under_acceptance BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        (NEW.accepted_on, NEW.accepted_by, NEW.acceptance_entered_by, NEW.contest_until)
        IS DISTINCT FROM
        (OLD.accepted_on, OLD.accepted_by, OLD.acceptance_entered_by, OLD.contest_until)
    )
    EXECUTE FUNCTION contracts_guard_acceptance();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_under_acceptance;

CREATE OR REPLACE FUNCTION contracts_refuse_accepted() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) THEN
        PERFORM contracts_refuse('A contract is not accepted before it is sent.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contract_unaccepted BEFORE INSERT ON contracts_contract
    FOR EACH ROW WHEN (NEW.accepted_on IS NOT NULL)
    EXECUTE FUNCTION contracts_refuse_accepted();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_unaccepted;

-- What the office accepted is what the agency signs.
CREATE OR REPLACE FUNCTION contracts_keep_accepted_terms() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM contracts_refuse('The terms that the office accepted do not change.');
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contract_under_accepted_terms
    BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        OLD.state = 'pending_signature' AND OLD.accepted_on IS NOT NULL AND NEW.state <> 'draft'
        AND (NEW.starts_on, NEW.ends_on, NEW.kind, NEW.value, NEW.notice_days,
             NEW.retention_percent, NEW.agency_number)
        IS DISTINCT FROM (OLD.starts_on, OLD.ends_on, OLD.kind, OLD.value, OLD.notice_days,
             OLD.retention_percent, OLD.agency_number)
    )
    EXECUTE FUNCTION contracts_keep_accepted_terms();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_under_accepted_terms;

CREATE OR REPLACE FUNCTION contracts_keep_accepted_services() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM contracts_contract
        WHERE id = CASE TG_OP WHEN 'DELETE' THEN OLD.contract_id ELSE NEW.contract_id END
          AND state = 'pending_signature' AND accepted_on IS NOT NULL
    ) AND NOT accounts_is_loader(TG_RELID) THEN
        PERFORM contracts_refuse('The services that the office accepted do not change.');
    END IF;
    RETURN COALESCE(NEW, OLD);
END $$;

CREATE OR REPLACE TRIGGER contracts_contractservice_accepted
    BEFORE INSERT OR DELETE ON contracts_contractservice
    FOR EACH ROW EXECUTE FUNCTION contracts_keep_accepted_services();
ALTER TABLE contracts_contractservice ENABLE ALWAYS TRIGGER contracts_contractservice_accepted;

-- A contract comes into force with the acceptance of its office, with its text or the signed paper,
-- and with a guarantee to its last day where the agency asks for one.
CREATE OR REPLACE FUNCTION contracts_guard_accepted() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF NEW.accepted_on IS NULL OR NEW.accepted_on > NEW.signed_on THEN
        PERFORM contracts_refuse('A contract is accepted by its office before it is signed.');
    END IF;
    IF NEW.acceptance_entered_by IS NOT NULL
       AND accounts_same_person(NEW.acceptance_entered_by, NEW.signed_by) THEN
        PERFORM contracts_refuse('Whoever entered the acceptance on paper does not sign.');
    END IF;
    IF LEAST(NEW.signed_on, pishkhan_today()) <= NEW.contest_until OR EXISTS (
        SELECT FROM contracts_papercontest
        WHERE scan_id = contracts_newest_paper(NEW.id) AND NEW.acceptance_entered_by IS NOT NULL
    ) THEN
        PERFORM contracts_refuse('A paper is signed after the office''s time to contest it.');
    END IF;
    IF NOT EXISTS (SELECT FROM contracts_contractarticle WHERE contract_id = NEW.id)
       AND NOT EXISTS (SELECT FROM contracts_contractscan WHERE contract_id = NEW.id) THEN
        PERFORM contracts_refuse('A contract is signed with its text, or with its scanned paper.');
    END IF;
    IF NEW.standing_exception = '' AND EXISTS (
        SELECT FROM contracts_contract
        WHERE office_id = NEW.office_id AND agency_id = NEW.agency_id AND terminated_on IS NOT NULL
          AND (origin = 'own' OR confirmed_on IS NOT NULL)
    ) THEN
        PERFORM contracts_refuse('A contract after a termination has the reason in spite of it.');
    END IF;
    IF EXISTS (SELECT FROM agencies_agency WHERE id = NEW.agency_id AND requires_guarantee)
       AND NOT EXISTS (
        SELECT FROM contracts_guarantee
        WHERE contract_id = NEW.id AND state = 'held' AND expires_on >= NEW.ends_on
    ) THEN
        PERFORM contracts_refuse('A guarantee covers the term of its contract to the last day.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contract_accepted BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (OLD.state = 'pending_signature' AND NEW.state = 'active')
    EXECUTE FUNCTION contracts_guard_accepted();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_accepted;

-- The clock notes once, after the first day, that the office has not accepted.
CREATE OR REPLACE FUNCTION contracts_guard_missed_acceptance() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NEW.acceptance_missed_on IS NULL THEN
        IF NEW.state <> 'draft' THEN
            PERFORM contracts_refuse('What was noted of a missed acceptance stays.');
        END IF;
    ELSIF OLD.acceptance_missed_on IS NOT NULL OR NEW.state <> 'pending_signature'
          OR NEW.accepted_on IS NOT NULL OR NEW.acceptance_missed_on <= NEW.starts_on THEN
        PERFORM contracts_refuse('Only a contract not accepted by its first day is noted.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contract_under_missed_acceptance
    BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (NEW.acceptance_missed_on IS DISTINCT FROM OLD.acceptance_missed_on)
    EXECUTE FUNCTION contracts_guard_missed_acceptance();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_under_missed_acceptance;
