"""Addresses of reviews, flags, policies and runs."""

from django.urls import path

from oversight.views import (
    acts,
    comparison,
    duties,
    duty_acts,
    lists,
    papers,
    policies,
    reminders,
    review,
    runs,
    stand_ins,
)

app_name = "oversight"
urlpatterns = [
    path("terminations", lists.Reviews.as_view(), name="reviews"),
    path("terminations/<str:number>", review.ReviewPage.as_view(), name="review"),
    path(
        "terminations/<str:number>/acknowledge",
        acts.Acknowledge.as_view(),
        name="acknowledge",
    ),
    path("terminations/<str:number>/serve", acts.Serve.as_view(), name="serve"),
    path("terminations/<str:number>/answer", acts.Answer.as_view(), name="answer"),
    path("terminations/<str:number>/waive", acts.Waive.as_view(), name="waive"),
    path("terminations/<str:number>/stand-back", acts.StandBack.as_view(), name="stand-back"),
    path("terminations/<str:number>/recommend", acts.Recommend.as_view(), name="recommend"),
    path("terminations/<str:number>/note", acts.AddNote.as_view(), name="note"),
    path("terminations/<str:number>/remind", acts.Remind.as_view(), name="remind"),
    path("terminations/<str:number>/decide", acts.Decide.as_view(), name="decide"),
    path(
        "terminations/<str:number>/name-stand-in",
        stand_ins.NameStandIn.as_view(),
        name="name-stand-in",
    ),
    *(
        path(f"terminations/<str:number>/{view.act.name}", view.as_view(), name=view.act.name)
        for view in (papers.EnterAnswer, papers.ContestAnswer, papers.RecordJudgment)
    ),
    path(
        "terminations/<str:number>/papers/<uuid:paper>",
        papers.PaperScan.as_view(),
        name="review-paper",
    ),
    path("terminations/<str:number>/execute", stand_ins.Execute.as_view(), name="execute"),
    path("comparison", comparison.ComparisonPage.as_view(), name="comparison"),
    path("duties", duties.Duties.as_view(), name="duties"),
    path("duties/<uuid:public_id>", duties.DutyPage.as_view(), name="duty"),
    path(
        "duties/<uuid:public_id>/papers/<uuid:paper>",
        duties.RefusalScan.as_view(),
        name="duty-paper",
    ),
    *(
        path(
            f"duties/<uuid:public_id>/{view.act.name}",
            view.as_view(),
            name=f"duty-{view.act.name}",
        )
        for view in (
            duty_acts.Refuse,
            duty_acts.PutOnAgenda,
            duty_acts.Reopen,
            duty_acts.AcceptRefusal,
        )
    ),
    path("reminders/new", reminders.Remind.as_view(), name="remind_agencies"),
    path("reminders/<str:number>", reminders.ReminderPage.as_view(), name="reminder"),
    path("policy", policies.Policies.as_view(), name="policies"),
    path("policy/propose", policies.ProposePolicy.as_view(), name="propose"),
    path("policy/<int:number>", policies.PolicyPage.as_view(), name="policy"),
    path("policy/<int:number>/approve", policies.ApprovePolicy.as_view(), name="approve"),
    path("policy/<int:number>/refuse", policies.RefusePolicy.as_view(), name="refuse"),
    path("flags/<uuid:public_id>", policies.FlagPage.as_view(), name="flag"),
    path("runs", runs.Runs.as_view(), name="runs"),
]
