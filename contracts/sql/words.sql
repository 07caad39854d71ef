-- What an office and an agency read of a contract: its words, and its numbers in one form.

-- A draft is sent to its office with its text, or with the paper that the office signed and never
-- contested (contracts.acts.reasons.has_words).
CREATE OR REPLACE FUNCTION contracts_guard_words() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID)
       AND NOT EXISTS (SELECT FROM contracts_contractarticle WHERE contract_id = NEW.id)
       AND NOT (
        EXISTS (SELECT FROM contracts_contractscan WHERE contract_id = NEW.id)
        AND NOT EXISTS (SELECT FROM contracts_papercontest WHERE contract_id = NEW.id)) THEN
        PERFORM contracts_refuse('A contract is sent to its office with its text.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contract_worded BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (OLD.state = 'draft' AND NEW.state = 'pending_signature')
    EXECUTE FUNCTION contracts_guard_words();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_worded;

-- A number that people write is stored in one form (core.persian.plain_number), so that one number
-- is not entered twice: composed, its digits ASCII, without joiners, marks or controls.
CREATE OR REPLACE FUNCTION contracts_is_plain(number text) RETURNS boolean
LANGUAGE sql IMMUTABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT number IS NFKC NORMALIZED AND number = btrim(number) AND number !~ '  '
        AND number !~ ('[\u0001-\u001f\u007f-\u009f\u00ad\u0600-\u0605\u061c\u0640'
            || '\u0643\u0649\u064a-\u0652\u0660-\u0669\u0670\u06dd\u06f0-\u06f9\u070f\u180e'
            || '\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]')
$$;
COMMENT ON FUNCTION contracts_is_plain(text) IS
    'Whether a number that people write has the one form in which it is stored.';

CREATE OR REPLACE FUNCTION contracts_guard_plain() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID)
       AND NOT contracts_is_plain(to_jsonb(NEW) ->> TG_ARGV[0]) THEN
        PERFORM contracts_refuse('A number is stored in one form, whatever script it is typed in.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_settlement_plain BEFORE INSERT ON contracts_settlement
    FOR EACH ROW EXECUTE FUNCTION contracts_guard_plain('key');
ALTER TABLE contracts_settlement ENABLE ALWAYS TRIGGER contracts_settlement_plain;

CREATE OR REPLACE TRIGGER contracts_guarantee_plain BEFORE INSERT ON contracts_guarantee
    FOR EACH ROW EXECUTE FUNCTION contracts_guard_plain('number');
ALTER TABLE contracts_guarantee ENABLE ALWAYS TRIGGER contracts_guarantee_plain;

CREATE OR REPLACE TRIGGER contracts_endingproof_plain BEFORE INSERT ON contracts_endingproof
    FOR EACH ROW WHEN (NEW.kind IN ('recorded_document', 'judgment'))
    EXECUTE FUNCTION contracts_guard_plain('document_no');
ALTER TABLE contracts_endingproof ENABLE ALWAYS TRIGGER contracts_endingproof_plain;

CREATE OR REPLACE TRIGGER contracts_contract_plain
    BEFORE INSERT OR UPDATE OF agency_number ON contracts_contract
    FOR EACH ROW WHEN (NEW.agency_number <> '')
    EXECUTE FUNCTION contracts_guard_plain('agency_number');
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_plain;
