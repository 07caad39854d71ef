"""Addresses of pending acts."""

from django.urls import path

from approvals import views

app_name = "approvals"
urlpatterns = [
    path("approvals", views.Approvals.as_view(), name="list"),
    path("approvals/<uuid:public_id>", views.PendingPage.as_view(), name="pending"),
    path("approvals/<uuid:public_id>/confirm", views.ConfirmPage.as_view(), name="confirm"),
    path("approvals/<uuid:public_id>/refuse", views.RefusePage.as_view(), name="refuse"),
    path("approvals/<uuid:public_id>/withdraw", views.WithdrawPage.as_view(), name="withdraw"),
]
