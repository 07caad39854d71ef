"""No act on a contract lies ahead, and nothing has run out before its last day is over."""

from django.db import migrations

# Days on which something is said to have happened; windows and ends to come are not among them.
PAST = {
    "contracts_contract": [
        "signed_on", "suspended_on", "notice_issued_on", "notice_served_on", "terminated_on",
        "ended_on", "mutual_end_accepted_on", "settled_on", "confirmed_on",
    ],
    "contracts_endingproof": ["document_on", "decided_on"],
    "contracts_waiver": ["given_on"],
}  # fmt: skip

FORWARD = "".join(
    f"SELECT pishkhan_guard_days('{table}', '" + "', '".join(columns) + "');\n"
    for table, columns in PAST.items()
)
BACKWARD = "".join(f"DROP TRIGGER {table}_not_ahead ON {table};\n" for table in PAST)

ENDS = r"""
CREATE FUNCTION contracts_guard_run_out() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    PERFORM contracts_refuse('Nothing has run out before its last day is over.');
    RETURN NULL;
END $$;

CREATE TRIGGER contracts_contract_over BEFORE INSERT OR UPDATE OF state ON contracts_contract
    FOR EACH ROW WHEN (
        NEW.state IN ('expired', 'renewed')
        AND NOT coalesce(NEW.ended_on, NEW.ends_on) < pishkhan_today()
    )
    EXECUTE FUNCTION contracts_guard_run_out();
CREATE TRIGGER contracts_guarantee_over BEFORE INSERT OR UPDATE OF state ON contracts_guarantee
    FOR EACH ROW WHEN (NEW.state = 'expired' AND NOT NEW.expires_on < pishkhan_today())
    EXECUTE FUNCTION contracts_guard_run_out();
ALTER TABLE contracts_contract ENABLE ALWAYS TRIGGER contracts_contract_over;
ALTER TABLE contracts_guarantee ENABLE ALWAYS TRIGGER contracts_guarantee_over;
"""

RELEASE = """
DROP TRIGGER contracts_guarantee_over ON contracts_guarantee;
DROP TRIGGER contracts_contract_over ON contracts_contract;
DROP FUNCTION contracts_guard_run_out();
"""


class Migration(migrations.Migration):
    dependencies = [("contracts", "0007_notice_moves_by_receipt"), ("core", "0002_days_not_ahead")]

    operations = [
        migrations.RunSQL(FORWARD, BACKWARD),
        migrations.RunSQL(ENDS, RELEASE),
    ]
