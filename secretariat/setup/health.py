"""`python -m secretariat.setup.health`: does the web server beside us answer? The container asks."""

import http.client
import os
import sys

HOST = "127.0.0.1"


def answers(port: int, name: str = HOST) -> bool:
    """Whether the system says it is well: its database answers, files can be written. `name` is one of HOSTS."""
    try:
        connection = http.client.HTTPConnection(HOST, port, timeout=10)
        connection.request("GET", "/halsa/", headers={"Host": name})
        status = connection.getresponse().status
        connection.close()
    except (OSError, http.client.HTTPException):
        return False
    return status == http.client.OK


if __name__ == "__main__":
    name = (os.environ.get("HOSTS") or HOST).partition(",")[0].lstrip(".").replace("*", HOST)
    sys.exit(not answers(int(os.environ.get("PORT") or 8000), name))
