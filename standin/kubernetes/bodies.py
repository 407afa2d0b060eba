"""What a client sent: JSON or YAML decoded, and held against the resource it was sent to."""

from __future__ import annotations

import json

import yaml

from standin.kubernetes.call import Call
from standin.kubernetes.errors import bad_request, unsupported_media
from standin.kubernetes.shapes import Json, Obj

_YAML = ("application/yaml", "application/x-yaml")
APPLY = "application/apply-patch+yaml"
PATCHES = (
    "application/json-patch+json",
    "application/merge-patch+json",
    "application/strategic-merge-patch+json",
)


def media_type(content_type: str) -> str:
    return content_type.split(";")[0].strip().lower()


def decode(call: Call) -> Obj:
    """The object of a POST or PUT. Raises 400 or 415."""
    kind = media_type(call.content_type) or "application/json"
    if kind not in ("application/json", *_YAML):
        raise unsupported_media(kind)
    return as_object(parse(call.body, yaml_too=kind in _YAML))


def parse(body: bytes, *, yaml_too: bool = False) -> Json:
    try:
        return yaml.safe_load(body) if yaml_too else json.loads(body)
    except (ValueError, yaml.YAMLError) as wrong:
        raise bad_request(f"the object provided is unrecognized: {wrong}") from wrong


def as_object(value: Json) -> Obj:
    if not isinstance(value, dict):
        raise bad_request("the object provided is unrecognized (must be of type object)")
    return value


def check_type(call: Call, obj: Obj) -> None:
    """kind and apiVersion must be those of the path; missing ones are filled in. Raises 400."""
    resource = call.resource
    version, kind = obj.get("apiVersion"), obj.get("kind")
    if version not in (None, "", resource.api_version):
        raise bad_request(
            f"the API version in the data ({version}) does not match the expected API version "
            f"({resource.api_version})"
        )
    if kind not in (None, "", resource.kind):
        raise bad_request(
            f'{kind} in version "{resource.version}" cannot be handled as a {resource.kind}: '
            f"the kind in the data does not match the expected kind"
        )
    obj["apiVersion"], obj["kind"] = resource.api_version, resource.kind


def check_place(call: Call, metadata: Obj) -> None:
    """Name and namespace must be those of the path; missing ones are filled in. Raises 400."""
    name, namespace = metadata.get("name") or "", metadata.get("namespace") or ""
    if call.name and name and name != call.name:
        raise bad_request(
            f"the name of the object ({name}) does not match the name on the URL ({call.name})"
        )
    if namespace and namespace != call.namespace:
        raise bad_request(
            "the namespace of the provided object does not match the namespace sent on the request"
        )
    if call.name:
        metadata["name"] = call.name
    if call.resource.namespaced:
        metadata["namespace"] = call.namespace
    else:
        metadata.pop("namespace", None)
