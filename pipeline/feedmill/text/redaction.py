"""
URLs shown to people: secrets taken out.

Private feeds carry their password in the address. Logs, reports and published files show what
this leaves. It works on any string, valid URL or not, and errs towards hiding.
"""

from __future__ import annotations

import re
from functools import lru_cache

__all__ = ["hide", "open_base", "redact"]

#: Nobody reads more of a URL.
MAX_LENGTH = 2_000

_HIDDEN = "***"

# Everything before the last "@" of the authority (RFC 3986 section 3.2.1) ...
_USERINFO = re.compile(r"(?<=//)[^/?#\s]*@")
# ... and a password with a raw "/" in it: what stands before "@" is no port then.
_SPLIT_PASSWORD = re.compile(r"(?<=//)[^/?#\s:@]*:(?![0-9]*(?:[/?#]|\Z))[^@\s?#]*@")
_PARAMETER = re.compile(r"([?&#;])([^=&#;?]*)=([^&#;]*)")
# Names of parameters that hold secrets, by their last word: "key", "apikey", "api_key", "accessToken".
_SECRET_NAME = re.compile(
    r"""
    (?: key | token | ticket | nonce | auth | authorization | oauth | bearer | jwt | sig | signature | hmac
      | hash | pass | passwd | password | passphrase | passcode | pwd | pw | pin | secret | api | code | cred
      | credentials? | session | sessionid | phpsessid | jsessionid | sid | user | userid | username | login
      | email
    ) \Z
    | \A (?: token | secret | passw | apikey | api[_.-] | auth[_.-] | x-amz- )
    """,
    re.VERBOSE,
)
# A long value that no person would write: letters and digits in one run, or a UUID.
_RUN = r"(?<![A-Za-z0-9_])(?=[A-Za-z_]*[0-9])(?=[0-9_]*[A-Za-z])[A-Za-z0-9_]{20,}"
_UUID = r"[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
_OPAQUE = re.compile(rf"{_RUN}|{_UUID}")
_OPAQUE_SEGMENT = re.compile(rf"(?<=/)(?:{_RUN}|{_UUID})(?=[/?#.]|\Z)")


def redact(url: str) -> str:
    """
    Give *url* with "***" for user and password, and for what looks like a secret elsewhere.

    That is values of parameters named like secrets, and long values or path segments in which
    letters and digits are mixed.
    """
    url = url[:MAX_LENGTH]
    url = _USERINFO.sub(f"{_HIDDEN}@", _SPLIT_PASSWORD.sub(f"{_HIDDEN}@", url))
    place = re.search("[?#]", url)
    path, rest = (url, "") if place is None else (url[: place.start()], url[place.start() :])
    return _OPAQUE_SEGMENT.sub(_HIDDEN, path) + _PARAMETER.sub(_parameter, rest)


def hide(text: str, address: str, printable: str) -> str:
    """
    Give *text* without what *printable* leaves out of *address* ("***"), in whatever case it stands.

    A host name comes back in lower case, a path inside a longer URL: so each secret is taken out
    by itself. What is shorter than 3 characters is no secret and stays.
    """
    pattern = "(.*)".join(map(re.escape, printable.split(_HIDDEN)))
    match = re.fullmatch(pattern, address, re.DOTALL) if _HIDDEN in printable else None
    for secret in match.groups() if match else ():
        if len(secret) >= 3:  # noqa: PLR2004 - stated above
            text = re.sub(re.escape(secret), _HIDDEN, text, flags=re.IGNORECASE)
    return text


@lru_cache(maxsize=64)  # one for each document
def open_base(url: str, address: str = "", printable: str = "") -> str:
    """
    Give *url* as a base that relative links may be published against.

    Without user, query and fragment ("#top" would bring the whole of it along), and cut before the
    first secret in its path, by `redact` or by what *printable* leaves out of *address*; empty if
    the host is one.
    """
    shown = re.split("[?#]", redact(hide(url, address, printable)), maxsplit=1)[0]
    shown = re.sub(r"(?<=//)[^/]*@", "", shown)
    place = shown.find(_HIDDEN)
    if place < 0:
        return shown
    folder = shown[:place].rpartition("/")[0]
    return f"{folder}/" if "//" in folder else ""


def _parameter(match: re.Match[str]) -> str:
    mark, name, value = match.groups()
    secret = value and (_SECRET_NAME.search(name.lower()) or _OPAQUE.search(value))
    return f"{mark}{name}={_HIDDEN}" if secret else match[0]
