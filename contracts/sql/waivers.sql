-- An office ends a window early by its official declaration, today, in the words of its event.

CREATE OR REPLACE FUNCTION contracts_guard_waiver() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    office offices_office;
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NULL;
    END IF;
    SELECT * INTO office FROM offices_office WHERE id = NEW.office_id;
    IF NEW.given_on <> pishkhan_today() OR NOT accounts_holds_at(
        NEW.given_by, 'operator', office.public_id, pishkhan_now()) THEN
        PERFORM contracts_refuse('A window is ended by the office''s own operator, today.');
    END IF;
    IF length(NEW.text) < 60
       OR position(office.code IN translate(NEW.text, '۰۱۲۳۴۵۶۷۸۹', '0123456789')) = 0
       OR NOT EXISTS (
        SELECT FROM audit_auditevent
        WHERE actor_id = NEW.given_by AND target_type = NEW.subject_type
          AND turn = audit_turn() AND note = NEW.text
          AND verb IN ('contract.notice_waived', 'case.window_waived', 'review.hearing_waived')
    ) THEN
        PERFORM contracts_refuse('A window is ended by the declaration of its office.');
    END IF;
    RETURN NULL;
END $$;

-- Asked at the end of the transaction, when the event is written.
DROP TRIGGER IF EXISTS contracts_waiver_declared ON contracts_waiver;
CREATE CONSTRAINT TRIGGER contracts_waiver_declared AFTER INSERT ON contracts_waiver
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION contracts_guard_waiver();
ALTER TABLE contracts_waiver ENABLE ALWAYS TRIGGER contracts_waiver_declared;
