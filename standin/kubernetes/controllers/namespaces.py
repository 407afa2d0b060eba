"""Namespaces: what each is born with, and its content before it goes."""

from __future__ import annotations

from standin.client import Obj
from standin.reconcile.effects import BACKGROUND, Create, Delete, Effects, Finalize
from standin.reconcile.objects import is_leaving, name_of, namespace_of
from standin.reconcile.view import View


class Namespaces:
    """`authority` is the cluster's CA certificate as PEM, told to every namespace."""

    def __init__(self, authority: str) -> None:
        self._authority = authority

    def __call__(self, view: View) -> Effects:
        content: dict[str, list[Obj]] = {}
        for obj in view.everything():
            content.setdefault(namespace_of(obj), []).append(obj)
        for namespace in view.of("Namespace"):
            if is_leaving(namespace):
                yield from _empty(namespace, content.get(name_of(namespace), []))
            else:
                yield from self._furnish(view, name_of(namespace))

    def _furnish(self, view: View, name: str) -> Effects:
        if view.get("ServiceAccount", "default", name) is None:
            yield Create(_born("ServiceAccount", "default", name))
        if view.get("ConfigMap", "kube-root-ca.crt", name) is None:
            held = _born("ConfigMap", "kube-root-ca.crt", name)
            yield Create(held | {"data": {"ca.crt": self._authority}})


def _born(kind: str, name: str, namespace: str) -> Obj:
    metadata = {"name": name, "namespace": namespace}
    return {"apiVersion": "v1", "kind": kind, "metadata": metadata}


def _empty(namespace: Obj, content: list[Obj]) -> Effects:
    for obj in content:
        if not is_leaving(obj):
            yield Delete(obj, BACKGROUND)
    if not content:
        yield Finalize(namespace)
