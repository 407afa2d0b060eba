"""A Lease as a lock: of any number of racers, exactly one wins."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.contract.kubernetes_api.asking import Said, Space, race
from tests.contract.kubernetes_api.shapes import lease

GROUP = "coordination.k8s.io/v1"
RACERS = 8


def test_of_many_who_create_it_one_does(space: Space) -> None:
    path = space.at("leases", group=GROUP)

    def attempt(number: int) -> Said:
        return space.kube.post(path, lease("lock", f"racer-{number}"))

    said = race(RACERS, attempt)
    assert Counter(one.status for one in said) == {201: 1, 409: RACERS - 1}
    winner = next(one.body["spec"]["holderIdentity"] for one in said if one.status == 201)
    assert space.kube.get(f"{path}/lock").body["spec"]["holderIdentity"] == winner


def test_of_many_who_patch_one_version_one_does(space: Space) -> None:
    made = space.make("leases", lease("lock", "nobody", leaseTransitions=0), GROUP)
    path, version = space.at("leases", "lock", GROUP), made["metadata"]["resourceVersion"]

    def attempt(number: int) -> Said:
        taken = {"holderIdentity": f"racer-{number}", "leaseTransitions": 1}
        return space.kube.patch(path, {"metadata": {"resourceVersion": version}, "spec": taken})

    said = race(RACERS, attempt)
    assert Counter(one.status for one in said) == {200: 1, 409: RACERS - 1}
    winner = next(one.body["spec"]["holderIdentity"] for one in said if one.status == 200)
    assert space.kube.get(path).body["spec"]["holderIdentity"] == winner


def test_of_many_who_replace_one_version_one_does(space: Space) -> None:
    made = space.make("leases", lease("lock", "nobody"), GROUP)
    path = space.at("leases", "lock", GROUP)

    def attempt(number: int) -> Said:
        return space.kube.put(path, made | {"spec": {"holderIdentity": f"racer-{number}"}})

    assert Counter(one.status for one in race(RACERS, attempt)) == {200: 1, 409: RACERS - 1}


def test_of_many_who_delete_one_version_one_does(space: Space) -> None:
    made = space.make("leases", lease("lock", "nobody"), GROUP)
    conditions = {key: made["metadata"][key] for key in ("uid", "resourceVersion")}
    path = space.at("leases", "lock", GROUP)

    def attempt(_: int) -> Said:
        return space.kube.delete(path, {"preconditions": conditions})

    assert Counter(one.status for one in race(RACERS, attempt)) == {200: 1, 404: RACERS - 1}


def test_a_replacement_says_which_version_it_replaces(space: Space) -> None:
    space.make("leases", lease("lock", "a"), GROUP)
    said = space.kube.put(space.at("leases", "lock", GROUP), lease("lock", "b"))
    assert said.status == 422
    assert "must be specified for an update" in said.message


def test_a_put_may_create_it(space: Space) -> None:
    said = space.kube.put(space.at("leases", "lock", GROUP), lease("lock", "a"))
    assert (said.status, said.body["spec"]["holderIdentity"]) == (201, "a")


@pytest.mark.parametrize(
    ("moment", "status"),
    [
        ("2026-01-01T00:00:00.000000Z", 201),
        ("2026-01-01T01:00:00.123456+01:00", 201),
        ("2026-01-01T00:00:00Z", 400),
        ("2026-01-01T00:00:00.123Z", 400),
        ("yesterday", 400),
    ],
)
def test_its_times_have_six_digits_after_the_point(space: Space, moment: str, status: int) -> None:
    body = lease("lock", "a", renewTime=moment)
    assert space.kube.post(space.at("leases", group=GROUP), body).status == status


@pytest.mark.parametrize("odd", [{"leaseDurationSeconds": 0}, {"leaseTransitions": -1}])
def test_its_numbers_make_sense(space: Space, odd: dict[str, int]) -> None:
    assert space.kube.post(space.at("leases", group=GROUP), lease("lock", "a", **odd)).status == 422
