"""The public pages, served: the same that `apthapi publish` writes, of the versions that were published here."""
