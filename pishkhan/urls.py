"""Every address of the product (design: UI 7)."""

from django.urls import include, path
from django.urls.resolvers import RoutePattern
from django.views.generic import RedirectView

from pishkhan.api import ByResource, problems
from pishkhan.api import urls as api_urls
from pishkhan.health import live, metrics, ready
from pishkhan.reference.views import Guide, Reference

urlpatterns = [
    ByResource(RoutePattern("api/v1/"), api_urls),  # first: programs ask most often
    path(
        "",
        RedirectView.as_view(pattern_name="dashboard:desk", http_method_names=["get", "head"]),
        name="home",
    ),
    path("", include("accounts.urls")),
    path("", include("lists.urls")),
    path("", include("dashboard.urls")),
    path("", include("offices.urls")),
    path("", include("agencies.urls")),
    path("", include("contracts.urls")),
    path("", include("violations.urls")),
    path("", include("oversight.urls")),
    path("", include("audit.urls")),
    path("", include("approvals.urls")),
    path("", include("workdays.urls")),
    path("", include("notices.urls")),
    path("docs/api", Reference.as_view(), name="api-docs"),
    path("docs/api/problems", problems, name="api-problems"),
    path("docs/api/guide", Guide.as_view(), name="api-guide"),
    path("docs/api/<slug:operation>", Reference.as_view(), name="api-operation"),
    path("health/live", live, name="live"),
    path("health/ready", ready, name="ready"),
    path("metrics", metrics, name="metrics"),
]

handler400 = "core.web.bad_request"
handler403 = "core.web.forbidden"
handler404 = "core.web.not_found"
handler429 = "core.web.too_many"  # allauth's
handler500 = "core.web.server_error"
