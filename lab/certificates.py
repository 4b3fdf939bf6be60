"""A certificate authority of the lab's own, made anew for each lab: for those who speak SIP by TLS."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Issued:
    """PEM: a certificate with its key."""

    certificate: str
    key: str


class Authority:
    def __init__(self, name: str = "Lab authority") -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = _name(name)
        basic = x509.BasicConstraints(ca=True, path_length=None)
        self._certificate = _signed(self._name, self._name, self._key.public_key(), self._key, (basic,))

    @property
    def pem(self) -> str:
        return _pem(self._certificate)

    def issue(self, *addresses: str) -> Issued:
        """For whoever is at these addresses."""
        key = ec.generate_private_key(ec.SECP256R1())
        names = x509.SubjectAlternativeName([x509.IPAddress(ip_address(each)) for each in addresses])
        signed = _signed(_name(addresses[0]), self._name, key.public_key(), self._key, (names,))
        return Issued(_pem(signed), _private(key))


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _signed(
    subject: x509.Name,
    issuer: x509.Name,
    public: ec.EllipticCurvePublicKey,
    key: ec.EllipticCurvePrivateKey,
    extensions: tuple[x509.ExtensionType, ...],
) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(issuer, subject, public, x509.random_serial_number(), now - _DAY, now + _DAY)
    for extension in extensions:
        builder = builder.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
    return builder.sign(key, hashes.SHA256())


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(serialization.Encoding.PEM).decode("ascii")


def _private(key: ec.EllipticCurvePrivateKey) -> str:
    format_, none = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    return key.private_bytes(serialization.Encoding.PEM, format_, none).decode("ascii")
