# agent.py SOCKET PUBLIC-KEY ANSWER: an ssh-agent that holds a key and gives wrong answers.
import base64
import os
import socket
import struct
import sys
import time


def string(data):
    return struct.pack(">I", len(data)) + data


blob = base64.b64decode(open(sys.argv[2]).read().split()[1])
identities = b"\x0c" + struct.pack(">I", 1) + string(blob) + string(b"comment")
answers = {
    "empty": (b"", b""),
    "short": (b"\x0c\0\0", b""),
    "huge": (None, b""),
    "count": (b"\x0c" + struct.pack(">I", 0xFFFFFFFF) + string(blob)[:-1], b""),
    "blob": (b"\x0c" + struct.pack(">I", 1) + struct.pack(">I", 0xFFFFFFF0) + blob, b""),
    "refuse": (identities, b"\x05"),
    "type": (identities, b"\x0e" + string(string(b"ssh-rsa") + string(b"\1" * 64))),
    "none": (b"\x0c" + struct.pack(">I", 0), b""),
    "silent": (identities, None),
    "wrong": (identities, b"\x0e" + string(string(b"ssh-ed25519") + string(b"\1" * 64))),
}[sys.argv[3]]

server = socket.socket(socket.AF_UNIX)
server.bind(sys.argv[1] + ".new")
server.listen()
os.rename(sys.argv[1] + ".new", sys.argv[1])
for answer in answers:
    connection = server.accept()[0]
    connection.recv(65536)
    if answer is None and sys.argv[3] == "silent":
        time.sleep(60)
    connection.sendall(b"\xff\xff\xff\xff" if answer is None else string(answer))
    connection.close()
