"""What Schemathesis cannot know by the document alone: ids that are really there, and bodies that rules would let pass. tests/load/schemathesis-main.ts writes both into the file that HANDRAIL_THERE names."""

import json
import os
import re
import zlib

import schemathesis

with open(os.environ["HANDRAIL_THERE"], encoding="utf-8") as file:
    there = json.load(file)
key_wanted = re.compile(r"[!-~]{1,200}")
sent = 0


def chance(*of: object) -> int:
    """A number that is the same for the same call, so that a seed is a seed."""
    return zlib.crc32(repr(of).encode("utf-8", "surrogatepass"))


def one_of(found: list, *of: object) -> object:
    return found[chance("which", *of) % len(found)]


@schemathesis.hook
def map_path_parameters(context, path_parameters):
    """Most paths lead to something of the caller's own organisation, some to what is another's."""
    path = context.operation.path
    if not path_parameters:
        return path_parameters
    for name, value in path_parameters.items():
        known = next((entry for entry in there["paths"] if entry["name"] == name and path.startswith(entry["under"])), None)
        part = chance(path, name, value) % 8
        if known and known["own"] and part < 5:
            path_parameters[name] = one_of(known["own"], path, value)
        elif known and known["others"] and part == 5:
            path_parameters[name] = one_of(known["others"], path, value)
    return path_parameters


def with_real(value: object, name: str = "") -> object:
    """The same body, with what is really there in every second field of a known name."""
    if isinstance(value, dict):
        return {key: with_real(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [with_real(inner, name) for inner in value]
    known = there["fields"].get(name)
    return one_of(known, name, value) if isinstance(value, str) and known and chance(name, value) % 2 == 0 else value


@schemathesis.hook
def map_body(context, body):
    whole = there["bodies"].get(f"{context.operation.method.upper()} {context.operation.path}")
    if whole and chance("whole", body) % 3 == 0:
        return one_of(whole, body)
    return with_real(body)


@schemathesis.hook
def before_call(context, case, kwargs):
    """A key that was sent before would only be answered as before: seven of eight are new ones."""
    global sent
    sent += 1
    for name, value in list((case.headers or {}).items()):
        if name.lower() == "idempotency-key" and isinstance(value, str) and key_wanted.fullmatch(value) and sent % 8:
            case.headers[name] = f"{value[:150]}.{there['seed']}.{sent}"


@schemathesis.serializer("application/hl7-v2")
def message(context, value):
    return value if isinstance(value, bytes) else (value if isinstance(value, str) else json.dumps(value)).encode("utf-8", "surrogatepass")


@schemathesis.deserializer("text/csv", "text/calendar")
def text(context, response):
    return response.content.decode("utf-8")
