-- Who decides a pending act follows from the act and its record, not from its proposer.
--
-- `approvals_allow` is called by the `second_persons.sql` of an app for each of its acts: the kind
-- of record that it is done on, '' for none; the query of the agency of that record by its public
-- key, '' where no agency confirms; and who confirms, each as a permission, a body and its roles:
-- 'case.confirm_closing agency agency_appeal agency_manager'. An agency confirms where its record
-- has one, else the province. A test compares all of it with the kinds of acts in Python.

CREATE OR REPLACE FUNCTION approvals_guard_second() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    agency uuid;
    listed text[];
    line text;
    found text[];
BEGIN
    IF accounts_nobodys(NEW.proposed_by, TG_RELID) THEN
        RETURN NEW;
    END IF;
    IF NEW.target_type <> TG_ARGV[0] OR (NEW.target_id IS NULL) <> (TG_ARGV[0] = '') THEN
        RAISE EXCEPTION 'An act is proposed on a record of its own kind.'
            USING ERRCODE = 'check_violation';
    END IF;
    IF TG_ARGV[1] <> '' THEN
        EXECUTE TG_ARGV[1] INTO agency USING NEW.target_id;
    END IF;
    FOREACH line IN ARRAY TG_ARGV[2:] LOOP
        listed := string_to_array(line, ' ');
        IF listed[1] = NEW.permission AND (listed[2] = 'agency' AND agency IS NOT NULL
            OR listed[2] = 'province' AND found IS NULL) THEN
            found := listed;
        END IF;
    END LOOP;
    IF found IS NULL OR NEW.scope_kind <> found[2] OR NEW.roles <> found[3:]::varchar[]
       OR NEW.scope_id IS DISTINCT FROM (CASE found[2] WHEN 'agency' THEN agency END) THEN
        RAISE EXCEPTION 'Who decides an act follows from the act and its record.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION approvals_allow(
    act text, record text, agency text, VARIADIC second_persons text[]
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    name text := 'second_' || act;
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE INSERT ON approvals_pendingact'
        ' FOR EACH ROW WHEN (NEW.act = %L) EXECUTE FUNCTION public.approvals_guard_second(%s)',
        name, act, (SELECT string_agg(quote_literal(value), ', ')
            FROM unnest(ARRAY[record, agency] || second_persons) AS value));
    EXECUTE format('ALTER TABLE approvals_pendingact ENABLE ALWAYS TRIGGER %I', name);
END $$;
COMMENT ON FUNCTION approvals_allow(text, text, text, text[]) IS
    'Let an act be proposed on a kind of record, and say who may decide it.';
REVOKE EXECUTE ON FUNCTION approvals_allow(text, text, text, text[]) FROM PUBLIC;

-- An act that nobody lists is not proposed.
CREATE OR REPLACE FUNCTION approvals_guard_known() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NOT EXISTS (
        SELECT FROM pg_trigger WHERE tgrelid = TG_RELID AND tgname = 'second_' || NEW.act
    ) THEN
        RAISE EXCEPTION 'An act that is proposed is one of those that a second person confirms.'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER approvals_pendingact_known BEFORE INSERT ON approvals_pendingact
    FOR EACH ROW EXECUTE FUNCTION approvals_guard_known();
ALTER TABLE approvals_pendingact ENABLE ALWAYS TRIGGER approvals_pendingact_known;

SELECT approvals_allow('user.grant-role', 'accounts.user', '',
    'user.grant province platform_admin');
SELECT approvals_allow('user.identify', 'accounts.user', '',
    'user.grant province platform_admin');
SELECT approvals_allow('user.set-active', 'accounts.user', '',
    'user.grant province platform_admin');
SELECT approvals_allow('user.renew-entry', 'accounts.user', '',
    'entry.renew province platform_admin');
SELECT approvals_allow('role.attest', 'accounts.rolegrant', '',
    'role.attest province deputy');
