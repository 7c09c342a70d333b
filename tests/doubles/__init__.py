"""Servers on loopback that stand in for the platforms; each enforces what the real one documents."""
