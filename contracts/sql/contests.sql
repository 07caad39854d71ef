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
