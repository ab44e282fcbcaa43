"""Whether every link of the site leads somewhere: to a file that is there, and to a place inside of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html.parser import HTMLParser
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

_LINKS = {("a", "href"), ("link", "href"), ("img", "src"), ("script", "src"), ("form", "action")}
_IN_CSS = re.compile(r"url\(\"([^\")]+)\"\)")


@dataclass(frozen=True, slots=True)
class Broken:
    """A page, and what it names that is not there."""

    page: str
    target: str


class Reader(HTMLParser):
    """The links of a page, and the places in it that a link may name."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []
        self.anchors: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.anchors.add(value)
            elif (tag, name) in _LINKS and value is not None:
                self.links.append(value)


def broken_links(files: Mapping[str, bytes]) -> list[Broken]:
    """The links between files that lead nowhere, by page; those to elsewhere are not followed."""
    pages = {address: read_page(content) for address, content in files.items() if address.endswith(".html")}
    found = []
    for address, target in _all_links(files, pages):
        parts = urlsplit(target)
        if parts.scheme or parts.netloc:
            continue
        to = normpath(join(dirname(address), unquote(parts.path))) if parts.path else address
        inside = not parts.fragment or (to in pages and unquote(parts.fragment) in pages[to].anchors)
        if to not in files or not inside:
            found.append(Broken(address, target))
    return found


def _all_links(files: Mapping[str, bytes], pages: Mapping[str, Reader]) -> Iterator[tuple[str, str]]:
    for address, reader in pages.items():
        yield from ((address, target) for target in reader.links)
    for address, content in files.items():
        if address.endswith(".css"):
            yield from ((address, target) for target in _IN_CSS.findall(content.decode()))


def read_page(content: bytes) -> Reader:
    """A page, read."""
    reader = Reader()
    reader.feed(content.decode())
    reader.close()
    return reader
