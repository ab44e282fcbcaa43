"""The web application: where each unit makes its POA. Rooms and contracts: docs/web.md."""
