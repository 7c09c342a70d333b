"""The outside world: chat platforms, the clock, the admin file and the command line around the newsroom."""

__version__ = "0.1.0"
