"""
The scan of the signed paper of a contract: kept by its agency, version by version, never rewritten.
"""

import django.db.models.deletion
from django.db import migrations, models

import core.models

FORWARD = r"""
CREATE FUNCTION contracts_guard_paper() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    before integer;
    kontract contracts_contract;
    house uuid;
BEGIN
    SELECT * INTO kontract FROM contracts_contract WHERE id = NEW.contract_id;
    SELECT public_id INTO house FROM agencies_agency WHERE id = kontract.agency_id;
    SELECT coalesce(max(number), 0) INTO before FROM contracts_contractscan
        WHERE contract_id = NEW.contract_id;
    IF NEW.scan_sha256 !~ '^[0-9a-f]{64}$' OR NEW.scan = '' OR NEW.scan_copy = ''
       OR NEW.scan_size < 1 THEN
        PERFORM contracts_refuse('The scan of a contract is kept with its seal.');
    ELSIF kontract.signed_on IS NULL
          OR kontract.state IN ('draft', 'pending_signature', 'void') THEN
        PERFORM contracts_refuse('The scan of a contract is kept once it has been signed.');
    ELSIF NEW.number <> before + 1 OR (NEW.reason = '') <> (before = 0) THEN
        PERFORM contracts_refuse('A later scan follows the one before it and says why.');
    ELSIF NOT (accounts_holds(NEW.kept_by, 'agency_manager', house, NEW.kept_on)
            OR accounts_holds(NEW.kept_by, 'agency_clerk', house, NEW.kept_on))
       AND NOT accounts_nobodys(NEW.kept_by, TG_RELID) THEN
        PERFORM contracts_refuse('The scan of a contract is kept by its own agency.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER contracts_contractscan_guarded BEFORE INSERT ON contracts_contractscan
    FOR EACH ROW EXECUTE FUNCTION contracts_guard_paper();

CREATE FUNCTION contracts_keep_papers() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM contracts_refuse('A kept scan is neither changed nor deleted.');
    RETURN NULL;
END $$;
CREATE TRIGGER contracts_contractscan_kept BEFORE UPDATE OR DELETE ON contracts_contractscan
    FOR EACH ROW EXECUTE FUNCTION contracts_keep_papers();
CREATE TRIGGER contracts_contractscan_whole BEFORE TRUNCATE ON contracts_contractscan
    FOR EACH STATEMENT EXECUTE FUNCTION contracts_keep_papers();
ALTER TABLE contracts_contractscan ENABLE ALWAYS TRIGGER contracts_contractscan_guarded;
ALTER TABLE contracts_contractscan ENABLE ALWAYS TRIGGER contracts_contractscan_kept;
ALTER TABLE contracts_contractscan ENABLE ALWAYS TRIGGER contracts_contractscan_whole;
SELECT pishkhan_guard_days('contracts_contractscan', 'kept_on');
"""
BACKWARD = """
DROP TRIGGER contracts_contractscan_not_ahead ON contracts_contractscan;
DROP TRIGGER contracts_contractscan_whole ON contracts_contractscan;
DROP TRIGGER contracts_contractscan_kept ON contracts_contractscan;
DROP FUNCTION contracts_keep_papers();
DROP TRIGGER contracts_contractscan_guarded ON contracts_contractscan;
DROP FUNCTION contracts_guard_paper();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("contracts", "0025_remittances_move_by_receipt"),
        ("accounts", "0008_holders_of_roles"),
        ("core", "0002_days_not_ahead"),
    ]

    operations = [
        migrations.CreateModel(
            name="ContractScan",
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
                    "contract",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scans",
                        to="contracts.contract",
                        verbose_name="contract",
                    ),
                ),
            ],
            options={
                "verbose_name": "scan of a contract",
                "verbose_name_plural": "scans of contracts",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("contract", "number"),
                        name="contracts_contractscan_number",
                        violation_error_message="The contract has a scan of this version.",
                    )
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
