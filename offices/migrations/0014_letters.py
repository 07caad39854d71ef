"""The letter that cancels a licence: its scan is kept as that of the licence is."""

from django.db import migrations, models
from django.db.models import Q

FORWARD = r"""
CREATE OR REPLACE FUNCTION offices_guard_scan() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    before integer;
    told text := '';
BEGIN
    SELECT coalesce(max(number), 0) INTO before FROM offices_licencescan
        WHERE licence_id = NEW.licence_id AND paper = NEW.paper;
    IF NEW.scan_sha256 !~ '^[0-9a-f]{64}$' OR NEW.scan = '' OR NEW.scan_copy = ''
       OR NEW.scan_size < 1 THEN
        told := 'The scan of a licence is kept with its seal.';
    ELSIF NEW.number <> before + 1 OR (NEW.reason = '') <> (before = 0) THEN
        told := 'A later scan follows the one before it and says why.';
    ELSIF NEW.paper = 'cancellation' AND NOT EXISTS (
        SELECT 1 FROM offices_licence WHERE id = NEW.licence_id AND state = 'cancelled'
    ) THEN
        told := 'The letter of a cancellation belongs to a cancelled licence.';
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
"""
BACKWARD = r"""
CREATE OR REPLACE FUNCTION offices_guard_scan() RETURNS trigger
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
"""


class Migration(migrations.Migration):
    dependencies = [("offices", "0013_scans")]

    operations = [
        migrations.RemoveConstraint(model_name="licencescan", name="offices_licencescan_number"),
        migrations.AddField(
            model_name="licencescan",
            name="paper",
            field=models.CharField(
                choices=[
                    ("licence", "scan of the licence"),
                    ("cancellation", "letter of the cancellation"),
                ],
                default="licence",
                max_length=16,
                verbose_name="paper",
            ),
        ),
        migrations.AddConstraint(
            model_name="licencescan",
            constraint=models.UniqueConstraint(
                fields=("licence", "paper", "number"),
                name="offices_licencescan_number",
                violation_error_message="The licence has a scan of this version.",
            ),
        ),
        migrations.AddConstraint(
            model_name="licencescan",
            constraint=models.CheckConstraint(
                name="offices_licencescan_paper",
                condition=Q(paper__in=["licence", "cancellation"]),
                violation_error_message="There is no such paper of a licence.",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
