"""In English an objection is called so in the words of models, too; the columns stay as they are."""

from django.db import migrations, models

import accounts.roles.names


class Migration(migrations.Migration):
    dependencies = [
        ("violations", "0052_files_of_sheets"),
    ]

    operations = [
        migrations.AlterField(
            model_name="case",
            name="appeal_due_on",
            field=models.DateField(blank=True, null=True, verbose_name="objection due"),
        ),
        migrations.AlterField(
            model_name="case",
            name="result_serve_due_on",
            field=models.DateField(
                blank=True, null=True, verbose_name="objection's result to be served until"
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="result_served_on",
            field=models.DateField(
                blank=True, null=True, verbose_name="objection's result served on"
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="state",
            field=models.CharField(
                choices=[
                    ("opened", "opened, to be served"),
                    ("notified", "in the defence window"),
                    ("defended", "defended, to be decided"),
                    ("defence_lapsed", "without defence, to be decided"),
                    ("scheduled", "scheduled for decision"),
                    ("decided", "decided, in the objection window"),
                    ("appealed", "objected to"),
                    ("final", "final"),
                    ("closed", "closed"),
                    ("closed_no_action", "closed without action"),
                ],
                default="opened",
                max_length=20,
                verbose_name="state",
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="forum",
            field=models.CharField(
                choices=[
                    ("agency", "agency"),
                    ("committee", "committee"),
                    ("appeal", "objection"),
                    ("judgment", "court or higher authority"),
                ],
                max_length=10,
                verbose_name="forum",
            ),
        ),
        migrations.AlterField(
            model_name="evidence",
            name="kind",
            field=models.CharField(
                choices=[
                    ("report", "of the report"),
                    ("service", "proof of service"),
                    ("defence", "of the defence"),
                    ("appeal", "of the objection"),
                    ("correction", "of the correction"),
                    ("hearing", "of the answer in a termination review"),
                ],
                default="report",
                max_length=12,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="hearingsession",
            name="forum",
            field=models.CharField(
                choices=[
                    ("agency", "agency"),
                    ("committee", "committee"),
                    ("appeal", "objection"),
                    ("judgment", "court or higher authority"),
                ],
                max_length=10,
                verbose_name="forum",
            ),
        ),
        migrations.AlterField(
            model_name="notice",
            name="kind",
            field=models.CharField(
                choices=[
                    ("charge", "notice of the report"),
                    ("summons", "summons to a hearing session"),
                    ("decision", "notice of the decision"),
                    ("appeal_result", "notice of the objection's result"),
                ],
                max_length=16,
                verbose_name="kind",
            ),
        ),
        migrations.AlterField(
            model_name="sessionseat",
            name="role",
            field=models.CharField(
                blank=True,
                choices=[
                    (accounts.roles.names.Role["DEPUTY"], "development deputy"),
                    (accounts.roles.names.Role["EXPERT"], "provincial expert"),
                    (accounts.roles.names.Role["SECRETARIAT"], "secretariat"),
                    (accounts.roles.names.Role["COMMITTEE_CHAIR"], "committee chair"),
                    (accounts.roles.names.Role["COMMITTEE_MEMBER"], "committee member"),
                    (accounts.roles.names.Role["COUNTY_REP"], "county representative"),
                    (accounts.roles.names.Role["AGENCY_MANAGER"], "agency manager"),
                    (accounts.roles.names.Role["AGENCY_CLERK"], "agency clerk"),
                    (accounts.roles.names.Role["AGENCY_APPEAL"], "agency decider of objections"),
                    (accounts.roles.names.Role["ASSOCIATION"], "association admin"),
                    (accounts.roles.names.Role["OPERATOR"], "office operator"),
                    (accounts.roles.names.Role["AUDITOR"], "auditor"),
                    (accounts.roles.names.Role["PLATFORM_ADMIN"], "platform admin"),
                    (accounts.roles.names.Role["SYSTEM"], "system"),
                ],
                max_length=24,
                verbose_name="role",
            ),
        ),
        migrations.AlterField(
            model_name="standin",
            name="step",
            field=models.CharField(
                choices=[
                    ("decision", "decision"),
                    ("appeal", "objection"),
                    ("review", "termination review"),
                ],
                max_length=10,
                verbose_name="what is decided",
            ),
        ),
        migrations.AlterConstraint(
            model_name="appeal",
            name="violations_appeal_result_iff_decided",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_on__isnull", True), ("result", "")),
                    models.Q(
                        models.Q(("result", ""), _negated=True), ("decided_on__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="violations_appeal_result_iff_decided",
                violation_error_message="A decided objection, and no other, has a result.",
            ),
        ),
        migrations.AlterConstraint(
            model_name="decision",
            name="violations_decision_one_appeal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("forum", "appeal")),
                fields=("case",),
                name="violations_decision_one_appeal",
                violation_error_message="The objection has been decided.",
            ),
        ),
    ]
