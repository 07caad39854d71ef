"""How agencies are compared until the province says otherwise; all of it is assumed, and kept."""

from datetime import date

from django.db import migrations

FIRST = date(2021, 3, 21)  # 1 Farvardin 1400

FORWARD = """
CREATE TRIGGER oversight_comparisonrule_kept BEFORE UPDATE OR DELETE ON oversight_comparisonrule
    FOR EACH ROW EXECUTE FUNCTION oversight_keep();
CREATE TRIGGER oversight_comparisonrule_whole BEFORE TRUNCATE ON oversight_comparisonrule
    FOR EACH STATEMENT EXECUTE FUNCTION oversight_keep();
ALTER TABLE oversight_comparisonrule ENABLE ALWAYS TRIGGER oversight_comparisonrule_kept;
ALTER TABLE oversight_comparisonrule ENABLE ALWAYS TRIGGER oversight_comparisonrule_whole;
"""

BACKWARD = """
DROP TRIGGER oversight_comparisonrule_whole ON oversight_comparisonrule;
DROP TRIGGER oversight_comparisonrule_kept ON oversight_comparisonrule;
"""


def forward(apps, schema_editor):
    apps.get_model("oversight", "ComparisonRule").objects.create(
        valid_from=FIRST,
        least=10,
        weight=10,
        z_thousandths=1960,
        months=12,
        provenance="ASSUMED",
        citation="انتخاب خانه: کمینه و وزن ده تکلیف، فاصلهٔ نود و پنج درصدی ویلسون",
    )


def backward(apps, schema_editor):
    apps.get_model("oversight", "ComparisonRule").objects.filter(valid_from=FIRST).delete()


class Migration(migrations.Migration):
    dependencies = [("oversight", "0019_comparison_rules")]

    operations = [
        migrations.RunPython(forward, backward),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
