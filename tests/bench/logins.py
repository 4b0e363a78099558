#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""logins.py - logins at Dovecot's auth socket, as Postfix asks it: milliseconds for each

    SOCKET COUNT AT_A_TIME USER PASSWORD    USER with % is the number of somebody, from 1 to 100
"""
import base64
import os
import socket
import sys
import time


def main(path, count, at_a_time, user, password):
    count, at_a_time = int(count), int(at_a_time)
    s = socket.socket(socket.AF_UNIX)
    s.connect(path)
    f = s.makefile("rwb")
    f.write(b"VERSION\t1\t1\nCPID\t%d\n" % os.getpid())
    f.flush()
    while f.readline() != b"DONE\n":
        pass

    def ask(i):
        who = user.replace("%", str(i % 100 + 1))
        plain = base64.b64encode(b"\0%s\0%s" % (who.encode(), password.encode())).decode()
        f.write(b"AUTH\t%d\tPLAIN\tservice=imap\tresp=%s\n" % (i + 1, plain.encode()))
        f.flush()

    begin, asked, done = time.monotonic(), 0, 0
    while done < count:
        while asked < count and asked - done < at_a_time:
            ask(asked)
            asked += 1
        answer = f.readline()
        if not answer.startswith(b"OK\t"):
            sys.exit("refused: %s" % answer.decode())
        done += 1
    print("%.2f" % ((time.monotonic() - begin) * 1000 / count))


main(*sys.argv[1:])
