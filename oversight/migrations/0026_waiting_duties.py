"""Place the duties of reviews and notices that wait, when all guards are there."""

from typing import Any

from django.db import migrations


def place(apps: Any, schema_editor: Any) -> None:
    """Place the duties of what waits: of decisions from today, of notices as they run out."""
    reviews = apps.get_model("oversight", "TerminationReview").objects.filter(state="decided")
    contracts = apps.get_model("contracts", "Contract").objects.filter(
        state="termination_notice", notice_served_on__isnull=False
    )
    keys = list(reviews.order_by("pk").values_list("pk", flat=True))
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT oversight_place_carrying_out(%s::bigint[], pishkhan_today())", [keys]
        )
        for contract in contracts.order_by("pk").values_list("pk", flat=True):
            cursor.execute("SELECT oversight_place_ending(%s, false)", [contract])


class Migration(migrations.Migration):
    dependencies = [("oversight", "0025_act_days")]

    operations = [migrations.RunPython(place, migrations.RunPython.noop)]
