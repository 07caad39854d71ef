-- The service of a termination notice: entered when, proven by what, and by whom where it is late.
--
-- The role that serves people writes the day of entry by the clock of the server; only the loader
-- of samples and tests writes of past days.

-- A notice runs at least `window_after_entry` from the day on which a service on paper was entered,
-- or confirmed by a second person: the office can see it from then.
CREATE OR REPLACE FUNCTION contracts_enter_service() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    NEW.notice_entered_on := pishkhan_today();
    IF NEW.notice_served_on < NEW.notice_entered_on AND NEW.notice_ends_on < workdays_due(
        'window_after_entry', NEW.notice_entered_on, NEW.county_id) THEN
        PERFORM contracts_refuse('A notice leaves the office time after it can see its service.');
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contract_service_entered BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (OLD.notice_served_on IS NULL AND NEW.notice_served_on IS NOT NULL)
    EXECUTE FUNCTION contracts_enter_service();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_service_entered;

CREATE OR REPLACE FUNCTION contracts_keep_entry() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM contracts_refuse('The day on which a service was entered stays with the service.');
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER contracts_contract_under_entry BEFORE UPDATE ON contracts_contract
    FOR EACH ROW WHEN (
        NEW.notice_entered_on IS DISTINCT FROM OLD.notice_entered_on
        AND NEW.notice_served_on IS NOT DISTINCT FROM OLD.notice_served_on
    )
    EXECUTE FUNCTION contracts_keep_entry();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_under_entry;

-- Of the notices of contracts, and of records above that rest on one, by the kind of their letter.

-- Who confirmed a service as its second person: of the agency, or the deputy. `asked` is what the
-- proposal has to say.
CREATE OR REPLACE FUNCTION contracts_service_confirmers(
    act_name text, record_type text, record uuid, of_agency bigint, asked jsonb
) RETURNS SETOF bigint
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT act.decided_by FROM approvals_pendingact act, agencies_agency agency
    WHERE act.act = act_name AND act.target_type = record_type AND act.target_id = record
      AND act.state = 'confirmed' AND act.arguments @> asked AND agency.id = of_agency
      AND (accounts_holds_at(act.decided_by, 'agency_manager', agency.public_id, act.decided_at)
        OR accounts_holds_at(act.decided_by, 'agency_appeal', agency.public_id, act.decided_at)
        OR accounts_holds_at(act.decided_by, 'deputy', NULL, act.decided_at))
$$;

-- Whether a notice was read by its office in the portal; one from before letters were kept is.
CREATE OR REPLACE FUNCTION contracts_is_read_in_portal(
    letter_kind text, subject uuid, of_office bigint, day date
) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT NOT EXISTS (
        SELECT FROM notices_letter WHERE kind = letter_kind AND subject_id = subject
    ) OR EXISTS (
        SELECT FROM notices_dispatch dispatch
        JOIN notices_letter letter ON letter.id = dispatch.letter_id
        JOIN offices_office house ON house.id = of_office
        WHERE letter.kind = letter_kind AND letter.subject_id = subject
          AND dispatch.channel = 'portal' AND dispatch.proven_on = day
          AND accounts_holds(dispatch.recorded_by, 'operator', house.public_id, day)
    )
$$;

-- Whether a service on paper on a day has a receipt whose scan equals its seal.
CREATE OR REPLACE FUNCTION contracts_has_sealed_receipt(letter_kind text, subject uuid, day date)
RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM notices_dispatch dispatch
        JOIN notices_letter letter ON letter.id = dispatch.letter_id
        WHERE letter.kind = letter_kind AND letter.subject_id = subject
          AND dispatch.channel = 'paper' AND dispatch.proven_on = day
          AND length(dispatch.scan) > 0
          AND encode(sha256(dispatch.scan), 'hex') = dispatch.scan_sha256
    )
$$;

-- Asked at the end of the transaction, when receipt and pending act are written.
CREATE OR REPLACE FUNCTION contracts_guard_service() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    letter_kind text := 'contract.termination';
    subject uuid := coalesce(NEW.notice_id, NEW.public_id);
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NULL;
    END IF;
    IF contracts_is_read_in_portal(letter_kind, subject, NEW.office_id, NEW.notice_served_on) THEN
        IF NEW.notice_served_on <> NEW.notice_entered_on THEN
            PERFORM contracts_refuse('An office acknowledges a notice on the day.');
        END IF;
        IF NOT audit_done_by('contracts.contract', NEW.public_id::text, ARRAY[
            'contract.notice_served operator@office_id>offices_office'], to_jsonb(NEW)) THEN
            PERFORM contracts_refuse('In the portal an office acts by its own operator.');
        END IF;
        RETURN NULL;
    END IF;
    IF NOT contracts_has_sealed_receipt(letter_kind, subject, NEW.notice_served_on) THEN
        PERFORM contracts_refuse('A service on paper has its sealed receipt.');
    END IF;
    IF NEW.notice_entered_on > workdays_due('paper_entry', NEW.notice_served_on, NEW.county_id)
       AND NOT EXISTS (
        SELECT FROM contracts_service_confirmers(
            'contract.serve-notice', 'contracts.contract', NEW.public_id, NEW.agency_id,
            jsonb_build_object('day', NEW.notice_served_on::text, 'notice', NEW.notice_id::text,
                'text', NEW.notice_proof))
    ) THEN
        PERFORM contracts_refuse('A paper of an earlier day is confirmed by a second person.');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS contracts_contract_service_proven ON contracts_contract;
