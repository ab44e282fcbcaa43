"""The papers of a case that are issued: their texts, their CITE, how they cite each other, the kept files."""
