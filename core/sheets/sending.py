"""A workbook on its way out: taken as a file, never guessed at."""

from django.http import HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(data: bytes, name: str) -> HttpResponse:
    """Return a workbook as a download; `name` is without its ending."""
    answer = HttpResponse(data, content_type=XLSX)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.xlsx"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
