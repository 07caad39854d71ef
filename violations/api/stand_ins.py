"""What the naming of a stand-in takes and answers, for cases and for the floor of reviews above."""

from typing import Any

from rest_framework import serializers

from violations.rules import LEAST_REASONS


class StandInArguments(serializers.Serializer[Any]):
    """Which member decides (a person's id), why, and up to which day, with a one-time code."""

    member = serializers.UUIDField()
    reason = serializers.CharField(min_length=LEAST_REASONS, max_length=5000)
    last_on = serializers.DateField()
    one_time_code = serializers.CharField(max_length=12, required=False, default="")


class FreeMemberSerializer(serializers.Serializer[Any]):
    """A member of the committee who may be named."""

    id = serializers.UUIDField()
    name = serializers.CharField()


class FreeMembersSerializer(serializers.Serializer[Any]):
    """Whom the deputy may name; nobody while somebody whose turn it is is free."""

    members = FreeMemberSerializer(many=True)
