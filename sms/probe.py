"""Ask the web server of this machine whether it is well: `python -m sms.probe`."""

import http.client
import os
import sys


def answers(port: int, path: str = "/healthz", host: str = "localhost") -> bool:
    """Return whether the page is there, asked for under the host's name."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", path, headers={"Host": host})
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    own_name = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip()
    own_port = int(os.environ.get("PORT", "8000"))
    sys.exit(0 if answers(own_port, host=own_name) else 1)
