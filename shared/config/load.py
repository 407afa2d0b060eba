"""lab.yaml, prices.yaml and the environment, made into one typed deployment."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePath
from zoneinfo import ZoneInfo

from shared.config.adapters import (
    infomaniak,
    kubeconfig,
    notify,
    openstack,
    s3,
    tick_budget,
    token,
)
from shared.config.connections import Configured
from shared.config.environment import Environment, Read
from shared.config.faults import Fault, one_of, raise_if_any
from shared.config.files import read_lab_file, read_price_file
from shared.config.labfile import LabFile, LabTable
from shared.config.pricefile import PriceFile
from shared.config.translate import book_of, notices_of, settings_of


def read_disk(path: str) -> bytes:
    return Path(path).read_bytes()


def load_settings(environ: Mapping[str, str], read: Read = read_disk) -> Configured:
    """The lab that VEILLEUR_LAB names (the only one, where there is one), with its adapters.

    VEILLEUR_CONFIG is lab.yaml's path, VEILLEUR_PRICES that of prices.yaml (beside it).
    Raises ConfigError with every fault of both files and of the environment at once.
    """
    env = Environment(environ, read)
    file_faults: list[Fault] = []
    config = env.optional("VEILLEUR_CONFIG", "lab.yaml")
    beside = str(PurePath(config).with_name("prices.yaml"))
    labs = read_lab_file(config, read, file_faults)
    prices = read_price_file(env.optional("VEILLEUR_PRICES", beside), read, file_faults)
    name, lab = _picked(env, labs)
    configured = _configured(env, name, lab, prices)
    raise_if_any([*file_faults, *env.faults])
    if configured is None:
        raise AssertionError("unreachable")
    return configured


def _picked(env: Environment, file: LabFile | None) -> tuple[str, LabTable | None]:
    """The lab asked for; None where the file is faulty or holds no such lab."""
    if file is None:
        return "", None
    only = next(iter(file.labs)) if len(file.labs) == 1 else ""
    name = env.optional("VEILLEUR_LAB", only)
    if name not in file.labs:
        found = f"{name!r}" if name else f"nothing, and {len(file.labs)} labs in the file"
        env.wrong("VEILLEUR_LAB", one_of(file.labs, name), found)
    return name, file.labs.get(name)


def _configured(
    env: Environment, name: str, lab: LabTable | None, prices: PriceFile | None
) -> Configured | None:
    """Reads all of the environment in any case, so that its faults are told with the files'."""
    parts = (
        infomaniak(env),
        openstack(env, lab),
        s3(env, lab),
        kubeconfig(env),
        notify(env, lab),
        tick_budget(env, lab),
        token(env),
        env.url("VEILLEUR_CLOCK_URL"),
    )
    if lab is None or prices is None:
        return None
    zone = ZoneInfo(lab.time_zone)
    book = book_of(prices, zone)
    return Configured(
        settings=settings_of(name, lab),
        cluster_name=lab.cluster.name,
        infomaniak=parts[0],
        openstack=parts[1],
        s3=parts[2],
        kubeconfig=parts[3],
        notify=parts[4],
        tick_budget=parts[5],
        token=parts[6],
        clock_url=parts[7],
        prices=book,
        time_zone=zone,
        notices=(*notices_of(name, lab, book), *env.notices),
    )
