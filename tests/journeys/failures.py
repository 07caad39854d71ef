"""The product's addresses, and beside them pages that only a failure shows."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path

from core.web import bad_request, csrf_failure, server_error, too_many
from pishkhan import urls

handler400 = urls.handler400
handler403 = urls.handler403
handler404 = urls.handler404
handler429 = urls.handler429
handler500 = urls.handler500

urlpatterns = [
    *urls.urlpatterns,
    path("fails/400", login_not_required(bad_request), name="fails-400"),
    path("fails/429", login_not_required(too_many), name="fails-429"),
    path("fails/500", login_not_required(server_error), name="fails-500"),
    path("fails/csrf", login_not_required(csrf_failure), name="fails-csrf"),
]
