"""A device that holds a passkey, as a browser would ask it."""

import hashlib
import json
import os
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

ORIGIN = "https://testserver"
FLAG = AuthenticatorData.FLAG


@dataclass
class Device:
    """Answers as a phone does; `knows_person` is false where nobody was checked."""

    origin: str = ORIGIN
    knows_person: bool = True
    number: bytes = field(default_factory=lambda: os.urandom(16))
    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def create(self, options: str) -> str:
        """Return a new passkey, as a browser sends it."""
        asked = json.loads(options)["publicKey"]
        public = ES256.from_cryptography_key(self.key.public_key())
        credential = AttestedCredentialData.create(Aaguid(bytes(16)), self.number, public)
        data = AuthenticatorData.create(
            self._domain(asked["rp"]["id"]), self._flags() | FLAG.AT, 0, credential
        )
        made = AttestationObject.create("none", data, {})
        client = self._client(CollectedClientData.TYPE.CREATE, asked)
        return self._sent(clientDataJSON=client, attestationObject=made)

    def get(self, options: str) -> str:
        """Return the answer to a challenge."""
        asked = json.loads(options)["publicKey"]
        data = AuthenticatorData.create(self._domain(asked["rpId"]), self._flags(), 1)
        client = self._client(CollectedClientData.TYPE.GET, asked)
        signed = bytes(data) + hashlib.sha256(bytes(client)).digest()
        signature = self.key.sign(signed, ec.ECDSA(SHA256()))
        return self._sent(clientDataJSON=client, authenticatorData=data, signature=signature)

    def _flags(self) -> AuthenticatorData.FLAG:
        return FLAG.UP | FLAG.UV if self.knows_person else FLAG.UP

    def _domain(self, name: str) -> bytes:
        return hashlib.sha256(name.encode()).digest()

    def _client(self, kind: str, asked: dict[str, Any]) -> bytes:
        return CollectedClientData.create(kind, asked["challenge"], self.origin)

    def _sent(self, **parts: bytes) -> str:
        response = {name: websafe_encode(bytes(part)) for name, part in parts.items()}
        number = websafe_encode(self.number)
        return json.dumps(
            {"id": number, "rawId": number, "type": "public-key", "response": response}
        )
