-- A move leaves an event of its own by somebody who held a role for it at that moment.
--
-- `audit_ask_mover` is called by the `movers.sql` of an app, for moves whose row names nobody: the
-- table, a name for the trigger, the operation, the condition, the type of the record that the
-- event is about, the path to it (as `audit_watch`), and the events that may make the move, each
-- with its roles as `accounts_ask` writes them: 'contract.settled agency_manager@... system'.

CREATE OR REPLACE FUNCTION audit_done_by(
    of_type text, of_id text, steps text[], written jsonb
) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    made record;
    step text;
BEGIN
    FOR made IN
        SELECT verb, actor_id FROM audit_auditevent
        WHERE target_type = of_type AND target_id = of_id AND turn = audit_turn()
    LOOP
        FOREACH step IN ARRAY steps LOOP
            IF split_part(step, ' ', 1) = made.verb AND accounts_held_one(made.actor_id,
                (string_to_array(step, ' '))[2:], written, pishkhan_now()) THEN
                RETURN true;
            END IF;
        END LOOP;
    END LOOP;
    RETURN false;
END $$;
COMMENT ON FUNCTION audit_done_by(text, text, text[], jsonb) IS
    'Whether this transaction left an event of one of these steps by who holds a role for it.';

CREATE OR REPLACE FUNCTION audit_guard_mover() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    written jsonb := to_jsonb(NEW);
BEGIN
    IF NOT accounts_is_loader(TG_RELID) AND NOT audit_done_by(TG_ARGV[0],
        CASE TG_ARGV[1] WHEN '' THEN written ->> 'public_id'
            ELSE accounts_scope_of(written, TG_ARGV[1])::text END,
        TG_ARGV[2:], written) THEN
        RAISE EXCEPTION 'A row of % moves by an event of somebody who holds the role for it.',
            TG_TABLE_NAME USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;

-- Checked at the end of the transaction: the event is the last step of an act.
CREATE OR REPLACE FUNCTION audit_ask_mover(
    guarded regclass, name text, operation text, condition text, of_type text, path text,
    VARIADIC steps text[]
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM audit_defer(guarded, 'mover_' || name, operation, condition, 'audit_guard_mover',
        VARIADIC ARRAY[of_type, path] || steps);
END $$;
COMMENT ON FUNCTION audit_ask_mover(regclass, text, text, text, text, text, text[]) IS
    'Ask of a move for an event by somebody who held a role for it at that moment.';
REVOKE EXECUTE ON FUNCTION audit_ask_mover(regclass, text, text, text, text, text, text[])
    FROM PUBLIC;

-- Columns whose change leans on the events that say just that; the arguments are those of
-- `audit_ask_mover`, with the columns, apart from each other by a comma, for its condition.
CREATE OR REPLACE FUNCTION audit_ask_change(
    guarded regclass, columns text, of_type text, path text, VARIADIC steps text[]
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM audit_ask_mover(guarded, 'of_' || split_part(columns, ',', 1), 'UPDATE',
        (SELECT string_agg(format('NEW.%1$I IS DISTINCT FROM OLD.%1$I', btrim(name)), ' OR ')
            FROM unnest(string_to_array(columns, ',')) AS name),
        of_type, path, VARIADIC steps);
END $$;
COMMENT ON FUNCTION audit_ask_change(regclass, text, text, text, text[]) IS
    'Ask of a change of columns for an event that says it, by somebody who held a role for it.';
REVOKE EXECUTE ON FUNCTION audit_ask_change(regclass, text, text, text, text[]) FROM PUBLIC;

-- Columns that are written as the state of their row moves, and at no other time. A move is written
-- 'before>after', with '%' for any other state, and '=state' where the row stays in its state.
CREATE OR REPLACE FUNCTION audit_refuse_unmoved() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF accounts_is_loader(TG_RELID) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% of % is written by its own move.', TG_ARGV[0], TG_TABLE_NAME
        USING ERRCODE = 'check_violation';
END $$;

-- Triggers fire in the order of their names: these after every guard, whose message says more.
CREATE OR REPLACE FUNCTION audit_tie_to_moves(
    guarded regclass, columns text[], VARIADIC moves text[]
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY columns LOOP
        EXECUTE format('CREATE OR REPLACE TRIGGER %I BEFORE UPDATE ON %s FOR EACH ROW'
            ' WHEN (NEW.%I IS DISTINCT FROM OLD.%I AND NOT CASE WHEN OLD.state = NEW.state'
            ' THEN ''='' || NEW.state ELSE OLD.state || ''>'' || NEW.state END LIKE ANY (%L))'
            ' EXECUTE FUNCTION public.audit_refuse_unmoved(%L)',
            'zy_moved_' || name, guarded, name, name, moves, name);
        EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', guarded, 'zy_moved_' || name);
    END LOOP;
END $$;
COMMENT ON FUNCTION audit_tie_to_moves(regclass, text[], text[]) IS
    'Let columns of a table be written by these moves of its state alone.';
REVOKE EXECUTE ON FUNCTION audit_tie_to_moves(regclass, text[], text[]) FROM PUBLIC;
