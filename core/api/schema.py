"""What the description of the API says of every operation alike."""

from typing import Any

from core.api.problems import MEDIA_TYPE, TITLES

PROBLEM = {
    "type": "object",
    "description": "What went wrong, as RFC 9457 has it.",
    "properties": {
        "type": {"type": "string", "example": "urn:sms-portal:problem:validation"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "field": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
                "required": ["field", "code", "detail"],
            },
        },
        "current_version": {"type": "integer"},
    },
    "required": ["type", "title", "status", "detail", "instance"],
}
ALWAYS = (400, 401, 403, 404, 406, 429)
WRITING = (405, 409, 412, 413, 415)


def describe_problems(
    result: dict[str, Any], generator: Any, request: Any, public: bool
) -> dict[str, Any]:
    """Add to every operation the problems that it may answer."""
    result["components"].setdefault("schemas", {})["Problem"] = PROBLEM
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    for operations in result["paths"].values():
        for method, operation in operations.items():
            codes = ALWAYS if method == "get" else ALWAYS + WRITING
            for code in codes:
                answer = {"description": TITLES[code], "content": content}
                operation["responses"].setdefault(str(code), answer)
    return result
