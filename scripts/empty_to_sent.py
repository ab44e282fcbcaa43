"""The story of the manual: one unit that has nothing makes its whole part of the plan, until it is sent.

Everything is typed, pasted and pressed in the browser, by the person who prepares that unit in the demonstration. The
amounts are made up, and add up to the real form 04 of the unit.
"""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect
from screens import Camera, file_of, paper, settle

from support.browser import Sheet

UNIT = "/planes/SEGIP-2024-1/unidades/DDBN/"
QUADRANTS = ("fortaleza", "debilidad", "oportunidad", "amenaza")

FACTORS = {
    "debilidad": "Ejemplo: equipos con más de cinco años\t4\tFallas y demoras en la atención",
    "oportunidad": "Ejemplo: convenios con municipios\t3\tMás puntos de atención en las provincias",
    "amenaza": "Ejemplo: caminos cortados en época de lluvias\t3\tBrigadas que no llegan a las comunidades",
}
ACTIONS = (
    "1.1\t\t\t20\tEjemplo: cédulas emitidas con las normas de seguridad\tPoblación de Beni\tDirección Departamental\n"
    "3.1\t\t\t60\tEjemplo: ciudadanas y ciudadanos con identidad\tPoblación de Beni\tDirección Departamental"
)
OPERATIONS = "\n".join(
    f"{code}\t{acp}\tEjemplo: {what}\tFuncionamiento\t{indicator}\t{unit}\t{base}\t{goal}\tSuma\t\t"
    "02/01/2024\t31/12/2024\tDirección Departamental"
    for code, acp, what, indicator, unit, base, goal in (
        ("1.1.1", "1.1", "emitir cédulas de identidad", "Cédulas emitidas", "Cédula", "22000", "24000"),
        ("3.1.1", "3.1", "atender con brigadas móviles", "Brigadas realizadas", "Brigada", "10", "12"),
        ("4.1.1", "4.1", "administrar los recursos de la unidad", "Informes presentados", "Informe", "12", "12"),
    )
)
TASKS = "\n".join(
    f"{code}\t{code}.1\tEjemplo: {what}\t{proof}\t02/01/2024\t31/12/2024\tDirección Departamental"
    for code, what, proof in (
        ("1.1.1", "atender en ventanilla", "Reporte mensual"),
        ("3.1.1", "recorrer las comunidades", "Acta de cada brigada"),
        ("4.1.1", "informar la ejecución", "Informe mensual"),
    )
)
SERVICES = (
    "25400\tEjemplo: limpieza de oficinas\t4.1.1\t4.1.1.1\tMes\t12\t20.000,00\t\t20\n"
    "26990\tEjemplo: otros servicios\t4.1.1\t4.1.1.1\tServicio\t1\t247.454,90\t\t20\n"
    "11700\tEjemplo: sueldos del personal\t3.1.1\t3.1.1.1\tMes\t12\t140.000,00\t\t41\n"
    "21600\tEjemplo: servicio de internet\t4.1.1\t4.1.1.1\tMes\t12\t9.500,00\t\t41\n"
    "21200\tEjemplo: energía eléctrica\t4.1.1\t4.1.1.1\tAño\t1\t21.737,51\t\t41"
)
OTHERS = {
    "requerimientos_3_02": (
        "43120\tEjemplo: computadoras portátiles\t1.1.1\t1.1.1.1\tEquipo\t10\t10.000,00\t\t20\n"
        "43110\tEjemplo: sillas\t1.1.1\t1.1.1.1\tPieza\t28\t1.000,00\t\t20\n"
        "43700\tEjemplo: extintores\t4.1.1\t4.1.1.1\tPieza\t17\t500,00\t\t41"
    ),
    "requerimientos_3_03": "32100\tEjemplo: papel bond\t4.1.1\t4.1.1.1\tPaquete\t1255\t100,00\t\t41",
    "requerimientos_3_04": (
        "22110\tEjemplo: pasajes terrestres\t3.1.1\t3.1.1.1\tPasaje\t40\t500,00\t\t41\n"
        "22210\tEjemplo: viáticos al interior\t3.1.1\t3.1.1.1\tDía\t151\t300,00\t\t41"
    ),
}
"""A line a row, its cells parted by tabs, as a spreadsheet copies them."""


def tell(camera: Camera) -> None:
    """Take the pictures of the story, in order."""
    page = camera.enter("demo-beni")
    _empty(page)
    camera.shoot(camera.open(page, "/inicio/"), "vacio-01-inicio", height=420)
    _situation(camera, page)
    _articulation(camera, page)
    _operations(camera, page)
    _first_line(camera, page)
    _services(camera, page)
    _other_sheets(camera, page)
    _send(camera, page)


def _sheet(page: Page, vista: str, step: str) -> Sheet:
    return Sheet(page, vista, step=step, unit=UNIT).open()


def _empty(page: Page) -> None:
    """The unit of the demonstration brings its forms 01 and 02 from the paper."""
    for vista, step in [*((f"situacion_{each}", "situacion") for each in QUADRANTS), ("articulacion", "articulacion")]:
        sheet = _sheet(page, vista, step)
        sheet.focus()
        sheet.press("Control+a", "Control+Delete")
        sheet.saved()


