"""Certificates of a test's own: an authority, and what it vouches for."""

import datetime
from dataclasses import dataclass
from pathlib import Path

import trustme
from cryptography import x509

DAY = datetime.timedelta(days=1)


@dataclass
class Certificate:
    """Files in PEM form: what a server shows, its key, and what its clients have to trust."""

    chain: Path
    key: Path
    authority: Path

    @property
    def serial(self):
        """What tells it from another."""
        return x509.load_pem_x509_certificate(self.chain.read_bytes()).serial_number


class Authority:
    """An authority nobody knows by itself."""

    def __init__(self, folder):
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._root = trustme.CA(organization_name="Parlor")
        self.path = folder / "authority.pem"
        self._root.cert_pem.write_to_path(self.path)

    def issue(self, *names, file="server", through_another=False, expired=False):
        """A certificate for these names and addresses, vouched for by the authority or by another that it vouches for."""
        authority = self._root.create_child_ca() if through_another else self._root
        now = datetime.datetime.now(datetime.timezone.utc)
        times = {"not_before": now - 2 * DAY, "not_after": now - DAY} if expired else {}
        issued = authority.issue_cert(*names, **times)
        chain, key = self.folder / f"{file}.pem", self.folder / f"{file}.key"
        chain.write_bytes(b"".join(blob.bytes() for blob in issued.cert_chain_pems))
        issued.private_key_pem.write_to_path(key)
        return Certificate(chain, key, self.path)
