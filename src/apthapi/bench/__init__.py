"""The measurements of `apthapi bench`: every figure beside another taken in the same session, so that ratios count."""

from apthapi.bench.session import Session, run_all

__all__ = ["Session", "run_all"]