CREATE CONSTRAINT TRIGGER contracts_contract_service_proven AFTER UPDATE ON contracts_contract
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.notice_served_on IS NULL AND NEW.notice_served_on IS NOT NULL)
    EXECUTE FUNCTION contracts_guard_service();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_service_proven;

-- An entry of a day that lies further back than one person may enter it rests on a pending act that
-- another person of the agency, or the deputy, has confirmed, and says what that act says. Asked at
-- the end of the transaction, when the act is decided.
CREATE OR REPLACE FUNCTION contracts_ask_second(
    act_name text, record_type text, record uuid, kontract contracts_contract, day date,
    entered date, asked jsonb
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF entered > workdays_due('paper_entry', day, kontract.county_id) AND NOT EXISTS (
        SELECT FROM contracts_service_confirmers(act_name, record_type, record,
            kontract.agency_id, asked || jsonb_build_object('day', day::text))
    ) THEN
        PERFORM contracts_refuse('A paper of an earlier day is confirmed by a second person.');
    END IF;
END $$;

CREATE OR REPLACE FUNCTION contracts_guard_old_remittance() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    entry contracts_settlement;
    kontract contracts_contract;
BEGIN
    IF NOT accounts_is_loader(TG_RELID) THEN
        SELECT * INTO entry FROM contracts_settlement WHERE id = NEW.settlement_id;
        SELECT * INTO kontract FROM contracts_contract WHERE id = entry.contract_id;
        PERFORM contracts_ask_second('settlement.remit', 'contracts.settlement', entry.public_id,
            kontract, NEW.paid_on, pishkhan_today(), jsonb_build_object(
                'amount', NEW.amount, 'voucher', NEW.voucher, 'entered_by', NEW.recorded_by));
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS contracts_remittance_second ON contracts_remittance;
CREATE CONSTRAINT TRIGGER contracts_remittance_second AFTER INSERT ON contracts_remittance
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION contracts_guard_old_remittance();
ALTER TABLE contracts_remittance ENABLE ALWAYS TRIGGER contracts_remittance_second;

CREATE OR REPLACE FUNCTION contracts_guard_old_addendum() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kontract contracts_contract;
BEGIN
    IF NOT accounts_is_loader(TG_RELID) THEN
        SELECT * INTO kontract FROM contracts_contract WHERE id = NEW.contract_id;
        PERFORM contracts_ask_second('contract.enter-addendum', 'contracts.contract',
            kontract.public_id, kontract, NEW.accepted_on, pishkhan_today(), jsonb_build_object(
                'addendum', NEW.public_id, 'entered_by', NEW.acceptance_entered_by));
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS contracts_contractaddendum_second ON contracts_contractaddendum;
CREATE CONSTRAINT TRIGGER contracts_contractaddendum_second
    AFTER UPDATE ON contracts_contractaddendum
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (
        OLD.state = 'proposed' AND NEW.state = 'accepted' AND NEW.acceptance_entered_by IS NOT NULL
    )
    EXECUTE FUNCTION contracts_guard_old_addendum();
ALTER TABLE contracts_contractaddendum ENABLE ALWAYS TRIGGER contracts_contractaddendum_second;

-- A receipt of so early a day rests on a service that another person confirms: of the record of its
-- letter, or on this very receipt. Asked at the end of the transaction.
CREATE OR REPLACE FUNCTION contracts_guard_old_receipt() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    letter notices_letter;
    county bigint;
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NULL;
    END IF;
    SELECT * INTO letter FROM notices_letter WHERE id = NEW.letter_id;
    SELECT county_id INTO county FROM offices_office WHERE public_id = letter.office_id;
    IF (NEW.proven_at AT TIME ZONE 'Asia/Tehran')::date
            > workdays_due('paper_entry', NEW.proven_on, county)
       AND NOT EXISTS (
        SELECT FROM approvals_pendingact
        WHERE state IN ('pending', 'confirmed')
          AND arguments ->> 'day' = NEW.proven_on::text
          AND (arguments ->> 'receipt' = NEW.public_id::text
            OR (target_id = letter.subject_id AND arguments ->> 'text' = NEW.words))
    ) THEN
        PERFORM contracts_refuse('A paper of an earlier day is confirmed by a second person.');
    END IF;
    RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS contracts_dispatch_second ON notices_dispatch;
CREATE CONSTRAINT TRIGGER contracts_dispatch_second AFTER INSERT ON notices_dispatch
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.channel = 'paper')
    EXECUTE FUNCTION contracts_guard_old_receipt();
ALTER TABLE notices_dispatch ENABLE ALWAYS TRIGGER contracts_dispatch_second;
