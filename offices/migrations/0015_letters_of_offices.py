"""The letter that revokes an office of which no licence was cancelled: kept once, never rewritten."""

import django.db.models.deletion
from django.db import migrations, models

import core.models

FORWARD = r"""
CREATE FUNCTION offices_guard_letter() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    told text := '';
BEGIN
    IF NEW.scan_sha256 !~ '^[0-9a-f]{64}$' OR NEW.scan = '' OR NEW.scan_copy = ''
       OR NEW.scan_size < 1 OR NEW.number <> 1 OR NEW.reason <> '' THEN
        told := 'The letter of a revocation is kept once, with its seal.';
    ELSIF accounts_nobodys(NEW.kept_by, TG_RELID) THEN
        RETURN NEW;
    ELSIF NOT EXISTS (
        SELECT 1 FROM offices_office WHERE id = NEW.office_id AND state = 'revoked'
    ) THEN
        told := 'The letter of a revocation belongs to a revoked office.';
    ELSIF NOT EXISTS (
        SELECT 1 FROM accounts_rolegrant
        WHERE user_id = NEW.kept_by AND role = 'secretariat' AND starts_on <= NEW.kept_on
          AND (ends_on IS NULL OR ends_on >= NEW.kept_on)
    ) THEN
        told := 'The letter of a revocation is kept by the secretariat.';
    END IF;
    IF told <> '' THEN
        RAISE EXCEPTION '%', told USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER offices_officeletter_guarded BEFORE INSERT ON offices_officeletter
    FOR EACH ROW EXECUTE FUNCTION offices_guard_letter();
CREATE TRIGGER offices_officeletter_kept BEFORE UPDATE OR DELETE ON offices_officeletter
    FOR EACH ROW EXECUTE FUNCTION offices_keep_scans();
CREATE TRIGGER offices_officeletter_whole BEFORE TRUNCATE ON offices_officeletter
    FOR EACH STATEMENT EXECUTE FUNCTION offices_keep_scans();
ALTER TABLE offices_officeletter ENABLE ALWAYS TRIGGER offices_officeletter_guarded;
ALTER TABLE offices_officeletter ENABLE ALWAYS TRIGGER offices_officeletter_kept;
ALTER TABLE offices_officeletter ENABLE ALWAYS TRIGGER offices_officeletter_whole;
SELECT pishkhan_guard_days('offices_officeletter', 'kept_on');
"""
BACKWARD = """
DROP TRIGGER offices_officeletter_not_ahead ON offices_officeletter;
DROP TRIGGER offices_officeletter_whole ON offices_officeletter;
DROP TRIGGER offices_officeletter_kept ON offices_officeletter;
DROP TRIGGER offices_officeletter_guarded ON offices_officeletter;
DROP FUNCTION offices_guard_letter();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0014_letters"),
    ]

    operations = [
        migrations.CreateModel(
            name="OfficeLetter",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True, verbose_name="created at")),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="updated at")),
                (
                    "public_id",
                    models.UUIDField(
                        default=core.models.new_public_id,
                        editable=False,
                        unique=True,
                        verbose_name="public id",
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                ("scan", models.FileField(upload_to="scans/original/", verbose_name="scan")),
                ("scan_copy", models.FileField(upload_to="scans/copy/", verbose_name="copy")),
                ("scan_name", models.CharField(max_length=160, verbose_name="file name")),
                ("scan_type", models.CharField(max_length=40, verbose_name="type")),
                ("scan_size", models.PositiveIntegerField(verbose_name="size, bytes")),
                ("scan_sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("scan_checked_by", models.CharField(max_length=40, verbose_name="checked by")),
                ("reason", models.CharField(blank=True, max_length=400, verbose_name="reason")),
                ("kept_on", models.DateField(verbose_name="kept on")),
                ("kept_by", models.BigIntegerField(verbose_name="kept by")),
                ("kept_by_name", models.CharField(max_length=120, verbose_name="kept by")),
                (
                    "office",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="letter",
                        to="offices.office",
                        verbose_name="office",
                    ),
                ),
            ],
            options={
                "verbose_name": "letter that revokes an office",
                "verbose_name_plural": "letters that revoke offices",
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
