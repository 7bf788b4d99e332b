"""What stands wrongly in answers of HTTP, by the place where it stands: tables for `raw_answers`."""

# ruff: noqa: RUF001 -- digits that look alike are among what is wrong

from __future__ import annotations

__all__ = [
    "DATES",
    "FIELDS",
    "NUMBERS",
    "ODD_FIELDS",
    "ODD_STATUS",
    "SIZES",
    "STATUS",
    "TARGETS",
    "VALIDATORS",
]

STATUS = (
    b"HTTP/1.1 200 OK", b"HTTP/1.1 200", b"HTTP/1.0 200 OK", b"HTTP/1.1 203 x",
    b"HTTP/1.1 304 Not Modified",
)  # fmt: skip

ODD_STATUS = (
    b"HTTP/0.9 200 OK", b"HTTP/2 200", b"HTTP/2.0 200 OK", b"HTTP/9.9 200 OK", b"HTTP/11 200 OK",
    b"HTTP/1 200 OK",
    b"HTTP/1.1  200 OK", b"HTTP/1.1\t200\tOK", b" HTTP/1.1 200 OK", b"\r\n\r\nHTTP/1.1 200 OK",
    b"http/1.1 200 ok",
    b"ICY 200 OK", b"HTTP/1.1", b"HTTP/1.1 ", b"HTTP/1.1 OK", b"HTTP/1.1 -200 OK", b"HTTP/1.1 +200 OK",
    b"HTTP/1.1 2000 OK", b"HTTP/1.1 20 OK", b"HTTP/1.1 0 OK", b"HTTP/1.1 000 OK", b"HTTP/1.1 0x200 OK",
    b"HTTP/1.1 200.5 OK", b"HTTP/1.1 2e2 OK", "HTTP/1.1 ２００ OK".encode(), b"HTTP/1.1 200 \xff\xfe",
    b"HTTP/1.1 200 \0",
    b"HTTP/1.1 99999999999999999999 x", b"HTTP/1.1 200 " + b"O" * 40_000, b"200 OK", b"GET / HTTP/1.1",
    b"\0" * 9,
    b"HTTP/1.1 101 Switching Protocols", b"HTTP/1.1 100 Continue", b"HTTP/1.1 103 Early Hints",
    b"HTTPS/1.1 200 OK",
    b"XHTTP/1.1 200 OK", b"HTTP/1.1 200 OK\0HTTP/1.1 404 No", b"HTTP/1.1 204 No Content",
    b"HTTP/1.1 206 Part",
    b"HTTP/1.1 226 IM Used", b"HTTP/1.1 205 Reset", b"HTTP/1.1 300 Choices", b"HTTP/1.1 999 Denied",
)  # fmt: skip

NUMBERS = (
    b"0", b"1", b"-1", b"+5", b"007", b"0x10", b"1e3", b"5.0", b"5 5", b"5, 5", b"5,6", b"", b" ",
    b"NaN", b"\xd9\xa5",
    b"9" * 19, b"9" * 400, b"9" * 5_000, b"18446744073709551616", b"1_000", "１".encode(), b"5;q=1",
    b"120\0", b"\t7",
)  # fmt: skip

DATES = (
    b"Fri, 30 Jan 2026 10:00:00 GMT", b"fri, 30 jan 2026", b"Thu, 01 Jan 1970 00:00:00 GMT", b"0", b"-1",
    b"Fri, 31 Feb 2026 25:61:61 GMT", b"Fri, 30 Jan 99999 10:00:00 GMT",
    b"Fri, 30 Jan 2026 10:00:00 +9999",
    b"Fri, 30 Jan 0000 10:00:00 GMT", b"Fri, 30 Jan 2026 10:00:00 -0000", b"\xff" * 9, b"9" * 400,
    b"(" * 3_000,
)  # fmt: skip

TARGETS = (
    b"/again", b"", b"?", b"#", b".", b"..", b"//", b"///", b"http:", b"http://", b"http:///x", b"//[",
    b"http://[::1",
    b"file:///etc/passwd", b"gopher://127.0.0.1:1/x", b"javascript:alert(1)", b"data:,x", b"/a b\tc",
    b"/\xe2\x82\xac",
    b"/\xff\xfe", b"/a\0b", b"http://a b/", b"http://\xff/", b"/" + b"x" * 30_000,
    b"http://127.0.0.1:99999/",
    b"/%00%0d%0aX-Split:%20yes", b"/x HTTP/1.1\\r\\nX-Split: yes", b"http://xn--/",
    b"http://" + b"a." * 200 + b"example/",
    b"/..;/..%2f..%5c", b"\\\\127.0.0.1\\x", b"http://u:p@127.0.0.2:1/", "/ＸＹ".encode(), b"/\x85\x0b\x0c",
)  # fmt: skip

