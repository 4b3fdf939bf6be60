"""Self-signed certificates of localhost with their keys, which protect nothing: one that is good, one that is over."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Pair:
    certificate: str
    key: str

    def written(self, folder: Path) -> tuple[Path, Path]:
        """Certificate and key as files."""
        folder.mkdir(exist_ok=True)
        certificate, key = folder / "socket.crt", folder / "socket.key"
        certificate.write_text(self.certificate, "ascii")
        key.write_text(self.key, "ascii")
        return certificate, key


GOOD = Pair(
    """\
-----BEGIN CERTIFICATE-----
MIIBSTCB8KADAgECAhQXZW5NT13wlZ8WWvNfbcz35bOXxzAKBggqhkjOPQQDAjAU
MRIwEAYDVQQDDAlsb2NhbGhvc3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEw
MDAwMDBaMBQxEjAQBgNVBAMMCWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49
AwEHA0IABFs3uBVHK7a+0n1DiRJ7UcP1RHOwd93IDTcS9UinXgRetJ1Lth7ZYabL
nBDiRhIgKbNmy9YK6D98aIKvS5pjmj6jHjAcMBoGA1UdEQQTMBGCCWxvY2FsaG9z
dIcEfwAAATAKBggqhkjOPQQDAgNIADBFAiEA7iMTvjOP2DK3+ZUUxfdTWSUpNLIX
GRIer/jTi0+5SzoCIDn8IaHHPoP58FbTSdonPg/nGvqyY8PskVReZG8EtcBu
-----END CERTIFICATE-----
""",
    """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg0ybyyTTRbYuz74Ww
id6eWgvbYVg2boT5UHr9afFWrQqhRANCAARbN7gVRyu2vtJ9Q4kSe1HD9URzsHfd
yA03EvVIp14EXrSdS7Ye2WGmy5wQ4kYSICmzZsvWCug/fGiCr0uaY5o+
-----END PRIVATE KEY-----
""",
)
ANOTHER = Pair(
    """\
-----BEGIN CERTIFICATE-----
MIIBSDCB8KADAgECAhRovCsIdgXet9eTQBW7ZKDPBdfWHTAKBggqhkjOPQQDAjAU
MRIwEAYDVQQDDAlsb2NhbGhvc3QwIBcNMjAwMTAxMDAwMDAwWhgPMjEyMDAxMDEw
MDAwMDBaMBQxEjAQBgNVBAMMCWxvY2FsaG9zdDBZMBMGByqGSM49AgEGCCqGSM49
AwEHA0IABABn2otd9kBmLOlEnIJWBESkuEMwgG11m6Ea5q5B8EERBmpBhIXALyap
SKD/BSDIzfwmoJT9bM0xtol0IfhrJjSjHjAcMBoGA1UdEQQTMBGCCWxvY2FsaG9z
dIcEfwAAATAKBggqhkjOPQQDAgNHADBEAiAk/0hD00vvZyMz4nhRKmY5xcOvdAEY
gyoCVFShxwCd8AIgGFR0q3MlBJ48X9Z5So7y/MtHU0GF0ONMe5sSFvJ/+yc=
-----END CERTIFICATE-----
""",
    """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQggEaJI7eZ6Vwqmzd8
xI1CGRy6CpiNzoaZKaXKa0VjZe2hRANCAAQAZ9qLXfZAZizpRJyCVgREpLhDMIBt
dZuhGuauQfBBEQZqQYSFwC8mqUig/wUgyM38JqCU/WzNMbaJdCH4ayY0
-----END PRIVATE KEY-----
""",
)
OVER = Pair(
    """\
-----BEGIN CERTIFICATE-----
MIIBRzCB7qADAgECAhQ6ByKmdmT7JweBi/6lJPTnOPy3ITAKBggqhkjOPQQDAjAU
MRIwEAYDVQQDDAlsb2NhbGhvc3QwHhcNMjAwMTAxMDAwMDAwWhcNMjEwMTAxMDAw
MDAwWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMB
BwNCAAT2whnhkNrnFezcF51AvLFKt5tp4oODTU8RWnTdjGhWLAoiLFBk7A3k6D/w
HWnZOrBPiO9Rw8OkBb7TW3JwLPRuox4wHDAaBgNVHREEEzARgglsb2NhbGhvc3SH
BH8AAAEwCgYIKoZIzj0EAwIDSAAwRQIhALwYKS7Qd5bvgRG5tZ0nisdJ5A4xlRp6
xdbWHY/MwCGQAiAbwJRXpRdpLt7u4CdoJQvPvfwj61e7z3+MxArUORnk/g==
-----END CERTIFICATE-----
""",
    """\
-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgbtq2yqCn1Sgfgb4e
Rx/xx/pPMGE1ilm7libDCrpaiiyhRANCAAT2whnhkNrnFezcF51AvLFKt5tp4oOD
TU8RWnTdjGhWLAoiLFBk7A3k6D/wHWnZOrBPiO9Rw8OkBb7TW3JwLPRu
-----END PRIVATE KEY-----
""",
)
