"""What long tables are written with is what the templates' own tags would write, and escapes what people wrote."""

from __future__ import annotations

from django.template import Context, Template
from django.urls import reverse, set_script_prefix
from django.utils.safestring import SafeString

from apthapi.charts.drawing import Svg
from apthapi.charts.picture import Picture

HOSTILE = '"><script>alert(1)</script>'


def rendered(source: str, **values: object) -> str:
    return Template("{% load apthapi %}" + source).render(Context(values))


def test_a_pill_that_was_kept_as_safe_is_not_given_for_the_same_text_unsafe() -> None:
    assert HOSTILE in rendered("{% pastilla '' texto %}", texto=SafeString(HOSTILE))
    assert "<script>" not in rendered("{% pastilla '' texto %}", texto=HOSTILE)
    assert "<script>" not in rendered("{% pastilla estado 'x' %}", estado=HOSTILE)


def test_choices_are_those_of_a_loop() -> None:
    pairs = [("", "Todo"), (HOSTILE, HOSTILE), (7, 2024), ("largo", "palabra " * 20)]
    loop = (
        '{% for valor, texto in pares %}<option value="{{ valor }}"{% if valor == elegida %} selected{% endif %}>'
        "{{ texto|truncatechars:80 }}</option>{% endfor %}"
    )
    for chosen in ("", 7, "7", "largo"):
        made = rendered("{% opciones pares elegida %}", pares=pairs, elegida=chosen)
        assert made == rendered(loop, pares=pairs, elegida=chosen)


def test_rows_of_a_picture_are_those_of_a_loop() -> None:
    loop = (
        "{% for fila in figura.written %}<tr>{% for celda in fila %}{% if forloop.first %}"
        '<th scope="row">{{ celda.text }}</th>{% else %}<td{% if celda.number %} class="num"{% endif %}>'
        "{{ celda.text }}</td>{% endif %}{% endfor %}</tr>\n{% endfor %}"
    )
    rows = ((HOSTILE, 5, None, HOSTILE), ("", "x", -155_000, ""))
    figura = Picture("a", "A", "", Svg(), Svg(), ("1", "2", "3", "4"), rows)
    assert rendered("{% filas figura %}", figura=figura) == rendered(loop, figura=figura)


def test_an_address_is_that_of_url_wherever_the_site_stands() -> None:
    both = "{% direccion 'paso' plan unidad paso %} {% url 'paso' plan unidad paso %}"
    for prefix in ("/", "/poa/", "/"):
        set_script_prefix(prefix)
        made, usual = rendered(both, plan="P&1", unidad="Ñ 1", paso="resumen").split()
        assert made == usual
        assert made.startswith(f"{prefix}planes/")
    assert reverse("paso", args=["P", "U", "resumen"]) == "/planes/P/unidades/U/paso/resumen"
