"""Which data of people are kept, why, for how long and who sees them: what the page «Sus datos» says, and its file.

A test holds that every row that names a person is of one of these.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.db.models import Field, Model
from django.utils import timezone

from apthapi.web.accounts.models import Persona
from apthapi.web.wall.sight import everything

_OFFICE = "La administración del sistema y Auditoría de su entidad"
_PLAN = "Quienes ven ese plan o esa unidad"
_WITH_PLAN = "Mientras exista el plan: es parte de su historia"
_WITHHELD = frozenset(
    {
        *("accounts.Persona.password", "mfa.Authenticator.data", "tramites.Agenda.clave", "api.Ficha.huella"),
        *("process.Acto.respuesta", "entities.CargaDeTabla.texto", "accounts.SesionAbierta.sesion"),
        *("importacion.MapaDeEntidad.mapa", "audit.Verificacion.informe", "libros.Subida.leido"),
    }
)
"""Columns that are no data about the person but keys of theirs, or the contents of something else."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of data, in words; `rows`: model and field by which rows name the person."""

    title: str
    what: str
    why: str
    until: str
    seen_by: str
    rows: tuple[str, ...] = ()


KEPT = (
    Kept(
        "Su cuenta",
        "Nombres, apellidos, usuario, correo institucional, entidad, cuándo se abrió la cuenta y su último ingreso.",
        "Saber quién ingresa y quién hizo cada acto; al correo van los avisos y el enlace para otra contraseña.",
        "No se borra, porque los actos la nombran: cuando usted deja la entidad, se desactiva.",
        f"{_OFFICE}. Su nombre, además, quienes ven lo que usted hizo.",
        ("accounts.Persona.id", "account.EmailAddress.user"),
    ),
    Kept(
        "Su contraseña y su segundo paso",
        "De la contraseña, un resumen del que no se obtiene; de la aplicación de códigos, su semilla cifrada; de las "
        "llaves de acceso, la parte pública y el nombre que usted les dio.",
        "Comprobar que es usted.",
        "Hasta que usted los cambie o los quite, o la administración quite su segundo paso.",
        "Nadie. La administración solo ve si los tiene.",
        ("mfa.Authenticator.user",),
    ),
    Kept(
        "Sus cargos",
        "Qué cargos ejerce o ejerció, desde y hasta cuándo, si es interino, y el documento que lo dice.",
        "De ellos depende lo que puede ver y hacer, y con qué cargo firma.",
        "No se borran: dicen por qué pudo hacer lo que hizo.",
        f"{_OFFICE}.",
        ("accounts.Designacion.persona",),
    ),
    Kept(
        "Sus sesiones",
        "Cuándo empezó cada una, cuándo se usó por última vez y qué clase de navegador es. No se guarda desde qué "
        "dirección de la red.",
        "Que usted las reconozca y las cierre.",
        "Hasta que salga o la cierre; si no, se borra 12 horas después de su último uso, cuando alguien más ingresa.",
        "Usted.",
        ("accounts.SesionAbierta.persona",),
    ),
    Kept(
        "Los intentos fallidos de ingresar",
        "El usuario que se escribió, la dirección de la red, lo que el navegador dice de sí y la hora; y cuántas veces "
        "se intentó desde cada dirección. Nunca la contraseña que se probó.",
        "Que nadie adivine su contraseña: al quinto intento hay que esperar.",
        "Hasta que ingrese bien desde el mismo lugar, o hasta que alguien ingrese o se equivoque 15 minutos después.",
        "Nadie en una página. La administración ve si su cuenta está en espera.",
    ),
    Kept(
        "Sus actos",
        "Cada cosa que usted guardó, envió, aprobó o cambió: cuándo, con qué cargo y sobre qué.",
        "Que se sepa quién hizo qué y que nadie lo altere: es la traza.",
        "No se borran ni se cambian: cada uno está encadenado al anterior.",
        f"{_PLAN}; y {_OFFICE[0].lower()}{_OFFICE[1:]}.",
        ("process.Acto.persona", "process.ParteDeUnidad.preparada_por", "audit.Verificacion.persona"),
    ),
    Kept(
        "Lo que firma y emite",
        "Los papeles que emitió, firmó o rechazó, cuándo y con qué cargo; de la firma digital, el número, el emisor y "
        "la huella del certificado. La clave de su certificado no se guarda.",
        "Que un papel diga quién responde por él y cualquiera pueda comprobarlo.",
        "Mientras exista el papel. Una firma que se empezó y no se terminó se quita.",
        "Quienes ven el papel y quien lo verifica; y cualquiera, si se publica firmado con el plan.",
        (
            *("firmas.Firma.persona", "firmas.Preparada.persona", "expediente.Emitido.persona"),
            "expediente.Plantilla.persona",
        ),
    ),
    Kept(
        "Lo que escribe y trae",
        "Observaciones y respuestas, pasos de los trámites, justificaciones, informes de avance con su respaldo, "
        "planillas y formularios que subió, papeles que pidió, fichas de acceso y tablas que cargó: con la hora y su "
        "nombre, y su cargo cuando importa.",
        "Que los demás sepan de quién es cada cosa y a quién preguntar.",
        f"{_WITH_PLAN}. Los archivos que no se aceptaron se quitan a los pocos días.",
        f"{_PLAN}.",
        (
            *("observations.Observacion.persona", "observations.Intervencion.persona", "tramites.Movimiento.persona"),
            *("tramites.Dispensa.persona", "progress.Evidencia.persona", "plans.Pedido.persona"),
            *("libros.Entrega.persona", "libros.Subida.persona", "libros.LibroRecibido.persona"),
            *("importacion.Importacion.persona", "importacion.PlanillaImportada.persona"),
            *("importacion.MapaDeEntidad.persona", "lecturas.Lectura.persona", "entities.CargaDeTabla.persona"),
            *("api.Ficha.creada_por", "ministerio.Remision.persona", "ministerio.PasoDeRemision.persona"),
        ),
    ),
    Kept(
        "Dónde estuvo por última vez",
        "De cada unidad, la última vez que la abrió.",
        "Decirle qué cambió desde entonces, y a los demás quién está ahí ahora.",
        "La última vez de cada unidad; no se guarda el recorrido.",
        "Quienes trabajan en la misma unidad ven si usted está ahí ahora.",
        ("process.Visita.persona",),
    ),
    Kept(
        "Sus avisos y su calendario",
        "Qué recordatorios se le enviaron y qué día; la dirección secreta de su calendario, si la creó.",
        "No recordarle dos veces lo mismo; que su programa de calendario lea sus plazos.",
        "Los recordatorios, hasta los del día siguiente; la dirección, hasta que la cambie.",
        "Usted; y quien tenga esa dirección.",
        ("tramites.Aviso.persona", "tramites.Agenda.persona"),
    ),
    Kept(
        "El registro de seguridad",
        "Que ingresó o salió, lo que se le negó y las veces que consultó datos de personas o la traza: con el número "
        "de su cuenta, sin su nombre.",
        "Notar a tiempo que alguien intenta lo que no le corresponde.",
        "Lo que decida quien cuida el servidor: está fuera de esta base.",
        "Quien cuida el servidor de su entidad.",
    ),
)
"""In the order in which the page tells them."""

