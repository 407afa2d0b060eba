"""All of OpenStack on one port: each service under its own path, as the catalogue says."""

from __future__ import annotations

import re

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from standin.clock import Clock
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
from standin.openstack.nova.machines import Machines
from standin.openstack.nova.service import Nova
from standin.openstack.octavia.balancers import Balancers
from standin.openstack.octavia.kinds import CHILDREN
from standin.openstack.octavia.parts import Parts
from standin.openstack.octavia.service import BalancerCalls, PartCalls
from standin.openstack.octavia.vips import Vips
from standin.openstack.records import Records
from standin.openstack.refusals import RefusedError, refusal
from standin.openstack.tokens import Tokens
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
) -> web.Application:
    """Tokens end on the wall's time unless `tokens` says otherwise; `page_size` caps each list.

    Call it after `world` was made and before `world.load`: its appointments need their handlers.
    """
    tokens = tokens or Tokens(Clock())
    wire = board.wire("openstack", refusal, SECRET)
    app = web.Application(middlewares=[wire.middleware(), _manners(world, tokens)])
    app.add_routes(_routes(world, account, tokens, page_size))
    return app


def _routes(world: World, account: Account, tokens: Tokens, page_size: int) -> list[web.RouteDef]:
    records = Records(world)
    networks = Networks(records=records, world=world, account=account)
    balancers = Balancers(world=world, records=records, vips=Vips(networks), account=account)
    volumes = Volumes(world=world, account=account)
    machines = Machines(volumes)
    seed(networks)
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


def _manners(world: World, tokens: Tokens) -> Middleware:
    """What every service does alike: look at the clock and the token, word its refusals."""

    @web.middleware
    async def manners(request: web.Request, handler: Handler) -> web.StreamResponse:
        world.advance()
        try:
            if not OPEN.search(request.path) and not _logs_in(request):
                require(tokens, request)
            headers = microversions.headers(request)
            answer = await handler(request)
        except RefusedError as no:
            return refusal(request, no.status, no.kind, no.message)
        answer.headers.update(headers)
        return answer

    return manners


def _logs_in(request: web.Request) -> bool:
    return request.method == "POST" and request.path == "/identity/v3/auth/tokens"
