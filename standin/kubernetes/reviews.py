"""Questions about oneself and one's rights: virtual resources that are asked, never stored."""

from __future__ import annotations

from collections.abc import Callable

from standin.kubernetes.bodies import decode
from standin.kubernetes.call import Call, User
from standin.kubernetes.cluster import Cluster
from standin.kubernetes.replies import Reply
from standin.kubernetes.rights import MASTERS, Act, allowed, rules_for
from standin.kubernetes.shapes import Obj, dig, encode

_ALL_RESOURCES = {"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}
_ALL_PATHS = {"verbs": ["*"], "nonResourceURLs": ["*"]}


def review(cluster: Cluster, call: Call) -> Reply:
    """The question with its status filled in."""
    asked = decode(call)
    resource = call.resource
    said: Obj = {"kind": resource.kind, "apiVersion": resource.api_version}
    said |= {"metadata": {"creationTimestamp": None}, "spec": asked.get("spec") or {}}
    return Reply(
        body=encode(said | {"status": _ANSWERS[resource.kind](cluster, call, asked)}), code=201
    )


def _who(_: Cluster, call: Call, __: Obj) -> Obj:
    shown: Obj = {"username": call.user.name, "groups": list(call.user.groups)}
    return {"userInfo": shown | ({"uid": call.user.uid} if call.user.uid else {})}


def _may_i(cluster: Cluster, call: Call, asked: Obj) -> Obj:
    return _verdict(cluster, call.user, asked)


def _may_they(cluster: Cluster, _: Call, asked: Obj) -> Obj:
    spec = asked.get("spec") or {}
    user = User(spec.get("user") or "", tuple(spec.get("groups") or ()))
    return _verdict(cluster, user, asked)


def _verdict(cluster: Cluster, user: User, asked: Obj) -> Obj:
    there = dig(asked, "spec", "resourceAttributes")
    if there is None:
        path = dig(asked, "spec", "nonResourceAttributes") or {}
        act = Act(verb=path.get("verb", ""), path=path.get("path", ""))
    else:
        below = f"/{there['subresource']}" if there.get("subresource") else ""
        act = Act(
            verb=there.get("verb", ""),
            group=there.get("group", ""),
            resource=there.get("resource", "") + below,
            name=there.get("name", ""),
            namespace=there.get("namespace", ""),
        )
    return {"allowed": allowed(cluster, user, act)}


def _my_rules(cluster: Cluster, call: Call, asked: Obj) -> Obj:
    if MASTERS in call.user.groups:
        found = [_ALL_RESOURCES, _ALL_PATHS]
    else:
        namespace = dig(asked, "spec", "namespace") or ""
        found = list(rules_for(cluster, call.user, namespace))
    return {
        "resourceRules": [rule for rule in found if rule.get("resources")],
        "nonResourceRules": [rule for rule in found if rule.get("nonResourceURLs")],
        "incomplete": False,
    }


_ANSWERS: dict[str, Callable[[Cluster, Call, Obj], Obj]] = {
    "SelfSubjectReview": _who,
    "SelfSubjectAccessReview": _may_i,
    "SubjectAccessReview": _may_they,
    "LocalSubjectAccessReview": _may_they,
    "SelfSubjectRulesReview": _my_rules,
}
