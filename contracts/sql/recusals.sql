-- Who stood back from the contracts of an office with an agency: written once, of today, by the
-- person; and then nobody's name stands under an act on any contract of the two.

CREATE OR REPLACE FUNCTION contracts_keep_recusals() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM contracts_refuse('A recusal is neither changed nor deleted.');
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER contracts_contractrecusal_kept
    BEFORE UPDATE OR DELETE ON contracts_contractrecusal
    FOR EACH ROW EXECUTE FUNCTION contracts_keep_recusals();
ALTER TABLE contracts_contractrecusal ENABLE ALWAYS TRIGGER contracts_contractrecusal_kept;

CREATE OR REPLACE TRIGGER contracts_contractrecusal_whole
    BEFORE TRUNCATE ON contracts_contractrecusal
    FOR EACH STATEMENT EXECUTE FUNCTION contracts_keep_recusals();
ALTER TABLE contracts_contractrecusal ENABLE ALWAYS TRIGGER contracts_contractrecusal_whole;

SELECT pishkhan_guard_days('contracts_contractrecusal', 'stood_back_on');
SELECT audit_watch('contracts_contractrecusal', 'contracts.contract',
    'contract_id>contracts_contract', '{}', '{INSERT}');

-- Nobody stands back in the name of another: that would bar a manager from the contract.
CREATE OR REPLACE FUNCTION contracts_guard_recusal() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    agency uuid;
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF NEW.stood_back_on <> pishkhan_today() THEN
        PERFORM contracts_refuse('A recusal is of the day of its writing.');
    END IF;
    IF coalesce(current_setting('app.user_id', true), '') NOT IN ('', NEW.user_id::text) THEN
        PERFORM contracts_refuse('Nobody stands back in the name of another.');
    END IF;
    SELECT named.public_id INTO agency FROM contracts_contract held
    JOIN agencies_agency named ON named.id = held.agency_id WHERE held.id = NEW.contract_id;
    IF NOT accounts_holds(NEW.user_id, NEW.role, agency, NEW.stood_back_on)
       AND NOT accounts_holds(NEW.user_id, NEW.role, NULL, NEW.stood_back_on) THEN
        PERFORM contracts_refuse('Who stands back holds the role in which they would act.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contractrecusal_own BEFORE INSERT ON contracts_contractrecusal
    FOR EACH ROW EXECUTE FUNCTION contracts_guard_recusal();
ALTER TABLE contracts_contractrecusal ENABLE ALWAYS TRIGGER contracts_contractrecusal_own;

CREATE OR REPLACE FUNCTION contracts_stood_back(agency bigint, office bigint, person bigint)
RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM contracts_contractrecusal back
        JOIN contracts_contract held ON held.id = back.contract_id
        WHERE held.agency_id = agency AND held.office_id = office
          AND accounts_same_person(back.user_id, person)
    )
$$;
COMMENT ON FUNCTION contracts_stood_back(bigint, bigint, bigint) IS
    'Whether a person stood back from the contracts of an office with an agency, by any account.';

-- The arguments name the column that leads to the contract, '' in its own table, and the columns
-- that hold an account.
CREATE OR REPLACE FUNCTION contracts_guard_recused() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    after jsonb := to_jsonb(NEW);
    before jsonb := CASE TG_OP WHEN 'UPDATE' THEN to_jsonb(OLD) ELSE '{}' END;
    of_contract bigint := (after ->> TG_ARGV[0])::bigint;
    agency bigint := (after ->> 'agency_id')::bigint;
    office bigint := (after ->> 'office_id')::bigint;
    name text;
