"""Free ports on 127.0.0.1."""

import errno
import random
import socket

# Below what the kernel hands out to outgoing connections: nobody takes one between our look and the start.
FIRST, LAST = 20_000, 32_000


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    """Whether a server could listen there now. Raises PermissionError for ports that only root may open."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            probe.listen(1)
        except OSError as error:
            if error.errno in (errno.EADDRINUSE, errno.EADDRNOTAVAIL):
                return False
            raise
    return True


def free_port(preferred: int | None = None) -> int:
    """The preferred port when it is free, else another one that is."""
    if preferred and is_free(preferred):
        return preferred
    for candidate in random.sample(range(FIRST, LAST), 200):
        if is_free(candidate):
            return candidate
    raise OSError(errno.EADDRINUSE, "no free port on 127.0.0.1")
