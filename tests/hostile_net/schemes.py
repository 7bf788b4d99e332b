"""Addresses that are not of the web: other schemes, and what looks like one to a careless reader."""

from __future__ import annotations

__all__ = ["schemes"]

#: "{}" is the host and port of a canary.
_SCHEMES = """
file:///etc/passwd
file://localhost/etc/passwd
file://{}/etc/passwd
file:/etc/passwd
file:etc/passwd
FILE:///etc/passwd
local_file:///etc/passwd
netdoc:///etc/passwd
gopher://{}/_GET%20/%20HTTP/1.1%0d%0a
gopher:{}/_x
ftp://{}/feed
ftps://{}/feed
sftp://{}/feed
tftp://{}/feed
scp://{}/feed
dict://{}/info
ldap://{}/x
ldaps://{}/x
smb://{}/share
smtp://{}/x
imap://{}/x
pop3://{}/x
telnet://{}/
ssh://{}/
rtsp://{}/
redis://{}/0
amqp://{}/
nfs://{}/
git://{}/x
svn://{}/x
ws://{}/
wss://{}/
socks5://{}/
unix:/var/run/docker.sock
unix:///var/run/docker.sock
http+unix://%2Fvar%2Frun%2Fdocker.sock/info
https+unix://{}/
httpunix://%2Fvar%2Frun%2Fdocker.sock/
http+insecure://{}/
httpx://{}/
http2://{}/
httpss://{}/
shttp://{}/
hxxp://{}/
data:application/rss+xml,<rss/>
data:application/rss+xml;base64,PHJzcy8+
data://{}/x
javascript:fetch("http://{}/")
JaVaScRiPt:void(0)
vbscript:x
blob:http://{}/0f0f
filesystem:http://{}/temporary/x
view-source:http://{}/
about:blank
about:srcdoc
chrome://settings/
resource://{}/
jar:http://{}/x!/y
php://filter/resource=/etc/passwd
phar://{}/x
expect://id
zip:///x
cid:x@{}
mailto:a@example.org
tel:0
urn:uuid:0
tag:example.org,2026:x
feed:http://{}/
rss://{}/
itpc://{}/
webcal://{}/
podcast://{}/
url:http://{}/
x:http://{}/
h:ttp://{}/
http:http://{}/
1http://{}/
http.://{}/
http-://{}/
http%3a//{}/
http%3A%2F%2F{}/
ｈｔｔｐ://{}/
httр://{}/
htt\u200bp://{}/
<http://{}/>
"http://{}/"
'http://{}/'
(http://{}/)
http//{}/
http;//{}/
://{}/
"""  # noqa: RUF001 -- letters that look alike are what this file is made of
#: With a sign inside that some readers drop.
_SIGNS = "\t\n\r\0\x01\x0b\x0c\x1f\x7f"
_HOLED = (
    "ht{1}tp://{0}/",
    "http{1}://{0}/",
    "http:{1}//{0}/",
    "http:/{1}/{0}/",
    "java{1}script:x",
    "{1}file:///x",
)


def schemes(place: str) -> list[str]:
    """Give every address, with *place* (host and port) in those that lead somewhere."""
    holed = [shape.format(place, sign) for shape in _HOLED for sign in _SIGNS]
    return [*_SCHEMES.replace("{}", place).split("\n")[1:-1], *holed]
