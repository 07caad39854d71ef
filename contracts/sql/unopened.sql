-- Termination notices left unopened in the portal (docs/adr/0059-unopened-notices.md). The
-- oversight asks of these too, so that the duty of the agency begins with the window.

-- Whether a termination notice was issued and its service is still waited for.
CREATE OR REPLACE FUNCTION contracts_notice_waits(kontract contracts_contract) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT kontract.state = 'termination_notice' AND kontract.notice_served_on IS NULL
        AND kontract.notice_issued_on IS NOT NULL
$$;
COMMENT ON FUNCTION contracts_notice_waits(contracts_contract) IS
    'Whether the service of a termination notice is still waited for.';

CREATE OR REPLACE FUNCTION contracts_guard_unopened() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' THEN
        PERFORM contracts_refuse('Only what waits in the portal is reminded of.');
    END IF;
    -- What was written of a notice goes with it: as it is withdrawn, or another one is issued.
    IF NEW.notice_issued_on IS NULL OR NEW.notice_id IS DISTINCT FROM OLD.notice_id THEN
        IF coalesce(NEW.notice_reminded_on, NEW.notice_reminded_again_on,
            NEW.notice_paper_since, NEW.notice_paper_due_on) IS NOT NULL THEN
            PERFORM contracts_refuse('Only what waits in the portal is reminded of.');
        END IF;
        RETURN NEW;
    END IF;
    IF NOT contracts_notice_waits(NEW) OR NOT contracts_notice_waits(OLD) THEN
        PERFORM contracts_refuse('Only what waits in the portal is reminded of.');
    END IF;
    PERFORM workdays_check_unopened('contract.paper_service', NEW.public_id,
        NEW.notice_issued_on, NEW.county_id,
        coalesce((SELECT kind FROM agencies_agency WHERE id = NEW.agency_id), ''), false,
        ARRAY[OLD.notice_reminded_on, OLD.notice_reminded_again_on, OLD.notice_paper_since,
            OLD.notice_paper_due_on],
        ARRAY[NEW.notice_reminded_on, NEW.notice_reminded_again_on, NEW.notice_paper_since,
            NEW.notice_paper_due_on]);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contract_new_unopened BEFORE INSERT ON contracts_contract
    FOR EACH ROW WHEN (
        coalesce(NEW.notice_reminded_on, NEW.notice_reminded_again_on, NEW.notice_paper_since,
            NEW.notice_paper_due_on) IS NOT NULL
    )
    EXECUTE FUNCTION contracts_guard_unopened();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_new_unopened;

CREATE OR REPLACE TRIGGER contracts_contract_unopened BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        (NEW.notice_reminded_on, NEW.notice_reminded_again_on, NEW.notice_paper_since,
            NEW.notice_paper_due_on)
        IS DISTINCT FROM
        (OLD.notice_reminded_on, OLD.notice_reminded_again_on, OLD.notice_paper_since,
            OLD.notice_paper_due_on)
        OR (NEW.notice_issued_on IS NULL OR NEW.notice_id IS DISTINCT FROM OLD.notice_id)
        AND coalesce(NEW.notice_reminded_on, NEW.notice_reminded_again_on,
            NEW.notice_paper_since, NEW.notice_paper_due_on) IS NOT NULL
    )
    EXECUTE FUNCTION contracts_guard_unopened();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_unopened;
