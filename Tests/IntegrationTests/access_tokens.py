"""Keys, and access tokens signed with them."""

import json
import time

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

ISSUER = "https://id.example.org"


class Signer:
    """Makes tokens as a company's sign-in would; `key_file` is what a server gets to verify them."""

    def __init__(self, folder, algorithm="HS256"):
        self.algorithm = algorithm
        self.key_file = folder / f"{algorithm}.key"
        if algorithm.startswith("HS"):
            self.key = "a shared key of many bytes, only for tests: " + "0123456789" * 3
            self.key_file.write_text(self.key + "\n")
            return
        made = {
            "R": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
            "P": lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048),
            "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
            "ES384": lambda: ec.generate_private_key(ec.SECP384R1()),
            "ES512": lambda: ec.generate_private_key(ec.SECP521R1()),
            "EdDSA": ed25519.Ed25519PrivateKey.generate,
        }
        private = (made.get(algorithm) or made[algorithm[0]])()
        self.key = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
        self.key_file.write_bytes(public)

    def token(self, sub="ann", seconds=600, algorithm=None, headers=None, without=(), **claims):
        """A token that holds for so many seconds; `without` leaves claims out, others are added."""
        claims = {"iss": ISSUER, "sub": sub, "exp": time.time() + seconds, **claims}
        for name in without:
            del claims[name]
        return jwt.api_jws.encode(
            json.dumps(claims).encode(), self.key, algorithm or self.algorithm, headers={"typ": "JWT", **(headers or {})})

    def auth(self, sub="ann", room=None, extra=None, **more):
        """What a client connects with."""
        return {"room": room, "token": self.token(sub, **more), **(extra or {})}

    @property
    def options(self):
        """The flags of a server that takes these tokens."""
        return ["--auth", "jwt", "--jwt-key", str(self.key_file), "--jwt-algorithm", self.algorithm]
