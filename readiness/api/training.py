"""REST: courses and certificates; the association enters them, many at once."""

from typing import Any, ClassVar

import django_filters
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from audit.bulk import ANSWERS, NotedBulk
from core.clock import now, today
from core.errors import Invalid
from core.rest import Scoped, needs, validated
from core.rest.bulk import bulk_of
from core.rest.filters import CodeFilter, CodesFilter, RecordFilter, YesNoFilter
from offices.models import OfficeStaff
from readiness import actions
from readiness.acts import ADD_COURSE, ISSUE, RETIRE, REVOKE
from readiness.models import Certificate, Course
from readiness.models.training import MOST_MONTHS


class CourseFilter(django_filters.FilterSet):
    """By code and use."""

    code = CodeFilter()
    code__in = CodesFilter(field_name="code", lookup_expr="in")
    is_active = YesNoFilter()

    class Meta:
        model = Course
        fields: ClassVar[list[str]] = []


class CourseSerializer(serializers.Serializer[Any]):
    """A course; its certificates hold for `valid_months` Jalali months, or for ever."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    title = serializers.CharField()
    hours = serializers.IntegerField()
    valid_months = serializers.IntegerField(allow_null=True)
    is_active = serializers.BooleanField()


class CourseArguments(serializers.Serializer[Any]):
    """What a new course needs."""

    code = serializers.CharField(max_length=40)
    title = serializers.CharField(min_length=3, max_length=160)
    hours = serializers.IntegerField(min_value=1, max_value=1000)
    valid_months = serializers.IntegerField(
        min_value=1, max_value=MOST_MONTHS, required=False, allow_null=True, default=None
    )


class CourseViewSet(Scoped):
    """Courses for the staff of offices; public to every caller."""

    queryset = Course.objects.all()
    is_followed = True
    serializer_class = CourseSerializer
    filterset_class = CourseFilter
    orders: ClassVar[dict[str, Any]] = {"code": ("code",), "-code": ("-code",)}
    columns = ("public_id", "code", "title", "hours", "valid_months", "is_active")

    @needs(*ADD_COURSE.permissions)
    @extend_schema(request=CourseArguments, responses={201: CourseSerializer})
    def create(self, request: Request) -> Response:
        """Add a course."""
        data = validated(CourseArguments, request)
        return self.answer(actions.add_course(**data, actor=self.actor, at=now()), 201)

    @needs(*RETIRE.permissions)
    @extend_schema(request=None, responses=CourseSerializer)
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, public_id: str) -> Response:
        """Take a course out of use; its certificates stay."""
        record = self.get_record()
        return self.answer(actions.retire_course(course_id=record.pk, actor=self.actor, at=now()))


class CertificateFilter(django_filters.FilterSet):
    """By person, office, course, number and days."""

    staff = django_filters.UUIDFilter(field_name="staff__public_id")
    office = RecordFilter("offices", field_name="office__public_id")
    office_code = CodeFilter(field_name="office__code")
    office_code__in = CodesFilter(field_name="office__code", lookup_expr="in")
    course_code = CodeFilter(field_name="course__code")
    number = CodeFilter()
    issued_on__gte = django_filters.DateFilter(field_name="issued_on", lookup_expr="gte")
    issued_on__lte = django_filters.DateFilter(field_name="issued_on", lookup_expr="lte")
    expires_on__gte = django_filters.DateFilter(field_name="expires_on", lookup_expr="gte")
    expires_on__lte = django_filters.DateFilter(field_name="expires_on", lookup_expr="lte")
    revoked_on__isnull = YesNoFilter(field_name="revoked_on", lookup_expr="isnull")

    class Meta:
        model = Certificate
        fields: ClassVar[list[str]] = []


class CertificateSerializer(serializers.Serializer[Any]):
    """A person's certificate of a course; it holds on both its first and its last day."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    staff = serializers.UUIDField()
    staff_name = serializers.CharField()
    office = serializers.UUIDField()
    office_code = serializers.CharField()
    course = serializers.UUIDField()
    course_code = serializers.CharField()
    course_title = serializers.CharField()
    issued_on = serializers.DateField()
    expires_on = serializers.DateField(allow_null=True)
    revoked_on = serializers.DateField(allow_null=True)
    revoke_reason = serializers.CharField()


