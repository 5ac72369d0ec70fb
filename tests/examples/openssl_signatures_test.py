"""openssl_signatures_test.py PROGRAM - the example's server lets in tokens of every public algorithm, EdDSA too, and no others.

The tokens are made by the program openssl; without it the test is skipped, but fails when CI=true.
"""
import base64
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

HOUR = int(time.time()) + 3600
COORDINATES = {"ES256": 32, "ES384": 48, "ES512": 66}
CURVES = {"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}
ALGORITHMS = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
passed = failed = 0


def check(what, ok, seen=""):
    global passed, failed
    passed, failed = passed + bool(ok), failed + (not ok)
    if not ok:
        print(f"FAILED {what}: {seen}")


def openssl(*arguments, given=b""):
    return subprocess.run(["openssl", *arguments], input=given, capture_output=True, check=True, timeout=60).stdout


def text_of(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Signer:
    def __init__(self, directory, algorithm):
        self.algorithm, self.directory = algorithm, directory
        self.file = str(directory / f"{algorithm}.pem")
        if algorithm == "EdDSA":
            kind = ["-algorithm", "ED25519"]
        elif algorithm in CURVES:
            kind = ["-algorithm", "EC", "-pkeyopt", f"ec_paramgen_curve:{CURVES[algorithm]}"]
        else:
            kind = ["-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"]
        openssl("genpkey", *kind, "-out", self.file)

    def jwk(self):
        der = openssl("pkey", "-in", self.file, "-pubout", "-outform", "DER")
        named = {"kid": f"key of {self.algorithm}", "alg": self.algorithm}
        if self.algorithm == "EdDSA":
            return {"kty": "OKP", "crv": "Ed25519", "x": text_of(der[-32:]), **named}
        if self.algorithm in CURVES:
            size = COORDINATES[self.algorithm]
            return {"kty": "EC", "crv": CURVES[self.algorithm], "x": text_of(der[-2 * size:-size]), "y": text_of(der[-size:]), **named}
        modulus = openssl("rsa", "-in", self.file, "-modulus", "-noout").decode().strip().split("=")[1]
        return {"kty": "RSA", "n": text_of(bytes.fromhex(modulus)), "e": "AQAB", **named}

    def sign(self, text, algorithm=None):
        algorithm = algorithm or self.algorithm
        plain = self.directory / "text"
        plain.write_bytes(text)
        if algorithm == "EdDSA":
            return openssl("pkeyutl", "-sign", "-rawin", "-in", str(plain), "-inkey", self.file)
        pss = ["-sigopt", "rsa_padding_mode:pss", "-sigopt", "rsa_pss_saltlen:digest"] if algorithm.startswith("PS") else []
        made = openssl("dgst", f"-sha{algorithm[2:]}", *pss, "-sign", self.file, str(plain))
        return raw(made, COORDINATES[algorithm]) if algorithm in CURVES else made

    def token(self, header=None, signed_as=None, **claims):
        head = {"alg": self.algorithm, "kid": f"key of {self.algorithm}", **(header or {})}
        text = ".".join(text_of(json.dumps(part).encode()) for part in (head, {"sub": "ann", "exp": HOUR, **claims}))
        return f"{text}.{text_of(self.sign(text.encode(), signed_as))}"


def raw(der, size):
    """r and s out of ECDSA's DER."""
    at, numbers = 3 if der[1] & 0x80 else 2, b""
    for _ in range(2):
        length = der[at + 1]
        numbers += int.from_bytes(der[at + 2:at + 2 + length], "big").to_bytes(size, "big")
        at += 2 + length
    return numbers


def torn(token, place):
    """The same form, another bit."""
    at = token.rindex(".") + place
    return token[:at] + ("B" if token[at] == "A" else "A") + token[at + 1:]


def expected(signers):
    """(what, token, status)"""
    for one in signers:
        good = one.token()
        signature = good.rsplit(".", 1)[1]
        yield f"{one.algorithm}: a good token", good, 200
        yield f"{one.algorithm}: at its second use", good, 200
        yield f"{one.algorithm}: another bit in front", torn(good, 5), 401
        yield f"{one.algorithm}: another bit further on", torn(good, 60), 401
        yield f"{one.algorithm}: no signature", good[:-len(signature)], 401
        yield f"{one.algorithm}: half a signature", good[:-len(signature) // 2 // 4 * 4], 401
        yield f"{one.algorithm}: a longer signature", good + "AAAA", 401
        yield f"{one.algorithm}: zeros", good[:-len(signature)] + "A" * (len(signature) // 4 * 4), 401
        yield f"{one.algorithm}: another text", ".".join([good.split(".")[0], text_of(b'{"sub":"eve","exp":%d}' % HOUR), signature]), 401
        yield f"{one.algorithm}: expired", one.token(exp=HOUR - 7200), 401
        yield f"{one.algorithm}: by another key's name", one.token(header={"kid": "key of nobody"}), 401
        if one.algorithm.startswith("RS"):
            yield f"{one.algorithm}: signed with the other padding", one.token(signed_as="PS" + one.algorithm[2:]), 401
        if one.algorithm.startswith("PS"):
            yield f"{one.algorithm}: signed with another hash", one.token(signed_as="PS256" if one.algorithm != "PS256" else "PS384"), 401


def main():
    program = sys.argv[1]
    if not shutil.which("openssl") or not re.match(rb"OpenSSL 3", subprocess.run(["openssl", "version"], capture_output=True).stdout):
        print("skipped: there is no program openssl of version 3")
        print(f"0 passed, {int(os.environ.get('CI') == 'true')} failed, 1 skipped")
        sys.exit(os.environ.get("CI") == "true")
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        signers = [Signer(directory, algorithm) for algorithm in ALGORITHMS]
        jwks = directory / "jwks.json"
        jwks.write_text(json.dumps({"keys": [one.jwk() for one in signers]}))
        cases = list(expected(signers))
        run = subprocess.run([program, str(jwks)], input="".join(f"{token}\n" for _, token, _ in cases), capture_output=True, text=True, timeout=120)
        check("the program ends well", run.returncode == 0, run.stderr)
        answers = run.stdout.split()
        check("there is an answer to each token", len(answers) == len(cases), f"{len(answers)} of {len(cases)}")
        for (what, _, status), answer in zip(cases, answers):
            check(what, answer == str(status), answer)
        jwks.write_text(json.dumps({"keys": [{**signers[-1].jwk(), "x": "AAAA"}]}))
        short = subprocess.run([program, str(jwks)], input="", capture_output=True, text=True, timeout=60)
        check("a key that is too short is refused with a sentence", short.returncode == 1 and "x has 3 bytes" in short.stderr, short.stderr)
    print(f"{passed} passed, {failed} failed, 0 skipped")
    sys.exit(failed > 0)


main()