NOT_KEPT = (
    "Este sistema no pide fecha de nacimiento, documento de identidad, teléfono ni domicilio.",
    "No usa servicios de terceros para contar visitas.",
    "En los planes publicados no hay más nombres de personas que los que dicen los papeles firmados.",
    "En su navegador solo quedan la sesión, la protección de los formularios y los colores que eligió.",
    "Lo que escribió en una planilla y no pudo enviarse espera en ese navegador hasta que se envíe.",
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of one table that name the person."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def sheets_of(persona: Persona) -> Iterator[Sheet]:
    """Everything that names the person, table by table, as they are stored; empty tables are left out."""
    for kept in KEPT:
        for name in kept.rows:
            label, _, field = name.rpartition(".")
            found = _sheet(apps.get_model(label), field, persona.pk)
            if found.rows:
                yield found


def _sheet(model: type[Model], by: str, pk: int) -> Sheet:
    fields = [each for each in model._meta.concrete_fields if f"{model._meta.label}.{each.name}" not in _WITHHELD]
    with everything("what is kept of a person, for that person, in whatever entity it was done"):
        rows = list(model._default_manager.filter(**{by: pk}).order_by("pk").values_list(*(f.attname for f in fields)))
    return Sheet(
        str(model._meta.verbose_name_plural),
        tuple(str(each.verbose_name) for each in fields),
        tuple(tuple(_written(field, value) for field, value in zip(fields, row, strict=True)) for row in rows),
    )


def _written(field: Field[Any, Any], value: object) -> str:
    """A value as it is read by people."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "sí" if value else "no"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%d/%m/%Y %H:%M:%S}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(dict(field.flatchoices).get(value, value))
