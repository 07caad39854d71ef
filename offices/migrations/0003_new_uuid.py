"""Public ids made by the database, for rows that enter by set-based statements."""

from django.db import migrations

# RFC 9562, version 7: milliseconds first, then random bits. PostgreSQL 18 has its own.
FORWARD = r"""
CREATE FUNCTION offices_new_uuid() RETURNS uuid LANGUAGE sql VOLATILE AS $$
    SELECT overlay(
        overlay(
            gen_random_uuid()::text placing regexp_replace(
                lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0'),
                '^(.{8})(.{4})$', '\1-\2'
            ) from 1 for 13
        ) placing '7' from 15 for 1
    )::uuid
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("offices", "0002_guard_states")]

    operations = [migrations.RunSQL(FORWARD, "DROP FUNCTION offices_new_uuid();")]
