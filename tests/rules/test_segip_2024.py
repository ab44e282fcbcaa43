"""The published plan of SEGIP 2024: every finding with the figure or the line that makes it true, and nothing else.

Forms and law are in the package itself; «notas» is its notas.txt, which lists what could not be read in the scan.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from apthapi.core.database import Engine
from apthapi.core.findings import Severity
from apthapi.rules import Report, Status, check
from support.engines import ENGINES, package_on

E, W, N = Severity.ERROR, Severity.WARNING, Severity.INFO

LIST_OF_ACP = "acciones_corto_plazo.csv goes 1.1 … 4.6, 5.1, 6.1"
TO_2023 = "the form says «hasta el 2023» or «gestiones 2023» in a plan of 2024"
UNREADABLE = "no weight legible in its row (notas.txt), and the others of the unit are there"
NO_AE_2 = "acciones_estrategicas.csv has 1, 3, 4, 5 and 6: the forms 02 show no action 2, which the PEI may have"
CENTS = "the law and its techos are whole bolivianos; this amount of the form is not"

EXPECTED: list[tuple[str, Severity, str, int | None, str, str]] = [
    ("V04", W, "UNSI", 6, "«00010»; se leyó 00 000 010", "unidades.csv: the form 01 of UNSI writes 00010"),
    ("V06", E, "DDPD", 42, "la ACP 5.2,", LIST_OF_ACP),
    ("V06", E, "DDPT", 47, "la ACP 4.7,", LIST_OF_ACP),
    ("V06", E, "DDPT", 48, "la ACP 5.2,", LIST_OF_ACP),
    ("V09", W, "DDPD", 40, "la ACP 4.1 con un texto", "«gestión administrativa» for «gestión administración»"),
    ("V09", W, "DDPD", 42, "da el código 5.2 al texto que es de la ACP 5.1", "word by word the text of 5.1"),
    ("V09", W, "DDPT", 46, "la ACP 4.1 con un texto", "«Dirigir y llevar adelante toda…» for «Realizar la gestión…»"),
    ("V09", W, "DDPT", 48, "da el código 5.2 al texto que es de la ACP 5.1", "the text of 5.1 but for its year"),
    ("V09", W, "DDSC", 51, "la ACP 3.1 con un texto", "«otorgados a todos…» for «otorgando identidad a todos…»"),
    ("V09", W, "DNBM", 3, "la ACP 3.1 con un texto", "«otorgados a todos…» for «otorgando identidad a todos…»"),
    ("V09", W, "DNP", 7, "la ACP 4.2 con un texto", "«el Sistema de Gestión» for «del Sistema Gestión»"),
    ("V09", W, "DNTIC", 15, "la ACP 3.1 con un texto", "«el RUI-BIO» for «el Registro Único de Identificación…»"),
    ("V10", W, "DDPT", 46, "la ACP 4.1 de DDPT llega hasta el año 2023", TO_2023),
    ("V10", W, "DDPT", 47, "la ACP 4.7 de DDPT llega hasta el año 2023", TO_2023),
    ("V10", W, "DDPT", 48, "la ACP 5.2 de DDPT llega hasta el año 2023", TO_2023),
    ("V11", E, "DNTIC", None, "suman 103 %", "form 02: 10 + 13 + 25 + 20 + 15 + 15 + 3 + 2 = 103"),
    ("V12", E, "DDBN", 20, "la ACP 1.1 de", UNREADABLE),
    ("V12", E, "DDBN", 21, "la ACP 3.1 de", UNREADABLE),
    ("V12", E, "DDLP", 36, "la ACP 5.1 de", UNREADABLE),
    ("V12", E, "DDPD", 40, "la ACP 4.1 de", UNREADABLE),
    ("V12", E, "DNP", 7, "la ACP 4.2 de", UNREADABLE),
    ("V13", E, "DDSC", 54, "falta: productos esperados, beneficiarios.", "both cells empty in acp_unidad.csv, row 54"),
    ("V13", E, "DDSC", 55, "falta: productos esperados, beneficiarios.", "both cells empty in acp_unidad.csv, row 55"),
    ("V19", W, "DDBN", 89, "fortaleza) de DDBN cita «1 y 2»", NO_AE_2),
    ("V19", W, "DDBN", 92, "debilidad) de DDBN cita «¿»", "the scan reads «¿» where a number was"),
    ("V19", W, "DDBN", 97, "oportunidad) de DDBN cita «2»", NO_AE_2),
    ("V19", W, "DDBN", 102, "amenaza) de DDBN cita «2»", NO_AE_2),
    ("V19", W, "DDCB", 105, "fortaleza) de DDCB cita «2 y 3»", NO_AE_2),
    ("V19", W, "DDPD", 163, "oportunidad) de DDPD cita «2»", NO_AE_2),
    ("V19", W, "DNP", 41, "fortaleza) de DNP cita «2»", NO_AE_2),
    ("V22", W, "DDLP", 10, "El formulario 01 de DDLP es del 21-08-2023", "before the instructivo, of 29-01-2024"),
    ("V22", W, "DNP", 4, "El formulario 01 de DNP es del 01-01-2024", "before the instructivo, of 29-01-2024"),
    ("V44", E, "DDPD", 12, "20.000,03 de más", "2,290,933.03; law 1,856,687 + 318,930 + 42,331 + 52,985"),
    ("V44", E, "DDTJ", 15, "155.000,00 de menos", "6,624,967; law 4,754,920 + 1,217,657 + 294,709 + 512,103 + 578"),
    ("V44", E, "DNP", 4, "772.000,00 de más", "form 04 1,109,176; law 294,982 + 22,194 + 20,000 = 337,176"),
    ("V44", E, "DNTIC", 5, "16.219.800,00 de más", "form 04 31,298,889; law 7,600,614 + 364,000 + 7,114,475"),
    ("V45", W, "DDBN", 7, "grupo 40000: programa Bs 136.500,00", "3_02 136,500; law, group 40000: 139,312"),
    ("V45", W, "DDBN", 7, "2.813,41 de más", "3_01 + 3_04 = 4,156,492.41; law 3,186,385 + 967,294"),
    ("V45", W, "DDCB", 8, "grupo 30000: programa Bs 426.600,00", "3_03 426,600; law 420,500"),
    ("V45", W, "DDCB", 8, "6.100,00 de menos", "3_01 + 3_04 = 11,797,732; law 10,407,186 + 1,395,646 + 1,000"),
    ("V45", W, "DDOR", 11, "grupo 30000: programa Bs 188.512,00", "3_03 188,512; law 177,112"),
    ("V45", W, "DDOR", 11, "11.400,17 de menos", "3_01 + 3_04 = 4,905,760.83; law 3,959,150 + 957,811 + 200"),
    ("V45", W, "DDPD", 12, "los demás grupos juntos", "3_01 + 3_04 = 2,195,617.03; law 1,856,687 + 318,930"),
    ("V45", W, "DDSC", 14, "grupo 30000: programa Bs 557.642,00", "3_03 557,642; law 561,642"),
    ("V45", W, "DDSC", 14, "4.000,00 de más", "3_01 + 3_04 = 16,882,411; law 14,586,945 + 2,291,466"),
    ("V45", W, "DDTJ", 15, "los demás grupos juntos", "3_01 + 3_04 = 5,818,155; law 4,754,920 + 1,217,657 + 578"),
    ("V45", W, "DNBM", 3, "grupo 30000: programa Bs 58.112,00", "3_03 58,112; law 34,112"),
    ("V45", W, "DNBM", 3, "24.000,00 de menos", "3_01 + 3_04 = 678,822; law, group 20000: 702,822"),
    ("V45", W, "DNP", 4, "grupo 30000: programa Bs 3.176,00", "3_03 3,176; law 22,194"),
    ("V45", W, "DNP", 4, "791.018,00 de más", "3_01 + 3_04 = 1,086,000; law 294,982"),
    ("V45", W, "DNTIC", 5, "grupo 30000: programa Bs 1.136.967,00", "3_03 1,136,967; law 364,000"),
    ("V45", W, "DNTIC", 5, "grupo 40000: programa Bs 21.706.053,20", "3_02 21,706,053.20; law 7,114,475"),
    ("V45", W, "DNTIC", 5, "855.254,80 de más", "3_01 + 3_04 = 8,455,868.80; law, group 20000: 7,600,614"),
    ("V46", W, "DDBN", 54, "2.287.454,90", CENTS),
    ("V46", W, "DDBN", 55, "1.803.737,51", CENTS),
    ("V46", W, "DDBN", 5, "un techo: Bs 4.418.492,41", CENTS),
    ("V46", W, "DDOR", 123, "3.001.916,80", CENTS),
    ("V46", W, "DDOR", 124, "1.882.956,03", CENTS),
    ("V46", W, "DDOR", 9, "un techo: Bs 5.309.949,83", CENTS),
    ("V46", W, "DDPD", 140, "943.263,50", CENTS),
    ("V46", W, "DDPD", 141, "1.222.353,53", CENTS),
    ("V46", W, "DDPD", 10, "un techo: Bs 2.290.933,03", CENTS),
    ("V46", W, "DNTIC", 34, "4.492.969,80", CENTS),
    ("V46", W, "DNTIC", 37, "21.706.053,20", CENTS),
    ("V47", N, "DDBN", 7, "1,41 de más", "4,418,492.41; law 3,186,385 + 967,294 + 125,500 + 139,312"),
    ("V47", N, "DDOR", 11, "0,17 de menos", "5,309,949.83; law 3,959,150 + 957,811 + 177,112 + 215,677 + 200"),
    ("V58", W, "", 6, "«SEGIP/DGE/N° 0002/2024», y el suyo es «SEGIP/DNP/N°00002/2024»", "citas.csv, row 6"),
]
"""Rule, severity, unit, row of its file, words of the message, and what makes it true."""

HOLDS = "V01 V02 V03 V05 V07 V08 V26 V36 V37 V38 V39 V40 V43 V48 V49 V50 V51 V57 V59".split()

NO_OPERATIONS = "the published text has no operations nor tasks"
NO_LINES = "the published text has no form 03"
NO_CHANGES = "no budget modification is registered in it"

NO_DATA = {
    **dict.fromkeys(("V14", "V15", "V18", "V20", "V21", "V23"), NO_OPERATIONS),
    **dict.fromkeys(("V16", "V25"), NO_OPERATIONS + ", and " + NO_LINES),
    **dict.fromkeys(("V17", "V24", "V27", "V28", "V29", "V30", "V31", "V32", "V33", "V34", "V35"), NO_LINES),
    **dict.fromkeys(("V41", "V42"), "the techos of its units are not split by fuente"),
    "V52": "it has no table of resources",
    **dict.fromkeys(("V53", "V54", "V55", "V56"), NO_CHANGES),
    "V60": "it was approved in February: no execution",
}
"""Why a rule has nothing to judge."""


@pytest.fixture(scope="module")
def report(reference_folder: Path) -> Report:
    with package_on(Engine.SQLITE, reference_folder) as package:
        return check(package)


def test_each_finding_is_expected_and_says_the_figure_that_makes_it_true(report: Report) -> None:
    found = [(f.rule, f.severity, f.unidad, f.row, f.message) for f in report.findings]
    for (*place, message), (*wanted, words, why) in zip(found, EXPECTED, strict=False):
        assert place == wanted, (message, why)
        assert words in message, why
    assert len(found) == len(EXPECTED)


def test_every_finding_is_of_the_reformulation(report: Report) -> None:
    assert report.plans == ("SEGIP-2024-0", "SEGIP-2024-1")
    assert {finding.plan for finding in report.findings} == {"SEGIP-2024-1"}
    assert report.summary == {"error": 15, "advertencia": 50, "informacion": 2}


def test_the_status_of_every_rule_is_explained(report: Report) -> None:
    broken = {rule for rule, *_ in EXPECTED}
    explained = {
        **dict.fromkeys(HOLDS, Status.HOLDS),
        **dict.fromkeys(broken, Status.BROKEN),
        **dict.fromkeys(NO_DATA, Status.NO_DATA),
    }
    assert len(HOLDS) + len(broken) + len(NO_DATA) == len(explained)
    assert dict(report.statuses) == explained


@pytest.mark.parametrize("engine", ENGINES[1:])
def test_every_engine_says_the_same(engine: Engine, reference_folder: Path, report: Report) -> None:
    with package_on(engine, reference_folder) as package:
        assert check(package) == report


def test_of_the_twelve_forms_04_the_six_that_norms_name_equal_the_law(report: Report) -> None:
    """Six units equal it; Beni and Oruro differ by rounding; four by real money (norms.md, section 5)."""
    differ = {finding.unidad for finding in report.findings if finding.rule in {"V44", "V47"}}
    assert differ == {"DDPD", "DDTJ", "DNP", "DNTIC", "DDBN", "DDOR"}
