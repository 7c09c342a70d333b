"""Read `config/briefbot.toml` into frozen settings; every error names file, line, key and a right example."""

from bot.settings.conversion import Settings
from bot.settings.describing import KeyHelp, describe
from bot.settings.finding import config_path
from bot.settings.loading import load
from bot.settings.problems import Problem, SettingsError
from bot.settings.secret import Secret, SecretError

__all__ = [
    "KeyHelp",
    "Problem",
    "Secret",
    "SecretError",
    "Settings",
    "SettingsError",
    "config_path",
    "describe",
    "load",
]
