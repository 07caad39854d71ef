-- Whoever a row names has done it: they leave an event of their own in the transaction that writes
-- their name, or proposed the act that another person confirms in it.
--
-- `accounts_ask` asks whether a role was held; this asks whether it was used. An event that anybody
-- may leave about a record, such as that of a list that was read, says nothing.

CREATE OR REPLACE FUNCTION approvals_has_acted(account bigint) RETURNS boolean
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT EXISTS (
        SELECT FROM audit_auditevent
        WHERE actor_id = account AND at > pishkhan_now() - interval '2 hours'
          AND turn = audit_turn()
          AND (actor_role = 'system' OR verb LIKE 'pending.%'
            OR '*' <> ALL (audit_roles_of(verb)))
    ) OR EXISTS (
        SELECT FROM audit_auditevent event
        JOIN approvals_pendingact proposal ON proposal.public_id::text = event.target_id
        WHERE event.target_type = 'approvals.pendingact' AND event.verb = 'pending.confirmed'
          AND event.at > pishkhan_now() - interval '2 hours' AND event.turn = audit_turn()
          AND proposal.proposed_by = account AND proposal.state = 'confirmed')
$$;
COMMENT ON FUNCTION approvals_has_acted(bigint) IS
    'Whether an account left an event of its own in this transaction, or its proposal took effect.';

CREATE OR REPLACE FUNCTION approvals_guard_named() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    account bigint := (to_jsonb(NEW) ->> TG_ARGV[0])::bigint;
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NOT accounts_nobodys(account, TG_RELID)
       AND NOT approvals_has_acted(account) THEN
        RAISE EXCEPTION '% of % names somebody who did not do it.', TG_ARGV[0], TG_TABLE_NAME
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

-- Checked at the end of the transaction: the event is the last step of an act. The name beside a
-- person changes with an act of the same person, and is cleared together with the person.
CREATE OR REPLACE FUNCTION approvals_ask_named(guarded regclass, VARIADIC persons text[])
RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    person text;
    operation text;
BEGIN
    FOREACH person IN ARRAY persons LOOP
        FOREACH operation IN ARRAY ARRAY['INSERT', 'UPDATE'] LOOP
            PERFORM audit_defer(guarded, 'named_' || lower(operation) || '_' || person, operation,
                format('NEW.%I IS NOT NULL', person) || CASE operation WHEN 'UPDATE'
                    THEN format(' AND NEW.%1$I IS DISTINCT FROM OLD.%1$I', person) ELSE '' END,
                'approvals_guard_named', person);
        END LOOP;
        CONTINUE WHEN NOT EXISTS (SELECT FROM pg_attribute
            WHERE attrelid = guarded AND attname = person || '_name' AND NOT attisdropped);
        PERFORM audit_defer(guarded, 'named_update_' || person || '_name', 'UPDATE',
            format('NEW.%1$I IS DISTINCT FROM OLD.%1$I'
                ' AND (NEW.%2$I IS NOT NULL OR NEW.%1$I <> '''')', person || '_name', person),
            'approvals_guard_named', person);
    END LOOP;
END $$;
COMMENT ON FUNCTION approvals_ask_named(regclass, text[]) IS
    'Ask of whom a column names, also by the name beside it, an event of their own.';
REVOKE EXECUTE ON FUNCTION approvals_ask_named(regclass, text[]) FROM PUBLIC;

SELECT approvals_ask_named('accounts_rolegrant', 'given_by', 'confirmed_by', 'ended_by');
SELECT approvals_ask_named('approvals_pendingact', 'proposed_by', 'decided_by');
