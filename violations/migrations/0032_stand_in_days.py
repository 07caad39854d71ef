"""
A naming holds at most as many days as the rule of its day says.

What is read here is dated data beside the quorum: an installation sets another number from a day on.
"""

from django.db import migrations, models

GUARD = r"""
CREATE OR REPLACE FUNCTION violations_guard_naming() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT accounts_holds(NEW.named_by, 'deputy', NULL, NEW.named_on) THEN
        PERFORM violations_refuse('A stand-in is named by the deputy.');
    END IF;
    IF NOT accounts_holds(NEW.member_id, 'committee_member', NULL, NEW.named_on)
       OR accounts_same_person(NEW.member_id, NEW.named_by) THEN
        PERFORM violations_refuse('A stand-in is another person, a member of the committee.');
    END IF;
    IF length(NEW.reason) < 40 THEN
        PERFORM violations_refuse('A stand-in is named with reasons.');
    END IF;
{limit}    RETURN NEW;
END $$;
"""
DAYS = r"""
CREATE FUNCTION violations_stand_in_days(day date) RETURNS integer
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT stand_in_days FROM violations_caserule
    WHERE valid_from <= day ORDER BY valid_from DESC LIMIT 1
$$;
"""
LIMIT = """    IF NEW.last_on - NEW.named_on > violations_stand_in_days(NEW.named_on) THEN
        PERFORM violations_refuse('A naming does not hold longer than its rule says.');
    END IF;
"""
FORWARD = DAYS + GUARD.replace("{limit}", LIMIT)
BACKWARD = GUARD.replace("{limit}", "") + "DROP FUNCTION violations_stand_in_days(date);"


class Migration(migrations.Migration):
    dependencies = [("violations", "0031_judgments")]

    operations = [
        migrations.AddField(
            model_name="caserule",
            name="stand_in_days",
            field=models.PositiveSmallIntegerField(
                default=30, verbose_name="a naming of who stands in holds at most, days"
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
