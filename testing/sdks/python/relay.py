"""A TCP relay to the emulator, which can break all connections off."""

import socket
import struct
import threading

RESET = struct.pack("ii", 1, 0)  # linger for no time: the other side sees a reset


class Relay:
    def __init__(self, port):
        self.target = port
        self.sockets = set()
        self.lock = threading.Lock()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            upstream = socket.create_connection(("127.0.0.1", self.target))
            with self.lock:
                self.sockets |= {client, upstream}
            for source, sink in [(client, upstream), (upstream, client)]:
                threading.Thread(target=self._copy, args=(source, sink), daemon=True).start()

    def _copy(self, source, sink):
        try:
            while chunk := source.recv(65536):
                sink.sendall(chunk)
        except OSError:
            pass
        finally:
            with self.lock:
                self.sockets -= {source, sink}
            for end in (source, sink):
                self._end(end)

    def cut(self):
        """Breaks all connections off, whatever is under way."""
        with self.lock:
            sockets, self.sockets = self.sockets, set()
        for end in sockets:
            self._end(end)

    @staticmethod
    def _end(end):
        try:
            end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        end.close()

    def stop(self):
        self.listener.close()
        self.cut()
