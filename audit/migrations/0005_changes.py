"""
Each row of a followed table tells the transaction that changed it last: what `/changes` reads.

A number handed out in order can commit out of order; the number of a transaction together with the
oldest one that still runs cannot (docs/adr/0018-changes.md).
"""

import django.contrib.postgres.fields
import django.db.models.functions
from django.db import migrations, models

TURN = r"""
CREATE FUNCTION audit_turn() RETURNS bigint LANGUAGE sql STABLE PARALLEL UNSAFE
RETURN pg_current_xact_id()::text::bigint;
COMMENT ON FUNCTION audit_turn() IS 'The number of this transaction; it never starts again.';
"""

FOLLOW = r"""
CREATE FUNCTION audit_set_turn() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    NEW.turn := public.audit_turn();
    RETURN NEW;
END $$;

-- Arguments: the resource, and who saw the row that is deleted.
CREATE FUNCTION audit_note_deleted() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    INSERT INTO public.audit_touch (resource, record, is_deleted, lost_by)
    VALUES (TG_ARGV[0], OLD.public_id, true, TG_ARGV[1]::text[]);
    RETURN NULL;
END $$;

-- Arguments: the resource of the parts, their table, and their column that leads to this row.
CREATE FUNCTION audit_touch_parts() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    EXECUTE format('INSERT INTO public.audit_touch (resource, record)'
        ' SELECT %L, public_id FROM %s WHERE %I = $1', TG_ARGV[0], TG_ARGV[1], TG_ARGV[2])
        USING NEW.id;
    RETURN NULL;
END $$;

CREATE FUNCTION audit_follow(followed regclass, resource text, deleted_for text[]) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    EXECUTE format('ALTER TABLE %s ADD COLUMN turn bigint NOT NULL DEFAULT public.audit_turn()',
        followed);
    EXECUTE format('CREATE INDEX %I ON %s (turn, id)', followed || '_turn', followed);
    -- Triggers fire by name: this one after every guard, so that none sees the number change.
    EXECUTE format('CREATE TRIGGER zz_turn BEFORE UPDATE ON %s FOR EACH ROW'
        ' EXECUTE FUNCTION public.audit_set_turn()', followed);
    EXECUTE format('CREATE TRIGGER zz_deleted AFTER DELETE ON %s FOR EACH ROW'
        ' EXECUTE FUNCTION public.audit_note_deleted(%L, %L)', followed, resource, deleted_for);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER zz_turn', followed);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER zz_deleted', followed);
END $$;
COMMENT ON FUNCTION audit_follow(regclass, text, text[]) IS
    'For migrations: let `/changes` follow the rows of a table under the name of a resource.';

CREATE FUNCTION audit_unfollow(followed regclass) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    EXECUTE format('DROP TRIGGER zz_deleted ON %s', followed);
    EXECUTE format('DROP TRIGGER zz_turn ON %s', followed);
    EXECUTE format('ALTER TABLE %s DROP COLUMN turn', followed);
END $$;

CREATE FUNCTION audit_follow_parts(
    shown regclass, columns text[], resource text, parts regclass, link text
) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER %I AFTER UPDATE ON %s FOR EACH ROW WHEN (%s)'
        ' EXECUTE FUNCTION public.audit_touch_parts(%L, %L, %L)',
        'zz_shown_' || resource || '_' || link, shown,
        (SELECT string_agg(format('OLD.%1$I IS DISTINCT FROM NEW.%1$I', name), ' OR ')
            FROM unnest(columns) AS name),
        resource, parts, link);
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', shown,
        'zz_shown_' || resource || '_' || link);
END $$;
COMMENT ON FUNCTION audit_follow_parts(regclass, text[], text, regclass, text) IS
    'For migrations: the rows of `parts` show these columns of `shown`, and change with them.';
REVOKE EXECUTE ON FUNCTION audit_follow(regclass, text, text[]) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION audit_unfollow(regclass) FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION audit_follow_parts(regclass, text[], text, regclass, text) FROM PUBLIC;

CREATE TRIGGER audit_touch_append_only BEFORE UPDATE OR DELETE ON audit_touch
    FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_touch_no_truncate BEFORE TRUNCATE ON audit_touch
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();
ALTER TABLE audit_touch ENABLE ALWAYS TRIGGER audit_touch_append_only;
ALTER TABLE audit_touch ENABLE ALWAYS TRIGGER audit_touch_no_truncate;
"""

UNFOLLOW = """
DROP TRIGGER audit_touch_no_truncate ON audit_touch;
DROP TRIGGER audit_touch_append_only ON audit_touch;
DROP FUNCTION audit_follow_parts(regclass, text[], text, regclass, text);
DROP FUNCTION audit_unfollow(regclass);
DROP FUNCTION audit_follow(regclass, text, text[]);
DROP FUNCTION audit_touch_parts();
DROP FUNCTION audit_note_deleted();
DROP FUNCTION audit_set_turn();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_order_by_moment")]

    operations = [
        migrations.RunSQL(TURN, "DROP FUNCTION audit_turn();"),
        migrations.CreateModel(
            name="Touch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "turn",
                    models.BigIntegerField(
                        db_default=models.Func(function="audit_turn"), verbose_name="transaction"
                    ),
                ),
                ("resource", models.CharField(max_length=32, verbose_name="resource")),
                ("record", models.UUIDField(verbose_name="record")),
                ("is_deleted", models.BooleanField(db_default=False, verbose_name="deleted")),
                (
                    "lost_by",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60),
                        db_default=[],
                        size=None,
                        verbose_name="seen until then by",
                    ),
                ),
            ],
            options={
                "verbose_name": "touched record",
                "verbose_name_plural": "touched records",
                "indexes": [models.Index(fields=["turn", "id"], name="audit_touch_turn")],
            },
        ),
        migrations.RunSQL(FOLLOW, UNFOLLOW),
    ]
