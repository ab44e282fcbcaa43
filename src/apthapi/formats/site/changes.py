"""The page of a reformulation: what changed, by how much, and why."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from apthapi import charts
from apthapi.charts import NegativeAmountError, Picture
from apthapi.compare import Comparison
from apthapi.compare.changes import Change, Move
from apthapi.compare.rows import TableDiff
from apthapi.compare.summary import headline, sentences
from apthapi.core.money import format_amount
from apthapi.formats.site.content import Document, Version, Year
from apthapi.formats.site.frame import Place, Words, amount_of, figure, page
from apthapi.formats.site.html import Html, each, html, when
from apthapi.formats.site.words import day

MOST_BARS = 12
MOST_ROWS = 40
"""Rows of a list of changes; the files for downloading have them all."""

_KINDS = {
    "nota_mefp": "Nota del órgano rector",
    "instructivo": "Instructivo",
    "informe_tecnico": "Informe técnico",
    "informe_legal": "Informe legal",
    "resolucion": "Resolución que la aprueba",
    "nota_remision": "Nota de remisión",
    "publicacion": "Publicación",
}
_TABLES = {
    "unidades": "Unidades",
    "acciones_estrategicas": "Acciones estratégicas",
    "acciones_corto_plazo": "Acciones de corto plazo",
    "acp_unidad": "Acciones de las unidades",
    "operaciones": "Operaciones y metas",
    "tareas": "Tareas",
    "requerimientos": "Líneas de requerimientos",
    "techos": "Techos",
    "recursos": "Recursos",
}
_COLUMNS = {"meta": "meta", "ponderacion": "ponderación", "descripcion": "texto", "texto_acp": "texto"}
"""The cells whose change is told one by one."""


def changes_page(place: Place, year: Year, version: Version) -> Html:
    """Why the version was made, what moved, and the papers that say so."""
    told = _compared(year, version, version.comparison) if version.comparison else _NOT_COMPARED
    body = html(
        '<p class="kicker">{name}</p><h1>Qué cambió y por qué</h1>{headline}\n'
        "<section><h2>Por qué</h2><p>{reason}</p></section>\n{told}{documents}",
        name=version.name.capitalize(),
        headline=_headline(version.comparison) if version.comparison else "",
        reason=version.reason or "La versión no dice por qué se hizo.",
        told=told,
        documents=_documents(version.documents),
    )
    about = f"Qué cambió en la {version.name} del plan {year.gestion} de {year.name}, cuánto y por qué."
    return page(place, Words("Qué cambió y por qué", about, "Qué cambió"), body, year=year, version=version)


_NOT_COMPARED = Html(
    "<section><h2>Qué cambió</h2><p>La versión a la que reemplaza no está publicada aquí: no se pueden comparar.</p>"
    "</section>\n"
)


def _headline(comparison: Comparison) -> Html:
    said = headline(comparison.money, comparison.total_before, comparison.total_after)
    return html('<p class="guia">{said}</p>', said=said)


def _compared(year: Year, version: Version, comparison: Comparison) -> Html:
    before = next(each_ for each_ in year.versions if each_.plan == comparison.before)
    return html(
        "<section><h2>Qué cambió</h2><p>Se compara con {before}.</p><ul class='frases'>{sentences}</ul>"
        "{picture}</section>\n{units}{sources}{rows}",
        before=f"{'la' if before.number else 'el'} {before.name}{f', del {day(before.date)}' if before.date else ''}",
        sentences=each("<li>{text}</li>", ({"text": text} for text in _sentences(version, comparison))),
        picture=figure(drawn) if (drawn := _picture(version, comparison)) else "",
        units=_table("Por unidad", comparison.money["unidad"]),
        sources=_table("Por origen del dinero", [_named(version, change) for change in comparison.money["fuente"]]),
        rows=_rows(comparison),
    )


def _documents(documents: Sequence[Document]) -> Html:
    rows = each(
        '<li><strong>{kind}</strong> {cite}<span class="tenue">{rest}</span></li>',
        (
            {
                "kind": _KINDS.get(document.kind, document.kind),
                "cite": document.cite,
                "rest": " · ".join(filter(None, (day(document.date), document.issuer, document.subject))),
            }
            for document in documents
        ),
    )
    return when(rows, '<section><h2>Los papeles que lo dicen</h2><ol class="papeles">{rows}</ol></section>', rows=rows)


def _sentences(version: Version, comparison: Comparison) -> tuple[str, ...]:
    """Those of the comparison, with units by their name: who is not of the entity does not know their siglas."""
    units = version.names["unidad"]
    money = dict(comparison.money)
    money["unidad"] = tuple(replace(each_, code=units.get(each_.code) or each_.code) for each_ in money["unidad"])
    for level in ("grupo", "categoria"):
        money[level] = tuple(replace(each_, label=units.get(each_.label) or each_.label) for each_ in money[level])
    return sentences(money, comparison.total_before, comparison.total_after)


def _picture(version: Version, comparison: Comparison) -> Picture | None:
    """The largest moves, of units or else of groups inside of them; None if nothing moves or it cannot be drawn."""
    for level in ("unidad", "grupo"):
        moved = [each_ for each_ in comparison.money[level] if each_.move in {Move.UP, Move.DOWN}]
        if moved:
            ranked = sorted(moved, key=lambda each_: -abs(each_.difference))[:MOST_BARS]
            pairs = [charts.Pair(_label(version, level, each_), each_.before, each_.after) for each_ in ranked]
            try:
                return charts.change(f"cambio-{level}", pairs)
            except NegativeAmountError:
                return None
    return None


def _label(version: Version, level: str, change: Change) -> str:
    units = version.names["unidad"]
    if level == "unidad":
        return units.get(change.code) or change.code
    return f"{units.get(change.label) or change.label} · {change.code.partition(' · ')[2]}"


def _table(title: str, changes: Sequence[Change]) -> Html:
    lines = [
        html(
            '<tr><th scope="row">{name}{code}</th><td class="num">{moved}</td><td class="num">{before}</td>'
            '<td class="num">{after}</td></tr>',
            name=change.label or change.code,
            code=when(change.label, '<span class="tenue">{code}</span>', code=change.code),
            before=amount_of(change.before).removeprefix("Bs\u00a0"),
            after=amount_of(change.after).removeprefix("Bs\u00a0"),
            moved=_moved(change),
        )
        for change in changes
    ]
    return when(
        lines,
        '<section><h2>{title}</h2><div class="marco" tabindex="0" role="region" aria-label="{title}"><table><thead><tr>'
        '<th scope="col">{what}</th><th scope="col" class="num">Qué cambió, Bs</th>'
        '<th scope="col" class="num">Antes Bs</th><th scope="col" class="num">Después Bs</th></tr></thead>'
        "<tbody>{lines}</tbody></table></div></section>\n",
        title=title,
        what=title.removeprefix("Por ").capitalize(),
        lines=lines,
    )


def _named(version: Version, change: Change) -> Change:
    """A fuente with its organismo, `41-111`, called by the name of the first."""
    return replace(change, label=version.names["fuente"].get(change.code.partition("-")[0], ""))


def _moved(change: Change) -> str:
    """With its sign and its word."""
    if change.move in {Move.UP, Move.DOWN}:
        return f"{change.move.value} {format_amount(abs(change.difference))}"
    return {Move.SAME: "no cambia", Move.ROUNDING: "solo redondeo"}.get(change.move, "no se puede comparar")


def _rows(comparison: Comparison) -> Html:
    tables = [
        table
        for tables in comparison.tables.values()
        for table in tables
        if table.table in _TABLES and not table.unknown and (table.added or table.removed or table.changed)
    ]
    blocks = [
        html(
            "<h3>{title}</h3><p>{counts}</p>{told}",
            title=_TABLES[table.table],
            counts=_counts(table),
            told=_told(table),
        )
        for table in tables
    ]
    return when(blocks, "<section><h2>En los textos, las metas y las líneas</h2>{blocks}</section>\n", blocks=blocks)


def _counts(table: TableDiff) -> str:
    kinds = ((table.added, "se agregan"), (table.removed, "se quitan"), (table.changed, "cambian"))
    return f"{', '.join(f'{words} {len(rows)}' for rows, words in kinds if rows).capitalize()}."


def _told(table: TableDiff) -> Html:
    """The changes of targets, weights and texts, cell by cell."""
    lines = [
        html(
            "<li><strong>{key}</strong>: {column}, antes «{before}», ahora «{after}»</li>",
            key=" ".join(row.key),
            column=_COLUMNS[column],
            before=old or "vacío",
            after=new or "vacío",
        )
        for row in table.changed
        for column, old, new in row.cells
        if column in _COLUMNS and table.table != "requerimientos"
    ]
    more = len(lines) - MOST_ROWS
    rest = when(more > 0, "<p class='tenue'>Y {more} más, que están en los datos.</p>", more=more)
    return when(lines, "<ul class='celdas'>{lines}</ul>{rest}", lines=lines[:MOST_ROWS], rest=rest)
