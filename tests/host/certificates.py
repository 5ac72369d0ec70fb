"""certificates.py - certificates and keys for the tests, made by the openssl program when they are needed."""
import os
import shutil
import subprocess

from harness import Skip


def openssl(*words, **more):
    if not shutil.which("openssl"):
        raise Skip("there is no openssl program")
    return subprocess.run(["openssl", *words], check=True, capture_output=True, text=True, **more).stdout


class Certificate:
    """A self-signed certificate for localhost in `directory`, and its key."""

    def __init__(self, directory, name="host", days=30, key=("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256")):
        self.cert = os.path.join(directory, name + ".crt")
        self.key = os.path.join(directory, name + ".key")
        openssl("req", "-x509", *key, "-nodes", "-days", str(days), "-keyout", self.key, "-out", self.cert,
                "-subj", f"/CN={name}", "-addext", "subjectAltName=DNS:localhost,DNS:mcp.example.com,IP:127.0.0.1")
        os.chmod(self.key, 0o600)

    def flags(self):
        return ["--tls-cert", self.cert, "--tls-key", self.key]

    def replace_by(self, other):
        """As a renewal does it: whole files, moved into place."""
        for mine, theirs in ((self.key, other.key), (self.cert, other.cert)):
            shutil.copy2(theirs, mine + ".new")
            os.replace(mine + ".new", mine)
