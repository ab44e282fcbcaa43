"""`apthapi firmas verify`: what a signed paper is worth, without any network."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

from apthapi.cli.screen import print_json, say
from apthapi.cli.spanish import Verbs, add_json, add_verb, one_of

if TYPE_CHECKING:
    from apthapi.documents.signing.verifying import Examined, Signature


def add_to(verbs: Verbs) -> None:
    """Add the verb."""
    parser = add_verb(
        verbs,
        "firmas",
        about="comprueba las firmas de un papel: si concuerdan, de quién son y si se le agregó algo",
        details="Termina con 0 si todas concuerdan y la última llega hasta el final; con 1 si fue alterado o no tiene.",
    )
    parser.add_argument("orden", metavar="verify", type=one_of(("verify",)), help="lo que se hace: verify")
    parser.add_argument("papel", metavar="PDF", help="el papel firmado")
    parser.add_argument("--raices", metavar="CARPETA", help="autoridades conocidas (.pem) y sus revocados (.crl)")
    add_json(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Verify and say; 1 if it is not a whole signed paper."""
    from apthapi.cli.paths import read_file
    from apthapi.documents.signing.bounded import verify_bounded
    from apthapi.documents.signing.verifying import Verdict

    roots = Path(options.raices) if options.raices else None
    found = verify_bounded(read_file(options.papel), (), roots)
    if options.json:
        print_json(_plain(found))
    else:
        _say(found)
    return 0 if found.verdict == Verdict.SIGNED else 1


def _plain(found: Examined) -> object:
    signatures = [{**asdict(each), "moment": str(each.moment or "")} for each in found.signatures]
    for each in signatures:
        if each["identity"]:
            each["identity"]["until"] = str(each["identity"]["until"])
    return {
        "resultado": found.verdict, "motivo": found.why, "sha256": found.sha256, "codigos": list(found.codes),
        "firmas": signatures,
    }  # fmt: skip


def _say(found: Examined) -> None:
    say(found.why)
    for each in found.signatures:
        say(_line(each))
    say(f"SHA-256 {found.sha256}")


def _line(each: Signature) -> str:
    from apthapi.documents.signing.seal import LA_PAZ

    state = "concuerda" if each.intact else "NO CONCUERDA"
    # As the paper and the public page tell it, wherever this runs.
    when = f"{each.moment.astimezone(LA_PAZ):%d/%m/%Y %H:%M}, hora de Bolivia" if each.moment else "sin hora"
    whose = f"certificado {each.identity.serial} de {each.identity.issuer}" if each.identity else "sin certificado"
    source = "sello de tiempo" if each.stamped else "hora que declara"
    return f"  {each.field}: {state}, {when} ({source}), {whose}" + (f": {each.doubt}" if each.doubt else "")
