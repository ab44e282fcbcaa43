"""The short-lived process that composes one paper: it reads a job (JSON) on its input.

Typst keeps a memo cache that grows with each paper, and a fault in it would take its host down; a process of its
own gives the memory back and contains the fault. It is run by its path and imports nothing of the project, so
that it starts at once. See docs/adr/0004-papers-with-typst.md.
"""

from __future__ import annotations

import json
import sys
from typing import Any

COMPOSE_FAILED = 3
"""Exit status when the paper has an error; the diagnostic is on standard error."""


PLACES = "<lugar-de-firma>"
"""What a template puts where somebody signs: its value says the field, the page and the rectangle."""


def compose(job: dict[str, Any]) -> None:
    """Compile `main` inside `root` to `output`; `fonts` is the only folder of fonts that is looked at.

    Prints where the signatures go, as JSON, if `places` asks for it. `untagged` is for what is laid over a
    page that has its own tags.
    """
    import typst  # noqa: PLC0415 - only this process ever loads it

    compiler = typst.Compiler(
        f"{job['root']}/{job['main']}",
        root=job["root"],
        font_paths=[job["fonts"]],
        ignore_system_fonts=True,
        sys_inputs={"data": job["data"]},
    )
    compiler.compile(
        output=job["output"],
        format="pdf",
        pdf_standards=job["standards"],
        timestamp=job["timestamp"],
        pdf_tags=not job.get("untagged"),
    )
    print(compiler.query(PLACES, field="value") if job.get("places") else "[]")


def compress(job: dict[str, Any]) -> None:
    """Save `output` as `small`; prints the page count."""
    print(save_small(job["output"], job["small"]))


def save_small(large: str, small: str) -> int:
    """Save a paper with its objects in compressed streams, which PDF/A-3 allows; how many pages it has."""
    import pikepdf  # noqa: PLC0415 - who only composes does not wait for it

    with pikepdf.open(large) as pdf:
        pages = len(pdf.pages)
        pdf.save(small, object_stream_mode=pikepdf.ObjectStreamMode.generate, deterministic_id=True)
    return pages


_STEPS = {"compose": compose, "compress": compress}


def main() -> int:
    """Run the step named by the only argument on the job that comes on standard input."""
    import typst  # noqa: PLC0415

    try:
        _STEPS[sys.argv[1]](json.load(sys.stdin))
    except typst.TypstError as problem:
        sys.stderr.write("\n".join([problem.message, *problem.hints]) + "\n")
        return COMPOSE_FAILED
    return 0


if __name__ == "__main__":
    sys.exit(main())
