"""test_jwt.py - `tenon-host jwt`: keys that it makes, tokens that it signs, what it shows of them, and what it says they are worth."""
import json
import os
import stat
import tempfile
import time

from certificates import openssl
from harness import SECRET, environment, run
from minting import Key, b64, done, handmade, jwks, parts_of, signed, write

MINE = environment(JWT_SECRET=SECRET)


def verify(token, *words, env=None):
    answer = run("jwt", "verify", token, *words, env=env or environment())
    assert answer.returncode in (0, 1, 2), answer
    return answer


def test_each_command_has_its_help():
    overview = run("jwt", "--help").stdout
    for command in ("sign", "keygen", "inspect", "verify"):
        assert f"  tenon-host jwt {command} " in overview or f"jwt [{command}]" in overview, command
        assert "--help" in done(run("jwt", command, "--help"))
    for words in ([], ["make"], ["inspect"], ["inspect", "a", "b"], ["verify"], ["keygen"], ["keygen", "ES256"], ["sign", "extra", "--sub", "x"],
                  ["keygen", "XX256", "--private", "/tmp/none/a", "--public", "/tmp/none/b"], ["keygen", "ES256", "--private", "a", "--public", "a"],
                  ["verify", "a.b.c", "--leeway", "x"], ["verify", "a.b.c", "--jwks-url", "http://keys.example.com/"]):
        answer = run("jwt", *words, env=MINE)
        assert answer.returncode == 2 and answer.stderr.startswith("tenon-host jwt: ") and not answer.stdout, (words, answer)
        assert answer.stderr.count("\n") == 1, answer.stderr


def test_every_algorithm_signs_and_verifies():
    with tempfile.TemporaryDirectory() as place:
        for algorithm in ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"):
            key = Key(place, algorithm, algorithm)
            token = key.token("--scope", "a b")
            header, claims = parts_of(token)
            assert (header["alg"], header["kid"], header["typ"]) == (algorithm, algorithm, "JWT"), header
            assert claims["sub"] == "alice" and claims["scope"] == "a b"
            assert verify(token, "--jwks-file", key.public).stdout.startswith("accepted\n")
            body, _, last = token.rpartition(".")
            refused = verify(body + "." + ("B" if last[0] == "A" else "A") + last[1:], "--jwks-file", key.public)
            assert refused.returncode == 1 and refused.stdout.startswith("refused: bad_signature: "), refused
    for algorithm in ("HS256", "HS384", "HS512"):
        env = environment(JWT_SECRET=SECRET * 2)
        token = done(run("jwt", "sign", "--sub", "x", "--alg", algorithm, env=env))
        assert parts_of(token)[0]["alg"] == algorithm
        assert verify(token, "--algorithms", algorithm, env=env).returncode == 0
        assert verify(token, "--algorithms", algorithm, env=environment(JWT_SECRET=SECRET * 3)).returncode == 1


def test_keys_are_written_for_their_owner_alone_and_never_over_others():
    with tempfile.TemporaryDirectory() as place:
        umask = os.umask(0)
        try:
            key = Key(place, "one")
        finally:
            os.umask(umask)
        assert stat.S_IMODE(os.stat(key.private).st_mode) == 0o600 and stat.S_IMODE(os.stat(key.public).st_mode) == 0o644
        assert "d" in json.load(open(key.private, encoding="utf-8")) and "d" not in key.jwk
        words = ("jwt", "keygen", "ES256", "--private", key.private, "--public", key.public)
        before = open(key.private, encoding="utf-8").read()
        for there, gone in ((key.private, key.public), (key.public, key.private)):
            kept = open(gone, encoding="utf-8").read()
            os.remove(gone)
            answer = run(*words)
            assert answer.returncode == 2 and f"{there}: it is there already; add --force" in answer.stderr, answer
            assert not os.path.exists(gone), "both or none"
            write(gone, kept)
        assert open(key.private, encoding="utf-8").read() == before
        os.chmod(key.private, 0o644)
        kid = done(run(*words, "--force")).splitlines()[0]
        assert stat.S_IMODE(os.stat(key.private).st_mode) == 0o600, "also where it was 644"
        assert open(key.private, encoding="utf-8").read() != before
        assert len(kid.split()[-1]) == 43, "a thumbprint"
        assert sorted(os.listdir(place)) == ["one.jwk", "one.jwks"], "nothing is left beside"
        answer = run("jwt", "keygen", "ES256", "--private", place + "/no/such/key", "--public", place + "/p")
        assert answer.returncode == 1 and not os.path.exists(place + "/p"), answer
        answer = run("jwt", "keygen", "RS256", "--private", place + "/r", "--public", place + "/s", "--bits", "1024")
        assert answer.returncode == 2 and "2048" in answer.stderr and not os.path.exists(place + "/r"), answer
        assert "openssl rand" in run("jwt", "keygen", "HS256").stderr


