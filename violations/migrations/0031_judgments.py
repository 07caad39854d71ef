"""
A judgment is recorded by who decides objections, at last by the secretariat (ADR 14).

The court has decided: nobody is named to record it, and where the secretariat does, it may have
triaged or served the case, which the licence track's always has. A reporter never records one.
"""

from django.db import migrations

FREE = r"""
CREATE OR REPLACE FUNCTION violations_is_free(wanted bigint, step text, account bigint)
RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT NOT violations_reported(wanted, account)
        AND NOT violations_stood_back(wanted, account)
        AND (step {later} OR NOT violations_took_part(wanted, account))
$$;
"""
TURN = r"""
CREATE OR REPLACE FUNCTION violations_turn(wanted bigint, step text, day date) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    agency uuid;
    kase violations_case;
BEGIN
    SELECT * INTO STRICT kase FROM violations_case WHERE id = wanted;
    SELECT public_id INTO agency FROM agencies_agency WHERE id = kase.agency_id;
    IF kase.track = 'contract' THEN
        IF step = 'decision'
           AND violations_has_free(wanted, step, 'agency_manager', agency, day) THEN
            RETURN 'agency_manager';
        END IF;
        IF violations_has_free(wanted, step, 'agency_appeal', agency, day) THEN
            RETURN 'agency_appeal';
        END IF;
        IF step = 'decision' THEN
            RETURN 'stand_in';
        END IF;
    END IF;
    IF violations_has_free(wanted, step, 'committee_chair', NULL, day) THEN
        RETURN 'committee_chair';
    END IF;
    RETURN {last};
END $$;
ALTER FUNCTION violations_turn(bigint, text, date) COST 100000;
"""
IS_TURN = r"""
CREATE OR REPLACE FUNCTION violations_is_turn(wanted bigint, step text, account bigint, day date)
RETURNS boolean LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    agency uuid;
    subject uuid;
    role_name text := violations_turn(wanted, step, day);
BEGIN
    SELECT kase.public_id, house.public_id INTO subject, agency FROM violations_case kase
    LEFT JOIN agencies_agency house ON house.id = kase.agency_id WHERE kase.id = wanted;
{clerk}    IF NOT violations_is_free(wanted, step, account) THEN
        RETURN false;
    END IF;
    IF role_name = 'stand_in' THEN
        RETURN coalesce(account = violations_stand_in(subject, step, day), false);
    END IF;
    RETURN accounts_holds(
        account, role_name,
        CASE WHEN role_name IN ('agency_manager', 'agency_appeal') THEN agency END, day);
END $$;
"""
CLERK = """    IF role_name = 'secretariat' THEN
        RETURN NOT violations_reported(wanted, account)
            AND accounts_holds(account, role_name, NULL, day);
    END IF;
"""
GUARD_TURN = r"""
CREATE OR REPLACE FUNCTION violations_guard_turn() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    step text := {step};
BEGIN
    IF NOT violations_is_turn(NEW.case_id, step, NEW.decided_by, NEW.decided_on)
       AND NOT accounts_nobodys(NEW.decided_by, TG_RELID) THEN
        PERFORM violations_refuse('This case is not decided by who holds no role for it.');
    END IF;
    RETURN NEW;
END $$;
"""
FOUR_EYES = r"""
CREATE OR REPLACE FUNCTION violations_guard_decision() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    kase violations_case;
BEGIN
    SELECT * INTO STRICT kase FROM violations_case WHERE id = NEW.case_id;
    IF violations_reported(kase.id, NEW.decided_by) THEN
        PERFORM violations_refuse('Nobody decides the own report.');
    END IF;
    IF NEW.forum IN ('appeal', 'judgment') THEN
        IF violations_took_part(kase.id, NEW.decided_by){recorded} THEN
            PERFORM violations_refuse(
                'An appeal is decided by somebody who had no part in the case.');
        END IF;
        IF (NEW.forum = 'appeal' AND kase.state <> 'appealed') OR (
            NEW.forum = 'judgment'
            AND NOT (kase.state IN ('final', 'closed') AND kase.outcome = 'proven')
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
RECORDED = """
           AND NOT (NEW.forum = 'judgment'
                    AND violations_turn(kase.id, 'judgment', NEW.decided_on) = 'secretariat')"""
FORWARD = "".join(
    (
        FREE.replace("{later}", "NOT IN ('appeal', 'judgment')"),
        TURN.replace("{last}", "CASE step WHEN 'judgment' THEN 'secretariat' ELSE 'stand_in' END"),
        IS_TURN.replace("{clerk}", CLERK),
        GUARD_TURN.replace(
            "{step}",
            "CASE WHEN NEW.forum IN ('appeal', 'judgment') THEN NEW.forum ELSE 'decision' END",
        ),
        FOUR_EYES.replace("{recorded}", RECORDED),
    )
)
BACKWARD = "".join(
    (
        FOUR_EYES.replace("{recorded}", ""),
        GUARD_TURN.replace(
            "{step}",
            "CASE WHEN NEW.forum IN ('appeal', 'judgment') THEN 'appeal' ELSE 'decision' END",
        ),
        IS_TURN.replace("{clerk}", ""),
        TURN.replace("{last}", "'stand_in'"),
        FREE.replace("{later}", "<> 'appeal'"),
    )
)


class Migration(migrations.Migration):
    dependencies = [("violations", "0030_count_persons")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
