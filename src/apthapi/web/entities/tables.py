"""The reference sets of a gestión in the live database: rows, what a change would do, and writing it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from apthapi.core.fields import Value
from apthapi.core.money import AmountError, format_amount, parse_amount
from apthapi.core.quoting import quoted
from apthapi.core.reference import SETS, ReferenceSet, read_data
from apthapi.web.plans.live import live

Cells = dict[str, Value]
ROW = "fila_de_datos"
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class TableOfYear:
    """A reference set as it is administered: what identifies a row, which cells may not be empty, where it is shown."""

    name: str
    group: str
    key: tuple[str, ...]
    required: tuple[str, ...]

    @property
    def set(self) -> ReferenceSet:
        """The set of the core, with its columns."""
        return SETS[self.name]

    @property
    def columns(self) -> list[str]:
        """The columns that people see."""
        return [name for name, _ in self.set.columns]

    def key_of(self, row: Mapping[str, Value]) -> tuple[Value, ...]:
        """What identifies a row among those of its gestión."""
        return tuple(row[name] for name in self.key)


def _table(name: str, group: str, key: str, required: str | None = None) -> TableOfYear:
    return TableOfYear(name, group, tuple(key.split()), tuple((key if required is None else required).split()))


_CLASSIFIERS, _FORMS, _PROCESS = "Clasificadores presupuestarios", "Formularios, límites y viáticos", "Proceso"

TABLES_OF_YEAR: dict[str, TableOfYear] = {
    each.name: each
    for each in (
        _table("objeto_gasto", _CLASSIFIERS, "codigo", "codigo nombre nivel imputable"),
        _table("fuentes", _CLASSIFIERS, "codigo", "codigo nombre"),
        _table("organismos", _CLASSIFIERS, "codigo", "codigo nombre"),
        _table("pares", _CLASSIFIERS, "fuente organismo"),
        _table("familias", _CLASSIFIERS, "fuente clase"),
        _table("institucional", _CLASSIFIERS, "codigo", "codigo nombre"),
        _table("rubros", _CLASSIFIERS, "codigo", "codigo nombre"),
        _table("mapa_formularios", _FORMS, "entidad prefijo formulario", "formulario fila"),
        _table("parametros", _FORMS, "nombre", "nombre valor"),
        _table("escala_viaticos", _FORMS, "prefijo categoria destino", "prefijo importe_diario norma"),
        _table("unidades_enteras", _FORMS, "unidad_medida"),
        _table("palabras_partida", _FORMS, "palabra prefijo"),
        _table("partidas_inversion", _FORMS, "prefijo"),
        _table("programas_grupo", _FORMS, "programa grupo"),
        _table("documentos_requeridos", _PROCESS, "tipo_plan tipo_documento"),
        _table("normas_vigentes", _PROCESS, "clave articulo entidad", "clave norma papeles orden marca fuente"),
        _table("tipos_modificacion", _PROCESS, "tipo aprobador instrumento norma", "tipo aprobador"),
        _table("partidas_restringidas", _PROCESS, "prefijo sentido autoridad", "prefijo sentido autoridad"),
        _table("etapas_tramite", _PROCESS, "entidad tipo etapa", "etapa orden titulo"),
        _table("acciones_tramite", _PROCESS, "entidad tipo etapa accion", "accion titulo rol lleva_a"),
    )
}
"""Every reference set by name; a test holds them to `core.reference.SETS`."""

TITLES = {
    "codigo": "Código",
    "nombre": "Nombre",
    "padre": "Depende de",
    "nivel": "Nivel",
    "imputable": "Se imputa",
    "clase": "Clase",
    "fuente": "Fuente",
    "organismo": "Organismo",
    "entidad": "Entidad",
    "prefijo": "Código o su comienzo",
    "formulario": "Formulario",
    "fila": "Fila del 04",
    "valor": "Valor",
    "categoria": "Categoría",
    "destino": "Destino",
    "importe_diario": "Importe por día Bs",
    "norma": "Norma",
    "unidad_medida": "Unidad de medida",
    "palabra": "Palabra",
    "nota": "Nota",
    "programa": "Programa",
    "grupo": "Grupo",
    "tipo_plan": "Clase de plan",
    "tipo_documento": "Documento",
    "orden": "Orden",
    "obligatorio": "Obligatorio",
    "marca": "Marca",
    "tipo": "Tipo",
    "suma_cero": "Suma cero",
    "cambia_fuente": "Cambia de fuente",
    "aprobador": "Quién aprueba",
    "instrumento": "Instrumento",
    "sentido": "Sentido",
    "autoridad": "Autoridad",
    "etapa": "Etapa",
    "titulo": "Título",
    "rol": "De quién es",
    "plazo_dias": "Plazo en días",
    "que_se_hace": "Qué se hace",
    "accion": "Acción",
    "lleva_a": "Lleva a la etapa",
    "requiere": "Requiere",
    "efecto": "Efecto en la versión",
    "recuperable": "Se recupera",
    "hecho": "Qué se dice al hacerla",
    "clave": "Clave",
    "articulo": "Artículo",
    "asunto": "Qué dispone",
    "texto": "Texto literal",
    "papeles": "Escritos que la citan",
}
"""How each column is called on the screen."""

OPTIONS = dict.fromkeys(("imputable", "obligatorio", "cambia_fuente", "recuperable"), ("si", "no"))

USES: dict[str, tuple[tuple[str, str], ...]] = {
    "objeto_gasto": (("requerimientos", "partida"),),
    "fuentes": (("requerimientos", "fuente"), ("techos", "fuente"), ("presupuesto_aprobado", "fuente")),
    "organismos": (("requerimientos", "organismo"), ("techos", "organismo"), ("presupuesto_aprobado", "organismo")),
}
"""Where plans write the codes of a set."""


def gestiones() -> list[int]:
    """The years that have tables, or a plan; the last first."""
    rows = live().query("select gestion from conjuntos union select gestion from planes where gestion is not null")
    return sorted({row[0] for row in rows}, reverse=True)


def rows_of(table: TableOfYear, gestion: int) -> list[Cells]:
    """Every row of a gestión, by what identifies it; `fila_de_datos` is its number."""
    order = ", ".join((*table.key, ROW))
    names = ", ".join((ROW, *table.columns))
    return live().dicts(f"select {names} from {table.name} where gestion = ? order by {order}", [gestion])


def notes_of(table: TableOfYear, gestion: int) -> dict[Value, str]:
    """What the software knows of each parameter, by its name: in what unit it is, and of what norm."""
    if table.name != "parametros":
        return {}
    return {
        row["nombre"]: f"En {row['unidad']}. {row['norma']}."
        for row in read_data("normativa/parametros.csv")
        if int(row["desde"] or 0) <= gestion <= int(row["hasta"] or gestion)
    }


def seal(rows: Iterable[Cells]) -> str:
    """Tells whether rows are still those that somebody had in front."""
    return sha256(repr([sorted(row.items()) for row in rows]).encode()).hexdigest()


def plans_of(gestion: int) -> list[str]:
    """The plans that are judged with the tables of a gestión."""
    return [row[0] for row in live().query("select plan from planes where gestion = ? order by plan", [gestion])]


def uses_of(table: TableOfYear, gestion: int, codes: Sequence[str]) -> list[tuple[str, int]]:
    """How many rows of each plan of the gestión say one of those codes."""
    found: dict[str, int] = {}
    for name, column in USES.get(table.name, ()):
        for start in range(0, len(codes), 500):
            some = codes[start : start + 500]
            sql = (
                f"select t.plan, count(*) from {name} t join planes p on p.plan = t.plan where p.gestion = ? "
                f"and t.{column} in ({', '.join('?' for _ in some)}) group by t.plan"
            )
            for plan, count in live().query(sql, [gestion, *some]):
                found[plan] = found.get(plan, 0) + count
    return sorted(found.items())


def understand(table: TableOfYear, texts: Mapping[str, str]) -> tuple[Cells, dict[str, str]]:
    """The stored cells of a row that somebody wrote, and what is wrong with each that cannot be stored."""
    cells: Cells = {}
    problems: dict[str, str] = {}
    for name in table.columns:
        text = texts.get(name, "").replace("\r", "").replace("\n", " ").strip()
        try:
            cells[name] = _value(table, name, text)
        except (AmountError, ValueError) as problem:
            cells[name], problems[name] = "", f"{problem}."
        if not text and name in table.required:
            problems[name] = f"Falta {TITLES[name].lower()}."
    return cells, problems


def _value(table: TableOfYear, name: str, text: str) -> Value:
    if name in table.set.money:
        return parse_amount(text) if text else None
    if name in table.set.numbers:
        if text and not text.removeprefix("-").isdecimal():
            raise ValueError(f"{quoted(text)} no es un número entero, como 12")
        if len(text) > 15:
            raise ValueError(f"{quoted(text)} es demasiado grande")
        return int(text) if text else None
    if len(text) > LONGEST:
        raise ValueError(f"El texto tiene {len(text)} letras; caben {LONGEST}")
    if text and name in OPTIONS and text.lower() not in OPTIONS[name]:
        raise ValueError(f"{quoted(text)} no es «si» ni «no»")
    return text.lower() if name in OPTIONS else text


def shown(table: TableOfYear, name: str, value: Value) -> str:
    """A stored cell as people read and write it."""
    if isinstance(value, int) and name in table.set.money:
        return format_amount(value)
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Difference:
    """What would change: rows that come, rows that are others (before, after), rows that go."""

    added: list[Cells] = field(default_factory=list)
    changed: list[tuple[Cells, Cells]] = field(default_factory=list)
    removed: list[Cells] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def sentence(self) -> str:
        """`Filas agregadas: 3; cambiadas: 1; quitadas: 0.`"""
        return f"Filas agregadas: {len(self.added)}; cambiadas: {len(self.changed)}; quitadas: {len(self.removed)}."

    def lines(self, table: TableOfYear) -> list[str]:
        """A line of the trace for each row."""
        lines = [f"+ {_written(table, row)}" for row in self.added]
        lines += [f"- {_written(table, row)}" for row in self.removed]
        for before, after in self.changed:
            cells = ", ".join(
                f"{TITLES[name]} «{shown(table, name, before[name])}» → «{shown(table, name, after[name])}»"
                for name in table.columns
                if before[name] != after[name]
            )
            lines.append(f"~ {' '.join(shown(table, name, before[name]) for name in table.key)}: {cells}")
        return lines


def _written(table: TableOfYear, row: Cells) -> str:
    return ", ".join(f"{TITLES[name]} «{shown(table, name, row[name])}»" for name in table.columns if row[name] != "")


def compare(table: TableOfYear, old: Iterable[Cells], new: Iterable[Cells]) -> Difference:
    """What changes if the new rows take the place of the old ones."""
    before = {table.key_of(row): row for row in old}
    after = {table.key_of(row): row for row in new}
    return Difference(
        [row for key, row in after.items() if key not in before],
        [
            (before[key], {**row, ROW: before[key][ROW]})
            for key, row in after.items()
            if key in before and any(before[key][name] != row[name] for name in table.columns)
        ],
        [row for key, row in before.items() if key not in after],
    )


def apply(table: TableOfYear, gestion: int, what: Difference) -> None:
    """Write it; the database must be in the transaction of an act."""
    database = live()
    gone = [row[ROW] for row in what.removed]
    for start in range(0, len(gone), 500):
        some = gone[start : start + 500]
        database.execute(f"delete from {table.name} where {ROW} in ({', '.join('?' for _ in some)})", some)
    sets = ", ".join(f"{name} = ?" for name in table.columns)
    for _, row in what.changed:
        database.execute(
            f"update {table.name} set {sets} where {ROW} = ?", [*(row[name] for name in table.columns), row[ROW]]
        )
    names = ["gestion", *table.columns]
    database.insert(table.name, names, [(gestion, *(row[name] for name in table.columns)) for row in what.added])


def replace(table: TableOfYear, gestion: int, what: Difference) -> None:
    """Write what a whole file changes: it has to be compared with the published table again."""
    apply(table, gestion, what)
    if is_official(table, gestion):
        set_official(table, gestion, False)


def told_of_file(table: TableOfYear, name: str, what: Difference) -> list[str]:
    """The lines of the trace of a file that was loaded."""
    return [f"Archivo «{name}». {what.sentence()}", *what.lines(table)]


def is_official(table: TableOfYear, gestion: int) -> bool:
    """Whether the table of that gestión was confirmed against the one that was published."""
    sql = "select oficial from conjuntos where conjunto = ? and gestion = ?"
    return bool(live().value(sql, [table.name, gestion]) == "si")


def set_official(table: TableOfYear, gestion: int, official: bool) -> None:
    """Say so; rules that only warn of a table to be confirmed then report errors."""
    live().execute("delete from conjuntos where conjunto = ? and gestion = ?", [table.name, gestion])
    row = (gestion, table.name, "si" if official else "no")
    live().insert("conjuntos", ["gestion", "conjunto", "oficial"], [row])
