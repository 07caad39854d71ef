-- Scans of contracts and recorded documents are kept with their seal in the history.

SELECT audit_ask_seal('contracts_contractscan', 'true', 'contracts.contract',
    'contract_id>contracts_contract', 'scan_sha256');
SELECT audit_ask_seal('contracts_endingproof', $$NEW.kind IN ('recorded_document', 'judgment')$$,
    'contracts.contract', 'contract_id>contracts_contract', 'scan_sha256');

-- The receipt of a letter is kept in the database, with an event of the letter or of the record
-- that it belongs to; so is the file of a letter.
CREATE OR REPLACE FUNCTION contracts_guard_letter_seal() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    seal text := to_jsonb(NEW) ->> TG_ARGV[0];
    letter notices_letter;
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NULL;
    END IF;
    SELECT * INTO STRICT letter FROM notices_letter WHERE id = NEW.letter_id;
    IF NOT EXISTS (
        SELECT FROM audit_auditevent
        WHERE turn = audit_turn() AND position('"' || seal || '"' IN changes::text) > 0
          AND ((target_type = 'notices.letter' AND target_id = letter.public_id::text)
            OR (target_type = letter.subject_type AND target_id IN (
                letter.subject_id::text, (SELECT public_id::text FROM contracts_contract
                    WHERE notice_id = letter.subject_id))))
    ) THEN
        RAISE EXCEPTION 'A file of % is kept with an event that names its seal.', TG_TABLE_NAME
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS seal_named ON notices_dispatch;
CREATE CONSTRAINT TRIGGER seal_named AFTER INSERT ON notices_dispatch
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.scan IS NOT NULL)
    EXECUTE FUNCTION contracts_guard_letter_seal('scan_sha256');
ALTER TABLE notices_dispatch ENABLE ALWAYS TRIGGER seal_named;
DROP TRIGGER IF EXISTS seal_named ON notices_letterfile;
CREATE CONSTRAINT TRIGGER seal_named AFTER INSERT ON notices_letterfile
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    EXECUTE FUNCTION contracts_guard_letter_seal('sha256');
ALTER TABLE notices_letterfile ENABLE ALWAYS TRIGGER seal_named;
