"""docs/rules.md, made from the catalogue."""

from __future__ import annotations

from itertools import groupby

from apthapi.rules.catalogue import Rule, all_rules

MARKS = {
    "S": "citada o mostrada en el documento de referencia; confianza alta",
    "R": "leída en otra copia pública; confianza alta a media",
    "D": "deducida de las cifras; alta para lo que dice",
    "G": "conocimiento general sin verificar; configurable, y nunca el único fundamento de un error",
}
"""What the mark of a norm says of its source."""

_CONFIRMING = (
    "Una regla cuyo único fundamento es **G** da advertencias; la entidad la vuelve error confirmándola en "
    "`clasificadores/parametros.csv` (`confirmada_V26`, valor 1)."
)

_SUBJECTS = {
    "entidad": "La entidad y sus unidades",
    "articulacion": "La articulación PDES, PEI y acciones de corto plazo",
    "programacion": "Operaciones, tareas y cronogramas",
    "requerimientos": "Los requerimientos",
    "presupuesto": "El presupuesto",
    "modificaciones": "Las modificaciones presupuestarias",
    "proceso": "El proceso, los documentos y la ejecución",
}


def rules_page() -> str:
    """The whole page, in Markdown."""
    lines = [
        "# Las reglas",
        "",
        "Página generada desde `src/apthapi/rules/sql` con `python -m apthapi.rules.page`; no se edita a mano.",
        "Cada regla es una consulta SQL que devuelve las filas que la incumplen; `apthapi rules V44` muestra la suya.",
        "",
        *(f"- **{mark}**: {meaning}." for mark, meaning in MARKS.items()),
        "",
        _CONFIRMING,
    ]
    for subject, rules in groupby(sorted(all_rules().values(), key=_by_subject), key=lambda rule: rule.subject):
        lines += ["", f"## {_SUBJECTS[subject]}", ""]
        for rule in rules:
            lines += _section(rule)
    return "\n".join(lines) + "\n"


def _by_subject(rule: Rule) -> tuple[int, str]:
    return list(_SUBJECTS).index(rule.subject), rule.id


def _section(rule: Rule) -> list[str]:
    marks = ", ".join(sorted(rule.marks))
    needs = ", ".join(" o ".join(f"`{name}`" for name in sorted(item)) for item in rule.needs)
    lines = [
        f"### {rule.id} · {rule.title}",
        "",
        f"- Severidad: {rule.severity.value}.",
        f"- Norma: {rule.norm} [{marks}].",
    ]
    lines += [f"- Necesita: {needs}.", f"- Ejemplo: {rule.example}."]
    lines += [f"- Dice: «{case.message}» Corrija: «{case.repair}»" for case in rule.cases.values()]
    return [*lines, ""]


if __name__ == "__main__":
    print(rules_page(), end="")
