"""minting.py - keys, tokens and proofs for the tests: by `tenon-host jwt` where it can, by openssl and hashlib where it must not."""
import base64
import hashlib
import hmac
import json
import os
import time
import uuid

from certificates import openssl
from harness import SECRET, environment, run


def b64(data):
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def parts_of(token):
    """Header and claims of a token."""
    return [json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))) for part in token.split(".")[:2]]


def done(process):
    assert process.returncode == 0, process
    return process.stdout.strip()


def write(path, text):
    """Moved into place, as whoever rotates keys should."""
    with open(path + ".new", "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(path + ".new", path)
    return path


class Key:
    """A key pair of `tenon-host jwt keygen` in `place`, and tokens that are signed with it."""

    def __init__(self, place, name, algorithm="ES256", *words):
        self.private, self.public = os.path.join(place, name + ".jwk"), os.path.join(place, name + ".jwks")
        done(run("jwt", "keygen", algorithm, "--private", self.private, "--public", self.public, "--kid", name, *words))
        with open(self.public, encoding="utf-8") as file:
            self.jwk = json.load(file)["keys"][0]

    def token(self, *words, sub="alice"):
        return done(run("jwt", "sign", "--key", self.private, "--sub", sub, *words))


def jwks(*keys):
    return json.dumps({"keys": [key.jwk for key in keys]})


def signed(*words, sub="alice", secret=SECRET):
    """A token of JWT_SECRET."""
    return done(run("jwt", "--sub", sub, *words, env=environment(JWT_SECRET=secret)))


def handmade(claims, header=None, secret=SECRET):
    """An HS256 token that says just this."""
    text = ".".join(b64(json.dumps(part).encode()) for part in ({"alg": "HS256", **(header or {})}, claims))
    return text + "." + b64(hmac.new(secret.encode(), text.encode(), hashlib.sha256).digest())


class Prover:
    """A client's own P-256 key (RFC 9449), by the openssl program."""

    def __init__(self, place):
        self.place = place
        self.key = os.path.join(place, "prover.pem")
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", self.key)
        der = os.path.join(place, "prover.der")
        openssl("ec", "-in", self.key, "-pubout", "-outform", "DER", "-out", der)
        with open(der, "rb") as file:
            point = file.read()[-64:]
        self.jwk = {"crv": "P-256", "kty": "EC", "x": b64(point[:32]), "y": b64(point[32:])}
        self.thumbprint = b64(hashlib.sha256(json.dumps(self.jwk, separators=(",", ":")).encode()).digest())

    def proof(self, token, url, method="POST", **claims):
        said = {"jti": str(uuid.uuid4()), "htm": method, "htu": url, "iat": int(time.time()),
                "ath": b64(hashlib.sha256(token.encode()).digest()), **claims}
        text = ".".join(b64(json.dumps(part).encode()) for part in ({"typ": "dpop+jwt", "alg": "ES256", "jwk": self.jwk}, said))
        return text + "." + b64(self._sign(text.encode()))

    def _sign(self, data):
        path, out = os.path.join(self.place, "signed"), os.path.join(self.place, "signature")
        with open(path, "wb") as file:
            file.write(data)
        openssl("dgst", "-sha256", "-sign", self.key, "-out", out, path)
        with open(out, "rb") as file:
            der = file.read()
        numbers, at = [], 2
        for _ in range(2):
            length = der[at + 1]
            numbers.append(int.from_bytes(der[at + 2:at + 2 + length], "big").to_bytes(32, "big"))
            at += 2 + length
        return b"".join(numbers)
