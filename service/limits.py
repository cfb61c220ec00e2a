"""How many files and connections this process may have open."""

import resource


def raise_file_limit() -> None:
    """As many as the system allows: each endpoint may hold a connection."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft != hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
