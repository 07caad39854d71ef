"""
Who held a role on a day, for guards that ask whose decision it is (design: DECISIONS 6 and 7).

The bodies are bound when they are made: no search path of a session puts another table there.
"""

from django.db import migrations

FORWARD = r"""
CREATE FUNCTION accounts_holds(account bigint, wanted text, scope uuid, day date) RETURNS boolean
LANGUAGE sql STABLE PARALLEL SAFE
RETURN EXISTS (
    SELECT FROM public.accounts_rolegrant held
    JOIN public.accounts_user holder ON holder.id = held.user_id
    WHERE held.user_id = account AND held.role = wanted
      AND held.scope_id IS NOT DISTINCT FROM scope
      AND held.starts_on <= day AND (held.ends_on IS NULL OR held.ends_on >= day)
      AND holder.is_active
);
COMMENT ON FUNCTION accounts_holds(bigint, text, uuid, date) IS
    'Whether an account had a grant of this role for this scope on a day, both ends included.';

CREATE FUNCTION accounts_nobodys(account bigint, relation oid) RETURNS boolean
LANGUAGE sql STABLE
RETURN NOT EXISTS (SELECT FROM public.accounts_user WHERE id = account)
    AND EXISTS (
        SELECT FROM pg_catalog.pg_class WHERE pg_class.oid = relation
          AND pg_catalog.pg_has_role(current_user, relowner, 'MEMBER')
    );
COMMENT ON FUNCTION accounts_nobodys(bigint, oid) IS
    'Whether the owner of a table writes an act of nobody who has an account: an older record.';
"""

BACKWARD = """
DROP FUNCTION accounts_nobodys(bigint, oid);
DROP FUNCTION accounts_holds(bigint, text, uuid, date);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_keep_grants")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
