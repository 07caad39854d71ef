-- Idempotency-Key: one call reserves a key, waits for it, or finds the stored answer.

-- It reads and writes with the rights of its caller. A transaction with the same key may still
-- run; where that takes longer than `patience`, no row is returned.
CREATE OR REPLACE FUNCTION accounts_take_key(
    whose bigint, program text, sent text, told text, moment timestamptz, patience text
) RETURNS TABLE (
    id bigint, is_new boolean, digest text, status smallint, answer text, sent_at timestamptz
)
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    usual text := current_setting('lock_timeout');
    is_taken boolean;
BEGIN
    LOOP
        PERFORM set_config('lock_timeout', patience, true);
        RETURN QUERY
            INSERT INTO public.accounts_sentkey AS taken
                (grant_id, client, key, digest, answer, sent_at)
            VALUES (whose, program, sent, told, '', moment)
            ON CONFLICT (grant_id, client, key) DO NOTHING
            RETURNING taken.id, true, told, taken.status, taken.answer, moment;
        is_taken := FOUND;
        PERFORM set_config('lock_timeout', usual, true);
        EXIT WHEN is_taken;
        RETURN QUERY
            SELECT kept.id, false, kept.digest::text, kept.status, kept.answer, kept.sent_at
            FROM public.accounts_sentkey kept
            WHERE kept.grant_id = whose AND kept.client = program AND kept.key = sent;
        EXIT WHEN FOUND;
    END LOOP;
EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
    RETURN;
END $$;
