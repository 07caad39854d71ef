-- A letter opens to its office with what proves its service, and a webhook is made with its event
-- (audit/sql/parts.sql).

SELECT audit_watch_part('notices_webhook', '{INSERT}', 'notices.webhook', 'id>notices_webhook');

CREATE OR REPLACE FUNCTION notices_guard_opened() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NOT EXISTS (
        SELECT FROM notices_dispatch WHERE letter_id = NEW.id
    ) THEN
        RAISE EXCEPTION 'A letter opens to its office with a proof of its service.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS notices_letter_opened ON notices_letter;
CREATE CONSTRAINT TRIGGER notices_letter_opened AFTER UPDATE ON notices_letter
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.opened_at IS NULL AND NEW.opened_at IS NOT NULL)
    EXECUTE FUNCTION notices_guard_opened();
ALTER TABLE notices_letter ENABLE ALWAYS TRIGGER notices_letter_opened;
