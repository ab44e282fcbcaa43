"""Printed and scanned forms: read in the background, looked over beside their pictures, and passed to the plan."""
