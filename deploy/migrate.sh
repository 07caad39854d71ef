#!/bin/sh
# The one-shot step of a deployment: roles, migrations, grants, reference data. Safe to run again.
# People come afterwards, once: manage.py create_first_admin (docs/operation.md).
set -eu
python manage.py setup_roles
DATABASE_URL="$DATABASE_OWNER_URL" STATEMENT_TIMEOUT=0 python manage.py migrate --no-input
python manage.py setup_roles
STATEMENT_TIMEOUT=0 python manage.py load_reference
python manage.py check --deploy --database default --fail-level ERROR
