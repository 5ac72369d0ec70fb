"""test_forwarded.py - whose address counts: the connection's, or what a proxy that is trusted has seen."""
import os
import re
import tempfile

from harness import SECRET, Host, environment, run, wait_until


def peers(*forwarded, trusted=("127.0.0.1",)):
    """Who the host takes for the sender of a request without a token, by its log."""
    flags = [word for address in trusted for word in ("--trusted-proxy", address)]
    with Host(*flags, authless=False, env=environment(JWT_SECRET=SECRET)) as host, host.wire() as wire:
        lines = "".join(f"X-Forwarded-For: {value}\r\n" for value in forwarded)
        wire.send(f"POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n{lines}\r\n")
        assert wire.reply().status == 401
        return wait_until(lambda: re.search(r"token_refused.*peer=(\S+)", host.log()), "the refusal in the log").group(1)


def test_a_trusted_proxy_says_who_asks():
    assert peers("203.0.113.9") == "203.0.113.9"
    assert peers("2001:db8::7") == "2001:db8::7"


def test_only_the_end_of_the_line_counts_for_the_rest_anybody_may_have_written():
    assert peers("198.51.100.1, 203.0.113.9") == "203.0.113.9"
    assert peers("198.51.100.1", "203.0.113.9") == "203.0.113.9"
    assert peers("203.0.113.9, 127.0.0.1") == "203.0.113.9"


def test_what_is_no_address_is_not_believed():
    assert peers("unknown") == "127.0.0.1"
    assert peers("203.0.113.9, evil") == "127.0.0.1"
    assert peers("") == "127.0.0.1"


def test_nobody_else_is_believed():
    assert peers("203.0.113.9", trusted=()) == "127.0.0.1"
    assert peers("203.0.113.9", trusted=("192.0.2.1",)) == "127.0.0.1"


def test_strangers_behind_one_proxy_do_not_share_their_failures():
    with tempfile.TemporaryDirectory() as folder:
        public = os.path.join(folder, "public.json")
        made = run("jwt", "keygen", "RS256", "--private", os.path.join(folder, "private.json"), "--public", public)
        assert made.returncode == 0, made.stderr
        with Host("--trusted-proxy", "127.0.0.1", "--jwks-file", public, authless=False) as host:
            def status(address):
                with host.wire() as wire:
                    forged = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEiLCJleHAiOjQ4MDAwMDAwMDB9." + "A" * 342
                    wire.send(f"POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\nX-Forwarded-For: {address}\r\n"
                              f"Authorization: Bearer {forged}\r\n\r\n")
                    return wire.reply().status
            assert status("203.0.113.9") == 401
            wait_until(lambda: status("203.0.113.9") == 429, "one address to have failed too often")
            assert status("203.0.113.10") == 401
