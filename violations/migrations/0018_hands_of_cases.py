import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# The seal of the table names the columns that may change; two more may.
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
MORE = "replace(open_columns, '{', '{assignee_id,reminded_on,')"
FEWER = "replace(open_columns, 'assignee_id,reminded_on,', '')"


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0017_keep_rules"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="assignee",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="in whose hands",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="reminded_on",
            field=models.DateField(blank=True, null=True, verbose_name="agency reminded on"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("assignee__isnull", False)),
                fields=["assignee", "-opened_on", "-id"],
                name="violations_case_assignee",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["agency", "state", "-opened_on", "-id"], name="violations_case_stage"
            ),
        ),
        migrations.RunSQL(OPEN.replace("{changed}", MORE), OPEN.replace("{changed}", FEWER)),
    ]
