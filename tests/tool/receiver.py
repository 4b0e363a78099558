#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""receiver.py FOLDER PEM KEY - a vendor that reports are sent to, by HTTPS, on a free port of 127.0.0.1

Each request takes the next line of FOLDER/answers ("200 thanks", "503 busy", "drop", "hang"), the last one for
good, and is written to FOLDER/request.N (its head) and FOLDER/body.N. FOLDER/port has the port. What is not TLS is
a proxy: CONNECT is passed on, and its head is written to FOLDER/proxy.N; with FOLDER/login it wants that.
"""
import base64
import os
import select
import socket
import ssl
import sys
import threading

folder, pem, key = sys.argv[1:4]
count = {'request': 0, 'proxy': 0}


def path(name):
    return os.path.join(folder, name)


def write(name, data):
    with open(path(name) + '.new', 'wb') as f:
        f.write(data)
    os.rename(path(name) + '.new', path(name))


def answer():
    with open(path('answers')) as f:
        lines = f.read().splitlines()
    if len(lines) > 1:
        write('answers', '\n'.join(lines[1:]).encode() + b'\n')
    return lines[0].split(' ', 1)


def head_of(s):
    data = b''
    while b'\r\n\r\n' not in data:
        more = s.recv(65536)
        if not more:
            return data, b''
        data += more
    return data.split(b'\r\n\r\n', 1)


def https(s):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem, key)
    s = context.wrap_socket(s, server_side=True)
    head, body = head_of(s)
    if not head:
        return
    length = [int(l.split(b':')[1]) for l in head.split(b'\r\n') if l.lower().startswith(b'content-length:')]
    while length and len(body) < length[0]:
        body += s.recv(65536)
    count['request'] += 1
    write('body.%d' % count['request'], body)
    write('request.%d' % count['request'], head)
    code, text = (answer() + [''])[:2]
    if code == 'hang':
        s.recv(1)
    if code.isdigit():
        text = text.replace('\\n', '\n').encode('latin-1')
        s.sendall(b'HTTP/1.1 %s x\r\nLocation: https://127.0.0.1:1/\r\nContent-Length: %d\r\n'
                  b'Connection: close\r\n\r\n' % (code.encode(), len(text)) + text)
    s.close()


def proxy(s):
    head, _ = head_of(s)
    count['proxy'] += 1
    write('proxy.%d' % count['proxy'], head)
    if os.path.exists(path('login')):
        with open(path('login'), 'rb') as f:
            wanted = b'Basic ' + base64.b64encode(f.read().strip())
        if wanted not in head:
            s.sendall(b'HTTP/1.1 407 no\r\nProxy-Authenticate: Basic realm="x"\r\nContent-Length: 0\r\n\r\n')
            s.close()
            return
    host, port = head.split()[1].decode().rsplit(':', 1)
    other = socket.create_connection((host, int(port)))
    s.sendall(b'HTTP/1.1 200 ok\r\n\r\n')
    while True:
        for ready in select.select([s, other], [], [])[0]:
            data = ready.recv(65536)
            if not data:
                s.close()
                other.close()
                return
            (other if ready is s else s).sendall(data)


def serve(s):
    try:
        https(s) if s.recv(1, socket.MSG_PEEK) == b'\x16' else proxy(s)
    except (OSError, ValueError):
        s.close()


listener = socket.socket()
listener.bind(('127.0.0.1', 0))
listener.listen(16)
write('port', b'%d\n' % listener.getsockname()[1])
while True:
    threading.Thread(target=serve, args=(listener.accept()[0],), daemon=True).start()
