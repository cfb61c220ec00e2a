"""The version, from the one place that says it."""

from importlib.metadata import version

VERSION = version("nashra")
