import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from core.models import User


class Program:
    """Somebody's program, speaking JSON with the API."""

    def __init__(self, user: User | None = None, token: str = "") -> None:
        # Faults must show as answers, as they would to a real program.
        self.client = Client(raise_request_exception=False)
        if user is not None:
            self.client.force_login(user)
        self.headers = {"Authorization": f"Bearer {token}"} if token else {}

    def get(self, path: str, **headers: str) -> Any:
        return self.client.get(f"/api/v1/{path}", headers={**self.headers, **headers})

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        text = body if isinstance(body, str | bytes) else json.dumps(body or {})
        return self.client.generic(
            method,
            f"/api/v1/{path}",
            text,
            content_type="application/json",
            headers={**self.headers, **headers},
        )

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, body, **headers)

    def delete(self, path: str, **headers: str) -> Any:
        return self.send("DELETE", path, **headers)

    def upload(self, path: str, name: str, content: bytes, **fields: str) -> Any:
        """Send a file as a browser's form would."""
        form = {"file": SimpleUploadedFile(name, content), **fields}
        return self.client.post(f"/api/v1/{path}", form, headers=self.headers)

    def patch(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("PATCH", path, body, **headers)


@pytest.fixture
def program():
    """Return a function that makes a program act for somebody."""
    return Program


@pytest.fixture(autouse=True)
def unhurried(settings):
    """Let one test ask more often than one program may."""
    settings.API_RATES = dict.fromkeys(("token", "user", "address"), "100000/min")


def assert_problem(response: Any, status: int, code: str = "") -> dict[str, Any]:
    """Return the problem that was answered, which must be well-formed."""
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    found: dict[str, Any] = response.json()
    assert found["status"] == status
    assert found["title"]
    assert found["detail"]
    assert found["type"].startswith("urn:sms-portal:problem:")
    if code:
        assert found["type"].endswith(f":{code}")
    return found
