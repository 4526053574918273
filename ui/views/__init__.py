"""The pictures: one view per file."""