BEGIN
    IF TG_ARGV[0] = 'settlement_id' THEN
        SELECT contract_id INTO of_contract FROM contracts_settlement WHERE id = of_contract;
    ELSIF TG_ARGV[0] = 'guarantee_id' THEN
        SELECT contract_id INTO of_contract FROM contracts_guarantee WHERE id = of_contract;
    END IF;
    IF TG_ARGV[0] <> '' THEN
        SELECT agency_id, office_id INTO agency, office FROM contracts_contract
        WHERE id = of_contract;
    END IF;
    FOREACH name IN ARRAY TG_ARGV[1:] LOOP
        IF after ->> name IS NOT NULL AND after ->> name IS DISTINCT FROM before ->> name
           AND contracts_stood_back(agency, office, (after ->> name)::bigint) THEN
            PERFORM contracts_refuse('Who stood back from a contract does nothing more on it.');
        END IF;
        -- An addendum is closed by either side.
        IF name <> 'closed_by' AND after ->> name IS NOT NULL
           AND after ->> name IS DISTINCT FROM before ->> name
           AND offices_has_interest(office, (after ->> name)::bigint) THEN
            PERFORM contracts_refuse('Who holds or runs the office acts for no other side.');
        END IF;
    END LOOP;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contract_acted_insert BEFORE INSERT ON contracts_contract
    FOR EACH ROW EXECUTE FUNCTION contracts_guard_recused('', 'drafted_by', 'signed_by');
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_acted_insert;

CREATE OR REPLACE TRIGGER contracts_contract_acted BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        (NEW.acceptance_entered_by, NEW.signed_by, NEW.confirmed_by, NEW.disowned_by, NEW.acted_by)
        IS DISTINCT FROM
        (OLD.acceptance_entered_by, OLD.signed_by, OLD.confirmed_by, OLD.disowned_by, OLD.acted_by)
    )
    EXECUTE FUNCTION contracts_guard_recused('',
        'acceptance_entered_by', 'signed_by', 'confirmed_by', 'disowned_by', 'acted_by');
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_acted;

CREATE OR REPLACE TRIGGER contracts_contractaddendum_acted
    BEFORE INSERT OR UPDATE ON contracts_contractaddendum
    FOR EACH ROW EXECUTE FUNCTION contracts_guard_recused('contract_id',
        'proposed_by', 'acceptance_entered_by', 'closed_by');
ALTER TABLE contracts_contractaddendum ENABLE ALWAYS TRIGGER contracts_contractaddendum_acted;

-- A proof names who decided its source, which may be a case of which nobody stood back.
CREATE OR REPLACE TRIGGER contracts_endingproof_acted BEFORE INSERT ON contracts_endingproof
    FOR EACH ROW WHEN (NEW.kind IN ('recorded_document', 'judgment', 'urgent'))
    EXECUTE FUNCTION contracts_guard_recused('contract_id', 'decided_by');
ALTER TABLE contracts_endingproof ENABLE ALWAYS TRIGGER contracts_endingproof_acted;

CREATE OR REPLACE TRIGGER contracts_settlement_acted BEFORE INSERT OR UPDATE ON contracts_settlement
    FOR EACH ROW EXECUTE FUNCTION contracts_guard_recused('contract_id',
        'recorded_by', 'settled_by');
ALTER TABLE contracts_settlement ENABLE ALWAYS TRIGGER contracts_settlement_acted;

CREATE OR REPLACE TRIGGER contracts_remittance_acted BEFORE INSERT ON contracts_remittance
    FOR EACH ROW EXECUTE FUNCTION contracts_guard_recused('settlement_id', 'recorded_by');
ALTER TABLE contracts_remittance ENABLE ALWAYS TRIGGER contracts_remittance_acted;

CREATE OR REPLACE TRIGGER contracts_guaranteecall_acted BEFORE INSERT ON contracts_guaranteecall
    FOR EACH ROW EXECUTE FUNCTION contracts_guard_recused('guarantee_id', 'called_by');
ALTER TABLE contracts_guaranteecall ENABLE ALWAYS TRIGGER contracts_guaranteecall_acted;

CREATE OR REPLACE TRIGGER contracts_contractscan_of_others BEFORE INSERT ON contracts_contractscan
    FOR EACH ROW EXECUTE FUNCTION contracts_guard_recused('contract_id', 'kept_by');
ALTER TABLE contracts_contractscan ENABLE ALWAYS TRIGGER contracts_contractscan_of_others;

