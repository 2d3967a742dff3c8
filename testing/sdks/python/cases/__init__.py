"""The cases, each about one operation."""

import importlib
import pkgutil
from dataclasses import dataclass
from typing import Awaitable, Callable


@dataclass
class Case:
    operation: str
    name: str
    run: Callable[..., Awaitable[None]]
    since: str
    only: str


_ALL: list[Case] = []


def case(operation, since="1.0.1", only=""):
    """Says that a function is a case; since which version of the SDK, only "sync" or "aio"."""

    def register(function):
        _ALL.append(Case(operation, function.__name__, function, since, only))
        return function

    return register


def all_of(version, is_async):
    kind = "aio" if is_async else "sync"
    return [one for one in _ALL if one.since <= version and one.only in ("", kind)]


for _module in sorted(module.name for module in pkgutil.iter_modules(__path__)):
    importlib.import_module(f"{__name__}.{_module}")
