"""The public site of published plans: its pages, what can be downloaded, and the whole of it as files."""

from apthapi.formats.site.published import Advance, approved_plans, published_package
from apthapi.formats.site.writing import BrokenSiteError, site_files, write_site

__all__ = ["Advance", "BrokenSiteError", "approved_plans", "published_package", "site_files", "write_site"]
