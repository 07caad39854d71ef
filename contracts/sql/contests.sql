-- The office contests the paper by which its agency says that it accepted a contract.

CREATE OR REPLACE FUNCTION contracts_newest_paper(contract bigint) RETURNS bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT id FROM public.contracts_contractscan
    WHERE contract_id = contract ORDER BY number DESC LIMIT 1
$$;

CREATE OR REPLACE FUNCTION contracts_guard_paper_contest() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kontract contracts_contract;
BEGIN
    SELECT * INTO kontract FROM contracts_contract WHERE id = NEW.contract_id FOR UPDATE;
    IF kontract.state <> 'pending_signature' OR kontract.acceptance_entered_by IS NULL
       OR NEW.scan_id IS DISTINCT FROM contracts_newest_paper(kontract.id) THEN
        PERFORM contracts_refuse('The paper of an acceptance is contested before the signature.');
    END IF;
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF NEW.contested_on <> pishkhan_today() OR NEW.reason = '' THEN
        PERFORM contracts_refuse('A paper is contested on the day of the writing, with a reason.');
    END IF;
    IF kontract.contest_until IS NULL OR pishkhan_today() > kontract.contest_until THEN
        PERFORM contracts_refuse('An acceptance on paper is contested in its time.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_papercontest_guarded BEFORE INSERT ON contracts_papercontest
    FOR EACH ROW EXECUTE FUNCTION contracts_guard_paper_contest();
ALTER TABLE contracts_papercontest ENABLE ALWAYS TRIGGER contracts_papercontest_guarded;

CREATE OR REPLACE FUNCTION contracts_keep_contests() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM contracts_refuse('A contest of a paper is neither changed nor deleted.');
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER contracts_papercontest_kept
    BEFORE UPDATE OR DELETE ON contracts_papercontest
    FOR EACH ROW EXECUTE FUNCTION contracts_keep_contests();
ALTER TABLE contracts_papercontest ENABLE ALWAYS TRIGGER contracts_papercontest_kept;

CREATE OR REPLACE TRIGGER contracts_papercontest_whole BEFORE TRUNCATE ON contracts_papercontest
    FOR EACH STATEMENT EXECUTE FUNCTION contracts_keep_contests();
ALTER TABLE contracts_papercontest ENABLE ALWAYS TRIGGER contracts_papercontest_whole;

-- A contest takes the acceptance away in the same transaction.
CREATE OR REPLACE FUNCTION contracts_guard_contested() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND EXISTS (
        SELECT FROM contracts_contract
        WHERE id = NEW.contract_id AND acceptance_entered_by IS NOT NULL
    ) THEN
        PERFORM contracts_refuse('A contest takes the acceptance of its contract away.');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS contracts_papercontest_carried ON contracts_papercontest;
CREATE CONSTRAINT TRIGGER contracts_papercontest_carried AFTER INSERT ON contracts_papercontest
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION contracts_guard_contested();
ALTER TABLE contracts_papercontest ENABLE ALWAYS TRIGGER contracts_papercontest_carried;

-- A picture that the office contested, of a contract or of an addendum, is no paper of any contract
-- of the two. An addendum that was declined has a scan only if its paper was contested.
CREATE OR REPLACE FUNCTION contracts_refuse_contested_scan() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND EXISTS (
        SELECT FROM contracts_contractscan scan
        JOIN contracts_contract theirs ON theirs.id = scan.contract_id
        JOIN contracts_contract own ON own.id = NEW.contract_id
            AND (own.office_id, own.agency_id) = (theirs.office_id, theirs.agency_id)
        WHERE scan.scan_sha256 = NEW.scan_sha256 AND (
            EXISTS (SELECT FROM contracts_papercontest WHERE scan_id = scan.id)
            OR EXISTS (SELECT FROM contracts_contractaddendum
                       WHERE scan_id = scan.id AND state = 'declined'))
    ) THEN
        PERFORM contracts_refuse('A paper that the office contested is not entered again.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contractscan_uncontested BEFORE INSERT ON contracts_contractscan
    FOR EACH ROW EXECUTE FUNCTION contracts_refuse_contested_scan();
ALTER TABLE contracts_contractscan ENABLE ALWAYS TRIGGER contracts_contractscan_uncontested;
