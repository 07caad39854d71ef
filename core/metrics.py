"""What is counted of requests: answers, their time and their size, by view, method and status."""

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django_prometheus.middleware import PrometheusAfterMiddleware
from django_prometheus.utils import TimeSince


class AnswersMiddleware(PrometheusAfterMiddleware):  # type: ignore[misc] # theirs is untyped
    """
    Counts under the library's names, but neither the charset of an answer nor a template of none.

    All answers of the house are UTF-8, and those of the API are drawn by no template.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._known: dict[tuple[Any, ...], Any] = {}

    def label_metric(
        self, metric: Any, request: HttpRequest, response: Any = None, **labels: Any
    ) -> Any:
        """Return the metric of these labels; looked up once for each set of them."""
        if not labels:
            return metric
        key = (metric, *labels.values())
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = metric.labels(**labels)
        return found

    def process_template_response(self, request: HttpRequest, response: Any) -> Any:
        """Count the template of a page."""
        if response.template_name:
            return super().process_template_response(request, response)
        return response

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> Any:
        """Count the answer with its time and size."""
        of, view, method = self.metrics, self._get_view_name(request), self._method(request)
        status = str(response.status_code)
        self.label_metric(of.responses_by_status, request, status=status).inc()
        self.label_metric(
            of.responses_by_status_view_method, request, status=status, view=view, method=method
        ).inc()
        if response.streaming:
            of.responses_streaming.inc()
        else:
            of.responses_body_bytes.observe(len(response.content))  # type: ignore[attr-defined]
        times = self.label_metric(
            of.requests_latency_by_view_method, request, view=view, method=method
        )
        times.observe(TimeSince(request.prometheus_after_middleware_event))  # type: ignore[attr-defined]
        return response