def _start(sheet: Sheet) -> None:
    """The first cell of the first row that is free."""
    sheet.focus()
    sheet.press("Control+End", "Home")
    if sheet.rows() > 1 or sheet.row(1).get_attribute("data-nueva") is None:
        sheet.press("Enter")


def _paste(sheet: Sheet, text: str) -> Locator:
    _start(sheet)
    sheet.paste(text)
    expect(sheet.dialog).to_be_visible()
    return sheet.dialog


def _accept(sheet: Sheet) -> None:
    sheet.dialog.locator("button.principal").click()
    sheet.saved()


def _situation(camera: Camera, page: Page) -> None:
    sheet = _sheet(page, "situacion_fortaleza", "situacion")
    camera.shoot(page, "vacio-02-situacion", height=640)
    sheet.focus()
    page.keyboard.type("Ejemplo: personal con experiencia en el registro")
    camera.shoot(page, "vacio-03-escribir", height=640)
    sheet.press("Tab")
    for text in ("1, 3", "Atención más rápida a la población"):
        sheet.write(text, "Tab")
    sheet.saved()
    for quadrant, text in FACTORS.items():
        other = _sheet(page, f"situacion_{quadrant}", "situacion")
        _paste(other, text)
        _accept(other)


def _articulation(camera: Camera, page: Page) -> None:
    sheet = _sheet(page, "articulacion", "articulacion")
    _paste(sheet, ACTIONS)
    _accept(sheet)
    _start(sheet)
    page.keyboard.type("4")
    camera.shoot(page, "vacio-04-accion", height=640)
    page.keyboard.type(".1")
    sheet.press("Tab", "Tab", "Tab")
    for text in ("20", "Ejemplo: gestión administrativa con transparencia", "Servidores públicos y población"):
        sheet.write(text, "Tab")
    sheet.write("Administración y Finanzas", "Tab")
    sheet.saved()
    page.reload()
    settle(page)
    camera.shoot(page, "vacio-05-articulacion", height=720)


def _operations(camera: Camera, page: Page) -> None:
    sheet = _sheet(page, "operaciones", "operaciones")
    _paste(sheet, OPERATIONS)
    camera.shoot(page, "vacio-06-pegar", height=640)
    _accept(sheet)
    sheet.focus()
    sheet.press("Control+a", "Alt+m")
    # What was saved before says so already: it is the answer to this that counts.
    with sheet.page.expect_response(lambda answer: "/guardar/" in answer.url):
        sheet.dialog.locator("button.principal").click()
    sheet.saved()
    tasks = _sheet(page, "tareas", "operaciones")
    _paste(tasks, TASKS)
    _accept(tasks)
    page.reload()
    settle(page)
    page.get_by_role("link", name="Árbol y cronograma").click()
    settle(page)
    camera.shoot(page, "vacio-07-arbol", height=860)


def _first_line(camera: Camera, page: Page) -> None:
    sheet = _sheet(page, "requerimientos_3_01", "requerimientos")
    camera.shoot(page, "vacio-08-requerimientos", height=640)
    sheet.focus()
    page.keyboard.type("sueldos")
    camera.shoot(page, "vacio-09-partida", height=640)
    sheet.press("Escape")
    for text in ("11700", "Ejemplo: sueldos del personal", "1.1.1", "1.1.1.1", "Mes", "12", "150.000,00"):
        sheet.write(text, "Tab")
    sheet.press("Tab")
    sheet.write("20", "Tab")
    sheet.saved()
    sheet.press("Alt+m")
    camera.shoot(page, "vacio-10-meses", height=640)
    sheet.dialog.locator("button.principal").click()
    sheet.saved()


def _services(camera: Camera, page: Page) -> None:
    sheet = _sheet(page, "requerimientos_3_01", "requerimientos")
    _paste(sheet, SERVICES)
    camera.shoot(page, "vacio-11-pegar-lineas", height=640)
    _accept(sheet)
    _distribute(sheet)


def _distribute(sheet: Sheet) -> None:
    """Every line in equal months."""
    sheet.focus()
    sheet.press("Control+a", "Alt+m")
    # What was saved before says so already: it is the answer to this that counts.
    with sheet.page.expect_response(lambda answer: "/guardar/" in answer.url):
        sheet.dialog.locator("button.principal").click()
    sheet.saved()


def _other_sheets(camera: Camera, page: Page) -> None:
    for vista, text in OTHERS.items():
        sheet = _sheet(page, vista, "requerimientos")
        _paste(sheet, text)
        _accept(sheet)
        _distribute(sheet)
    camera.shoot(page, "vacio-12-excede", height=640)
    services = _sheet(page, "requerimientos_3_01", "requerimientos")
    services.go(5, "Precio unitario")
    services.write("8.500,00")
    services.saved()
    page.reload()
    settle(page)
    camera.shoot(page, "vacio-13-cuadra", height=700)


def _send(camera: Camera, page: Page) -> None:
    camera.shoot(camera.open(page, f"{UNIT}paso/resumen"), "vacio-14-resumen", height=760)
    camera.keep(paper(file_of(page, f"{UNIT}papeles/ver/formulario-3_01")), "vacio-15-papel")
    page.get_by_role("button", name="Enviar a la dirección").click()
    page.get_by_text("Enviado a la dirección de la unidad.").wait_for()
    camera.shoot(page, "vacio-16-enviada", height=640)
