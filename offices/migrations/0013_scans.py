"""The scan of a licence: kept by the secretariat, version by version, never rewritten."""

import django.db.models.deletion
from django.db import migrations, models

import core.models

FORWARD = r"""
CREATE FUNCTION offices_guard_scan() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    before integer;
    told text := '';
BEGIN
    SELECT coalesce(max(number), 0) INTO before FROM offices_licencescan
        WHERE licence_id = NEW.licence_id;
    IF NEW.scan_sha256 !~ '^[0-9a-f]{64}$' OR NEW.scan = '' OR NEW.scan_copy = ''
       OR NEW.scan_size < 1 THEN
        told := 'The scan of a licence is kept with its seal.';
    ELSIF NEW.number <> before + 1 OR (NEW.reason = '') <> (before = 0) THEN
        told := 'A later scan follows the one before it and says why.';
    ELSIF NOT EXISTS (
        SELECT 1 FROM accounts_rolegrant
        WHERE user_id = NEW.kept_by AND role = 'secretariat' AND starts_on <= NEW.kept_on
          AND (ends_on IS NULL OR ends_on >= NEW.kept_on)
    ) AND NOT accounts_nobodys(NEW.kept_by, TG_RELID) THEN
        told := 'The scan of a licence is kept by the secretariat.';
    END IF;
    IF told <> '' THEN
        RAISE EXCEPTION '%', told USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER offices_licencescan_guarded BEFORE INSERT ON offices_licencescan
    FOR EACH ROW EXECUTE FUNCTION offices_guard_scan();

CREATE FUNCTION offices_keep_scans() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION 'A kept scan is neither changed nor deleted.'
        USING ERRCODE = 'check_violation';
END $$;
CREATE TRIGGER offices_licencescan_kept BEFORE UPDATE OR DELETE ON offices_licencescan
    FOR EACH ROW EXECUTE FUNCTION offices_keep_scans();
CREATE TRIGGER offices_licencescan_whole BEFORE TRUNCATE ON offices_licencescan
    FOR EACH STATEMENT EXECUTE FUNCTION offices_keep_scans();
ALTER TABLE offices_licencescan ENABLE ALWAYS TRIGGER offices_licencescan_guarded;
ALTER TABLE offices_licencescan ENABLE ALWAYS TRIGGER offices_licencescan_kept;
ALTER TABLE offices_licencescan ENABLE ALWAYS TRIGGER offices_licencescan_whole;
SELECT pishkhan_guard_days('offices_licencescan', 'kept_on');
"""
BACKWARD = """
DROP TRIGGER offices_licencescan_not_ahead ON offices_licencescan;
DROP TRIGGER offices_licencescan_whole ON offices_licencescan;
DROP TRIGGER offices_licencescan_kept ON offices_licencescan;
DROP FUNCTION offices_keep_scans();
DROP TRIGGER offices_licencescan_guarded ON offices_licencescan;
DROP FUNCTION offices_guard_scan();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("offices", "0012_follow_imports"),
        ("accounts", "0008_holders_of_roles"),
        ("core", "0002_days_not_ahead"),
    ]

    operations = [
        migrations.CreateModel(
            name="LicenceScan",
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
                    "licence",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scans",
                        to="offices.licence",
                        verbose_name="licence",
                    ),
                ),
            ],
            options={
                "verbose_name": "scan of a licence",
                "verbose_name_plural": "scans of licences",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("licence", "number"),
                        name="offices_licencescan_number",
                        violation_error_message="The licence has a scan of this version.",
                    )
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