class CertificateArguments(serializers.Serializer[Any]):
    """A new certificate; without `expires_on` it holds as long as the course says."""

    staff = serializers.UUIDField()
    course_code = serializers.CharField(max_length=40)
    number = serializers.CharField(max_length=60)
    issued_on = serializers.DateField()
    expires_on = serializers.DateField(required=False, allow_null=True, default=None)


class RevokeArguments(serializers.Serializer[Any]):
    """Why a certificate is revoked."""

    reason = serializers.CharField(min_length=5, max_length=400)


class CertificateViewSet(NotedBulk):
    """Certificates of the people whom the caller sees; of members' staff for the association."""

    queryset = Certificate.objects.all()
    is_followed = True
    what = "certificate"
    item_class = CertificateArguments
    serializer_class = CertificateSerializer
    filterset_class = CertificateFilter
    expands: ClassVar[dict[str, str]] = {
        "staff": "staff", "office": "offices", "course": "courses",
    }  # fmt: skip
    orders: ClassVar[dict[str, Any]] = {
        "-issued_on": ("-issued_on", "-id"), "issued_on": ("issued_on", "id"),
    }  # fmt: skip
    columns = (
        "public_id", "number", "staff__public_id", "staff__full_name", "office__public_id",
        "office__code", "course__public_id", "course__code", "course__title", "issued_on",
        "expires_on", "revoked_on", "revoke_reason",
    )  # fmt: skip

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a certificate."""
        return {
            "id": row["public_id"],
            "number": row["number"],
            "staff": row["staff__public_id"],
            "staff_name": row["staff__full_name"],
            "office": row["office__public_id"],
            "office_code": row["office__code"],
            "course": row["course__public_id"],
            "course_code": row["course__code"],
            "course_title": row["course__title"],
            "issued_on": row["issued_on"],
            "expires_on": row["expires_on"],
            "revoked_on": row["revoked_on"],
            "revoke_reason": row["revoke_reason"],
        }

    @needs(*ISSUE.permissions)
    @extend_schema(request=CertificateArguments, responses={201: CertificateSerializer})
    def create(self, request: Request) -> Response:
        """Enter a certificate."""
        return self.answer(self.make_one(validated(CertificateArguments, request)), 201)

    @needs(*ISSUE.permissions, once=True)
    @extend_schema(request=bulk_of(CertificateArguments), responses=ANSWERS)
    @action(detail=False, methods=["post"])
    def bulk(self, request: Request) -> Response:
        """Enter up to 1,000 certificates; the outcome of each is told."""
        return self.make_many(request)

    def make_one(self, data: dict[str, Any]) -> Certificate:
        """Enter one certificate."""
        seen = OfficeStaff.objects.visible_to(self.actor)
        staff_id = seen.filter(public_id=data.pop("staff")).values_list("pk", flat=True).first()
        if staff_id is None:
            raise Invalid(fields={"staff": [_("There is no such person in your scope.")]})
        return actions.issue_certificate(
            staff_id=staff_id, **data, actor=self.actor, on=today(), at=now()
        )

    @needs(*REVOKE.permissions)
    @extend_schema(request=RevokeArguments, responses=CertificateSerializer)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, public_id: str) -> Response:
        """Revoke a certificate that was entered by mistake."""
        record = self.get_record()
        data = validated(RevokeArguments, request)
        done = actions.revoke_certificate(
            certificate_id=record.pk, **data, actor=self.actor, on=today(), at=now()
        )
        return self.answer(done)
