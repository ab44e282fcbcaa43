"""The entity and its logo, the calendar of its plans, and the structure of a plan as a tree."""

from __future__ import annotations

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from apthapi.web.accounts.models import Rol
from apthapi.web.entities.logos import NotALogoError, draw
from apthapi.web.entities.models import Logo
from apthapi.web.plans.live import live
from apthapi.web.plans.structure import structure_of
from apthapi.web.process.models import Version
from web.conftest import AsRole, sign_in
from web.people import Answer, last_detail, text_of

PLAN = "SEGIP-2024-1"

pytestmark = pytest.mark.usefixtures("demo")


@pytest.fixture
def admin() -> Client:
    """The administrator's browser."""
    return sign_in(Rol.ADMINISTRADOR)


class TestEntity:
    """Its name and its logo."""

    def _picture(self, kind: str = "PNG", size: tuple[int, int] = (900, 300)) -> bytes:
        out = BytesIO()
        Image.new("RGB", size, "navy").save(out, kind)
        return out.getvalue()

    def _save(self, admin: Client, content: bytes, name: str = "logo.png") -> Answer:
        cells = {"nombre": "Servicio General de Identificación Personal", "sigla": "SEGIP"}
        return admin.post("/administracion/entidades/340/", {**cells, "logo": SimpleUploadedFile(name, content)})

    @pytest.mark.parametrize("kind", ["PNG", "JPEG"])
    def test_the_logo_is_drawn_anew_and_shown_to_anybody(self, admin: Client, kind: str) -> None:
        self._save(admin, self._picture(kind) + b"<script>alert(1)</script>")
        logo = Logo.objects.get()
        assert (logo.ancho, logo.alto) == (600, 200)
        answer = Client().get(f"/entidades/340/logo/{logo.sello}.png")
        assert answer["Content-Type"] == "image/png"
        assert b"script" not in answer.content
        assert "Logo nuevo de 600 × 200 puntos" in last_detail("entidad_cambiada")

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "No es una imagen PNG o JPEG"),
            (b"\x89PNG\r\n\x1a\n nothing more", "No es una imagen PNG o JPEG"),
            (b"x" * (2**20 + 1), "pesa más de 1 MB"),
        ],
        ids=["svg", "broken", "huge"],
    )
    def test_what_is_no_logo_says_why(self, admin: Client, content: bytes, said: str) -> None:
        assert said in text_of(self._save(admin, content))
        assert not Logo.objects.exists()

    def test_pictures_of_many_points_are_not_even_unpacked(self) -> None:
        with pytest.raises(NotALogoError, match="4000 puntos"):
            draw(self._picture(size=(4001, 10)))

    def test_a_gif_is_refused_whatever_its_name(self, admin: Client) -> None:
        assert "No es una imagen PNG o JPEG" in text_of(self._save(admin, self._picture("GIF"), "logo.png"))


class TestCalendar:
    """Until when the units work on each version."""

    def test_planning_fixes_the_day(self, as_role: AsRole) -> None:
        client = as_role(Rol.PLANIFICACION)
        client.post(f"/planes/{PLAN}/plazo", {"vence": "2030-08-31"})
        assert Version.objects.get(plan=PLAN).vence.isoformat() == "2030-08-31"  # type: ignore[union-attr]
        assert last_detail("fijar_plazo").endswith("→ «31/08/2030»")
        assert "vence 31/08/2030" in text_of(client.get("/administracion/calendario/"))

    def test_what_is_no_day_says_so(self, as_role: AsRole) -> None:
        before = Version.objects.get(plan=PLAN).vence
        answer = as_role(Rol.PLANIFICACION).post(f"/planes/{PLAN}/plazo", {"vence": "31 de agosto"}, follow=True)
        assert "«31 de agosto» no es una fecha" in text_of(answer)
        assert Version.objects.get(plan=PLAN).vence == before

    def test_others_look(self, as_role: AsRole) -> None:
        client = as_role(Rol.FINANZAS)
        assert "Guardar" not in text_of(client.get("/administracion/calendario/"))
        assert client.post(f"/planes/{PLAN}/plazo", {"vence": "2030-08-31"}).status_code == 403

    def test_a_version_in_force_has_no_more_limits(self, as_role: AsRole) -> None:
        assert as_role(Rol.PLANIFICACION).post("/planes/SEGIP-2024-0/plazo", {"vence": ""}).status_code == 409


class TestStructure:
    """The PDES, the PEI and the ACP as a tree."""

    def test_every_element_is_once_in_the_tree(self) -> None:
        tree = structure_of(live(), PLAN)
        seen: list[tuple[str, int]] = []
        pending = [*tree.roots, *tree.loose]
        while pending:
            node = pending.pop()
            seen.append((node.level, node.row))
            pending += node.children
        total = sum(
            live().value(f"select count(*) from {table} where plan = ?", [PLAN])
            for table in ("pdes", "acciones_estrategicas", "acciones_corto_plazo")
        )
        assert len(seen) == len(set(seen)) == total

    def test_an_action_hangs_from_its_own(self) -> None:
        [pilar] = [node for node in structure_of(live(), PLAN).roots if node.level in ("pilar", "eje")][-1:]
        chain = [pilar.level]
        node = pilar
        while node.children:
            node = node.children[0]
            chain.append(node.level)
        assert chain[-6:] == ["eje", "meta", "resultado", "accion", "ae", "acp"]
        assert node.code == "1.1"
        assert "DDTJ" in node.units

    def test_it_is_read_by_all_and_written_by_planning(self, as_role: AsRole) -> None:
        for rol, unidad, word in ((Rol.PLANIFICACION, "", "Escribir"), (Rol.PREPARA, "DDTJ", "Ver como planillas")):
            client = as_role(rol, unidad)
            assert word in text_of(client.get(f"/planes/{PLAN}/estructura"))
            assert client.get(f"/planes/{PLAN}/estructura/planillas").status_code == 200