def test_a_new_key_finds_its_place_beside_others():
    with tempfile.TemporaryDirectory() as place:
        old, grown = Key(place, "old"), os.path.join(place, "keys.json")
        for text in (jwks(old), json.dumps({"keys": [old.jwk]}, indent=2) + "\n", '{"keys": [ ]}'):
            write(grown, text)
            private = os.path.join(place, "new")
            answer = run("jwt", "keygen", "RS256", "--private", private, "--add-to", grown, "--force")
            assert answer.returncode == 0 and grown in answer.stdout, answer
            with open(grown, encoding="utf-8") as file:
                kept = json.load(file)["keys"]
            assert kept[:-1] == ([] if "[ ]" in text else [old.jwk]) and kept[-1]["alg"] == "RS256" and "d" not in kept[-1]
            assert verify(done(run("jwt", "sign", "--sub", "x", "--key", private)), "--jwks-file", grown).returncode == 0
            os.remove(private)
        for text, said in (("{}", "no JWK Set"), ("[]", "no JSON object"), ('{"keys":[],"x":[]}', "no key"), ("x]", "not valid"), ("", "empty")):
            write(grown, text)
            answer = run("jwt", "keygen", "ES256", "--private", private, "--add-to", grown)
            assert answer.returncode == 1 and said in answer.stderr and not os.path.exists(private), (text, answer)
            with open(grown, encoding="utf-8") as file:
                assert file.read() == text
        write(grown, jwks(old))
        answer = run("jwt", "keygen", "ES256", "--private", private, "--add-to", grown, "--kid", "old")
        assert answer.returncode == 1 and "twice" in answer.stderr and not os.path.exists(private), answer


def test_rsa_keys_have_the_bits_that_were_asked_for():
    with tempfile.TemporaryDirectory() as place:
        key = Key(place, "large", "PS256", "--bits", "3072")
        assert len(key.jwk["n"]) == 512, "3072 bits as base64url"
        assert verify(key.token(), "--jwks-file", key.public).returncode == 0


def test_pem_keys_sign_and_verify():
    with tempfile.TemporaryDirectory() as place:
        private, public = os.path.join(place, "key.pem"), os.path.join(place, "public.pem")
        for words, algorithm in ((("genrsa", "-out", private, "2048"), "RS256"),
                                 (("ecparam", "-name", "secp384r1", "-genkey", "-noout", "-out", private), "ES384")):
            openssl(*words)
            openssl("pkey", "-in", private, "-pubout", "-out", public)
            token = done(run("jwt", "sign", "--sub", "x", "--key", private, "--kid", "mine"))
            assert parts_of(token)[0] == {"alg": algorithm, "kid": "mine", "typ": "JWT"}
            assert verify(token, "--public-key", public).returncode == 0
            if algorithm == "RS256":  # an RSA key is for the one algorithm that is named
                token = done(run("jwt", "sign", "--sub", "x", "--key", private, "--alg", "PS256"))
                assert "bad_algorithm" in verify(token, "--public-key", public).stdout
                assert verify(token, "--public-key", public, "--algorithms", "PS256").returncode == 0


def test_claims_of_any_name():
    claims = parts_of(signed("--claim", 'team="blue"', "--claim", "level=3", "--claim", 'deep={"list":["x"]}', "--claims", ' {"a":1} ', "--aud", "one",
                             "--aud", "two", "--expires", "60", "--typ", "at+jwt"))
    assert claims[0]["typ"] == "at+jwt"
    claims = claims[1]
    assert (claims["team"], claims["level"], claims["deep"], claims["a"], claims["aud"]) == ("blue", 3, {"list": ["x"]}, 1, ["one", "two"])
    assert claims["exp"] - claims["iat"] == 60
    assert parts_of(signed("--claims", "{}", "--claim", "a=1"))[1]["a"] == 1
    for words, said in ((["--claim", "team=blue"], "quotes"), (["--claim", "team"], "level=3"), (["--claim", "=1"], "level=3"),
                        (["--claim", "sub=1"], '"sub"'), (["--claims", "[1]", "--claim", "a=1"], "not an object"),
                        (["--aud", "a", "--aud", "b", "--claims", '{"aud":"c"}'], "duplicate")):
        answer = run("jwt", "sign", "--sub", "x", *words, env=MINE)
        assert answer.returncode == 2 and said in answer.stderr and not answer.stdout, (words, answer)


