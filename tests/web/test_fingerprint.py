"""Static files under a name that changes with them, compressed, and kept for ever."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.templatetags.static import static
from django.test import Client

from apthapi.web.config.fingerprint import fingerprint


def test_the_name_follows_the_files_and_not_their_dates(tmp_path: Path) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    for folder in (here, there):
        (folder / "deep").mkdir(parents=True)
        (folder / "deep" / "a.css").write_text("a")
    assert fingerprint([here]) == fingerprint([there])
    assert fingerprint([here], "1.0") != fingerprint([here], "1.1")
    (there / "deep" / "a.css").write_text("b")
    assert fingerprint([here]) != fingerprint([there])
    (there / "deep" / "a.css").rename(there / "a.css")
    (there / "a.css").write_text("a")
    assert fingerprint([here]) != fingerprint([there])


def test_what_is_served_is_compressed_and_kept() -> None:
    answer = Client().get(static("apthapi/base.css"), headers={"Accept-Encoding": "gzip"})
    assert answer.status_code == 200
    assert answer["Content-Encoding"] == "gzip"
    assert "immutable" in answer["Cache-Control"]
    sent = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert len(sent) < (settings.STATIC_FOLDERS[0] / "apthapi" / "base.css").stat().st_size / 2


def test_pages_name_the_files_that_are_served(client: Client) -> None:
    assert settings.STATIC_URL.encode() in client.get("/estilo/").content
