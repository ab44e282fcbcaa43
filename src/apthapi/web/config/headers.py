"""What every answer tells the browser, whoever made it: a page, a file, the API, an error."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

_UNUSED = (
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope"),
    *("magnetometer", "microphone", "midi", "payment", "usb"),
)
PERMISSIONS = ", ".join(f"{each}=()" for each in _UNUSED)
"""Nothing here uses them, so that nothing that got into a page could."""
NOT_KEPT = "private, no-store"
_SHARED = "Access-Control-Allow-Origin"


class Headers:
    """The first of all: what an answer does not say of itself is said for it, and said strictly."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer. Kept by nobody unless it says otherwise; for pages of other sites only if they may read it."""
        response = self.get_response(request)
        response.headers.setdefault("Cache-Control", NOT_KEPT)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        shared = response.headers.get(_SHARED) == "*"
        response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin" if shared else "same-origin")
        return response
