#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""browser.py - a real browser does what people do, and says what they see

browser.py [--size 390x844] [--dark] [--language de] STEP...

goto URL, type ID TEXT, press (the button of the page), picture FILE, see (title, path and text, a line each),
look JAVASCRIPT (its value), script off: each step waits until the page is there. wait JAVASCRIPT: until it is true, for
pages that go on by themselves.
"""
import argparse
import base64
import json
import os
import subprocess
import sys
import tempfile
import time


class Browser:
    def __init__(self, options, folder):
        to_read, self.writes = os.pipe()
        self.reads, to_write = os.pipe()
        self.count, self.rest, self.events = 0, b"", []
        width, height = options.size.split("x")
        command = ["chromium", "--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
                   "--ignore-certificate-errors", "--no-first-run", "--user-data-dir=" + folder,
                   "--accept-lang=" + options.language, "--window-size=%s,%s" % (width, height),
                   "--remote-debugging-pipe", "about:blank"]
        # The pipes are descriptors 3 and 4 there, whatever they are here.
        keep = [os.dup2(to_read, 8), os.dup2(to_write, 9)]
        shell = ["/bin/sh", "-c", "exec \"$@\" 3<&8 4>&9", "sh"]
        self.process = subprocess.Popen(shell + command, pass_fds=keep, stdin=subprocess.DEVNULL,
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for fd in keep + [to_read, to_write]:
            os.close(fd)
        target = [t for t in self.call("Target.getTargets")["targetInfos"] if t["type"] == "page"][0]
        self.session = self.call("Target.attachToTarget", targetId=target["targetId"], flatten=True)["sessionId"]
        self.tell("Page.enable")
        self.tell("Emulation.setDeviceMetricsOverride", width=int(width), height=int(height), deviceScaleFactor=1,
                  mobile=int(width) < 600)
        scheme = "dark" if options.dark else "light"
        self.tell("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])

    def message(self):
        while b"\0" not in self.rest:
            more = os.read(self.reads, 65536)
            if not more:
                sys.exit("browser.py: the browser has ended")
            self.rest += more
        text, self.rest = self.rest.split(b"\0", 1)
        return json.loads(text)

    def call(self, method, session=None, **params):
        self.count += 1
        request = {"id": self.count, "method": method, "params": params}
        if session:
            request["sessionId"] = session
        os.write(self.writes, json.dumps(request).encode() + b"\0")
        while True:
            answer = self.message()
            if answer.get("id") == self.count:
                if "error" in answer:
                    sys.exit("browser.py: %s: %s" % (method, answer["error"]))
                return answer["result"]
            self.events.append(answer.get("method"))

    def tell(self, method, **params):
        return self.call(method, self.session, **params)

    def loaded(self, act):
        self.events.clear()
        act()
        while "Page.loadEventFired" not in self.events:
            self.events.append(self.message().get("method"))

    def value(self, script):
        return self.tell("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")

    def goto(self, url):
        self.loaded(lambda: self.tell("Page.navigate", url=url))

    def type(self, name, text):
        self.value("document.getElementById(%s).focus()" % json.dumps(name))
        self.tell("Input.insertText", text=text)

    def wait(self, script):
        end = time.monotonic() + 120
        while not self.value(script):
            if time.monotonic() > end:
                self.see()
                sys.exit("browser.py: this did not happen: " + script)
            time.sleep(0.1)

    def press(self):
        x, y = json.loads(self.value("(b => JSON.stringify([b.x + b.width / 2, b.y + b.height / 2]))"
                                     "(document.querySelector('button').getBoundingClientRect())"))
        def click():
            for kind in "mousePressed", "mouseReleased":
                self.tell("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)
        self.loaded(click)

    def picture(self, file):
        """Where nothing moves any more; but some pages have a thing that turns for ever."""
        end = time.monotonic() + 5
        while self.value("document.getAnimations().some(a => a.playState == 'running')") and time.monotonic() < end:
            time.sleep(0.1)
        with open(file, "wb") as out:
            out.write(base64.b64decode(self.tell("Page.captureScreenshot")["data"]))

    def see(self):
        print(self.value("[document.title, location.pathname + location.search, document.body.innerText].join('\\n')"))

    def close(self):
        os.close(self.writes)
        self.process.terminate()
        self.process.wait()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", default="1280x800")
    parser.add_argument("--language", default="en")
    parser.add_argument("--dark", action="store_true")
    parser.add_argument("steps", nargs="+")
    options = parser.parse_args()
    words = list(options.steps)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        browser = Browser(options, folder)
        try:
            while words:
                step = words.pop(0)
                if step == "goto":
                    browser.goto(words.pop(0))
                elif step == "type":
                    browser.type(words.pop(0), words.pop(0))
                elif step in ("picture", "wait"):
                    getattr(browser, step)(words.pop(0))
                elif step == "look":
                    print(browser.value(words.pop(0)))
                elif step == "script":
                    browser.tell("Emulation.setScriptExecutionDisabled", value=words.pop(0) == "off")
                elif step in ("press", "see"):
                    getattr(browser, step)()
                else:
                    sys.exit("browser.py: no such step: " + step)
        finally:
            browser.close()


main()
