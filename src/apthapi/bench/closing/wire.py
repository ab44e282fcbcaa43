"""A connection to the server that costs the client as little as can be: kept alive, raw, read by its length."""

from __future__ import annotations

import asyncio
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

TOKEN = "medicion" * 4
"""What protects against forgery is a cookie that a header repeats: a client that is no browser makes its own."""
PATIENCE = 30.0
"""Seconds that the browser waits for an answer (`grid/server.js`)."""

Ports = int | Sequence[int]
"""Where the installation answers: one address or several."""
_MESSAGES = re.compile(rb"\r\nset-cookie: *messages=([^;\r]*)", re.IGNORECASE)
"""What the next page tells travels in a cookie."""


class CutError(Exception):
    """No answer came: nobody knows whether what was asked was done."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers in lower case as they came, and body."""

    status: int
    head: bytes
    body: bytes

    @property
    def is_json(self) -> bool:
        """Whether a script can read it."""
        return b"content-type: application/json" in self.head

    def header(self, name: bytes) -> bytes:
        """One header; empty if it did not come."""
        at = self.head.find(b"\r\n" + name + b": ")
        return self.head[at + len(name) + 4 :].split(b"\r\n", 1)[0] if at >= 0 else b""


class Wire:
    """One person's connection, opened again when it was lost: at the next address, if the installation has several."""

    def __init__(self, ports: Ports, session: str) -> None:
        self._ports = [ports] if isinstance(ports, int) else list(ports)
        self._at = zlib.crc32(session.encode())
        self._cookie = f"X-CSRFToken: {TOKEN}\r\nCookie: apthapi_sesion={session}; csrftoken={TOKEN}"
        self._messages = ""
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def get(self, path: str) -> Answer:
        """The answer to an address. Raises CutError."""
        return await self._asked("GET", path, b"", "text/html, application/json")

    async def post(self, path: str, body: bytes, kind: str = "application/json") -> Answer:
        """The same, for something that is sent."""
        accept = "application/json" if kind == "application/json" else "text/html"
        return await self._asked("POST", path, body, accept, f"Content-Type: {kind}\r\n")

    async def _asked(self, verb: str, path: str, body: bytes, accept: str, more: str = "") -> Answer:
        sent = (
            f"{verb} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: {accept}\r\nAccept-Encoding: gzip\r\n{self._cookie}"
            f"{self._messages}\r\n{more}Content-Length: {len(body)}\r\n\r\n"
        )
        kept = self._streams is not None
        try:
            return await asyncio.wait_for(self._once(sent.encode() + body), PATIENCE)
        except (OSError, EOFError, ValueError, TimeoutError) as problem:
            self.close()
            if kept and verb == "GET":
                # As a browser does: the server may have closed a connection that nobody used.
                return await self._again(sent.encode())
            raise CutError(str(problem)) from problem

    async def _again(self, sent: bytes) -> Answer:
        try:
            return await asyncio.wait_for(self._once(sent), PATIENCE)
        except (OSError, EOFError, ValueError, TimeoutError) as problem:
            self.close()
            raise CutError(str(problem)) from problem

    async def _once(self, sent: bytes) -> Answer:
        if self._streams is not None and self._streams[0].at_eof():
            self.close()  # the server left it while nobody used it
        if self._streams is None:
            port = self._ports[self._at % len(self._ports)]
            self._at += 1  # whatever comes of this one, the next is at the next address
            self._streams = await asyncio.open_connection("127.0.0.1", port, limit=2**20)
        reader, writer = self._streams
        writer.write(sent)
        raw = await reader.readuntil(b"\r\n\r\n")
        status, head = int(raw[9:12]), raw.lower()
        at = head.find(b"content-length:")
        body = await reader.readexactly(int(head[at + 15 : head.find(b"\r", at)])) if at >= 0 else await _parts(reader)
        if b"\r\ncontent-encoding: gzip" in head:
            body = zlib.decompress(body, 31)
        if found := _MESSAGES.search(raw):
            self._messages = f"; messages={found[1].decode('ascii')}"
        if b"\r\nconnection: close" in head:
            self.close()
        return Answer(status, head, body)

    def close(self) -> None:
        """Leave it; the next request opens another."""
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None


async def _parts(reader: asyncio.StreamReader) -> bytes:
    """A body that comes in chunks, or none."""
    found = b""
    while size := int((await reader.readuntil(b"\r\n")).split(b";")[0], 16):
        found += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readexactly(2)
    return found
