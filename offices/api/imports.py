"""REST: what was imported into the register, and each import's rows with their errors."""

from typing import Any, ClassVar

import django_filters
from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request

from accounts.downloads import Downloads, answers_file
from accounts.key_scopes import KeyScope
from core.clock import now
from core.rest import PROBLEM, Right, files, owner_of, refused
from core.rest.filters import StatesFilter
from core.sheets import XLSX, workbook
from offices import actions
from offices.acts.imports import CONFIRM, KINDS
from offices.models import ImportState, RegisterImport

MISSING = "The import has no workbook with errors."


class ImportFilter(django_filters.FilterSet):
    """By kind of rows and state."""

    content = django_filters.CharFilter()
    state = django_filters.ChoiceFilter(choices=ImportState.choices)
    state__in = StatesFilter(field_name="state", lookup_expr="in", choices=ImportState.choices)

    class Meta:
        model = RegisterImport
        fields: ClassVar[list[str]] = []


class ImportSerializer(serializers.Serializer[Any]):
    """An import: how far it is, what became of its rows, and whether its errors can be had."""

    id = serializers.UUIDField()
    content = serializers.CharField()
    state = serializers.ChoiceField(ImportState.choices)
    state_label = serializers.CharField()
    file_name = serializers.CharField()
    uploaded_by_name = serializers.CharField()
    rows_total = serializers.IntegerField()
    rows_done = serializers.IntegerField()
    counts = serializers.DictField(child=serializers.IntegerField())
    refusal = serializers.CharField()
    has_annotated = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    applied_at = serializers.DateTimeField(allow_null=True)


@answers_file([XLSX], {409: MISSING})
class ImportViewSet(Downloads):
    """Imports of offices, licences and contracts, for those who bring them or read the history."""

    queryset = RegisterImport.objects.all()
    is_followed = True
    opens = KeyScope.IMPORTS_READ
    takers = Right(KINDS, of=owner_of(CONFIRM))  # the file holds national IDs
    serializer_class = ImportSerializer
    filterset_class = ImportFilter
    orders: ClassVar[dict[str, Any]] = {"-created": ("-id",)}
    columns = (
        "public_id", "content", "state", "file_name", "uploaded_by_name", "rows_total",
        "rows_done", "counts", "refusal", "annotated", "created_at", "applied_at",
    )  # fmt: skip

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of an import."""
        told = {name: row[name] for name in self.columns if name not in {"public_id", "annotated"}}
        return {
            "id": row["public_id"],
            **told,
            "state_label": str(ImportState(row["state"]).label),
            "has_annotated": bool(row["annotated"]),
        }

    @extend_schema(responses=files([XLSX]) | {(409, PROBLEM): refused(MISSING)})
    @action(detail=True, methods=["get"], url_path="annotated", url_name="annotated")
    def with_errors(self, request: Request, public_id: str) -> HttpResponse:
        """Answer the rows that were brought, with their errors beside them."""
        return self.hand_out(self.get_record())

    def hand_out(self, record: RegisterImport) -> HttpResponse:
        """Answer the workbook; it holds national IDs, and who took it is recorded."""
        data = actions.hand_out_annotated(import_id=record.pk, actor=self.actor, at=now())
        return workbook(data, f"pishkhan-{record.content}-errors")
