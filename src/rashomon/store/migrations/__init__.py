"""The steps from every released schema to the present one; a released step is never edited."""
