"""Experiment files written by hand, for tests that open them."""

MARKS = '"format": "gradsim-experiment", "version": 1, '


def marked(text: str) -> str:
    """``text``, an object in JSON, as an experiment file of this version; a format or version of its own holds."""
    return "{" + MARKS + text.removeprefix("{")
