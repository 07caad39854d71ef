"""Addresses of contracts."""

from django.urls import path
from django.views.generic import RedirectView

from contracts.views import acts, pages

app_name = "contracts"
STEPS = {
    "edit": acts.Edit,
    "send": acts.Send,
    "guarantee": acts.Guarantee,
    "sign": acts.Sign,
    "void": acts.Void,
    "back": acts.Back,
    "urgent": acts.Urgent,
    "suspend-document": acts.SuspendOnDocument,
    "notice-document": acts.NoticeOnDocument,
    "resume": acts.Resume,
    "acknowledge": acts.Acknowledge,
    "service": acts.Service,
    "waive": acts.Waive,
    "withdraw": acts.Withdraw,
    "terminate": acts.Terminate,
    "propose-end": acts.ProposeEnd,
    "accept-end": acts.AcceptEnd,
    "decline-end": acts.DeclineEnd,
    "settle": acts.Settle,
    "renew": acts.Renew,
    "addendum": acts.Addendum,
}
urlpatterns = [
    path("contracts", pages.Contracts.as_view(), name="list"),
    path("contracts/new", acts.Draft.as_view(), name="new"),
    path(
        "contracts/import",
        RedirectView.as_view(url="/offices/import?content=contracts"),
        name="imports",
    ),
    path("contracts/<str:number>", pages.ContractPage.as_view(), name="contract"),
    *(
        path(f"contracts/<str:number>/{name}", view.as_view(), name=name)
        for name, view in STEPS.items()
    ),
]
