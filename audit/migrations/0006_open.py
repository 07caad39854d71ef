"""
The next number of a register and the head of a stream, locked in this order by one call.

It asks and writes as its caller: what the runtime role may not do, it may not do by this.
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION audit_open(
    kept_in text, in_year integer, told_in text
) RETURNS TABLE (last integer, name text, sequence bigint, hash text)
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
#variable_conflict use_column
DECLARE
    given integer;
BEGIN
    INSERT INTO public.audit_numbersequence AS numbers (register, jalali_year, last)
    VALUES (kept_in, in_year, 1)
    ON CONFLICT (register, jalali_year) DO UPDATE SET last = numbers.last + 1
    RETURNING numbers.last INTO given;
    LOOP
        RETURN QUERY
            SELECT given, told_in, stream.sequence, stream.head::text
            FROM public.audit_auditstream stream WHERE stream.name = told_in FOR UPDATE;
        EXIT WHEN FOUND;
        INSERT INTO public.audit_auditstream (name, sequence, head) VALUES (told_in, 0, '')
        ON CONFLICT DO NOTHING;
    END LOOP;
END $$;
"""
BACKWARD = "DROP FUNCTION audit_open(text, integer, text);"


class Migration(migrations.Migration):
    dependencies = [("audit", "0005_changes")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