VALIDATORS = (
    b'"1"', b"W/1", b'W/"\xe9"', b"", b'"', b'"a\0b"', b'"a\tb"', b'"\x7f"',
    b'"' + b"e" * 20_000 + b'"', b"\xff" * 50,
    b'"a", "b"', b"*", b'"x\x0bX-Split: yes"', b'"\\r\\nX-Split: yes"', b'"\x85"', b'"\xe2\x80\xa8"',
)  # fmt: skip

FIELDS: dict[bytes, tuple[bytes, ...]] = {
    b"Content-Type": (
        b"application/rss+xml", b'text/xml; charset="', b"text/xml; charset=punycode", b"", b"\xff",
        b"x" * 9_000,
        b"multipart/x-mixed-replace; boundary=a", b"text/html; charset=utf-8; charset=utf-7",
    ),
    b"Content-Length": NUMBERS,
    b"Transfer-Encoding": (
        b"chunked", b"Chunked", b"chunked, chunked", b"gzip, chunked", b"chunked, gzip", b"identity",
        b"xchunked",
        b"chunked;x=y", b"\x0bchunked", b"chunked\0", b"", b"gzip", b",chunked,", b'"chunked"',
        b"chunked\t", b"br",
    ),
    b"Content-Encoding": (
        b"gzip", b"x-gzip", b"GZIP", b"deflate", b"br", b"zstd", b"compress", b"identity",
        b"gzip, gzip", b"", b",,,",
        b"gzip;q=0", b"gzip, deflate, gzip", b"\0", b"aes128gcm", b"gzip\t", b", ".join([b"gzip"] * 99),
    ),
    b"Connection": (
        b"close", b"keep-alive", b"upgrade", b"Transfer-Encoding", b"\0", b"close, keep-alive",
    ),
    b"Upgrade": (b"h2c", b"websocket", b"TLS/1.0", b""),
    b"Location": TARGETS,
    b"ETag": VALIDATORS,
    b"Last-Modified": (*DATES, *VALIDATORS),
    b"Date": DATES,
    b"Expires": DATES,
    b"Age": NUMBERS,
    b"Retry-After": (*NUMBERS, *DATES),
    b"Cache-Control": (
        b"max-age=" + b"9" * 99, b"max-age=-1", b'max-age="60"', b",,=,;", b"no-cache=\0", b"max-age",
    ),
    b"Link": (b"<", b"</x>; rel=next", b"<" * 9_000, b'</>;rel="', b"\xff"),
    b"Set-Cookie": (b"sid=canary-cookie; Path=/", b"=", b"\0=\0", b"a=b; Domain=127.0.0.1", b"x" * 9_000),
    b"Trailer": (b"Content-Length",),
    b"Strict-Transport-Security": (b"max-age=99999999; includeSubDomains",),
    b"Alt-Svc": (b'h3=":443"', b'h2="127.0.0.1:1"'),
    b"Refresh": (b"0; url=http://127.0.0.1:1/",),
    b"WWW-Authenticate": (b"Basic realm=x", b"Digest nonce=" + b"x" * 999, b"Negotiate"),
    b"Proxy-Authenticate": (b"Basic realm=x",),
    b"Content-Range": (b"bytes 0-1/2",),
}  # fmt: skip

ODD_FIELDS = (
    b"no colon", b": no name", b"Space Name: x", b"Space-Before : x", b" Folded: x", b"\tfolded on",
    b"  folded",
    b"Bad\0Name: x", b"B\xc3\xa4d: x", b"A" * 40_000 + b": x", b"X: " + b"y" * 40_000,
    b"X:" + b" " * 40_000, b"X", b":",
    b"X: a\rb", b"X: a\nContent-Length: 3", b"X: a\r\n\tb", b"X: a\r\n b\r\n c", b"(x): y", b"{}: y",
    b"X: \x1b[2J", b"X:",
    b"Content-Length : 4", b"Content-Length\t: 4", b"Content_Length: 4", b"Transfer-Encoding : chunked",
    b"Content-Encoding:\r\n gzip", b"Location:\r\n /again", b"Host: elsewhere.example",
    b"HTTP/1.1 200 OK",
)  # fmt: skip

SIZES = (
    b"-1", b"+1", b"0x5", b"", b" 5", b"5 ", b"g", b"ffffffffffffffff", b"f" * 17, b"0" * 5_000 + b"5",
    b"5;" + b"x" * 9_000,
    b'5;a="\r\n"', b"5\0", b"\xd9\xa5", b"00", b"5\t;x", b"7fffffff",
)  # fmt: skip
