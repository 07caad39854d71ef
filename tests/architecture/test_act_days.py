"""Each column with a day or moment of an act is the day of its writing, or says why it is not."""

import pytest
from django.apps import apps
from django.db import connection, models

APPS = ("accounts", "approvals", "contracts", "oversight", "offices", "violations")
ASKED = """
SELECT tgrelid::regclass::text, encode(tgargs, 'escape') FROM pg_trigger
JOIN pg_proc called ON called.oid = tgfoid WHERE proname = 'workdays_refuse_other_day'
"""
# What a day or moment is, where it is not the one of the writing, and what guards it.
OTHER = {
    "the end of a period or window, or the first day of one: rules count it": {
        "accounts_apitoken.expires_at", "approvals_pendingact.expires_on",
        "contracts_contract.contest_until", "contracts_contract.reconsider_until",
        "contracts_contractaddendum.reconsider_until", "violations_sessionseat.contest_until",
        "contracts_contract.ends_on",
        "contracts_contract.mutual_end_on", "contracts_contract.notice_ends_on",
        "contracts_contract.notice_paper_due_on", "contracts_contract.starts_on",
        "contracts_contract.suspended_until", "contracts_contractaddendum.contest_until",
        "contracts_contractaddendum.effective_on", "contracts_contractservice.ends_on",
        "contracts_contractservice.starts_on", "contracts_guarantee.expires_on",
        "contracts_settlement.due_on", "contracts_settlement.period_first",
        "contracts_settlement.period_last", "offices_licence.expires_on",
        "offices_licence.suspended_until", "offices_officestateinterval.planned_until",
        "offices_officestateinterval.ends_on", "oversight_duty.due_on",
        "oversight_terminationreview.decision_due_on", "oversight_terminationreview.hearing_due_on",
        "oversight_terminationreview.notice_paper_due_on",
        "oversight_terminationreview.plan_due_on", "violations_case.appeal_decision_due_on",
        "violations_case.appeal_due_on", "violations_case.closing_due_on",
        "violations_case.decision_due_on", "violations_case.decision_on",
        "violations_case.decision_serve_due_on", "violations_case.defence_due_on",
        "violations_case.execution_due_on", "violations_case.reopen_due_on",
        "violations_case.result_serve_due_on", "violations_case.serve_due_on",
        "violations_correctiveaction.due_on", "violations_correctiveaction.verify_due_on",
        "violations_evidenceaccess.expires_at", "violations_hearingsession.starts_at",
        "violations_notice.paper_due_on", "violations_pointentry.expires_on",
        "violations_sessionseat.refusal_due_on", "violations_standin.last_on",
        "violations_violationreport.triage_due_on", "violations_appeal.contest_until",
        "violations_defence.contest_until",
    },
    "a paper has its own day: paper_days, paper_service, acceptance": {
        "accounts_rolegrant.letter_on",
        "contracts_contract.accepted_on", "contracts_contract.notice_served_on",
        "contracts_contractaddendum.accepted_on", "contracts_endingproof.document_on",
        "contracts_remittance.paid_on", "contracts_settlement.settled_on",
        "offices_licence.document_on", "offices_licence.ended_on", "offices_licence.issued_on",
        "offices_officestateinterval.document_on", "oversight_duty.refusal_document_on",
        "offices_licencescan.document_on", "offices_officeletter.document_on",
        "offices_registerimport.document_on",
        "oversight_dutypaper.document_on", "oversight_reviewpaper.document_on",
        "oversight_terminationreview.served_on", "violations_appeal.filed_on",
        "violations_decision.document_on", "violations_defence.submitted_on",
        "violations_notice.served_on",
    },
    "written by the guard itself, or compared with today by it": {
        "accounts_rolegrant.ended_at", "accounts_rolegrant.ends_on",
        "accounts_rolegrant.starts_on", "contracts_contract.declined_on",
        "contracts_contract.mutual_end_accepted_on", "contracts_contract.notice_entered_on",
        "contracts_contract.notice_paper_since", "contracts_contract.notice_reminded_again_on",
        "contracts_contract.notice_reminded_on", "contracts_papercontest.contested_on",
        "contracts_contractrecusal.stood_back_on", "offices_licencescan.in_force_on",
        "offices_officeletter.in_force_on", "oversight_duty.accepted_on",
        "oversight_terminationreview.notice_paper_since",
        "oversight_terminationreview.notice_reminded_again_on",
        "oversight_terminationreview.notice_reminded_on", "violations_appeal.filed_at",
        "violations_case.final_on", "violations_defence.submitted_at",
        "violations_notice.paper_since", "violations_notice.reminded_again_on",
        "violations_notice.reminded_on", "violations_notice.served_at",
        "violations_pointentry.effective_on",
    },
    "the day of another row, with which a guard compares it": {
        "contracts_contract.ended_on", "oversight_duty.starts_on", "oversight_flag.as_of",
        "violations_case.result_served_on", "violations_case.served_on",
    },
    "when something happened, as its writer says": {
        "violations_case.occurred_on", "violations_violationreport.discovered_on",
        "violations_violationreport.occurred_on",
    },
    "rules, which are loaded or approved": {
        "oversight_comparisonrule.valid_from", "oversight_policyversion.valid_from",
        "violations_caserule.valid_from", "violations_caserule.valid_to",
        "violations_violationtype.valid_from", "violations_violationtype.valid_to",
    },
    "proves nothing: sign-in, work of the clock, people of an office": {
        "accounts_apitoken.last_used_at", "accounts_apitoken.revoked_at",
        "accounts_sentkey.sent_at", "accounts_usedcode.used_at", "accounts_user.key_given_at",
        "accounts_user.last_login", "offices_office.first_active_on",
        "offices_office.last_activity_on", "offices_officestaff.ends_on",
        "offices_officestaff.starts_on", "offices_registerimport.applied_at",
        "offices_registerimport.heartbeat_at", "offices_touchedoffice.touched_at",
        "oversight_rulerun.as_of", "oversight_rulerun.finished_at", "oversight_rulerun.started_at",
    },
}  # fmt: skip


def dated() -> set[str]:
    """Return the columns of these apps that hold a day or a moment."""
    return {
        f"{model._meta.db_table}.{field.column}"
        for app in APPS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, models.DateField) and field.column not in ("created_at", "updated_at")
    }


@pytest.mark.django_db
def test_a_day_of_an_act_is_asked_for_or_has_a_reason() -> None:
    with connection.cursor() as cursor:
        cursor.execute(ASKED)
        asked = {
            f"{table}.{column}"
            for table, arguments in cursor.fetchall()
            for column in arguments.split("\\000")[1:-1]
        }
    other = set().union(*OTHER.values())

    assert dated() - asked == other, "ask for it in <app>/sql/act_days.sql, or say what it is"
