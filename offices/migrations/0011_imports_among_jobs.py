"""Imports that were brought before stand among the long work of those who brought them."""

from django.db import migrations

FORWARD = """
INSERT INTO lists_job (
    created_at, updated_at, public_id, kind, title, list_name, state, place, file_place, arguments,
    user_id, user_name, grant_id, role, scope_ids, rows_total, rows_done, counts, errors, refusal,
    attempts, asks_stop, started_at, heartbeat_at, finished_at, file, file_name
)
SELECT batch.created_at, batch.updated_at, batch.public_id, 'import', batch.file_name, '',
    CASE WHEN batch.state IN ('uploaded', 'confirmed') THEN 'waiting'
        WHEN batch.state IN ('checking', 'applying') THEN 'running'
        WHEN batch.state IN ('checked', 'applied') THEN 'done' ELSE 'failed' END,
    '/offices/import/' || batch.public_id,
    CASE WHEN batch.annotated = '' THEN ''
        ELSE '/offices/import/' || batch.public_id || '/annotated' END,
    '{}', batch.uploaded_by, batch.uploaded_by_name, batch.grant_id, given.role, '[]',
    batch.rows_total, LEAST(batch.rows_done, batch.rows_total), batch.counts, '[]', batch.refusal,
    0, false, batch.created_at, batch.heartbeat_at,
    CASE WHEN batch.state IN ('checked', 'applied', 'refused', 'failed') THEN batch.updated_at END,
    '', ''
FROM offices_registerimport batch JOIN accounts_rolegrant given ON given.id = batch.grant_id
"""
BACKWARD = "DELETE FROM lists_job WHERE kind = 'import'"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
        ("lists", "0002_followed_work"),
        ("offices", "0010_holder_versions"),
    ]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
