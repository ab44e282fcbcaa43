"""Workbooks of other entities, each in a style of its own, and what each of their columns means."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

SHORT = "ENE FEB MAR ABR MAY JUN JUL AGO SEP OCT NOV DIC".split()
LONG = "Enero Febrero Marzo Abril Mayo Junio Julio Agosto Septiembre Octubre Noviembre Diciembre".split()
MONTHS = [f"m{month:02d}" for month in range(1, 13)]
Meant = dict[str, str]


@dataclass(frozen=True)
class Foreign:
    """A file, the table of each sheet, what its columns mean by order of the columns (empty: nothing of use)."""

    path: Path
    tables: dict[str, str]
    meant: dict[str, list[str]]
    centavos: int = 0
    rows: int = 0


def _put(sheet: Worksheet, rows: list[list[Any]]) -> None:
    for row in rows:
        sheet.append(row)


def memoria(folder: Path) -> Foreign:
    """A municipality: memoria de cálculo by partida, twelve months, a subtotal for each partida, signatures."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "MEMORIA DE CÁLCULO"
    _put(
        sheet,
        [
            ["GOBIERNO AUTÓNOMO MUNICIPAL DE VILLA ALEGRE"],
            ["MEMORIA DE CÁLCULO - GESTIÓN 2025"],
            ["UNIDAD EJECUTORA:", "Secretaría Municipal de Salud"],
            [],
            [
                "Part. Pres.",
                "Detalle",
                "Unid.",
                "Cant.",
                "P.U.",
                "Costo total",
                "FF",
                "Org. Fin.",
                "PROGRAMACIÓN MENSUAL (en Bs)",
            ],
            [None] * 8 + SHORT,
        ],
    )
    total = [0.0] * 13
    groups: dict[str, list[tuple[str, str, list[tuple[str, str, int, float]]]]] = {
        "20000|SERVICIOS NO PERSONALES": [
            (
                "21200",
                "Energía eléctrica",
                [("Edificio central", "Mes", 12, 350.5), ("Posta sanitaria", "Mes", 12, 120)],
            ),
            ("22110", "Pasajes al interior del país", [("Pasajes La Paz", "Pasaje", 12, 240)]),
        ],
        "30000|MATERIALES Y SUMINISTROS": [
            ("39500", "Útiles de escritorio", [("Papel bond", "Paquete", 24, 35), ("Tóner", "Pieza", 12, 480.25)]),
            ("34110", "Combustibles", [("Gasolina", "Litro", 1200, 3.74)]),
        ],
    }
    for name, partidas in groups.items():
        code, title = name.split("|")
        amount = sum(many * price for _, _, lines in partidas for *_, many, price in lines)
        _put(sheet, [[int(code), title, None, None, None, amount]])
        for partida, about, lines in partidas:
            _put(sheet, [[int(partida), about]])
            sums = [0.0] * 13
            for detail, unit, many, price in lines:
                whole = round(many * price, 2)
                cents = round(whole * 100)
                months = [cents // 12] * 11
                months.append(cents - sum(months))
                figures = [whole, *(each / 100 for each in months)]
                sums = [a + b for a, b in zip(sums, figures, strict=True)]
                _put(sheet, [[None, detail, unit, many, price, whole, 41, 113, *figures[1:]]])
            sums = [round(each, 2) for each in sums]
            total = [a + b for a, b in zip(total, sums, strict=True)]
            _put(sheet, [[None, f"Subtotal partida {partida}", None, None, None, sums[0], None, None, *sums[1:]]])
    _put(
        sheet,
        [["TOTAL GENERAL", None, None, None, None, round(total[0], 2), None, None, *(round(x, 2) for x in total[1:])]],
    )
    _put(
        sheet,
        [
            [],
            [],
            ["Elaborado por:", None, None, None, "Aprobado por:"],
            ["____________", None, None, None, "____________"],
        ],
    )
    path = folder / "memoria.xlsx"
    book.save(path)
    meant = ["partida", "descripcion", "unidad_medida", "cantidad", "precio_unitario", "importe", "fuente", "organismo"]
    return Foreign(path, {sheet.title: "requerimientos"}, {sheet.title: meant + MONTHS}, round(total[0] * 100), 6)


def matriz(folder: Path) -> Foreign:
    """A POA matrix: actions and operations in merged cells, weights as parts of one, months of the physical goal."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "POA 2025"
    titles = [
        "Cód. AMP",
        "ACCIÓN DE CORTO PLAZO",
        None,
        None,
        "OPERACIONES",
        None,
        "Indicador",
        "Línea base",
        "Meta",
        "Pond. %",
        "Fecha inicio",
        "Fecha fin",
        "PROGRAMACIÓN FÍSICA",
    ]
    _put(sheet, [["INSTITUTO NACIONAL DE PRUEBAS"], ["Área Organizacional: DTI"], [], titles])
    below = [None, "Código", "Descripción", "Ponderación", "Código", "Descripción"]
    _put(sheet, [below + [None] * 6 + LONG])
    actions: list[tuple[str, str, str, float, list[tuple[str, str, float]]]] = [
        (
            "1.1",
            "1",
            "Fortalecer los sistemas de información",
            0.6,
            [("1.1", "Renovar servidores", 0.5), ("1.2", "Capacitar al personal", 0.5)],
        ),
        ("1.2", "2", "Modernizar la atención al público", 0.4, [("2.1", "Instalar puntos de atención", 1)]),
    ]
    row = 6
    for ae, acp, text, weight, operations in actions:
        for at, (code, about, share) in enumerate(operations):
            first = [ae, acp, text, weight] if at == 0 else [None] * 4
            months = [1] * 12
            _put(
                sheet,
                [
                    [
                        *first,
                        code,
                        about,
                        f"Número de {about.lower()}",
                        0,
                        12,
                        share,
                        "01/01/2025",
                        "31/12/2025",
                        *months,
                    ]
                ],
            )
        last = row + len(operations) - 1
        if last > row:
            for letter in "ABCD":
                sheet.merge_cells(f"{letter}{row}:{letter}{last}")
        row = last + 1
    path = folder / "matriz.xlsx"
    book.save(path)
    meant = [
        *("acp_unidad.ae", "acp", "acp_unidad.texto_acp", "acp_unidad.ponderacion", "operacion", "descripcion"),
        *("indicador", "linea_base", "meta", "ponderacion", "inicio", "fin", *MONTHS),
    ]
    return Foreign(path, {sheet.title: "operaciones"}, {sheet.title: meant}, rows=3)


def por_unidad(folder: Path) -> Foreign:
    """One sheet for each unit, with the same titles; the unit is only the name of the sheet. A hidden one of lists."""
    book = Workbook()
    book.remove(book.worksheets[0])
    titles = ["N°", "Objeto del Gasto", "Bien o servicio", "U/M", "Cantidad", "Precio Unit.", "Total Bs", "Fte. Fin."]
    total = 0
    bought: dict[str, list[tuple[str, str, str, int, float]]] = {
        "DDLP": [("39500", "Resma de papel", "Paquete", 10, 35), ("43120", "Computadora", "Equipo", 2, 7000)],
        "DDCB": [("21400", "Telefonía", "Mes", 12, 150)],
        "DDSC": [
            ("24120", "Mantenimiento de vehículos", "Servicio", 4, 1200.5),
            ("34110", "Gasolina", "Litro", 500, 3.74),
        ],
    }
    for unit, lines in bought.items():
        sheet = book.create_sheet(unit)
        _put(sheet, [["REQUERIMIENTOS DE BIENES Y SERVICIOS 2025"], [], titles])
        amount = 0.0
        for number, (partida, what, measure, many, price) in enumerate(lines, start=1):
            amount += many * price
            _put(sheet, [[number, partida, what, measure, many, price, many * price, "20"]])
        _put(sheet, [[None, None, "TOTAL", None, None, None, amount]])
        total += round(amount * 100)
    lists = book.create_sheet("Listas")
    lists.sheet_state = "hidden"
    _put(lists, [["Pieza"], ["Mes"]])
    path = folder / "por_unidad.xlsx"
    book.save(path)
    meant = ["", "partida", "descripcion", "unidad_medida", "cantidad", "precio_unitario", "importe", "fuente"]
    units = ("DDLP", "DDCB", "DDSC")
    return Foreign(path, dict.fromkeys(units, "requerimientos"), dict.fromkeys(units, meant), total, 5)


def exportado(folder: Path) -> Foreign:
    """The CSV of another system: `;`, Windows letters, American numbers, fuente and organismo together."""
    lines = [
        "Sistema de Planificación;;;;;;;",
        "Gestión: 2025;;;;;;;",
        "Unidad Organizacional;Cód. Partida;Descripción del gasto;Unidad de Medida;Cantidad;Costo Unit.;Monto;FF-OF",
        "DIRECCIÓN ADMINISTRATIVA;25210;Consultoría por producto;Consultoría;1;28,500.00;28,500.00;41-111",
        "DIRECCIÓN ADMINISTRATIVA;39500;Útiles de escritorio;Global;1,250;12.50;15,625.00;41-111",
        "DIRECCIÓN TÉCNICA;43120;Equipo de computación;Equipo;3;7,350.90;22,052.70;20-230",
        "DIRECCIÓN TÉCNICA;22210;Viáticos al interior;Día;14;371.00;5,194.00;20-230",
        ";;TOTAL;;;;71,371.70;",
    ]
    path = folder / "exportado.csv"
    path.write_bytes("\r\n".join(lines).encode("cp1252"))
    meant = [
        "unidad",
        "partida",
        "descripcion",
        "unidad_medida",
        "cantidad",
        "precio_unitario",
        "importe",
        "fuente_organismo",
    ]
    return Foreign(path, {"exportado": "requerimientos"}, {"exportado": meant}, 7_137_170, 4)


def con_tareas(folder: Path) -> Foreign:
    """Title rows with a logo's gap, two rows of titles, units and operations as rows that stand alone; tasks below."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Formulario 3"
    _put(
        sheet,
        [
            [],
            [None, None, "SERVICIO DEPARTAMENTAL DE CAMINOS DE PRUEBA"],
            [None, None, "PLAN OPERATIVO ANUAL 2025"],
            [],
            ["Tareas", None, "Medio de verificasion", "PLAZO", None, "Cargo responsable"],
            ["Nº", "Descripción", None, "Inicio", "Conclusión"],
            ["UNIDAD: DDLP"],
            ["Operación 1: Mantener la red vial"],
            ["1", "Limpieza de cunetas", "Informe mensual", "05/01/2025", "30/11/2025", "Técnico Vial"],
            ["2", "Bacheo", "Planillas", "01/02/2025", "15/12/2025", "Técnico Vial"],
            ["Operación 2: Señalizar"],
            ["1", "Pintado de vías", "Fotografías", "01/03/2025", "30/06/2025", "Jefe de Vías"],
            ["UNIDAD: DDOR"],
            ["Operación 1: Supervisar"],
            ["1", "Visitas de campo", "Actas", "01/01/2025", "31/12/2025", "Supervisor"],
        ],
    )
    path = folder / "tareas.xlsx"
    book.save(path)
    meant = ["tarea", "descripcion", "medio_verificacion", "inicio", "fin", "responsable"]
    return Foreign(path, {sheet.title: "tareas"}, {sheet.title: meant}, rows=4)


def ejecucion(folder: Path) -> Foreign:
    """A monthly export of what was spent: a column for each stage, months in words."""
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Ejecución"
    _put(
        sheet,
        [
            ["EJECUCIÓN PRESUPUESTARIA DE GASTOS 2025"],
            [
                "U.E.",
                "Cat. Prog.",
                "Objeto de Gasto",
                "Descripción",
                "Fte",
                "Org",
                "Mes",
                "Ppto. Vigente",
                "Preventivo",
                "Compromiso",
                "Devengado",
                "Pagado",
            ],
            [
                "DDLP",
                "48 000 001",
                "21200",
                "Energía eléctrica",
                "20",
                "230",
                "Enero",
                12000,
                1000,
                1000,
                950.25,
                950.25,
            ],
            ["DDLP", "48 000 001", "21200", "Energía eléctrica", "20", "230", "Febrero", 12000, 1000, 1000, 901.1, 0],
            ["DDCB", "48 000 002", "39500", "Útiles de escritorio", "20", "230", "Enero", 5000, 300, 300, 300, 300],
            ["TOTAL", None, None, None, None, None, None, 29000, 2300, 2300, 2151.35, 1250.25],
        ],
    )
    path = folder / "ejecucion.xlsx"
    book.save(path)
    meant = [
        "unidad",
        "categoria",
        "partida",
        "",
        "fuente",
        "organismo",
        "mes",
        "",
        "preventivo",
        "comprometido",
        "devengado",
        "pagado",
    ]
    return Foreign(path, {sheet.title: "ejecucion_financiera"}, {sheet.title: meant}, rows=3)


STYLES = (memoria, matriz, por_unidad, exportado, con_tareas, ejecucion)
