"""`apthapi firmar`: signs a paper, or the order that the web application prepared for a token."""

from __future__ import annotations

import argparse
import contextlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from apthapi.cli.screen import print_json, say
from apthapi.cli.spanish import Verbs, add_json, add_verb

if TYPE_CHECKING:
    from apthapi.documents.signing.keys import Key
    from apthapi.documents.signing.signing import Means


def add_to(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "firmar",
        about="firma un papel con un certificado o un token, o el pedido de firma de la aplicación web",
        details="La contraseña o el PIN se preguntan, y no se guardan ni se muestran. Un papel se firma en su próximo "
        "lugar libre y queda en un archivo nuevo; un pedido, en un archivo .p7s que se lleva a la aplicación web.",
    )
    parser.add_argument("papel", nargs="?", metavar="PDF", help="el papel que se firma")
    parser.add_argument("--pedido", metavar="JSON", help="el pedido que preparó la aplicación web, en vez de un papel")
    parser.add_argument("--p12", metavar="ARCHIVO", help="el archivo del certificado (.p12 o .pfx)")
    parser.add_argument("--pkcs11", metavar="BIBLIOTECA", help="el programa del token (.so o .dll)")
    parser.add_argument("--token", metavar="NOMBRE", help="el nombre del token")
    parser.add_argument("--certificado", default="", metavar="NOMBRE", help="cuál de los certificados del token")
    parser.add_argument("--clave-en", metavar="ARCHIVO", help="un archivo cuya primera línea es la contraseña o el PIN")
    parser.add_argument("--campo", metavar="LUGAR", help="el lugar de firma; si no, el próximo libre")
    parser.add_argument("--raices", metavar="CARPETA", help="autoridades conocidas (.pem) y sus revocados (.crl)")
    parser.add_argument("--sello-tiempo", metavar="URL", help="servicio de sello de tiempo (RFC 3161)")
    parser.add_argument("--salida", metavar="ARCHIVO", help="dónde se escribe")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Sign and say where it is; 2 if it could not be signed."""
    from apthapi.cli.paths import papers
    from apthapi.core.source import UnreadableError
    from apthapi.documents.signing.errors import SignatureError

    if bool(options.papel) == bool(options.pedido):
        raise UnreadableError("Indique un papel (PDF) o un pedido (--pedido), uno de los dos.")
    try:
        with papers(), _key(options) as key:
            return _order(options, key) if options.pedido else _paper(options, key)
    except SignatureError as problem:
        raise UnreadableError(str(problem)) from None


@contextmanager
def _key(options: argparse.Namespace) -> Iterator[Key]:
    from apthapi.cli.paths import read_file
    from apthapi.core.source import UnreadableError
    from apthapi.documents.signing.keys import from_file, from_token

    if options.p12:
        yield from_file(read_file(options.p12), _secret(options, "Contraseña del certificado: "))
    elif options.pkcs11 and options.token:
        pin = _secret(options, f"PIN de {options.token}: ")
        with from_token(options.pkcs11, options.token, pin, label=options.certificado) as key:
            yield key
    else:
        raise UnreadableError("Indique con qué se firma: --p12 ARCHIVO, o --pkcs11 BIBLIOTECA y --token NOMBRE.")


def _secret(options: argparse.Namespace, asked: str) -> str:
    import getpass
    import warnings

    from apthapi.core.source import UnreadableError

    if options.clave_en:
        return Path(options.clave_en).read_text("utf-8").partition("\n")[0]
    try:
        with warnings.catch_warnings():
            # Without a terminal it would be typed in sight of everybody.
            warnings.simplefilter("error", getpass.GetPassWarning)
            return getpass.getpass(asked)
    except (EOFError, getpass.GetPassWarning):
        raise UnreadableError(
            "Aquí no hay una terminal en la que escribir la contraseña o el PIN. "
            "Guárdelo en un archivo que solo usted pueda leer e indíquelo con --clave-en ARCHIVO."
        ) from None


def _paper(options: argparse.Namespace, key: Key) -> int:
    from datetime import UTC, datetime

    from apthapi.cli.paths import paper_path, read_file
    from apthapi.documents.signing.seal import Seal
    from apthapi.documents.signing.signing import sign
    from apthapi.documents.signing.stamping import next_field

    content = read_file(options.papel)
    field = next_field(content, options.campo or "")
    seal = Seal(field.title, field.cargo, "", datetime.now(UTC), field.code)
    signed = sign(content, key, field.name, seal, _means(options))
    given = Path(options.papel)
    out = paper_path(options.salida or str(given.with_name(f"{given.stem}-{field.name}.pdf")))
    out.write_bytes(signed.content)
    _tell(options, out, signed.level, signed.notes)
    return 0


def _order(options: argparse.Namespace, key: Key) -> int:
    import json
    from datetime import UTC, datetime

    from apthapi.cli.paths import read_file
    from apthapi.core.source import UnreadableError
    from apthapi.documents.signing.certificates import refuse_unfit
    from apthapi.documents.signing.signing import sign_digest

    try:
        order = json.loads(read_file(options.pedido))
        digest, code = bytes.fromhex(order["resumen"]), str(order["codigo"])
    except (ValueError, KeyError, TypeError):
        raise UnreadableError(f"«{options.pedido}» no es un pedido de firma de la aplicación web.") from None
    refuse_unfit(key.certificate, datetime.now(UTC))
    if not options.json:
        say(f"Se firma: {order.get('papel', '')} {order.get('cite', '')} ({code})")
    out = Path(options.salida or f"{code}.p7s")
    out.write_bytes(sign_digest(key, digest))
    _tell(options, out, "", ("Lleve este archivo a la página del papel.",))
    return 0


def _means(options: argparse.Namespace) -> Means:
    from apthapi.documents.signing.certificates import read_roots
    from apthapi.documents.signing.signing import Means, time_authority

    roots = read_roots(Path(options.raices) if options.raices else None)
    return Means(roots, time_authority(options.sello_tiempo) if options.sello_tiempo else None)


def _tell(options: argparse.Namespace, out: Path, level: str, notes: tuple[str, ...]) -> None:
    if options.json:
        print_json({"archivo": str(out), "nivel": level, "notas": list(notes)})
        return
    say(f"{out}  ({level})" if level else str(out))
    for note in notes:
        with contextlib.suppress(BrokenPipeError):
            print(note, file=sys.stderr)
