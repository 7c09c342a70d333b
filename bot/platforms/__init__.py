"""The chat platforms, one module or folder each, loaded by name."""
