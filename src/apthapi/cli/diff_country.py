"""`apthapi diff` of the plans of many entities: one line for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from apthapi.cli.screen import Table, count, say

if TYPE_CHECKING:
    from apthapi.compare.country import EntityChange, Rows

SHOWN_PLANS = 30


def show(found: tuple[EntityChange, ...], *, everything: bool = False) -> None:
    """Print the sentences, and the plans that change, those that move most money first."""
    from apthapi.compare.country import sentences
    from apthapi.core.money import format_amount

    def shown(amount: int | None) -> str:
        return "" if amount is None else format_amount(amount)

    for sentence in sentences(found):
        say(sentence)
    say()
    ranked = sorted(
        (each for each in found if everything or each.changes),
        key=lambda each: (-abs(each.difference or 0), -each.increase - each.decrease, each.after),
    )
    limit = None if everything else SHOWN_PLANS
    rows = [
        [
            each.after,
            each.sigla,
            shown(each.total_before),
            shown(each.increase),
            shown(each.decrease),
            shown(each.total_after),
            str(each.rows["requerimientos"].differ) if "requerimientos" in each.rows else "",
        ]
        for each in ranked[:limit]
    ]
    heads = ["plan", "sigla", "vigente>", "suben>", "bajan>", "reformulado>", "líneas>"]
    Table(heads, [*rows], "Planes que cambian, de mayor a menor").show()
    if limit and len(ranked) > limit:
        say(f"… y {count(len(ranked) - limit, 'plan', 'planes')} más: use --todo o --json.")


def as_json(found: tuple[EntityChange, ...]) -> dict[str, object]:
    """All of it as JSON, amounts as the files write them."""
    from apthapi.compare.country import sentences
    from apthapi.core.money import plain_amount

    def plain(amount: int | None) -> str | None:
        return None if amount is None else plain_amount(amount)

    return {
        "resumen": " ".join(sentences(found)),
        "planes": [
            {
                "antes": each.before,
                "despues": each.after,
                "entidad": each.entidad,
                "total_antes": plain(each.total_before),
                "total_despues": plain(each.total_after),
                "unidades_que_suben": each.rise,
                "unidades_que_bajan": each.fall,
                "aumento": plain(each.increase),
                "disminucion": plain(each.decrease),
                "filas": {name: _rows_json(rows) for name, rows in each.rows.items()},
            }
            for each in found
        ],
    }


def _rows_json(rows: Rows) -> dict[str, int]:
    same = rows.after - rows.added - rows.changed
    return {"agregadas": rows.added, "quitadas": rows.removed, "cambiadas": rows.changed, "iguales": same}
