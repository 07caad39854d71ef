"""
Persons sit and sign, not accounts; who stood back sits no more, and a summons comes before its hour.

Minutes are sealed with the signatures of the quorum, or, once each one who sat has signed or is
noted as not signing, when no more refuse than sign. Where more refuse, nothing is confirmed and
the session may be called off (docs/adr/0020-hearing-sessions.md).
"""

from importlib import import_module

from django.db import migrations

before = import_module("violations.migrations.0024_guard_sessions").FORWARD


def body(name):
    """Return how a function was made before, to put it back."""
    start = before.index(f"CREATE FUNCTION {name}(")
    end = before.index("END $$;", start) + len("END $$;")
    return before[start:end].replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION", 1)


def changed(name, *pairs):
    """Return a function as it was made before, with parts of it said anew."""
    text = body(name)
    for old, new in pairs:
        if text.count(old) != 1:
            raise ValueError(f"{name} does not say once: {old}")
        text = text.replace(old, new)
    return text + "\n"


COUNTS = r"""
CREATE FUNCTION violations_persons(wanted bigint, how text) RETURNS integer
LANGUAGE sql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
    WITH sitting AS (
        SELECT coalesce(nullif(holder.person_key, ''), 'account ' || holder.id) AS person,
            bool_or(seat.signed_at IS NOT NULL) AS has_signed,
            bool_or(seat.refused_at IS NOT NULL) AS has_refused
        FROM public.violations_sessionseat seat
        JOIN public.accounts_user holder ON holder.id = seat.user_id
        WHERE seat.session_id = wanted AND seat.is_judge AND seat.is_present
          AND NOT seat.is_recused
        GROUP BY 1
    )
    SELECT count(*) FILTER (WHERE CASE how WHEN 'signed' THEN has_signed
        WHEN 'refused' THEN has_refused AND NOT has_signed ELSE true END)::integer
    FROM sitting
$$;
COMMENT ON FUNCTION violations_persons(bigint, text) IS
    'How many persons sat for the forum in a session (how sat), signed, or refused to.';

CREATE FUNCTION violations_confirmed(wanted bigint, quorum integer) RETURNS text
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    signed integer := violations_persons(wanted, 'signed');
    refused integer := violations_persons(wanted, 'refused');
BEGIN
    IF signed >= quorum THEN
        RETURN 'yes';
    END IF;
    IF signed + refused < violations_persons(wanted, 'sat') THEN
        RETURN 'open';
    END IF;
    RETURN CASE WHEN signed >= greatest(refused, 1) AND signed + refused >= quorum
        THEN 'yes' ELSE 'no' END;
END $$;
COMMENT ON FUNCTION violations_confirmed(bigint, integer) IS
    'Whether the minutes of a session are confirmed: yes, no, or open while somebody may sign.';
"""

SESSION = changed(
    "violations_guard_session",
    (
        "        ('held', 'signed')\n",
        "        ('held', 'signed'), ('held', 'postponed'), ('held', 'cancelled')\n",
    ),
    (
        "    IF NEW.state = 'held' AND OLD.state = 'summoned' THEN\n",
        """    IF OLD.state = 'summoned' AND NEW.state <> 'held' AND NEW.minutes <> '' THEN
        PERFORM violations_refuse('Only a session that was held has minutes.');
    END IF;
    IF NEW.state = 'held' AND OLD.state = 'summoned' THEN
""",
    ),
    (
        "WHERE session_id = NEW.id AND served_on <= day\n",
        """WHERE session_id = NEW.id AND (served_on < day
                OR served_on = day AND served_at <= NEW.starts_at)
""",
    ),
    (
        """        SELECT count(*) INTO sitting FROM violations_sessionseat
        WHERE session_id = NEW.id AND is_judge AND is_present AND NOT is_recused;
""",
        """        IF EXISTS (
            SELECT 1 FROM violations_sessionseat WHERE session_id = NEW.id AND is_judge
              AND is_present AND NOT is_recused AND violations_stood_back(NEW.case_id, user_id)
        ) THEN
            PERFORM violations_refuse('Who stood back in this case does not sit.');
        END IF;
        sitting := violations_persons(NEW.id, 'sat');
""",
    ),
    (
        """        SELECT count(*) INTO sitting FROM violations_sessionseat
        WHERE session_id = NEW.id AND is_judge AND NOT is_recused AND signed_at IS NOT NULL;
        IF sitting < NEW.quorum THEN
""",
        """        IF violations_confirmed(NEW.id, NEW.quorum) <> 'yes' THEN
""",
    ),
    (
        "signatures of the quorum.');\n        END IF;\n",
        """signatures of the quorum.');
        END IF;
    ELSIF OLD.state = 'held' AND NEW.state IN ('postponed', 'cancelled') THEN
        IF violations_confirmed(NEW.id, NEW.quorum) <> 'no' THEN
            PERFORM violations_refuse('Minutes that were recorded wait for their signatures.');
        END IF;
""",
    ),
)

SEAT = changed(
    "violations_guard_seat",
    (
        """            PERFORM violations_refuse('People are called with the summons.');
        END IF;
""",
        """            PERFORM violations_refuse('People are called with the summons.');
        END IF;
        IF NEW.is_judge AND NOT NEW.is_recused
           AND violations_stood_back(sitting.case_id, NEW.user_id) THEN
            PERFORM violations_refuse('Who stood back in this case does not sit.');
        END IF;
        IF NEW.refused_at IS NOT NULL THEN
            PERFORM violations_refuse('Nobody refuses before there are minutes.');
        END IF;
""",
    ),
    (
        "    IF (NEW.signed_at, NEW.signed_sha256) IS DISTINCT FROM",
        """    IF (NEW.refused_at, NEW.refusal_reason, NEW.refusal_witnesses, NEW.refusal_by,
        NEW.refusal_by_name) IS DISTINCT FROM (OLD.refused_at, OLD.refusal_reason,
        OLD.refusal_witnesses, OLD.refusal_by, OLD.refusal_by_name) THEN
        IF OLD.refused_at IS NOT NULL OR OLD.signed_at IS NOT NULL OR NEW.signed_at IS NOT NULL THEN
            PERFORM violations_refuse('That somebody does not sign is noted once, unsigned.');
        END IF;
        IF sitting.state NOT IN ('held', 'signed') OR NEW.refused_at < sitting.recorded_at
           OR (NEW.refused_at AT TIME ZONE 'Asia/Tehran')::date > pishkhan_today() THEN
            PERFORM violations_refuse('A refusal is noted after the minutes.');
        END IF;
        IF accounts_same_person(NEW.refusal_by, NEW.user_id) THEN
            PERFORM violations_refuse('Nobody notes the own refusal.');
        END IF;
        IF (SELECT count(DISTINCT btrim(witness)) FROM
            jsonb_array_elements_text(NEW.refusal_witnesses) AS witness
            WHERE btrim(witness) NOT IN ('', NEW.name)) < 2 THEN
            PERFORM violations_refuse('A refusal is noted before two witnesses.');
        END IF;
    END IF;
    IF (NEW.signed_at, NEW.signed_sha256) IS DISTINCT FROM""",
    ),
)


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0029_refused_signatures"),
        ("accounts", "0006_same_person"),
    ]

    operations = [
        migrations.RunSQL(
            COUNTS + SESSION + SEAT,
            body("violations_guard_session")
            + body("violations_guard_seat")
            + "DROP FUNCTION violations_confirmed(bigint, integer);"
            + "DROP FUNCTION violations_persons(bigint, text);",
        )
    ]
