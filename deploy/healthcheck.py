"""Exit with 0 if the web process in this container answers without an error of its own."""

import os
import sys
import urllib.error
import urllib.request


def main() -> int:
    """Ask as the proxy would; what the answer is for a stranger doesn't matter, a 5xx does."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0]
    request = urllib.request.Request(
        "http://127.0.0.1:8000/health/ready",
        headers={"Host": host, "X-Forwarded-Proto": "https"},
    )
    try:
        with urllib.request.urlopen(request, timeout=4) as answer:
            return int(answer.status >= 500)
    except urllib.error.HTTPError as error:
        return int(error.code >= 500)
    except OSError:
        return 1


if __name__ == "__main__":
    sys.exit(main())
