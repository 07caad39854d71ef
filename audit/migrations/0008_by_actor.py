"""What one actor did is read newest first by the moment, so the index has it in that order."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0007_follow_divisions")]

    operations = [
        migrations.RemoveIndex(model_name="auditevent", name="audit_auditevent_actor"),
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["actor_id", "-at", "-id"], name="audit_auditevent_by_actor"),
        ),
    ]
