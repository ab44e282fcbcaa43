"""The pages of a unit and of an action."""

from __future__ import annotations

from collections.abc import Sequence

from apthapi.charts.lettering import share
from apthapi.compare.facts import add_up
from apthapi.core.fields import write
from apthapi.core.tables import TABLES
from apthapi.formats.site.content import Action, Doing, Operation, Share, Unit, Version, Year
from apthapi.formats.site.frame import Place, Words, page, shares
from apthapi.formats.site.html import Html, each, html, when
from apthapi.formats.site.progress import of_action, of_unit, operations_table
from apthapi.formats.site.words import count, file_name, in_office_letters, quantity, spoken

_WEIGHT = TABLES["acp_unidad"].column("ponderacion")


def unit_page(place: Place, year: Year, version: Version, unit: Unit) -> Html:
    """What a unit does, for whom and with how much."""
    doings = [doing for doing in version.doings if doing.unit == unit.code]
    body = html(
        '<p class="kicker">Unidad {code}</p><h1>{name}</h1><p class="guia">{lead}</p>\n'
        "{progress}{doings}{operations}{sources}{groups}{change}",
        code=unit.code,
        name=unit.name or unit.code,
        lead=_unit_lead(version, unit, doings),
        progress=of_unit(version, unit),
        doings=_block("Qué hace y para quién", _doings(place, year, version, doings)),
        operations=_block("Sus operaciones y metas", _unit_operations(version, unit)),
        sources=_money(version, unit, "fuente", "De dónde viene su dinero", "Origen"),
        groups=_money(version, unit, "grupo", "En qué lo gasta", "Gasto"),
        change=_change(place, year, version, unit),
    )
    name = unit.name or unit.code
    about = f"Qué hace {name} en el plan {year.gestion} de {year.name}, para quién y con cuánto dinero."
    return page(place, Words(name, about, name), body, year=year, version=version)


def action_page(place: Place, year: Year, version: Version, action: Action) -> Html:
    """What an action is, what it serves, and who does what for it."""
    doings = [doing for doing in version.doings if doing.action == action.code]
    body = html(
        '<p class="kicker">Acción de corto plazo {code}</p><h1 class="larga">{text}</h1><p class="guia">{lead}</p>\n'
        "{progress}{who}{operations}{serves}",
        code=action.code,
        text=action.text,
        lead=_action_lead(version, action, doings),
        progress=of_action(version, action),
        who=_block("Quién la hace y qué resulta", _doers(place, year, version, doings)),
        operations=_block("Operaciones y metas", _action_operations(version, action)),
        serves=_block("A qué contribuye", _serves(action)),
    )
    words = Words(
        f"Acción {action.code}", f"{action.text} Plan {year.gestion} de {year.name}.", f"Acción {action.code}"
    )
    return page(place, words, body, year=year, version=version)


def _block(title: str, content: Html) -> Html:
    return when(content, "<section><h2>{title}</h2>{content}</section>\n", title=title, content=content)


def _unit_lead(version: Version, unit: Unit, doings: Sequence[Doing]) -> str:
    acts = f"Participa en {count(len(doings), 'acción', 'acciones')}" if doings else "No se le publicó ninguna acción"
    if unit.amount is None:
        return f"{acts}. La versión aprobada y publicada no muestra su dinero."
    part = f", el {share(unit.amount, version.total)} de la entidad" if version.total and not version.partial else ""
    return f"{acts}. Trabaja con {spoken(unit.amount)}{part}."


def _action_lead(version: Version, action: Action, doings: Sequence[Doing]) -> str:
    who = f"La hacen {count(len(doings), 'unidad', 'unidades')}." if len(doings) != 1 else "La hace 1 unidad."
    if not doings:
        who = "Ninguna unidad la nombra en lo que se publicó."
    if action.amount is None:
        return who
    part = f", el {share(action.amount, version.total)} de la entidad" if version.total and not version.partial else ""
    return f"{who} Lleva {spoken(action.amount)}{part}."


def _doings(place: Place, year: Year, version: Version, doings: Sequence[Doing]) -> Html:
    addresses = {action.code: action.address for action in version.actions}
    items = [
        html(
            '<li><span class="codigo">{code}</span><div><a href="{to}">{text}</a>{what}</div></li>',
            code=doing.action,
            to=place.to(f"{year.folder}/{version.folder}/{addresses[doing.action]}"),
            text=doing.text,
            what=_what(doing),
        )
        for doing in doings
    ]
    return when(items, '<ol class="acciones">{items}</ol>', items=items)


