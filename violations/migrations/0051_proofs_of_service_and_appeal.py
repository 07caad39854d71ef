"""
What the actions already ask, the database asks of whoever writes.

A service on paper has the scan of its receipt; an objection is over with the decision on it, and
then stays; points are taken back when the case is proven no more.
"""

from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

FORWARD = r"""
CREATE FUNCTION violations_guard_result() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF OLD.result <> '' THEN
        PERFORM violations_refuse('An objection that was decided stays so.');
    END IF;
    IF NOT EXISTS (
        SELECT FROM violations_decision decision
        WHERE decision.case_id = NEW.case_id AND decision.forum = 'appeal'
          AND decision.decided_on = NEW.decided_on
          AND (NEW.result <> 'annulled' OR decision.outcome <> 'proven')
    ) THEN
        PERFORM violations_refuse('An objection has a result by the decision on it.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER violations_appeal_decided BEFORE UPDATE ON violations_appeal
    FOR EACH ROW
    WHEN (OLD.result <> NEW.result OR OLD.decided_on IS DISTINCT FROM NEW.decided_on)
    EXECUTE FUNCTION violations_guard_result();
ALTER TABLE violations_appeal ENABLE ALWAYS TRIGGER violations_appeal_decided;

CREATE FUNCTION violations_guard_reversal() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF EXISTS (
        SELECT FROM violations_case WHERE id = NEW.case_id AND outcome = 'proven'
    ) THEN
        PERFORM violations_refuse('Points are taken back when the case is proven no more.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER violations_pointentry_annulled BEFORE INSERT ON violations_pointentry
    FOR EACH ROW WHEN (NEW.reverses_id IS NOT NULL)
    EXECUTE FUNCTION violations_guard_reversal();
ALTER TABLE violations_pointentry ENABLE ALWAYS TRIGGER violations_pointentry_annulled;
"""

BACKWARD = """
DROP TRIGGER violations_pointentry_annulled ON violations_pointentry;
DROP FUNCTION violations_guard_reversal();
DROP TRIGGER violations_appeal_decided ON violations_appeal;
DROP FUNCTION violations_guard_result();
"""


class Migration(migrations.Migration):
    dependencies = [("violations", "0050_desk_counts_by_index")]

    operations = [
        AddConstraintNotValid(
            model_name="notice",
            constraint=models.CheckConstraint(
                name="violations_notice_paper_scanned",
                condition=Q(served_on__isnull=True)
                | Q(channel="portal")
                | Q(receipt__isnull=False),
                violation_error_message="The scan of the receipt is kept with a paper service.",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
