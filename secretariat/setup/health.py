"""`python -m secretariat.setup.health`: does the web server beside us answer? The container asks."""

import http.client
import os
import sys

HOST = "127.0.0.1"


def answers(port: int, name: str = HOST) -> bool:
    """Whether a page comes, also one that sends us on to the login. `name` is one of HOSTS."""
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", "/", headers={"Host": name})
        return connection.getresponse().status < 400
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    name = (os.environ.get("HOSTS") or HOST).partition(",")[0].lstrip(".").replace("*", HOST)
    sys.exit(not answers(int(os.environ.get("PORT") or 8000), name))
