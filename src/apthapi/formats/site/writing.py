"""The site as files: in a folder or a zip, for any server of pages; with every link checked before anything is kept."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import apthapi
from apthapi.core.package import Package
from apthapi.core.source import UnreadableError
from apthapi.core.writing import zip_entry
from apthapi.formats.site.content import Year
from apthapi.formats.site.downloads import TYPES, make
from apthapi.formats.site.entrance import index_page
from apthapi.formats.site.frame import Place
from apthapi.formats.site.gathering import years_of
from apthapi.formats.site.links import Broken, broken_links
from apthapi.formats.site.published import NOTHING_DONE, Advance, published_package
from apthapi.formats.site.site import INDEX, heading_of, pages_of

Files = dict[str, bytes]
"""Contents by address."""

_LOOK = Path(apthapi.__file__).parent / "web" / "static"
"""The look of the house is written once, where the application has it: style sheets and letters, no program."""

_ASSETS = (
    "apthapi/base.css",
    "apthapi/charts.css",
    "apthapi/publico.css",
    "apthapi/publico.js",
    "apthapi/banda.svg",
    "apthapi/marca.svg",
    "vendor/ibm-plex-sans/ibm-plex-sans-latin-400-normal.woff2",
    "vendor/ibm-plex-sans/ibm-plex-sans-latin-600-normal.woff2",
    "vendor/ibm-plex-sans/LICENSE",
)


class BrokenSiteError(Exception):
    """A page leads nowhere: nothing is written. The message (Spanish) lists which."""

    def __init__(self, broken: Sequence[Broken]) -> None:
        self.broken = tuple(broken)
        lines = "; ".join(f"{each.page} lleva a {each.target}" for each in self.broken)
        super().__init__(f"El sitio tendría enlaces que no llevan a nada: {lines}.")


def site_files(packages: Sequence[tuple[Package, Sequence[str]]], advance: Advance = NOTHING_DONE) -> Files:
    """Every file of the site of those plans of each package, with what was done as far as `advance` lets out.

    Raises BrokenSiteError, and UnreadableError without plans or if two packages have the same gestión of an entity.
    """
    found: Files = {f"estilo/{name}": (_LOOK / name).read_bytes() for name in _ASSETS}
    years: list[Year] = []
    for package, plans in packages:
        for year, files in _of_package(package, plans, advance):
            if any(other.folder == year.folder for other in years):
                raise UnreadableError(f"El plan {year.gestion} de {year.short} viene en dos paquetes: júntelos en uno.")
            years.append(year)
            found.update(files)
    index = index_page(Place(INDEX), [heading_of(year) for year in years])
    found[INDEX] = index.encode()
    broken = broken_links(found)
    if broken:
        raise BrokenSiteError(broken)
    return found


def _of_package(package: Package, plans: Sequence[str], advance: Advance) -> Iterator[tuple[Year, Files]]:
    published = published_package(package, plans, advance)
    for year in years_of(published, advance):
        own = published_package(published, [version.plan for version in year.versions], advance)
        files: Files = {address: page(Place(address)).encode() for address, page in pages_of(year).items()}
        files.update({f"{year.folder}/datos/{name}": make(name, own, year) for name in TYPES})
        own.close()
        yield year, files
    published.close()


def write_site(files: Files, target: Path) -> None:
    """Write them into a zip, if the name says so, or a folder. Raises OSError where nothing can be written.

    Of a gestión that the folder already has, files that are no longer of the site go: a version that is not published
    any more does not stay behind.
    """
    if target.suffix.lower() == ".zip":
        target.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
            for address, content in sorted(files.items()):
                archive.writestr(zip_entry(address), content)
        return
    for folder in {"/".join(address.split("/")[:2]) for address in files if address.count("/") > 1}:
        for path in (target / folder).rglob("*"):
            if path.is_file() and path.relative_to(target).as_posix() not in files:
                path.unlink()
    for address, content in files.items():
        path = target / address
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
