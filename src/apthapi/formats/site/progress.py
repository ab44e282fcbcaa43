"""How the plan goes: what was done and spent until the cut that was published, beside what was programmed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

from apthapi import charts
from apthapi.charts import NegativeAmountError
from apthapi.charts.advance import WHOLE
from apthapi.charts.lettering import share
from apthapi.compare.evaluation import GREEN, LIGHTS, OFF, RED, YELLOW, Evaluated, Light, Result
from apthapi.compare.evaluation.reading import Explanation
from apthapi.core.money import format_amount
from apthapi.formats.site.content import Action, Progress, Unit, Version, Year
from apthapi.formats.site.frame import Place, Words, amount_of, figure, page
from apthapi.formats.site.html import Html, each, html, when
from apthapi.formats.site.words import count, day, file_name, joined, quantity, spoken

ADDRESS = "avance.html"

_MANY = {
    GREEN: "van según lo programado",
    YELLOW: "requieren atención",
    RED: "están retrasadas",
    OFF: "no tienen cifra",
}
_ONE = {GREEN: "va según lo programado", YELLOW: "requiere atención", RED: "está retrasada", OFF: "no tiene cifra"}


def home_block(place: Place, year: Year, version: Version) -> Html:
    """The first thing that the home page says of the year: a sentence and a curve."""
    if version.progress is None:
        return Html()
    return html(
        '<section aria-labelledby="como-va"><h2 id="como-va">Cómo va</h2><p class="guia">{said}</p>{curve}'
        '<p><a href="{to}">Todo el avance: por unidad, por acción y por dinero</a></p></section>\n',
        said=sentence(year, version, version.progress),
        curve=_curve(version.progress),
        to=place.to(f"{year.folder}/{version.folder}/{ADDRESS}"),
    )


def advance_page(place: Place, year: Year, version: Version) -> Html:
    """Everything about the advance: of the entity, of each unit, of each action, and of the money."""
    progress = version.progress
    assert progress is not None, "the page is only there with it"
    found = progress.evaluation
    body = html(
        '<p class="kicker">Corte al {day}</p><h1>Cómo va el plan de {short}</h1><p class="guia">{said}</p>'
        "<p>{counted}</p>{published}\n{curve}{units}{actions}{months}{fuentes}{method}",
        day=day(progress.last_day),
        short=year.short,
        said=sentence(year, version, progress),
        counted=counted(found.operations),
        published=when(progress.date, '<p class="tenue">Avance publicado el {date}.</p>', date=day(progress.date)),
        curve=_section("Lo hecho, mes por mes", _curve(progress)),
        units=_section("Por unidad", _units(place, year, version, found.units)),
        actions=_section("Por acción", _actions(place, year, version, found.acps)),
        months=_section("El dinero, mes por mes", _months(progress)),
        fuentes=_section("De dónde sale lo que se gastó", _fuentes(version, progress)),
        method=_section("Cómo se calcula", _method(progress)),
    )
    about = f"Cuánto hizo y gastó {year.name} hasta {progress.month} de {year.gestion}, frente a lo que programó."
    return page(place, Words("Cómo va", about, "Cómo va"), body, year=year, version=version)


def sentence(year: Year, version: Version, progress: Progress) -> str:
    """`Hasta septiembre de 2024, SEGIP hizo el 63 % de lo que se propuso para el año; debía llevar el 75 %. Gastó …`"""
    planned, done = progress.reached
    since = f"Hasta {progress.month} de {year.gestion}, {year.short}"
    money = progress.evaluation.whole.money
    if done is None:
        first = f"{since} no informó cuánto hizo."
    else:
        due = f"; según su programa debía llevar el {share(planned, WHOLE)}" if planned else ""
        first = f"{since} hizo el {share(done, WHOLE)} de lo que se propuso para el año{due}."
    if money.accrued is None or not money.standing:
        return f"{first} No consta cuánto gastó."
    whole = (
        "su presupuesto"
        if money.standing == version.total
        else f"los {spoken(money.standing)} que muestran sus unidades"
    )
    return f"{first} Gastó {spoken(money.accrued)}, el {share(money.accrued, money.standing)} de {whole}."


def of_unit(version: Version, unit: Unit) -> Html:
    """How a unit goes, in words, and what it explains; nothing if nothing was published."""
    progress = version.progress
    result = next((each_ for each_ in progress.evaluation.units if each_.code == unit.code), None) if progress else None
    if progress is None or result is None:
        return Html()
    explained = progress.evaluation.explained
    own = [said for (unidad, _), said in explained.items() if unidad == unit.code]
    return _section(
        f"Cómo va hasta {progress.month}",
        html(
            "{light}<p>{said}</p>{explained}", light=_light_line(result.light), said=_told(result), explained=_said(own)
        ),
    )


def of_action(version: Version, action: Action) -> Html:
    """How an action goes in all the units that do it; nothing if nothing was published."""
    progress = version.progress
    result = (
        next((each_ for each_ in progress.evaluation.acps if each_.code == action.code), None) if progress else None
    )
    if progress is None or result is None:
        return Html()
    told = html("{light}<p>{said}</p>", light=_light_line(result.light), said=_told(result))
    return _section(f"Cómo va hasta {progress.month}", told)


def operations_table(version: Version, *, unit: str = "", action: str = "") -> Html:
    """Operations with their target, what they were to reach by the cut and what they did, of a unit or an action."""
    progress = version.progress
    assert progress is not None, "without it there is another table"
    rows = [
        each_
        for each_ in progress.evaluation.operations
        if (unit and each_.physical.it.unidad == unit) or (action and each_.physical.it.acp == action)
    ]
    lines = [_operation(each_, with_unit=bool(action)) for each_ in rows]
    return when(
        lines,
        '<div class="marco" tabindex="0" role="region" aria-label="Operaciones"><table class="avance"><thead><tr>'
        '<th scope="col">Operación</th><th scope="col" class="num">Meta del año</th>'
        '<th scope="col" class="num">Debía llevar hasta {month}</th><th scope="col" class="num">Hizo</th>'
        '<th scope="col">Cómo va</th></tr></thead><tbody>{lines}</tbody></table></div>',
        month=progress.month,
        lines=lines,
    )


def _operation(found: Evaluated, *, with_unit: bool) -> Html:
    it = found.physical.it
    return html(
        '<tr{at}><th scope="row">{text}<span class="tenue">{unit}{code} · {indicator}, en {measure}</span></th>'
        "{goal}{due}{done}{light}</tr>",
        at="" if with_unit else Html(f' id="op-{file_name(it.operacion)}"'),
        unit=f"{it.unidad} · " if with_unit else "",
        text=it.description,
        code=it.operacion,
        indicator=it.indicator,
        measure=it.measure,
        goal=_cell("Meta del año", _quantity(it.goal)),
        due=_cell("Debía llevar", _quantity(found.physical.programmed)),
        done=_cell("Hizo", "sin informe" if found.physical.done is None else _quantity(found.physical.done)),
        light=_cell(_HOW, _light(found.physical.light)),
    )


def _quantity(value: int | None) -> str:
    return "no consta" if value is None else quantity(value)


def _light(light: Light) -> Html:
    return html('<span class="luz luz-{name}">{word}</span>', name=light.name, word=light.word)


def _light_line(light: Light) -> Html:
    return html("<p>{light}</p>", light=_light(light))


def _told(result: Result) -> str:
    """`Hizo el 58 % de lo que se propuso para el año y el 77 % de lo que debía llevar. Gastó Bs … de Bs … (61 %).`"""
    physical, money = result.physical, result.money
    parts = (
        [f"el {percent(physical.progress)} de lo que se propuso para el año"] if physical.progress is not None else []
    )
    if physical.efficacy is not None:
        parts.append(f"el {percent(physical.efficacy)} de lo que debía llevar a esa fecha")
    did = f"Hizo {joined(parts)}." if parts else "No tiene metas con que medir su avance."
    if money.accrued is None or not money.standing:
        return f"{did} No se sabe cuánto gastó{f': {money.why}' if money.why else ''}."
    return f"{did} Gastó {spoken(money.accrued)} de {spoken(money.standing)} ({share(money.accrued, money.standing)})."


def percent(figure: Fraction) -> str:
    """`63 %`."""
    return share(figure.numerator, figure.denominator)


def _said(explained: Iterable[Explanation]) -> Html:
    items = each(
        "<li>{cause}{measure}</li>",
        (
            {
                "cause": said.cause,
                "measure": when(said.measure, '<span class="tenue">Qué hará: {text}</span>', text=said.measure),
            }
            for said in explained
            if said.cause or said.measure
        ),
    )
    return when(items, "<h3>Qué explica quien responde</h3><ul class='frases'>{items}</ul>", items=items)


def counted(operations: Sequence[Evaluated]) -> str:
    """`De 140 operaciones, 88 van según lo programado, 30 requieren atención y 22 están retrasadas.`"""
    if not operations:
        return "Las unidades no publicaron operaciones con metas."
    lights = Counter(each_.physical.light for each_ in operations)
    told = [
        f"{number} {(_ONE if number == 1 else _MANY)[light]}" for light in reversed(LIGHTS) if (number := lights[light])
    ]
    silent = sum(each_.physical.silent for each_ in operations)
    rest = f" De {count(silent, 'operación', 'operaciones')} nadie informó." if silent else ""
    return f"De {count(len(operations), 'operación', 'operaciones')}, {joined(told)}.{rest}"


def _section(title: str, content: Html) -> Html:
    return when(content, "<section><h2>{title}</h2>{content}</section>\n", title=title, content=content)


def _curve(progress: Progress) -> Html:
    return figure(charts.advance("avance", *progress.evaluation.done_curve))


def _months(progress: Progress) -> Html:
    money, (planned, done) = progress.evaluation.whole.money, progress.evaluation.money_curve
    if money.accrued is None:
        return Html()
    try:
        return figure(charts.months("dinero-meses", planned, done, undated=max(money.undated or 0, 0)))
    except NegativeAmountError:
        return Html()  # a month in which more was given back than spent has no bar; the tables tell it


_YEAR, _DATE, _HOW = "Hecho, de lo del año", "De lo que debía llevar", "Cómo va"
_SPENT, _PART = "Gastó Bs", "De su presupuesto"


def _table(title: str, head: str, results: Sequence[Result], lines: Sequence[Html]) -> Html:
    titles = [_YEAR, _DATE, _HOW, *((_SPENT, _PART) if _with_money(results) else ())]
    return when(
        lines,
        '<div class="marco" tabindex="0" role="region" aria-label="{title}"><table class="avance"><thead><tr>'
        '<th scope="col">{head}</th>{columns}</tr></thead><tbody>{lines}</tbody></table></div>',
        title=title,
        head=head,
        columns=each(
            '<th scope="col"{css}>{title}</th>',
            ({"title": title, "css": "" if title == _HOW else Html(' class="num"')} for title in titles),
        ),
        lines=lines,
    )


def _with_money(results: Sequence[Result]) -> bool:
    """Whether what any of them spent is known."""
    return any(each_.money.accrued is not None for each_ in results)


def _units(place: Place, year: Year, version: Version, results: Sequence[Result]) -> Html:
    pages = {unit.code: unit.address for unit in version.units}
    lines = [
        _line(
            _linked(place, year, version, pages.get(each_.code, ""), each_.name or each_.code),
            each_,
            money=_with_money(results),
        )
        for each_ in results
    ]
    return _table("Avance por unidad", "Unidad", results, lines)


def _actions(place: Place, year: Year, version: Version, results: Sequence[Result]) -> Html:
    pages = {action.code: action for action in version.actions}
    lines = [
        _line(
            _linked(place, year, version, pages[each_.code].address, pages[each_.code].text)
            if each_.code in pages
            else html("{name}", name=each_.name),
            each_,
            money=_with_money(results),
        )
        for each_ in results
    ]
    note = when(
        any(each_.money.accrued is None for each_ in results),
        "<p class='tenue'>La ejecución del presupuesto no dice a qué acción corresponde cada gasto: solo se le da a "
        "una acción lo que con seguridad es suyo.</p>",
    )
    return html("{table}{note}", table=_table("Avance por acción", "Acción", results, lines), note=note)


def _linked(place: Place, year: Year, version: Version, address: str, text: str) -> Html:
    if not address:
        return html("{text}", text=text)
    return html('<a href="{to}">{text}</a>', to=place.to(f"{year.folder}/{version.folder}/{address}"), text=text)


def _line(name: Html, result: Result, *, money: bool) -> Html:
    spent, physical = result.money, result.physical
    amounts = html(
        "{spent}{part}",
        spent=_cell(_SPENT, "no consta" if spent.accrued is None else format_amount(spent.accrued)),
        part=_cell(_PART, "no consta" if spent.of_standing is None else percent(spent.of_standing)),
    )
    return html(
        '<tr><th scope="row">{name}<span class="tenue">{code}</span></th>{year}{date}{light}{amounts}</tr>',
        name=name,
        code=result.code,
        year=_cell(_YEAR, "no consta" if physical.progress is None else percent(physical.progress)),
        date=_cell(_DATE, "no consta" if physical.efficacy is None else percent(physical.efficacy)),
        light=_cell(_HOW, _light(result.light)),
        amounts=when(money, "{amounts}", amounts=amounts),
    )


def _cell(title: str, content: str) -> Html:
    """A cell that says its title by itself, where a narrow screen has no room for columns."""
    css = Html("") if title == _HOW else Html(' class="num"')
    return html('<td{css} data-titulo="{title}">{content}</td>', css=css, title=title, content=content)


def _fuentes(version: Version, progress: Progress) -> Html:
    names = version.names["fuente"]
    lines = [
        html(
            '<tr><th scope="row">{name}</th><td class="num">{standing}</td><td class="num">{spent}</td>'
            '<td class="num">{part}</td></tr>',
            name=names.get(code, "") or code or "Sin fuente indicada",
            standing=amount_of(money.standing).removeprefix("Bs\u00a0"),
            spent=amount_of(money.accrued).removeprefix("Bs\u00a0"),
            part="no consta" if money.of_standing is None else percent(money.of_standing),
        )
        for code, money in progress.evaluation.fuentes.items()
    ]
    return when(
        lines and progress.evaluation.whole.money.accrued is not None,
        '<div class="marco" tabindex="0" role="region" aria-label="Gasto por fuente"><table><thead><tr>'
        '<th scope="col">Origen</th><th scope="col" class="num">Presupuesto Bs</th>'
        '<th scope="col" class="num">Gastó Bs</th><th scope="col" class="num">Parte</th></tr></thead>'
        "<tbody>{lines}</tbody></table></div>",
        lines=lines,
    )


def _method(progress: Progress) -> Html:
    limits, method = progress.evaluation.limits, progress.evaluation.whole.physical.method
    colours = (
        html(
            "<p>Una operación va según lo programado desde el {green} de lo que debía llevar, requiere atención desde "
            "el {yellow} y por debajo está retrasada. Son los límites que fijó la entidad.</p>",
            green=percent(limits.green),
            yellow=percent(limits.yellow),
        )
        if limits.green is not None and limits.yellow is not None
        else Html()
    )
    return html(
        "<p>Cada operación se compara con su meta; lo que pasa de la meta de una no cubre lo que falta en otra."
        "{method} Se cuenta como gastado lo devengado: lo que ya se debe pagar porque se recibió.</p>{colours}",
        method=f" El total es el {method}." if method else "",
        colours=colours,
    )
