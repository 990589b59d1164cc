"""`python -m secretariat.setup.health`: does the web server beside us answer? The container asks."""

import http.client
import os
import sys

HOST = "127.0.0.1"
STEPS = 5  # from the first page to the login there are one or two


def answers(port: int, name: str = HOST) -> bool:
    """Whether the first page comes, the login it may send us on to included. `name` is one of HOSTS."""
    status, path = 0, "/"
    try:
        for _ in range(STEPS):
            connection = http.client.HTTPConnection(HOST, port, timeout=10)
            connection.request("GET", path, headers={"Host": name})
            answer = connection.getresponse()
            status, path = answer.status, answer.getheader("Location") or "/"
            connection.close()
            if status != http.client.FOUND:
                break
    except (OSError, http.client.HTTPException):
        return False
    return status == http.client.OK


if __name__ == "__main__":
    name = (os.environ.get("HOSTS") or HOST).partition(",")[0].lstrip(".").replace("*", HOST)
    sys.exit(not answers(int(os.environ.get("PORT") or 8000), name))
