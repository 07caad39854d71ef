"""
Every function of ours looks for its tables in our schema, whatever a session's search path says.

pg_temp stands last: left out, it would be looked into first, and a table of the session's own could
take the place of ours. Functions whose body was bound when they were made need no path. It stands
on the top floor since it comes after all of them.
"""

from django.db import migrations

PINNED = [
    "audit_head_moves_on()",
    "audit_numbers_move_on()",
    "audit_refuse()",
    "contracts_check_notice(contracts_contract)",
    "contracts_check_suspension(contracts_contract,text)",
    "contracts_contract_edges()",
    "contracts_copy_to_services()",
    "contracts_fill_service()",
    "contracts_guard_activation()",
    "contracts_guard_endings()",
    "contracts_guard_moves()",
    "contracts_guard_notice_days()",
    "contracts_refuse(text)",
    "contracts_written_once()",
    "notices_guard_letter()",
    "notices_guard_message()",
    "notices_keep()",
    "offices_guard_licence()",
    "offices_guard_office()",
    "offices_keep_interval()",
    "offices_new_uuid()",
    "oversight_guard_hearing()",
    "oversight_guard_hearing_day()",
    "oversight_guard_outcome()",
    "oversight_guard_policy()",
    "oversight_guard_proof()",
    "oversight_guard_review()",
    "oversight_guard_rule()",
    "oversight_keep()",
    "oversight_refuse(text)",
    "oversight_reported(bigint,bigint)",
    "violations_check_decided(violations_case)",
    "violations_check_final(violations_case,text)",
    "violations_guard_carried()",
    "violations_guard_case()",
    "violations_guard_correction_day()",
    "violations_guard_decision()",
    "violations_guard_join()",
    "violations_guard_points()",
    "violations_guard_proof()",
    "violations_guard_report()",
    "violations_guard_telling()",
    "violations_guard_windows()",
    "violations_keep()",
    "violations_refuse(text)",
    "violations_reported(bigint,bigint)",
    "violations_seal()",
    "violations_took_part(bigint,bigint)",
    "workdays_keep_interval()",
    "workdays_keep_rule()",
    "workdays_moved(text,uuid,date,date)",
    "workdays_refuse_change()",
]
PATH = "pg_catalog, public, pg_temp"


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0005_changes"),
        ("contracts", "0014_recorder_does_not_act"),
        ("notices", "0003_first_templates"),
        ("offices", "0009_changes"),
        ("oversight", "0015_keep_review_notes"),
        ("violations", "0019_changes"),
        ("workdays", "0007_changes"),
    ]

    operations = [
        migrations.RunSQL(
            "\n".join(f"ALTER FUNCTION {name} SET search_path = {PATH};" for name in PINNED),
            "\n".join(f"ALTER FUNCTION {name} RESET search_path;" for name in PINNED),
        )
    ]
