"""The REST API: every app's viewsets under one router, its document and its reference."""

from django.urls import path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from accounts import api as accounts_api
from agencies import api as agencies_api
from contracts import api as contracts_api
from offices import api as offices_api
from oversight import api as oversight_api
from violations import api as violations_api

router = SimpleRouter(trailing_slash=False, use_regex_path=False)
for module in (
    offices_api,
    agencies_api,
    contracts_api,
    violations_api,
    oversight_api,
    accounts_api,
):
    for name, viewset in module.routes:
        router.register(name, viewset, basename=name)

urls = [
    *router.urls,
    path("schema", SpectacularAPIView.as_view(), name="schema"),
]
docs = SpectacularSwaggerSplitView.as_view(url_name="schema")
