"""Signatures on issued papers, their verification, and the public page that confirms a paper."""