-- Moves whose row names nobody rest on their event (movers.sql), which names who made them: nobody
-- who stood back, and on the agency's side nobody who holds or runs the office. What a judgment or
-- a case does to the contract is done there, and reading changes nothing.
CREATE OR REPLACE FUNCTION contracts_guard_recused_event() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM contracts_contract held
        WHERE held.public_id = NEW.target_id::uuid
          AND contracts_stood_back(held.agency_id, held.office_id, NEW.actor_id)
    ) THEN
        PERFORM contracts_refuse('Who stood back from a contract does nothing more on it.');
    END IF;
    -- The office itself acts as its operator.
    IF NEW.actor_role <> 'operator' AND EXISTS (
        SELECT FROM contracts_contract held
        WHERE held.public_id = NEW.target_id::uuid
          AND offices_has_interest(held.office_id, NEW.actor_id)
    ) THEN
        PERFORM contracts_refuse('Who holds or runs the office acts for no other side.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_auditevent_acted BEFORE INSERT ON audit_auditevent
    FOR EACH ROW WHEN (
        NEW.target_type = 'contracts.contract' AND NEW.verb LIKE 'contract.%'
        AND NEW.verb <> ALL (ARRAY[
            'contract.stood_back', 'contract.recused_last', 'contract.proven', 'contract.imported',
            'contract.proof_annulled', 'contract.suspension_annulled',
            'contract.suspension_shortened', 'contract.document_opened', 'contract.scan_opened'
        ])
    )
    EXECUTE FUNCTION contracts_guard_recused_event();
ALTER TABLE audit_auditevent ENABLE ALWAYS TRIGGER contracts_auditevent_acted;

-- Nor is a receipt of a letter about the contract entered by who stood back, or holds or runs the
-- office.
CREATE OR REPLACE FUNCTION contracts_guard_recused_receipt() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM notices_letter letter
        JOIN contracts_contract held
            ON held.public_id = letter.subject_id OR held.notice_id = letter.subject_id
        WHERE letter.id = NEW.letter_id AND letter.subject_type = 'contracts.contract'
          AND contracts_stood_back(held.agency_id, held.office_id, NEW.recorded_by)
    ) THEN
        PERFORM contracts_refuse('Who stood back from a contract does nothing more on it.');
    END IF;
    IF EXISTS (
        SELECT FROM notices_letter letter
        JOIN contracts_contract held
            ON held.public_id = letter.subject_id OR held.notice_id = letter.subject_id
        WHERE letter.id = NEW.letter_id AND letter.subject_type = 'contracts.contract'
          AND offices_has_interest(held.office_id, NEW.recorded_by)
    ) THEN
        PERFORM contracts_refuse('Who holds or runs the office acts for no other side.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_dispatch_entered BEFORE INSERT ON notices_dispatch
    FOR EACH ROW WHEN (NEW.channel = 'paper') EXECUTE FUNCTION contracts_guard_recused_receipt();
ALTER TABLE notices_dispatch ENABLE ALWAYS TRIGGER contracts_dispatch_entered;

-- As the recusals in cases (violations/sql/recusals.sql): of its agency and county, not the office.
ALTER TABLE contracts_contractrecusal ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
DROP POLICY IF EXISTS tenant ON contracts_contractrecusal;
CREATE POLICY tenant ON contracts_contractrecusal USING (
    (SELECT current_setting('app.scope', true)) IN ('province', 'system')
    OR (SELECT pg_trigger_depth()) > 0
    OR EXISTS (
        SELECT FROM contracts_contract contract
        WHERE contract.id = contracts_contractrecusal.contract_id AND (
            contract.agency_id = ANY (ARRAY(
                SELECT named.id FROM agencies_agency named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.agency_ids', true), ''), ',')::uuid[])))
            OR contract.county_id = ANY (ARRAY(
                SELECT named.id FROM territory_division named
                WHERE named.public_id = ANY (string_to_array(
                    NULLIF(current_setting('app.county_ids', true), ''), ',')::uuid[])))
        ) OFFSET 0
    )
);
