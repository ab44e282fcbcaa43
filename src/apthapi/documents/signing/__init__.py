"""Signatures of papers (PAdES): fields, seals, signing with a file or a token, and verification. No framework."""
