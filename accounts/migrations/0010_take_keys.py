"""
An Idempotency-Key is taken, waited for or found by one call; it asks and writes as its caller.

What it waits for is another transaction with the same key. Nothing is returned when that takes
longer than `patience`: the first request is still at work.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION accounts_take_key(
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
"""
BACKWARD = "DROP FUNCTION accounts_take_key(bigint, text, text, text, timestamptz, text);"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_who_holds_a_role")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
