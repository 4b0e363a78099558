#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""client.py - what people's mail programs do, and what is answered, in one line

    ports N                          N ports of 127.0.0.1 that nobody listens on, and that are this test's alone
    imap|imaps PORT USER PASSWORD    OK and how many mails are in INBOX, else the refusal
    pop3|pop3s PORT USER PASSWORD    the same
    plain_imap PORT USER PASSWORD    whether a password is taken without TLS
    folders PORT USER PASSWORD       all that can be listed
    stay PORT USER PASSWORD          logs in, says so, and says when it is sent away
    quota PORT USER PASSWORD         what IMAP says of it
    sieve PORT USER PASSWORD         OK or NO
    tls_sieve PORT USER PASSWORD     the same, in TLS
    send PORT USER PASSWORD FROM TO  by submission
    auth PORT USER PASSWORD          only the login of it
    smtp PORT TO                     from outside: the answer to RCPT
    mail PORT TO...                  from outside: one mail
    bounce PORT TO SUBJECT           the same, from nobody, so that nothing comes back
    lmtp SOCKET TO                   the answer
"""
import base64
import imaplib
import os
import poplib
import random
import smtplib
import socket
import ssl
import sys

HOST, LIMIT = "127.0.0.1", 120
TEXT = "From: %s\r\nTo: %s\r\nSubject: test\r\n\r\nhello\r\n"


def context():
    made = ssl.create_default_context()
    made.check_hostname, made.verify_mode = False, ssl.CERT_NONE
    return made


def is_free(port):
    try:
        socket.create_server((HOST, port)).close()
        os.mkdir("%s/ports/%d" % (os.environ["T"], port))
        return True
    except OSError:
        return False


def ports(n):
    """Some time passes before a server listens there. So each is kept for who asked first, among the tests of a run, and
    none is of those that the system gives to who connects somewhere."""
    os.makedirs(os.environ["T"] + "/ports", exist_ok=True)
    tried = (port for port in random.sample(range(10000, 20000), 10000) if is_free(port))
    return " ".join(str(next(tried)) for _ in range(int(n)))


def inbox(client, user, password):
    client.login(user, password)
    return "OK " + client.select("INBOX", readonly=True)[1][0].decode()


def tls_imap(port):
    client = imaplib.IMAP4(HOST, int(port), timeout=LIMIT)
    client.starttls(context())
    return client


def imap(port, user, password):
    return inbox(tls_imap(port), user, password)


def imaps(port, user, password):
    return inbox(imaplib.IMAP4_SSL(HOST, int(port), ssl_context=context(), timeout=LIMIT), user, password)


def plain_imap(port, user, password):
    client = imaplib.IMAP4(HOST, int(port), timeout=LIMIT)
    return "taken" if "LOGINDISABLED" not in client.capabilities else "no plaintext login"


def folders(port, user, password):
    client = tls_imap(port)
    client.login(user, password)
    names = [line.decode().split()[-1] for pattern in ("*", "%") for line in client.list('""', pattern)[1]]
    return " ".join(sorted(set(names)))


def stay(port, user, password):
    client = tls_imap(port)
    print(inbox(client, user, password), flush=True)
    client.sock.settimeout(None)
    while client.file.readline():
        pass
    return "sent away"


def quota(port, user, password):
    client = tls_imap(port)
    client.login(user, password)
    said = client.getquotaroot("INBOX")[1][1][0]
    return said.decode() if said else "none"


def pop3(port, user, password):
    client = poplib.POP3(HOST, int(port), timeout=LIMIT)
    client.stls(context())
    client.user(user)
    client.pass_(password)
    return "OK %d" % client.stat()[0]


def pop3s(port, user, password):
    client = poplib.POP3_SSL(HOST, int(port), context=context(), timeout=LIMIT)
    client.user(user)
    client.pass_(password)
    return "OK %d" % client.stat()[0]


def sieve(port, user, password):
    with socket.create_connection((HOST, int(port)), timeout=LIMIT) as s:
        f = s.makefile("rwb")
        while not f.readline().startswith(b"OK"):
            pass
        plain = base64.b64encode(b"\0%s\0%s" % (user.encode(), password.encode())).decode()
        f.write(b'AUTHENTICATE "PLAIN" "%s"\r\n' % plain.encode())
        f.flush()
        return f.readline().decode().strip()


def tls_sieve(port, user, password):
    def answer(file):
        while True:
            word = file.readline().decode().split(" ")[0].strip()
            if word in ("OK", "NO", "BYE", ""):
                return word
    with socket.create_connection((HOST, int(port)), timeout=LIMIT) as s:
        file = s.makefile("rwb")
        answer(file)
        file.write(b"STARTTLS\r\n")
        file.flush()
        answer(file)
        with context().wrap_socket(s) as tls:
            file = tls.makefile("rwb")
            answer(file)
            plain = base64.b64encode(b"\0%s\0%s" % (user.encode(), password.encode())).decode()
            file.write(b'AUTHENTICATE "PLAIN" "%s"\r\n' % plain.encode())
            file.flush()
            return answer(file)


def send(port, user, password, sender, to):
    client = smtplib.SMTP(HOST, int(port), timeout=LIMIT)
    client.starttls(context=context())
    client.login(user, password)
    client.sendmail(sender, [to], TEXT % (sender, to))
    return "OK"


def auth(port, user, password):
    client = smtplib.SMTP(HOST, int(port), timeout=LIMIT)
    client.starttls(context=context())
    try:
        client.login(user, password)
    except smtplib.SMTPAuthenticationError as e:
        return str(e.smtp_code)
    return "OK"


def smtp(port, to):
    client = smtplib.SMTP(HOST, int(port), timeout=LIMIT)
    client.ehlo()
    client.mail("somebody@outside.example")
    code, text = client.rcpt(to)
    client.quit()
    return "%d %s" % (code, text.decode())


def mail(port, *to):
    client = smtplib.SMTP(HOST, int(port), timeout=LIMIT)
    client.sendmail("somebody@outside.example", to, TEXT % ("somebody@outside.example", to[0]))
    return "OK"


def bounce(port, to, subject):
    client = smtplib.SMTP(HOST, int(port), timeout=LIMIT)
    client.sendmail("", to, "From: <>\r\nTo: %s\r\nSubject: %s\r\n\r\nhello\r\n" % (to, subject))
    return "OK"


def lmtp(path, to):
    client = smtplib.LMTP(path)
    client.sendmail("somebody@outside.example", [to], TEXT % ("somebody@outside.example", to))
    return "OK"


def main():
    try:
        print(globals()[sys.argv[1]](*sys.argv[2:]))
    except (imaplib.IMAP4.error, poplib.error_proto) as e:
        print(e.args[0].decode() if isinstance(e.args[0], bytes) else e.args[0])
    except smtplib.SMTPRecipientsRefused as e:
        print(*["%d %s" % (c, t.decode()) for c, t in e.recipients.values()])
    except smtplib.SMTPResponseException as e:
        print(e.smtp_code, e.smtp_error.decode())


main()
