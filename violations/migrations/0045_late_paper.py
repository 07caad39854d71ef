"""
An objection that was received on paper in its window is entered after finality, too (ADR 36).

The case stays final and is contested: by the guards of ADR 27 nothing rests on it until the
objection was decided and its result served.
"""

from django.db import migrations, models
from django.db.models import Q

# The seal of the table names the columns that may change; one more may.
OPEN = r"""
DO $$
DECLARE
    open_columns text;
BEGIN
    SELECT replace(encode(tgargs, 'escape'), '\000', '') INTO STRICT open_columns
    FROM pg_trigger WHERE tgname = 'violations_case_sealed'
      AND tgrelid = 'violations_case'::regclass;
    DROP TRIGGER violations_case_sealed ON violations_case;
    EXECUTE format(
        'CREATE TRIGGER violations_case_sealed BEFORE UPDATE ON violations_case '
        'FOR EACH ROW EXECUTE FUNCTION violations_seal(%L)', {changed});
    ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_sealed;
END $$;
"""
MORE = "replace(open_columns, '{', '{is_contested,')"
FEWER = "replace(open_columns, 'is_contested,', '')"
UNTOLD = r"""
CREATE OR REPLACE FUNCTION violations_is_untold(wanted bigint) RETURNS boolean
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    scope text := current_setting('app.scope', true);
    answer boolean;
BEGIN
    PERFORM set_config('app.scope', 'system', true);
    answer := EXISTS (
        SELECT FROM violations_appeal WHERE case_id = wanted{decided}
    ) AND NOT EXISTS (
        SELECT FROM violations_notice
        WHERE case_id = wanted AND kind = 'appeal_result' AND served_on IS NOT NULL
    );
    PERFORM set_config('app.scope', coalesce(scope, ''), true);
    RETURN answer;
END $$;
"""
DECISION = r"""
CREATE OR REPLACE FUNCTION violations_guard_decision() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kase violations_case;
BEGIN
    SELECT * INTO STRICT kase FROM violations_case WHERE id = NEW.case_id;
    IF violations_reported(kase.id, NEW.decided_by) THEN
        PERFORM violations_refuse('Nobody decides the own report.');
    END IF;
    IF NEW.forum IN ('appeal', 'judgment') THEN
        IF violations_took_part(kase.id, NEW.decided_by)
           AND NOT (NEW.forum = 'judgment'
                    AND violations_turn(kase.id, 'judgment', NEW.decided_on) = 'secretariat') THEN
            PERFORM violations_refuse(
                'An appeal is decided by somebody who had no part in the case.');
        END IF;
        IF (NEW.forum = 'appeal' AND kase.state <> 'appealed'{contested}) OR (
            NEW.forum = 'judgment'
            AND NOT (kase.state IN ('final', 'closed') AND kase.outcome = 'proven'{judged})
        ) THEN
            PERFORM violations_refuse('The case is not in a state for this decision.');
        END IF;
    ELSIF kase.state NOT IN ('defended', 'defence_lapsed', 'scheduled')
          OR NEW.forum <> (CASE kase.track WHEN 'contract' THEN 'agency' ELSE 'committee' END) THEN
        PERFORM violations_refuse('The case is not in a state for this decision.');
    END IF;
    RETURN NEW;
END $$;
"""
NAMING = r"""
CREATE OR REPLACE FUNCTION violations_guard_naming_of_case() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kase violations_case;
BEGIN
    SELECT * INTO kase FROM violations_case WHERE public_id = NEW.subject_id;
    IF NOT FOUND OR NOT (CASE NEW.step
        WHEN 'decision' THEN kase.state IN ('defended', 'defence_lapsed', 'scheduled')
        ELSE kase.state = 'appealed'{contested} END) THEN
        PERFORM violations_refuse('A stand-in is named for what waits to be decided.');
    END IF;
    IF violations_turn(kase.id, NEW.step, NEW.named_on) <> 'stand_in' THEN
        PERFORM violations_refuse('Somebody whose turn it is is free to decide.');
    END IF;
    IF NOT violations_is_free(kase.id, NEW.step, NEW.member_id)
       OR NOT violations_is_free(kase.id, NEW.step, NEW.named_by) THEN
        PERFORM violations_refuse('Nobody who had a part in the case names or is named.');
    END IF;
    RETURN NEW;
END $$;
"""
GUARDS = r"""
CREATE FUNCTION violations_guard_objection() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    kase violations_case;
BEGIN
    SELECT * INTO STRICT kase FROM violations_case WHERE id = NEW.case_id;
    IF NEW.result <> '' OR NEW.decided_on IS NOT NULL THEN
        PERFORM violations_refuse('An objection is not filed as decided.');
    END IF;
    IF kase.appeal_due_on IS NULL OR NEW.filed_on > kase.appeal_due_on
       OR NEW.filed_on < kase.decided_on THEN
        PERFORM violations_refuse('An objection is filed in its window.');
    END IF;
    IF kase.state <> 'decided' AND NOT (
        NEW.is_paper AND kase.state IN ('final', 'closed') AND kase.outcome = 'proven'
        AND kase.final_on > kase.appeal_due_on
    ) THEN
        PERFORM violations_refuse('The case is not in a state for an objection.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER violations_appeal_in_window BEFORE INSERT ON violations_appeal
    FOR EACH ROW EXECUTE FUNCTION violations_guard_objection();
ALTER TABLE violations_appeal ENABLE ALWAYS TRIGGER violations_appeal_in_window;

CREATE FUNCTION violations_guard_contested() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM violations_appeal
        WHERE case_id = NEW.id AND is_paper AND (decided_on IS NULL) = NEW.is_contested
    ) OR NEW.state NOT IN ('final', 'closed') THEN
        PERFORM violations_refuse(
            'A final case is contested by an objection on paper, until that is decided.');
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER violations_case_begun_contested BEFORE INSERT ON violations_case
    FOR EACH ROW WHEN (NEW.is_contested) EXECUTE FUNCTION violations_guard_contested();
CREATE TRIGGER violations_case_contested BEFORE UPDATE ON violations_case
    FOR EACH ROW WHEN (NEW.is_contested IS DISTINCT FROM OLD.is_contested)
    EXECUTE FUNCTION violations_guard_contested();
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_begun_contested;
ALTER TABLE violations_case ENABLE ALWAYS TRIGGER violations_case_contested;
"""
COMMENT = """
COMMENT ON FUNCTION violations_is_untold(bigint) IS
    'Whether an objection in the case was not decided, or its result not served on the office.';
"""
FORWARD = "".join(
    (
        OPEN.replace("{changed}", MORE),
        UNTOLD.replace("{decided}", ""),
        COMMENT,
        DECISION.replace("{contested}", " AND NOT kase.is_contested").replace(
            "{judged}", " AND NOT kase.is_contested"
        ),
        NAMING.replace("{contested}", " OR kase.is_contested"),
        GUARDS,
    )
)
BACKWARD = "".join(
    (
        """
DROP TRIGGER violations_case_contested ON violations_case;
DROP TRIGGER violations_case_begun_contested ON violations_case;
DROP FUNCTION violations_guard_contested();
DROP TRIGGER violations_appeal_in_window ON violations_appeal;
DROP FUNCTION violations_guard_objection();
""",
        NAMING.replace("{contested}", ""),
        DECISION.replace("{contested}", "").replace("{judged}", ""),
        UNTOLD.replace("{decided}", " AND decided_on IS NOT NULL"),
        OPEN.replace("{changed}", FEWER),
        """
COMMENT ON FUNCTION violations_is_untold(bigint) IS
    'Whether an objection in the case was decided and its result was not served on the office.';
""",
    )
)


class Migration(migrations.Migration):
    dependencies = [("violations", "0044_ended_by_day")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="is_contested",
            field=models.BooleanField(
                db_default=False, default=False, verbose_name="an objection in time waits"
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=Q(is_contested=True),
                fields=["-opened_on", "-id"],
                name="violations_case_contested",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
