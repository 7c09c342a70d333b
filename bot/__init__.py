"""The outside world: chat platforms, the clock, the admin file and the command line around the newsroom."""
