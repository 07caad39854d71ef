-- What is last is told by the number of a row: it is the one that its sequence has just given, not
-- one ahead of it, and not one below it that nobody used.
--
-- `audit_keep_order` is called for each table whose rows have an order that means something: by the
-- `order.sql` of its app, or here for the floors below.

CREATE OR REPLACE FUNCTION audit_refuse_number() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    BEGIN
        -- Another session may have taken the next number in between.
        IF NEW.id = currval(TG_ARGV[0]::regclass) THEN
            RETURN NEW;
        END IF;
    EXCEPTION WHEN object_not_in_prerequisite_state THEN
        NULL;  -- this session has taken no number at all
    END;
    RAISE EXCEPTION 'A row of % has the number of its sequence.', TG_TABLE_NAME
        USING ERRCODE = 'check_violation';
END $$;

-- The comparison is the trigger's condition, so that an ordinary row costs no call.
CREATE OR REPLACE FUNCTION audit_keep_order(guarded regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    EXECUTE format('CREATE OR REPLACE TRIGGER a_order BEFORE INSERT ON %1$s FOR EACH ROW'
        ' WHEN (NEW.id IS DISTINCT FROM pg_sequence_last_value(%2$L::regclass))'
        ' EXECUTE FUNCTION public.audit_refuse_number(%2$L)',
        guarded, pg_get_serial_sequence(guarded::text, 'id'));
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER a_order', guarded);
END $$;
COMMENT ON FUNCTION audit_keep_order(regclass) IS
    'Let the rows of a table be numbered by its sequence, so that the last one is the newest.';
REVOKE EXECUTE ON FUNCTION audit_keep_order(regclass) FROM PUBLIC;

SELECT audit_keep_order(name::regclass) FROM unnest(ARRAY[
    'accounts_apiclient', 'accounts_apitoken', 'accounts_rolegrant', 'accounts_user',
    'audit_auditevent', 'audit_numbersequence'
]) AS name;
-- Tables of higher floors that an earlier text of the trigger guards get this one.
SELECT audit_keep_order(tgrelid::regclass) FROM pg_trigger WHERE tgname = 'a_order';
