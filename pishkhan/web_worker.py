"""
The worker class of gunicorn: a thread of the application begins when the whole request is here.

Receiving has threads of its own, which do nothing but wait, so slow senders keep nobody else
waiting. A request that is slower than the limits below ends. When all these threads are busy, the
request that has been arriving for longest ends: no address is counted, for a whole agency may
stand behind one.
"""

import errno
import io
import socket
import tempfile
import time
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from gunicorn.http.errors import NoMoreData, ParseException
from gunicorn.workers.gthread import TConn, ThreadWorker

KIB, MIB = 1024, 1024 * 1024

RECEIVERS = 200  # requests that may be arriving at once in one process
GRACE = 15.0  # seconds in which a request need not arrive at any rate
SLOWEST = 4 * KIB  # bytes a second, on average, after that
LONGEST = 600.0  # seconds for the largest request
SENDING = 60.0  # seconds for each piece of an answer
LARGEST = 64 * MIB  # bytes of a body
LARGEST_OF_STRANGERS = 64 * KIB  # without a session or an API key
IN_MEMORY = 256 * KIB  # bytes of a body; a longer one waits in a temporary file
PIECE = 64 * KIB

# What is answered before the application is asked. The proxy answers in the same words.
REFUSALS = {
    408: ("Request Timeout", "درخواست به‌موقع کامل نرسید. اتصال را بررسی کنید و دوباره بفرستید."),
    413: ("Content Too Large", "حجم درخواست بیش از اندازهٔ مجاز است. حجم کمتری بفرستید."),
    503: ("Service Unavailable", "سامانه اکنون جای ذخیره ندارد. چند دقیقهٔ دیگر دوباره بفرستید."),
}
# The client is gone, or reads too slowly; nothing to report.
_GONE = {errno.EPIPE, errno.ECONNRESET, errno.ENOTCONN}
_NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


class RefusedError(Exception):
    """The request is answered with this status before it is whole."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class ArrivingSocket:
    """A connection from which one request is read; the time for it grows with what has come."""

    def __init__(self, line: socket.socket) -> None:
        self._line = line
        self._start = time.monotonic()
        self.received = 0

    def recv(self, size: int) -> bytes:
        """
        Return what has arrived, at most `size` bytes; nothing when the client has closed.

        Raises:
            TimeoutError: the request is slower than the limits.
        """
        limit = min(GRACE + self.received / SLOWEST, LONGEST)
        left = self._start + limit - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._line.settimeout(left)
        data = self._line.recv(size)
        self.received += len(data)
        return data


class BufferingWorker(ThreadWorker):
    """
    Threads that run the application, and threads before them that receive requests.

    The methods named as in gunicorn run in the same threads as there: `enqueue_req`,
    `finish_request` and `received` in the main thread, `handle` in one of the application.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # As many again may be closing, which waits for the client.
        self.receivers = ThreadPoolExecutor(2 * RECEIVERS, "receiver")
        self.arriving: dict[TConn, None] = {}  # the one that began first is first
        # Idle connections leave room for those that send something.
        self.max_keepalived -= 2 * RECEIVERS

    def enqueue_req(self, conn: TConn) -> None:
        """Receive a request; end the one that has been arriving for longest if all are busy."""
        if len(self.arriving) >= RECEIVERS:
            self._end(next(iter(self.arriving)))
        self.arriving[conn] = None
        future = self.receivers.submit(self.receive, conn)
        future.add_done_callback(lambda done: self.method_queue.defer(self.received, conn, done))

    def _end(self, conn: TConn) -> None:
        del self.arriving[conn]
        try:
            conn.sock.shutdown(socket.SHUT_RD)
        except OSError:  # the client has just gone
            self.log.debug("A connection was gone before it was ended.")

    def received(self, conn: TConn, future: "Future[bool]") -> None:
        """Give a whole request to the application; close the connection of any other."""
        self.arriving.pop(conn, None)
        error = future.exception()
        if error is not None:
            self.log.error("A request could not be read.", exc_info=error)
        if error is None and future.result():
            super().enqueue_req(conn)
        else:
            self.finish_request(conn, future)

    def finish_request(self, conn: TConn, fs: "Future[Any]") -> None:
        """Wait for the next request; where there is none, close without holding up the others."""
        if not fs.cancelled() and fs.exception() is None and not fs.result():
            self.nr_conns -= 1
            self.receivers.submit(conn.close, graceful=True)
        else:
            super().finish_request(conn, fs)

    def receive(self, conn: TConn) -> bool:
        """Read one whole request; return whether there is one for the application."""
        request, line = None, ArrivingSocket(conn.sock)
        try:
            conn.init()
            conn.parser.unreader.sock = line
            request = next(conn.parser)
            body = self._body(conn, request)
        except (NoMoreData, StopIteration):
            return False
        except TimeoutError:
            return self._refuse(conn, 408) if line.received else False
        except RefusedError as refusal:
            return self._refuse(conn, refusal.status)
        except OSError as error:
            if error.errno in _NO_SPACE:
                return self._refuse(conn, 503)
            self._report(error)
            return False
        except ParseException as error:
            self.handle_error(request, conn.sock, conn.client, error)
            return False
        request.body = body
        conn.request = request
        return True

    def _body(self, conn: TConn, request: Any) -> Any:
        headers = dict(request.headers)
        is_known = "session=" in headers.get("COOKIE", "") or "AUTHORIZATION" in headers
        most = LARGEST if is_known else LARGEST_OF_STRANGERS
        length = int(headers.get("CONTENT-LENGTH", 0))
        if length > most:
            raise RefusedError(413)
        if request._expected_100_continue:
            conn.sock.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            request._expected_100_continue = False
        body = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 # closed by `handle`
        try:
            while piece := request.body.read(PIECE):
                if body.tell() + len(piece) > most:
                    raise RefusedError(413)
                body.write(piece)
            if body.tell() < length:  # the client has closed
                raise NoMoreData
        except BaseException:
            body.close()
            raise
        body.seek(0)
        return body

    def handle(self, conn: TConn) -> bool:
        """Run the application for a whole request; return whether the connection stays."""
        request = conn.request
        try:
            conn.sock.settimeout(SENDING)
            return bool(self._keepalive_after(conn, self.handle_request(request, conn)))
        except StopIteration:  # the answer had begun; gunicorn has reported it
            return False
        except OSError as error:
            self._report(error)
        except Exception as error:  # noqa: BLE001 # answered with 500 and reported by gunicorn
            self.handle_error(request, conn.sock, conn.client, error)
        finally:
            request.body.close()
            request.body = io.BytesIO()  # the parser looks for a rest of it
        return False

    def _refuse(self, conn: TConn, status: int) -> bool:
        reason, sentence = REFUSALS[status]
        text = sentence.encode()
        head = (
            f"HTTP/1.1 {status} {reason}\r\nConnection: close\r\nCache-Control: no-store\r\n"
            "Content-Language: fa\r\nContent-Type: text/plain; charset=utf-8\r\n"
            f"Retry-After: 60\r\nContent-Length: {len(text)}\r\n\r\n"
        )
        try:
            conn.sock.settimeout(GRACE)
            conn.sock.sendall(head.encode() + text)
        except OSError as error:
            self._report(error)
        return False

    def _report(self, error: OSError) -> None:
        if error.errno not in _GONE and not isinstance(error, TimeoutError):
            self.log.error("The connection failed: %s", error)
