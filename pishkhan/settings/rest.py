"""The REST API: how a request is read, answered and documented."""

from typing import Any

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.TokenAuthentication",
        "accounts.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "accounts.permissions.HoldsScope",
    ],
    "DEFAULT_RENDERER_CLASSES": ["core.wire.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["core.wire.JSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "core.wire.Negotiation",
    "DEFAULT_FILTER_BACKENDS": ["core.wire.StrictFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "core.wire.KeysetPagination",
    "DEFAULT_SCHEMA_CLASS": "core.rest.schema.Schema",
    "DEFAULT_THROTTLE_CLASSES": [],
    "EXCEPTION_HANDLER": "core.rest.answers.problem",
    "UNAUTHENTICATED_USER": None,
    "COERCE_DECIMAL_TO_STRING": False,
}
SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "pishkhan",
    "DESCRIPTION": "The provincial system of record for service counter offices.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVERS": [{"url": "/", "description": "This installation."}],
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SCHEMA_PATH_PREFIX": r"/api/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "PATH_CONVERTER_OVERRIDES": {"record": {"type": "string"}},
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "core.rest.document.complete",
        "core.rest.examples.add_examples",
        "pishkhan.examples.add_records",
        "pishkhan.reference.wording.add_words",
    ],
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "ENUM_NAME_OVERRIDES": {
        "DecisionArgumentsOutcomeEnum": "violations.states.Outcome",
        "ContractKindEnum": ["contract", "memorandum"],
        "NoticeKindEnum": "violations.states.NoticeKind",
        "NoticeChannelEnum": "violations.states.Channel",
        "OfficeKindEnum": "offices.models.OfficeKind",
        "OfficeStateEnum": "offices.states.OfficeState",
        "ReviewOutcomeEnum": "oversight.states.ReviewOutcome",
    },
}
