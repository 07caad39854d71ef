"""Addresses of contracts (design: UI 7)."""

from django.urls import URLPattern

app_name = "contracts"
urlpatterns: list[URLPattern] = []
