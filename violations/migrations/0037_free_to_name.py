"""Who names a stand-in for a case had no part in it, as the action asks: also not by standing back."""

from django.db import migrations

GUARD = r"""
CREATE OR REPLACE FUNCTION violations_guard_naming_of_case() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kase violations_case;
BEGIN
    SELECT * INTO kase FROM violations_case WHERE public_id = NEW.subject_id;
    IF NOT FOUND OR NOT (CASE NEW.step
        WHEN 'decision' THEN kase.state IN ('defended', 'defence_lapsed', 'scheduled')
        ELSE kase.state = 'appealed' END) THEN
        PERFORM violations_refuse('A stand-in is named for what waits to be decided.');
    END IF;
    IF violations_turn(kase.id, NEW.step, NEW.named_on) <> 'stand_in' THEN
        PERFORM violations_refuse('Somebody whose turn it is is free to decide.');
    END IF;
    IF NOT violations_is_free(kase.id, NEW.step, NEW.member_id)
       OR {namer} THEN
        PERFORM violations_refuse('Nobody who had a part in the case names or is named.');
    END IF;
    RETURN NEW;
END $$;
"""
FORWARD = GUARD.replace("{namer}", "NOT violations_is_free(kase.id, NEW.step, NEW.named_by)")
BACKWARD = GUARD.replace("{namer}", "violations_reported(kase.id, NEW.named_by)")


class Migration(migrations.Migration):
    dependencies = [("violations", "0036_pin_judgments")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
