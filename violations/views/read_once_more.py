"""A page of the office in two steps: what was written is read once more before it is sent."""

from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from violations.views.uploads import FilesForm

REVIEW = "review"  # the button that asks to see first what would be sent


class ReadOnceMore(FilesForm):
    """
    The office writes in two steps: what was written is read once more before it is sent.

    What waited on a phone without a line is sent as it is, since nobody is there to read it.
    """

    button = gettext_lazy("Review and send")
    review_template: ClassVar[str]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show what would be sent where that is asked for; else send it."""
        if REVIEW not in request.POST:
            return super().post(request, *args, **kwargs)
        self.setup_object()
        form = self.get_form(request.POST, request.FILES)
        if self.against:
            return self.show(form, status=409)
        if not form.is_valid():
            return self.show(form, status=422)
        return render(request, self.review_template, self.get_context_data(form=form))

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        return super().get_context_data(step=REVIEW, **context)
