#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""activesync.py - what a phone does by ActiveSync, and what it gets, in one line

activesync.py URL USER PASSWORD STEP

provision   the status of the policy
folders     FolderSync: its status, and TYPE:NAME of each folder (2 inbox, 7 tasks, 8 calendar, 9 contacts)
events      two Syncs of the calendar: the titles

Requests and answers are WBXML: 0 changes the page of tags, 1 ends an element, 3 is text, 0xC3 are bytes.
"""
import base64
import http.client
import ssl
import sys
from urllib.parse import urlsplit

AIRSYNC, FOLDERS, CALENDAR, PROVISION = 0, 7, 4, 14
SYNC, ADD, SYNC_KEY, SYNC_STATUS, COLLECTION, COLLECTION_ID = 0x05, 0x07, 0x0B, 0x0E, 0x0F, 0x12
GET_CHANGES, COLLECTIONS = 0x13, 0x1C
NAME, SERVER_ID, TYPE, FOLDER_STATUS, FOLDER_KEY, FOLDER_SYNC = 0x07, 0x08, 0x0A, 0x0C, 0x12, 0x16
SUBJECT = 0x26
POLICY_TYPE, POLICY, POLICIES, PROVISION_TAG, POLICY_STATUS = 0x08, 0x07, 0x06, 0x05, 0x0B


def element(tag, content=None):
    if content is None:
        return bytes([tag])
    inside = b"\x03" + content.encode() + b"\0" if isinstance(content, str) else content
    return bytes([tag | 0x40]) + inside + b"\x01"


def document(page, content):
    return b"\x03\x01\x6a\0" + (bytes([0, page]) if page else b"") + content


def number(data, at):
    value = 0
    while True:
        value, at = value << 7 | data[at] & 0x7F, at + 1
        if not data[at - 1] & 0x80:
            return value, at


def texts(data):
    """(page, tag, text) of each element that has text, in order."""
    page, stack, found, at = 0, [], [], 4
    while at < len(data):
        token, at = data[at], at + 1
        if token == 0:
            page, at = data[at], at + 1
        elif token == 1:
            stack.pop()
        elif token == 3:
            end = data.index(b"\0", at)
            found.append(stack[-1] + (data[at:end].decode(),))
            at = end + 1
        elif token == 0xC3:
            length, at = number(data, at)
            found.append(stack[-1] + (data[at:at + length].decode(errors="replace"),))
            at += length
        elif token & 0x40:
            stack.append((page, token & 0x3F))
    return found


class Phone:
    def __init__(self, url, user, password):
        self.where, self.user = urlsplit(url), user
        self.login = base64.b64encode((user + ":" + password).encode()).decode()

    def ask(self, command, body):
        if self.where.scheme == "https":
            tls = ssl.create_default_context()
            tls.check_hostname, tls.verify_mode = False, ssl.CERT_NONE
            line = http.client.HTTPSConnection(self.where.netloc, context=tls, timeout=120)
        else:
            line = http.client.HTTPConnection(self.where.netloc, timeout=120)
        line.request("POST", "%s?Cmd=%s&User=%s&DeviceId=phone1&DeviceType=test"
                     % (self.where.path, command, self.user), body,
                     {"Authorization": "Basic " + self.login, "Content-Type": "application/vnd.ms-sync.wbxml",
                      "MS-ASProtocolVersion": "14.1", "User-Agent": "test"})
        answer = line.getresponse()
        data = answer.read()
        if answer.status != 200:
            sys.exit("HTTP %d" % answer.status)
        return texts(data)

    def provision(self):
        body = element(PROVISION_TAG, element(POLICIES, element(POLICY, element(POLICY_TYPE, "MS-EAS-Provisioning-WBXML"))))
        return " ".join(t for p, tag, t in self.ask("Provision", document(PROVISION, body)) if tag == POLICY_STATUS)

    def all_folders(self):
        return self.ask("FolderSync", document(FOLDERS, element(FOLDER_SYNC, element(FOLDER_KEY, "0"))))

    def folders(self):
        found = self.all_folders()
        names = [t for p, tag, t in found if tag == NAME]
        types = [t for p, tag, t in found if tag == TYPE]
        status = [t for p, tag, t in found if tag == FOLDER_STATUS]
        return " ".join(status[:1] + sorted("%s:%s" % pair for pair in zip(types, names)))

    def sync(self, folder, key):
        wanted = element(SYNC_KEY, key) + element(COLLECTION_ID, folder)
        if key != "0":
            wanted += element(GET_CHANGES)
        body = element(SYNC, element(COLLECTIONS, element(COLLECTION, wanted)))
        return self.ask("Sync", document(AIRSYNC, body))

    def events(self):
        found = self.all_folders()
        ids = [t for p, tag, t in found if tag == SERVER_ID]
        types = [t for p, tag, t in found if tag == TYPE]
        if "8" not in types:
            return "no calendar"
        folder = ids[types.index("8")]
        key = [t for p, tag, t in self.sync(folder, "0") if (p, tag) == (AIRSYNC, SYNC_KEY)][0]
        return " ".join(sorted(t for p, tag, t in self.sync(folder, key) if (p, tag) == (CALENDAR, SUBJECT)))


print(getattr(Phone(*sys.argv[1:4]), sys.argv[4])())
