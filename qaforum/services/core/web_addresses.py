"""Addresses of pages elsewhere: what may be linked, and whether two of them are the same page."""

import hashlib
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

from flask_babel import gettext as _

from qaforum import errors, markup

LONGEST = 1000
# What links carry along for those who count clicks
_COUNTING = ("utm_", "fbclid", "gclid", "mc_cid", "mc_eid")


def checked(text: str, field: str = "url") -> str:
    """`text` as an address of the web, with its scheme; empty stays empty. Raises Invalid."""
    text = markup.clean(text).strip()
    if not text:
        return ""
    parts = _parts(text if ":" in text.split("/")[0] else f"https://{text}")
    if parts is None or len(text) > LONGEST:
        raise errors.Invalid(
            _("This is no address of the web: it begins with https:// and has no spaces."),
            field=field,
        )
    return parts.geturl()


def _parts(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return None
    fine = parts.scheme in ("http", "https") and "." in host.strip(".") and not parts.username
    return parts if fine and not any(sign.isspace() or sign in '<>"\\' for sign in text) else None


def fingerprint(address: str) -> str:
    """The same for two addresses of one page: without scheme, www, fragment and click counters."""
    parts = urlsplit(address)
    query = sorted(
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if not name.lower().startswith(_COUNTING)
    )
    host = (parts.hostname or "").removeprefix("www.")
    port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    plain = f"{host}{port}{parts.path.rstrip('/')}?{urlencode(query)}"
    return hashlib.sha256(plain.encode()).hexdigest()
