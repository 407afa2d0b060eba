"""What openstacksdk and keystoneauth raise, as our errors: nothing of theirs leaves the adapter."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import TYPE_CHECKING

from shared.errors import CorruptError, PermanentError, PortError
from shared.http import Answer, lost, refusal

if TYPE_CHECKING:
    import requests

# What the SDK trips over where an answer is not what the API promises.
_MISREAD = (KeyError, TypeError, ValueError, AttributeError)


class GoneError(PermanentError):
    """There is no such thing (404)."""


@contextmanager
def asking(method: str, where: str) -> Iterator[None]:
    """Raises a PortError for whatever goes wrong inside: a list is complete or an error."""
    from keystoneauth1.exceptions import ClientException
    from openstack.exceptions import SDKException
    from requests import RequestException

    try:
        yield
    except PortError:
        raise
    except (SDKException, ClientException, RequestException) as error:
        raise ours(error, method, where) from error
    except _MISREAD as error:
        raise CorruptError(f"{method} {where}: the answer cannot be read ({error!r})") from error


def ours(error: Exception, method: str, where: str) -> PortError:
    """By status where one came back, else by what happened to the connection."""
    from keystoneauth1.exceptions import ConnectionError as NoConnection

    response = getattr(error, "response", None)
    if response is not None and response.status_code == HTTPStatus.NOT_FOUND:
        return GoneError(f"{method} {where}: 404")
    if response is not None:
        return refusal(_answer(response), method, where, str(error))
    if isinstance(error, NoConnection):
        return lost(error, method, where)
    return PermanentError(f"{method} {where}: {type(error).__name__}: {error}")


def _answer(response: requests.Response) -> Answer:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return Answer(status=response.status_code, headers=headers)
