"""`apthapi convert`: a package from one form to another (folder, zip, Parquet, DuckDB), validated on the way."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from apthapi.cli.screen import count, print_json, say
from apthapi.cli.spanish import Verbs, add_json, add_package, add_verb

if TYPE_CHECKING:
    from apthapi.core.package import Package


def add_to(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "convert",
        about="pasa un plan de carpeta a zip, a Parquet o a DuckDB, y al revés, y lo valida",
        details="Escribe también datapackage.json. Lo que se lee se vuelve a escribir: no se pierde nada.",
    )
    add_package(parser)
    parser.add_argument("destino", metavar="DESTINO", help="carpeta, archivo .zip o archivo .duckdb")
    parser.add_argument("--parquet", action="store_true", help="escribe una carpeta de archivos Parquet")
    parser.add_argument("--sobrescribir", action="store_true", help="reemplaza lo que haya en el destino")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Read, write, and tell what was found in the files; 1 if any error."""
    from apthapi.cli.paths import open_package
    from apthapi.core.database import Engine
    from apthapi.core.findings import Severity

    target = Path(options.destino)
    refuse_to_overwrite(target, allowed=options.sobrescribir)
    needs_duckdb = options.parquet or target.suffix == ".duckdb"
    package = open_package(options.paquete, engine=Engine.DUCKDB if needs_duckdb else None)
    write(package, target, as_parquet=options.parquet)
    errors = sum(finding.severity is Severity.ERROR for finding in package.findings)
    if options.json:
        print_json({"destino": str(target), "hallazgos": [finding.as_json() for finding in package.findings]})
    else:
        for finding in package.findings:
            say(f"{finding.rule}  {finding.message} {finding.repair}", finding.severity.value)
        tables = count(len(package.present), "tabla", "tablas")
        say(f"Escrito {target}: {tables}, {count(errors, 'error', 'errores')} en los archivos.")
    return 1 if errors else 0


def write(package: Package, target: Path, *, as_parquet: bool = False) -> None:
    """Write the package in the form that was asked. Raises OSError where nothing can be written."""
    from apthapi.core import writing

    if as_parquet or target.suffix == ".duckdb":
        _try_to_write(target / "planes.parquet" if as_parquet else target)
    if as_parquet:
        writing.write_parquet(package, target)
    elif target.suffix == ".duckdb":
        writing.write_duckdb(package, target)
    elif target.suffix == ".zip":
        writing.write_zip(package, target)
    else:
        writing.write_folder(package, target)


def _try_to_write(file: Path) -> None:
    """Make sure that a file can be written there: DuckDB tells it in its own words, not as an OSError."""
    import tempfile

    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with tempfile.TemporaryFile(dir=file.parent):
            pass
    except OSError as problem:
        raise OSError(problem.errno, problem.strerror, str(file)) from None


def refuse_to_overwrite(target: Path, *, allowed: bool) -> None:
    """Raise UnreadableError if something is already there and nobody said to replace it."""
    from apthapi.core.source import UnreadableError

    taken = any(target.iterdir()) if target.is_dir() else target.exists()
    if taken and not allowed:
        raise UnreadableError(f"«{target}» ya existe. Elija otro destino, o use --sobrescribir para reemplazarlo.")
