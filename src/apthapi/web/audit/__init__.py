"""The chained trace: links, verification, anchors, and the screen of Auditoría."""
