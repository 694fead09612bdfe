"""The comparison to a dossier: page and machine-readable form."""
