"""Addresses of the desk, the search and the guide."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from dashboard import views

app_name = "dashboard"
urlpatterns = [
    path("desk", views.Desk.as_view(), name="desk"),
    path("search", views.Search.as_view(), name="search"),
    path("help", login_not_required(views.Guide.as_view()), name="help"),
    path("help/<slug:slug>", login_not_required(views.Guide.as_view()), name="guide"),
]
