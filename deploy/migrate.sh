#!/bin/sh
# The one-shot step of a deployment: roles, migrations, grants. Safe to run again.
set -eu
python manage.py setup_roles
DATABASE_URL="$DATABASE_OWNER_URL" STATEMENT_TIMEOUT=0 python manage.py migrate --no-input
python manage.py setup_roles
python manage.py check --deploy --database default --fail-level WARNING
