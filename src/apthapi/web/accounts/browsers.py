"""What kind of browser says that it asks, in words: no more of what it says is kept."""

from __future__ import annotations

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
"""Most say to be others too: the first that is found counts."""
_SYSTEMS = (
    ("iPhone", "un iPhone"),
    ("iPad", "un iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Macintosh", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
UNKNOWN = "Un navegador que no dice cuál es"


def in_words(user_agent: str) -> str:
    """`Firefox en Windows`; what is not known is not guessed."""
    browser, system = _first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent)
    if not browser and not system:
        return UNKNOWN
    return f"{browser or 'Un navegador'} en {system}" if system else browser


def _first(among: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((words for mark, words in among if mark in user_agent), "")
