"""All of OpenStack on one port: each service under its own path, as the catalogue says."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from standin.clock import Clock, Mode
from standin.faults import Faults
from standin.journal import Journal
from standin.middleware import Switchboard
from standin.openstack import microversions, versions
from standin.openstack.account import Account
from standin.openstack.cinder.service import Cinder
from standin.openstack.cinder.volumes import Volumes
from standin.openstack.ec2 import Ec2Keys
from standin.openstack.identity import Identity, require
from standin.openstack.neutron.floating import FloatingIps
from standin.openstack.neutron.networks import Networks
from standin.openstack.neutron.seed import seed
from standin.openstack.neutron.service import Neutron
from standin.openstack.nova import flavors
from standin.openstack.nova.attachments import Attachments
from standin.openstack.nova.cards import Cards
from standin.openstack.nova.machines import Machines
from standin.openstack.nova.service import Nova
from standin.openstack.octavia.balancers import Balancers
from standin.openstack.octavia.kinds import CHILDREN
from standin.openstack.octavia.parts import Parts
from standin.openstack.octavia.service import BalancerCalls, PartCalls
from standin.openstack.octavia.vips import Vips
from standin.openstack.records import Records
from standin.openstack.refusals import RefusedError, refusal
from standin.openstack.tokens import Token, Tokens
from standin.world import World

SECRET = re.compile(r"^POST /identity/v3/(auth|users)/")
OPEN = re.compile(  # version documents need no token
    r"^/(identity|network|load-balancer|volume|compute)/?$"
    r"|^/(identity/v3|volume/v3|compute/v2\.1)/?$"
)
PAGE_SIZE = 1_000  # Nova's and Cinder's own default


def make_openstack(
    *,
    world: World,
    board: Switchboard,
    account: Account,
    tokens: Tokens | None = None,
    page_size: int = PAGE_SIZE,
    elsewhere: Mapping[str, World] | None = None,
) -> web.Application:
    """Tokens end on the wall's time unless `tokens` says otherwise; `page_size` caps each list.

    `elsewhere` is what a fault shows instead, by its kind: "other_project", "other_region".

    Call it after `world` was made and before `world.load`: its appointments need their handlers.
    """
    tokens = tokens or Tokens(Clock())
    known = tokens

    def showing(another: World) -> web.Application:
        still = Switchboard(board.clock, Faults(), Journal(board.clock))
        return make_openstack(
            world=another, board=still, account=account, tokens=known, page_size=page_size
        )

    wire = board.wire(
        "openstack",
        refusal,
        secret=SECRET,
        picture=lambda: _as_it_is(world, showing),
        elsewhere={kind: partial(showing, other) for kind, other in (elsewhere or {}).items()},
    )
    app = web.Application(middlewares=[wire.middleware(), _manners(world, tokens, account)])
    app.add_routes(_routes(world, account, tokens, page_size))
    return app


def _as_it_is(world: World, showing: Callable[[World], web.Application]) -> web.Application:
    """Over a copy of the world in which nothing happens any more."""
    world.advance()
    copy = World(Clock(Mode.STEPPED, world.now()), seed=1)
    app = showing(copy)
    copy.load(world.dump())
    return app


def _routes(world: World, account: Account, tokens: Tokens, page_size: int) -> list[web.RouteDef]:
    records = Records(world)
    networks = Networks(records=records, world=world, account=account)
    balancers = Balancers(world=world, records=records, vips=Vips(networks), account=account)
    volumes = Volumes(world=world, account=account)
    machines = Machines(volumes)
    seed(networks)
    Cards(networks).listen()
    balancers.listen()
    volumes.listen()
    parts = Parts(balancers)
    kinds = [PartCalls(parts=parts, kind=kind, page_size=page_size) for kind in CHILDREN]
    return [
        *versions.routes(),
        *Identity(account=account, tokens=tokens).routes(),
        *Ec2Keys(account=account, tokens=tokens, world=world).routes(),
        *Neutron(networks=networks, page_size=page_size).routes(),
        *FloatingIps(networks=networks, page_size=page_size).routes(),
        *BalancerCalls(balancers=balancers, page_size=page_size).routes(),
        *(route for calls in kinds for route in calls.routes()),
        *Cinder(volumes=volumes, page_size=page_size).routes(),
        *Nova(machines=machines, page_size=page_size).routes(),
        *Attachments(machines).routes(),
        *flavors.routes(),
    ]


def _manners(world: World, tokens: Tokens, account: Account) -> Middleware:
    """What every service does alike: look at the clock and the token, word its refusals."""

    @web.middleware
    async def manners(request: web.Request, handler: Handler) -> web.StreamResponse:
        world.advance()
        try:
            if not OPEN.search(request.path) and not _logs_in(request):
                _check_scope(require(tokens, request), request, account)
            headers = microversions.headers(request)
            answer = await handler(request)
        except RefusedError as no:
            return refusal(request, no.status, no.kind, no.message)
        answer.headers.update(headers)
        return answer

    return manners


def _check_scope(token: Token, request: web.Request, account: Account) -> None:
    """Keystone serves every project; the services behind one catalogue only theirs."""
    if token.project_id != account.project_id and not request.path.startswith("/identity/"):
        raise RefusedError(403, "The token is scoped to another project.")


def _logs_in(request: web.Request) -> bool:
    return request.method == "POST" and request.path == "/identity/v3/auth/tokens"
