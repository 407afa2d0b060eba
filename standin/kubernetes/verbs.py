"""What each verb does on an ordinary object, as an answer ready to send."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from standin.kubernetes import applying, deletion, forms, writing
from standin.kubernetes.bodies import APPLY, decode, media_type
from standin.kubernetes.call import Call
from standin.kubernetes.cluster import Cluster
from standin.kubernetes.kinds import REVIEWS
from standin.kubernetes.listing import listed
from standin.kubernetes.paging import Page, Snapshots
from standin.kubernetes.replies import Reply, deleted, edit_of
from standin.kubernetes.reviews import review
from standin.kubernetes.shapes import Obj, encode
from standin.kubernetes.store import Record
from standin.kubernetes.subresources import HANDLERS
from standin.kubernetes.tokens import Tokens


@dataclass(frozen=True, slots=True)
class Verbs:
    """The verbs over one cluster. Every method raises ApiError for a refusal."""

    cluster: Cluster
    tokens: Tokens
    snapshots: Snapshots = field(default_factory=Snapshots)

    def answer(self, call: Call) -> Reply:
        if call.resource in REVIEWS:
            return review(self.cluster, call)
        if call.subresource == "token":
            return Reply(body=encode(self._token(call)), code=201)
        if call.subresource:
            return HANDLERS[call.subresource](self.cluster, call)
        return _VERBS[call.verb](self, call)

    def _token(self, call: Call) -> Obj:
        writing.existing(self.cluster, call)
        return self.tokens.request(call, decode(call))

    def get(self, call: Call) -> Reply:
        return self._shown(call, writing.existing(self.cluster, call))

    def list(self, call: Call) -> Reply:
        page = listed(self.cluster, self.snapshots, call)
        return Reply(body=forms.many(self.cluster, call, page))

    def create(self, call: Call) -> Reply:
        return self._shown(call, writing.create(self.cluster, call, decode(call)), code=201)

    def update(self, call: Call) -> Reply:
        there = self.cluster.store.get(call.resource.collection, call.key) is not None
        record = writing.replace(self.cluster, call, decode(call))
        return self._shown(call, record, code=200 if there else 201)

    def patch(self, call: Call) -> Reply:
        if media_type(call.content_type) == APPLY:
            record, new = applying.apply(self.cluster, call)
            return self._shown(call, record, code=201 if new else 200)
        return self._shown(call, writing.change(self.cluster, call, edit_of(call)))

    def delete(self, call: Call) -> Reply:
        done = deletion.delete(self.cluster, call, deletion.Wish.of(call))
        if done.gone and not call.resource.returns_deleted:
            return Reply(body=encode(deleted(call.resource, done.record)))
        return self._shown(call, done.record)

    def deletecollection(self, call: Call) -> Reply:
        wish, page = deletion.Wish.of(call), listed(self.cluster, self.snapshots, call)
        done = [self._delete_one(call, record, wish) for record in page.records]
        return Reply(body=forms.many(self.cluster, call, Page(done, self.cluster.store.revision)))

    def _delete_one(self, call: Call, record: Record, wish: deletion.Wish) -> Record:
        metadata = record.obj["metadata"]
        space = metadata.get("namespace", "")
        one = call.on(call.resource, name=metadata["name"], namespace=space)
        return deletion.delete(self.cluster, one, wish).record

    def _shown(self, call: Call, record: Record, *, code: int = 200) -> Reply:
        return Reply(body=forms.one(self.cluster, call, record), code=code)


_VERBS: dict[str, Callable[[Verbs, Call], Reply]] = {
    "get": Verbs.get,
    "list": Verbs.list,
    "create": Verbs.create,
    "update": Verbs.update,
    "patch": Verbs.patch,
    "delete": Verbs.delete,
    "deletecollection": Verbs.deletecollection,
}