def test_inspect_shows_all_and_vouches_for_nothing():
    now = int(time.time())
    token = handmade({"sub": "x", "iat": now - 200, "exp": now + 3030, "nbf": now + 510, "auth_time": 0, "deep": {"exp": 5, "list": [1, {}, []]},
                      "text": "a{b}[c],d:\"e\" \u001b[31m\u0085", "big": 1e300})
    shown = done(run("jwt", "inspect", token[:-4]))
    for line in ('"alg": "HS256"', '"sub": "x",', "UTC, 3 minutes ago)", "UTC, expires in 50 minutes)", "UTC, not valid for 8 minutes)", "(1970-01-01 00:00:00 UTC, ",
                 '"exp": 5,\n', '"list": [\n        1,\n        {},\n        []\n      ]', 'a{b}[c],d:\\"e\\" \\u001b[31m\\u0085', "NOT CHECKED"):
        assert line in shown, (line, shown)
    for claims, words in (({"exp": now - 7200}, "expired 2 hours ago"), ({"exp": now - 864000}, "expired 10 days ago"), ({"exp": -1}, "no date"),
                          ({"exp": 1e18}, "no date"), ({"exp": "soon"}, '"exp": "soon"\n'), ({"iat": now + 30.5}, "UTC, in 30 seconds")):
        assert words in done(run("jwt", "inspect", handmade(claims))).replace("in 29", "in 30"), claims
    assert done(run("jwt", "inspect", "-", text=f"Bearer {token}\n")).startswith("header\n")
    raw = ".".join([b64(b"\x1b]0;title\x07"), b64(b"\xff\xc2\x85"), ""])
    shown = done(run("jwt", "inspect", raw))
    assert "\x1b" not in shown and "\x07" not in shown and "\x85" not in shown and "no JSON object" in shown, shown
    for wrong in ("", "a.b", "a.b.c.d", "a.b.$", "YQ.YQ=.YQ", "x" * 100):
        answer = run("jwt", "inspect", "-", text=wrong)
        assert answer.returncode == (1 if wrong else 2) and not answer.stdout, (wrong, answer)
    assert run("jwt", "inspect", "." * 100_000).returncode == 1


def test_verify_names_the_check_that_failed():
    now = int(time.time())
    with tempfile.TemporaryDirectory() as place:
        key, other = Key(place, "one"), Key(place, "two")
        both = write(os.path.join(place, "both"), jwks(key, other))
        mine, bound = ("--jwks-file", key.public), 'cnf={"jkt":"' + "A" * 43 + '"}'
        for token, words, reason in (
                (key.token(), mine, "accepted"), (other.token(), ("--jwks-file", both), "accepted"), (other.token(), mine, "unknown_key"),
                (key.token(), ("--jwks-file", both, "--algorithms", "ES384"), None), (key.token("--iss", "a"), (*mine, "--issuer", "b"), "wrong_issuer"),
                (key.token("--iss", "a"), (*mine, "--issuer", "a"), "accepted"),
                (key.token("--aud", "a", "--aud", "b"), (*mine, "--audience", "c", "--audience", "b"), "accepted"),
                (key.token("--aud", "a"), (*mine, "--audience", "c"), "wrong_audience"),
                (key.token("--aud", "https://h/mcp"), (*mine, "--resource", "https://h/mcp"), "accepted"),
                (key.token("--aud", "https://h/"), (*mine, "--resource", "https://h/mcp"), "wrong_audience"),
                (key.token(), (*mine, "--token-type", "required"), "bad_header"), (key.token("--typ", "at+jwt"), (*mine, "--token-type", "required"), "accepted"),
                (key.token("--typ", "id+jwt"), mine, "bad_header"), (key.token("--typ", "id+jwt"), (*mine, "--token-type", "any"), "accepted"),
                (key.token(), (*mine, "--dpop", "required"), "proof_missing"), (key.token("--claim", bound), mine, "proof_missing"),
                (key.token("--claim", bound), (*mine, "--dpop", "required"), "accepted"), (key.token("--claim", "cnf={}"), mine, "bad_claims"),
                ("no.to.ken", mine, "malformed"), ("x" * 10, mine, "malformed")):
            answer = verify(token, *words)
            if reason is None:
                assert answer.returncode == 2 and "no key" in answer.stderr, answer
            else:
                assert answer.stdout.split("\n")[0].startswith("accepted" if reason == "accepted" else f"refused: {reason}: "), (words, reason, answer)
                assert answer.returncode == (reason != "accepted") and not answer.stderr
                assert "docs/security" not in answer.stdout, "each reason is put into words"
    now = int(time.time())
    for claims, words, reason in (({"exp": now - 1}, (), "accepted"), ({"exp": now - 1}, ("--leeway", "0"), "expired"), ({"exp": now - 60}, (), "expired"),
                                  ({"exp": now - 60}, ("--leeway", "90"), "accepted"), ({}, (), "no_expiry"), ({}, ("--expiry-optional",), "accepted"),
                                  ({"exp": now + 60, "nbf": now + 30}, (), "not_yet_valid"), ({"exp": now + 60}, ("--max-token-age", "100"), "too_old"),
                                  ({"exp": now + 60, "iat": now - 200}, ("--max-token-age", "100"), "too_old"),
                                  ({"exp": now + 60, "iat": now - 50}, ("--max-token-age", "100"), "accepted"), ({"exp": "x"}, (), "bad_claims")):
        answer = verify(handmade({"sub": "x", **claims}), *words, env=MINE)
        assert answer.stdout.startswith("accepted\n" if reason == "accepted" else f"refused: {reason}: "), (claims, words, reason, answer)
    for header, reason in (({"crit": ["x"]}, "critical"), ({"jku": "https://h"}, "bad_header"), ({"alg": "none"}, "bad_algorithm")):
        assert f"refused: {reason}: " in verify(handmade({"sub": "x", "exp": now + 60}, header), env=MINE).stdout
    assert verify("-", env=MINE).returncode == 2, "an empty stdin is no token"
    nobody = verify("a.b.c")
    assert nobody.returncode == 2 and "no key to check with" in nobody.stderr, nobody
