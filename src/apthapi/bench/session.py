"""One session of measurements: what was measured, against what aim, and the table and JSON that tell it."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measurement: its value and unit, the aim if there is one (a limit, or a minimum), and a remark."""

    name: str
    value: float
    unit: str
    at_most: float | None = None
    at_least: float | None = None
    remark: str = ""

    @property
    def verdict(self) -> str:
        """Whether the aim was reached; empty without one."""
        if self.at_most is not None:
            return "sí" if self.value <= self.at_most else "NO"
        if self.at_least is not None:
            return "sí" if self.value >= self.at_least else "NO"
        return ""

    @property
    def aim(self) -> str:
        """The aim in words."""
        if self.at_most is not None:
            return f"≤ {self.at_most:g}"
        return f"≥ {self.at_least:g}" if self.at_least is not None else ""


@dataclass(slots=True)
class Session:
    """The figures of a session, the folder where its data is kept, and how long work tells its progress."""

    folder: Path
    lines: int
    tell: Tell
    figures: list[Figure] = field(default_factory=list)

    def add(self, figure: Figure) -> None:
        """Keep a figure, and say it at once."""
        self.figures.append(figure)
        self.tell(f"{figure.name}: {figure.value:.3g} {figure.unit} {figure.verdict}".rstrip())

    def save(self) -> Path:
        """Write `bench.json` beside the data."""
        path = self.folder / "bench.json"
        machine = {"procesadores": os.cpu_count(), "python": platform.python_version(), "sistema": platform.system()}
        document = {"maquina": machine, "lineas": self.lines, "cifras": [asdict(each) for each in self.figures]}
        path.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        return path


PARTS = {
    "arranque": "startup",
    "entidad": "entity",
    "web": "web",
    "guardar": "web_saves",
    "muro": "wall",
    "mirar": "looks",
    "versiones": "versions",
    "cortes": "kills",
    "cierre": "closing.load",
    "fallas": "closing.faults",
    "direcciones": "closing.several",
    "libro": "papers",
    "libros": "workbooks",
    "comparacion": "comparison",
    "evaluacion": "evaluation",
    "expediente": "expediente",
    "firmas": "signatures",
    "pais": "country",
    "nacion": "nation",
    "traza": "trace",
    "respaldo": "respaldo",
    "escaneos": "scans",
    "hostiles": "hostiles",
    "lectura": "lectura",
    "api": "api",
    "publico": "publico",
    "spark": "spark",
}
"""The parts that can be measured, and the module of each: imported only when it is."""
_WITHIN = frozenset({"guardar", "nacion", "spark", "cierre", "fallas", "direcciones"})
"""Parts that are also in another one, need what the others do not, or take half an hour: only if they are named."""


def run_all(folder: Path, lines: int, tell: Tell, only: frozenset[str] = frozenset()) -> Session:
    """Measure everything, or only the parts that are named, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    session = Session(folder, lines, tell)
    for name, module in PARTS.items():
        if name in (only or PARTS.keys() - _WITHIN):
            tell(f"— {name}")
            import_module(f"apthapi.bench.{module}").run(session)
    session.save()
    return session
