"""Rules that requests have to keep."""

import json
import re

from script import Refused

NAME = re.compile(r"^[a-zA-Z0-9_-]{1,64}$")


def need(condition, message):
    if not condition:
        raise Refused(message)


def only(thing, known, where):
    need(isinstance(thing, dict), f"{where}: expected an object")
    for key in thing:
        need(key in known, f"{where}: unknown field {key}")


def listed(thing, where, least=0):
    need(isinstance(thing, list) and len(thing) >= least, f"{where}: expected a list")
    return thing


def text(thing, where, least=0):
    need(isinstance(thing, str) and len(thing.strip()) >= least, f"{where}: expected a text")
    return thing


def named(thing, where):
    need(isinstance(thing, str) and NAME.match(thing), f"{where}: expected a name")
    return thing


def schema(thing, where):
    need(isinstance(thing, dict) and thing.get("type") == "object", f"{where}: expected an object")
    return thing


def arguments(thing, where):
    try:
        need(isinstance(json.loads(thing), dict), f"{where}: expected a JSON object")
    except (TypeError, ValueError):
        need(False, f"{where}: expected JSON")


def answered(called, results, where):
    need(
        sorted(called) == sorted(results),
        f"{where}: calls {sorted(called)}, but results {sorted(results)}",
    )
