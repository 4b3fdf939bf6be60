"""Whether the service answers in its container. Its certificate names another host: it is not looked at."""

import os
import ssl
import urllib.request

SCHEME = "https" if os.environ.get("RINGBACK_TLS_CERTIFICATE") else "http"
UNLOOKED = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
UNLOOKED.check_hostname, UNLOOKED.verify_mode = False, ssl.CERT_NONE
urllib.request.urlopen(f"{SCHEME}://127.0.0.1:8080/healthz", timeout=4, context=UNLOOKED)
