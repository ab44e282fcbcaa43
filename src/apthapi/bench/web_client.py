"""One client of `bench --parte web`: a process of its own with a session of its own, that reads pages or saves a line.

Run as `python -m apthapi.bench.web_client`; reads one JSON job from its standard input, waits for a line that tells it
to start, and prints what it took. Every answer is looked at: what is not as it must be is told as a problem.
"""

from __future__ import annotations

import http.client
import json
import sys
import time
from email.message import Message
from http.cookies import SimpleCookie
from typing import Any
from uuid import uuid4

FIRST_PRICE = 1_000
"""Bolivianos of the first price that a client writes; each further one is a boliviano more."""
COLUMN = "precio_unitario"


class Browser:
    """A connection that is kept, with the cookies of a session."""

    def __init__(self, port: int, session: str) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self._session, self._token = session, ""

    def get(self, path: str) -> tuple[int, bytes]:
        """The status and the body of an address; the token against forgery is taken from it."""
        return self._ask("GET", path, None, {"Accept": "application/json, text/html"})

    def post(self, path: str, document: object) -> tuple[int, bytes]:
        """The same, for a JSON document that is sent."""
        head = {"Content-Type": "application/json", "Accept": "application/json", "X-CSRFToken": self._token}
        return self._ask("POST", path, json.dumps(document), head)

    def _ask(self, verb: str, path: str, body: str | None, head: dict[str, str]) -> tuple[int, bytes]:
        cookies = f"apthapi_sesion={self._session}; csrftoken={self._token}"
        status, headers, answer = self.ask(verb, path, body, {**head, "Cookie": cookies})
        for cookie in headers.get_all("Set-Cookie") or ():
            if found := SimpleCookie(cookie).get("csrftoken"):
                self._token = found.value
        return status, answer

    def ask(self, verb: str, path: str, body: str | None, head: dict[str, str]) -> tuple[int, Message, bytes]:
        """One request: the status, the headers and the body of its answer."""
        self._connection.request(verb, path, body, head)
        answer = self._connection.getresponse()
        return answer.status, answer.headers, answer.read()


def main() -> None:
    """Do the job of the standard input."""
    job = json.loads(sys.stdin.readline())
    work = Saver(job) if job["que"] == "guardar" else Reader(job)
    print("listo", flush=True)
    sys.stdin.readline()
    for _ in range(job["veces"]):
        work.once()
    print(json.dumps({"ms": work.taken, "problemas": work.problems, **work.outcome()}), flush=True)


class _Work:
    def __init__(self, job: dict[str, Any]) -> None:
        self.job = job
        self.taken: dict[str, list[float]] = {}
        self.problems: list[str] = []

    def timed(self, name: str, ask: Any) -> bytes:
        """Ask, note what it took, and complain if it was refused."""
        start = time.perf_counter()
        status, body = ask()
        self.taken.setdefault(name, []).append((time.perf_counter() - start) * 1000)
        if status != 200:
            self.problems.append(f"{name}: {status}")
        return bytes(body)

    def outcome(self) -> dict[str, Any]:
        """What is to be compared with the database afterwards."""
        return {}


class Reader(_Work):
    """Reads each page of the job in turn, each with the session that it names."""

    def __init__(self, job: dict[str, Any]) -> None:
        super().__init__(job)
        self._browsers = {session: Browser(job["puerto"], session) for _, _, session in job["paginas"]}

    def once(self) -> None:
        """All the pages once."""
        for name, path, session in self.job["paginas"]:
            browser = self._browsers[session]
            self.timed(name, lambda path=path, browser=browser: browser.get(path))


class Saver(_Work):
    """Changes the price of its own line again and again."""

    def __init__(self, job: dict[str, Any], browser: Browser | None = None) -> None:
        super().__init__(job)
        self._browser = browser or Browser(job["puerto"], job["sesion"])
        self._rows = f"{job['base']}filas/{job['vista']}"
        self._save = f"{job['base']}guardar/{job['vista']}"
        document = json.loads(self._browser.get(self._rows)[1])
        self._at = 1 + [column["nombre"] for column in document["columnas"]].index(COLUMN)
        self._before = next(row[self._at] for row in document["filas"] if row[0] == job["renglon"])
        self._since = document["acto"]
        self._browser.get(f"{job['base']}paso/requerimientos")
        self.saved = 0

    def once(self) -> None:
        """One save, and what must come of it."""
        price = FIRST_PRICE + self.job["desde"] + self.saved
        cell = {"antes": self._before, "texto": f"{price},00"}
        change = {"renglon": self.job["renglon"], "celdas": {COLUMN: cell}}
        document = {"envio": str(uuid4()), "desde": self._since, "cambios": [change]}
        answer = json.loads(self.timed("guardar", lambda: self._browser.post(self._save, document)))
        own = [row["valores"][self._at] for row in answer.get("filas", ()) if row["renglon"] == self.job["renglon"]]
        if answer.get("rechazos") or answer.get("conflictos") or own != [price * 100]:
            self.problems.append(f"guardar: {json.dumps(answer)[:300]}")
            return
        if "cuadre" not in answer or "verificaciones" not in answer:
            self.problems.append("guardar: sin cuadre o sin verificaciones")
        self._before, self._since, self.saved = price * 100, answer["acto"], self.saved + 1

    def outcome(self) -> dict[str, Any]:
        """The last price that was stored, and how many saves were."""
        return {"renglon": self.job["renglon"], "precio": self._before, "guardados": self.saved}


if __name__ == "__main__":
    main()