def _doers(place: Place, year: Year, version: Version, doings: Sequence[Doing]) -> Html:
    units = {unit.code: unit for unit in version.units}
    items = [
        html(
            '<li><div><a href="{to}">{name}</a>{what}</div></li>',
            to=place.to(f"{year.folder}/{version.folder}/{units[doing.unit].address}"),
            name=units[doing.unit].name or doing.unit,
            what=_what(doing),
        )
        for doing in doings
        if doing.unit in units
    ]
    return when(items, '<ul class="acciones">{items}</ul>', items=items)


def _what(doing: Doing) -> Html:
    said = [("Resulta", doing.products), ("Para", doing.beneficiaries)]
    if doing.weight is not None:
        said.append(("Peso en la unidad", f"{in_office_letters(write(_WEIGHT, doing.weight))} %"))
    rows = each("<dt>{term}</dt><dd>{text}</dd>", ({"term": term, "text": text} for term, text in said if text))
    return when(rows, '<dl class="datos">{rows}</dl>', rows=rows)


def _unit_operations(version: Version, unit: Unit) -> Html:
    if version.progress is not None:
        return operations_table(version, unit=unit.code)
    return _operations([each_ for each_ in version.operations if each_.unit == unit.code], with_unit=False)


def _action_operations(version: Version, action: Action) -> Html:
    if version.progress is not None:
        return operations_table(version, action=action.code)
    return _operations([each_ for each_ in version.operations if each_.action == action.code], with_unit=True)


def _operations(operations: Sequence[Operation], *, with_unit: bool) -> Html:
    lines = [
        html(
            '<tr{at}>{unit}<th scope="row">{text}<span class="tenue">{code}</span></th><td>{indicator}</td>'
            '<td class="meta">{target}</td></tr>',
            at="" if with_unit else Html(f' id="op-{file_name(each_.code)}"'),
            unit=html("<td>{unit}</td>", unit=each_.unit) if with_unit else "",
            text=each_.text,
            code=each_.code,
            indicator=each_.indicator,
            target="no consta" if each_.target is None else f"{quantity(each_.target)} {each_.measure}",
        )
        for each_ in operations
    ]
    return when(
        lines,
        '<div class="marco" tabindex="0" role="region" aria-label="Operaciones"><table><thead><tr>{unit}'
        '<th scope="col">Operación</th><th scope="col">Cómo se mide</th><th scope="col" class="meta">Meta del año</th>'
        "</tr></thead><tbody>{lines}</tbody></table></div>",
        unit=Html('<th scope="col">Unidad</th>') if with_unit else "",
        lines=lines,
    )


def _money(version: Version, unit: Unit, dimension: str, title: str, column: str) -> Html:
    """By a dimension; nothing if none of it is told apart."""
    sums = add_up([fact for fact in version.facts if fact.codes["unidad"] == unit.code], dimension)
    if not any(sums[code] for code in sums if code):
        return Html()
    names = version.names[dimension]
    rows = [
        Share(code, names.get(code, "") if code else "Sin detalle por grupo en el formulario 04", amount)
        for code, amount in sorted(sums.items(), key=lambda item: -item[1])
        if amount
    ]
    return _block(title, shares(rows, dimension, title=column))


def _change(place: Place, year: Year, version: Version, unit: Unit) -> Html:
    if version.comparison is None:
        return Html()
    found = next((each_ for each_ in version.comparison.money["unidad"] if each_.code == unit.code), None)
    if found is None or found.before is None or found.after is None:
        return Html()
    words = {"sube": "Sube", "baja": "Baja"}.get(found.move.value)
    moved = f"{words} {spoken(abs(found.difference))}" if words else "Su total no cambia"
    return _block(
        "Qué cambió",
        html(
            '<p>{moved}: de {before} a {after}. <a href="{to}">Todo lo que cambió en la {name}</a></p>',
            moved=moved,
            before=spoken(found.before),
            after=spoken(found.after),
            to=place.to(f"{year.folder}/{version.folder}/cambios.html"),
            name=version.name,
        ),
    )


def _serves(action: Action) -> Html:
    rows = each("<dt>{level}</dt><dd>{text}</dd>", ({"level": level, "text": text} for level, text in action.serves))
    return when(rows, '<dl class="cadena">{rows}</dl>', rows=rows)
