"""Calendar days, deadlines and the receipts of moved ones are followed by `/changes`."""

from django.db import migrations, models

FORWARD = r"""
SELECT audit_follow('workdays_calendarday', 'calendar-days', '{all}');
SELECT audit_follow('workdays_keptdeadline', 'deadlines', '{}');
SELECT audit_follow('workdays_deadlinemove', 'deadline-moves', '{}');
SELECT audit_follow_parts('workdays_keptdeadline', '{subject_label}', 'deadline-moves',
    'workdays_deadlinemove', 'deadline_id');

CREATE FUNCTION workdays_touch_deadlines(subject uuid, lost text[]) RETURNS void
LANGUAGE sql SET search_path = pg_catalog, public, pg_temp AS $$
    INSERT INTO public.audit_touch (resource, record, lost_by)
    SELECT 'deadlines', public_id, lost FROM public.workdays_keptdeadline
    WHERE subject_id = subject
    UNION ALL
    SELECT 'deadline-moves', moved.public_id, lost
    FROM public.workdays_keptdeadline kept
    JOIN public.workdays_deadlinemove moved ON moved.deadline_id = kept.id
    WHERE kept.subject_id = subject;
$$;
COMMENT ON FUNCTION workdays_touch_deadlines(uuid, text[]) IS
    'For triggers: who sees a record has changed, and so who sees its deadlines.';
"""

BACKWARD = """
DROP FUNCTION workdays_touch_deadlines(uuid, text[]);
DROP TRIGGER "zz_shown_deadline-moves_deadline_id" ON workdays_keptdeadline;
SELECT audit_unfollow('workdays_deadlinemove');
SELECT audit_unfollow('workdays_keptdeadline');
SELECT audit_unfollow('workdays_calendarday');
"""


class Migration(migrations.Migration):
    dependencies = [("workdays", "0006_guard_receipts"), ("audit", "0005_changes")]

    operations = [
        migrations.AddIndex(
            model_name="keptdeadline",
            index=models.Index(fields=["subject_id"], name="workdays_keptdeadline_subject"),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
