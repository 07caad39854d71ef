"""Addresses of violations (design: UI 7); a number is a case's or, before it, a report's."""

from django.urls import path

from violations.views import (
    absences,
    access,
    closing,
    decisions,
    dossier,
    drafts,
    evidence,
    exhibit,
    files,
    filing,
    hearing,
    lists,
    minutes,
    notices,
    objections,
    report_acts,
    sealing,
    sessions,
    sheets,
    stand_ins,
    summons,
    type_keys,
    verdicts,
)

app_name = "violations"

urlpatterns = [
    path("violations/type-keys/<slug:code>", type_keys.SetTypeKeys.as_view(), name="type-keys"),
    path("violations", lists.worklist, name="list"),
    path("violations/new", filing.NewReport.as_view(), name="new"),
    path("violations/new/preview", filing.ReportPreview.as_view(), name="preview"),
    path("violations/drafts", drafts.Drafts.as_view(), name="drafts"),
    path("violations/drafts/<uuid:public_id>", drafts.DraftDiscard.as_view(), name="draft"),
    path("violations/import", sheets.Sheets.as_view(), name="sheets"),
    path("violations/import/template", sheets.SheetTemplate.as_view(), name="sheet-template"),
    path("violations/import/<uuid:public_id>", sheets.SheetPage.as_view(), name="sheet"),
    path("violations/import/<uuid:public_id>/file", sheets.FileSheet.as_view(), name="file-sheet"),
    path(
        "violations/import/<uuid:public_id>/check", sheets.CheckSheet.as_view(), name="check-sheet"
    ),
    path(
        "violations/import/<uuid:public_id>/annotated",
        sheets.SheetErrors.as_view(),
        name="sheet-errors",
    ),
    path("evidence/new", sealing.Upload.as_view(), name="upload"),
    path(
        "violations/<str:number>/restricted-evidence",
        access.AskForEvidence.as_view(),
        name="ask-evidence",
    ),
    path("evidence/<uuid:public_id>", evidence.EvidencePage.as_view(), name="evidence"),
    path("evidence/<uuid:public_id>/view", exhibit.ExhibitPage.as_view(), name="exhibit"),
    path("evidence/<uuid:public_id>/thumbnail", evidence.Thumbnail.as_view(), name="thumbnail"),
    path("violations/<str:number>", files.FilePage.as_view(), name="file"),
    # a report
    path("violations/<str:number>/accept", report_acts.Accept.as_view(), name="accept"),
    path("violations/<str:number>/return", report_acts.Return.as_view(), name="return"),
    path("violations/<str:number>/reject", report_acts.Reject.as_view(), name="reject"),
    path("violations/<str:number>/refer", report_acts.Refer.as_view(), name="refer"),
    path("violations/<str:number>/duplicate", report_acts.Duplicate.as_view(), name="duplicate"),
    path("violations/<str:number>/supplement", report_acts.Supplement.as_view(), name="supplement"),
    path("violations/<str:number>/withdraw", report_acts.Withdraw.as_view(), name="withdraw"),
    # a case
    path("violations/<str:number>/notice", notices.IssueNotice.as_view(), name="notice"),
    path(
        "violations/<str:number>/letters/<uuid:public_id>",
        notices.Letter.as_view(),
        name="letter",
    ),
    path(
        "violations/<str:number>/notices/<slug:kind>/service",
        notices.RecordService.as_view(),
        name="service",
    ),
    path(
        "violations/<str:number>/notices/<slug:kind>/acknowledge",
        notices.Acknowledge.as_view(),
        name="acknowledge",
    ),
    path("violations/<str:number>/defence", hearing.Defend.as_view(), name="defence"),
    path(
        "violations/<str:number>/paper-defence",
        hearing.EnterPaperDefence.as_view(),
        name="paper-defence",
    ),
    path(
        "violations/<str:number>/contest-paper",
        hearing.ContestPaper.as_view(),
        name="contest-paper",
    ),
    path(
        "violations/<str:number>/contest-objection",
        objections.ContestObjection.as_view(),
        name="contest-objection",
    ),
    path("violations/<str:number>/waive", hearing.Waive.as_view(), name="waive"),
    path("violations/<str:number>/schedule", hearing.Schedule.as_view(), name="schedule"),
    path("violations/<str:number>/hearings", summons.Summon.as_view(), name="summon"),
    path(
        "violations/<str:number>/hearings/<uuid:public_id>",
        sessions.HearingPage.as_view(),
        name="hearing",
    ),
    path(
        "violations/<str:number>/hearings/<uuid:public_id>/minutes",
        minutes.RecordMinutes.as_view(),
        name="hearing-minutes",
    ),
    path(
        "violations/<str:number>/hearings/<uuid:public_id>/call-off",
        sessions.CallOff.as_view(),
        name="hearing-call-off",
    ),
    path(
        "violations/<str:number>/hearings/<uuid:public_id>/confirm-day",
        sessions.ConfirmDay.as_view(),
        name="hearing-confirm-day",
    ),
    path(
        "violations/<str:number>/hearings/<uuid:public_id>/recuse",
        sessions.Recuse.as_view(),
        name="hearing-recuse",
    ),
    path(
        "violations/<str:number>/hearings/<uuid:public_id>/signature",
        minutes.SignMinutes.as_view(),
        name="hearing-sign",
    ),
    path(
        "violations/<str:number>/hearings/<uuid:public_id>/refusal",
        minutes.NoteRefusal.as_view(),
        name="hearing-refusal",
    ),
    path(
        "violations/<str:number>/hearings/<uuid:public_id>/absence",
        absences.ContestAbsence.as_view(),
        name="hearing-absence",
    ),
    path(
        "violations/<str:number>/hearings/<uuid:public_id>/absence-answer",
        absences.AnswerAbsence.as_view(),
        name="hearing-absence-answer",
    ),
    path("violations/<str:number>/decision", verdicts.Decide.as_view(), name="decision"),
    path(
        "violations/<str:number>/decision/preview",
        verdicts.DecisionPreview.as_view(),
        name="decision-preview",
    ),
    path("violations/<str:number>/appeal", objections.FileAppeal.as_view(), name="appeal"),
    path(
        "violations/<str:number>/paper-appeal",
        objections.EnterPaperAppeal.as_view(),
        name="paper-appeal",
    ),
    path(
        "violations/<str:number>/appeal/decision",
        decisions.DecideAppeal.as_view(),
        name="appeal-decision",
    ),
    path("violations/<str:number>/judgment", decisions.RecordJudgment.as_view(), name="judgment"),
    path("violations/<str:number>/stand-in", stand_ins.NameStandIn.as_view(), name="stand-in"),
    path("violations/<str:number>/dossier", dossier.AskForDossier.as_view(), name="dossier"),
    path("violations/<str:number>/notes", closing.AddNote.as_view(), name="note"),
    path("violations/<str:number>/corrections", closing.AddCorrection.as_view(), name="correction"),
    path(
        "violations/<str:number>/corrections/<uuid:public_id>/report",
        closing.ReportCorrection.as_view(),
        name="correction-report",
    ),
    path(
        "violations/<str:number>/corrections/<uuid:public_id>/verify",
        closing.VerifyCorrection.as_view(),
        name="correction-verify",
    ),
    path("violations/<str:number>/execute", closing.Execute.as_view(), name="execute"),
    path("violations/<str:number>/close", closing.Close.as_view(), name="close"),
    path("violations/<str:number>/reopen", closing.Reopen.as_view(), name="reopen"),
    path("violations/<str:number>/stand-back", closing.StandBack.as_view(), name="stand-back"),
    path(
        "violations/<str:number>/close-no-action",
        closing.CloseNoAction.as_view(),
        name="close-no-action",
    ),
]
