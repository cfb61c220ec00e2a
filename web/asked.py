"""What was asked for, without a glance at Host, which anybody can write."""

from starlette.requests import Request


def path(request: Request) -> str:
    """The path, decoded; `request.url` would be made of Host too, or break by it."""
    asked: str = request.scope["path"]
    return asked


def query(request: Request) -> str:
    """What stands behind the question mark."""
    raw: bytes = request.scope["query_string"]
    return raw.decode("latin-1")
