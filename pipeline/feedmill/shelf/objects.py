"""
A bucket of an S3-compatible object store as mirror: obstore, its only home.

Each object is put whole, with its type and for how long it is fresh, and only in the place of the version
that was seen (conditional writes: If-Match, If-None-Match), so that two publishers never overwrite each
other unknown. Keys, region and endpoint come from the environment, as for every S3 client (AWS_ACCESS_KEY_ID,
AWS_SECRET_ACCESS_KEY, AWS_REGION, AWS_ENDPOINT_URL ...).
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from functools import cached_property
from typing import Any

from feedmill.errors import PublishError
from feedmill.shelf.base import Changed, Parcel
from feedmill.shelf.served import CACHE_CONTROL, content_type

__all__ = ["ObjectMirror"]

#: Objects on their way at once; each waits for its answer most of the time.
_AT_ONCE = 8
#: An object store that is down must not hold up the next run.
_TIMEOUT = "30s"
_RETRIES = {"max_retries": 3, "retry_timeout": timedelta(seconds=60)}


class ObjectMirror:
    """Published files as objects below `s3://bucket/prefix`; the bucket must be there already."""

    def __init__(self, url: str) -> None:
        """Use *url*; ask nothing yet."""
        self._url = url.rstrip("/")

    @property
    def name(self) -> str:
        """Give the URL, which holds no secret."""
        return self._url

    @cached_property
    def _bucket(self) -> Any:
        try:
            from obstore.store import from_url  # late: most installations have no mirror
        except ImportError as error:
            raise PublishError(
                f"{self._url} cannot be published to: obstore is not installed; "
                "pip install 'feedmill[objectstore]'"
            ) from error
        retries: Any = _RETRIES
        # What is given here goes before the environment as a whole, so its own word is repeated.
        is_plain = os.environ.get("AWS_ALLOW_HTTP", "").lower() == "true"
        options: Any = {"timeout": _TIMEOUT, "allow_http": is_plain}
        with self._told("opened"):
            return from_url(self._url, client_options=options, retry_config=retries)

    def marks(self) -> Mapping[str, str]:
        """Give the ETag of every object below the prefix, by path."""
        import obstore

        with self._told("listed"):
            chunks = obstore.list(self._bucket, chunk_size=1000)
            return {str(each["path"]): str(each["e_tag"] or "") for chunk in chunks for each in chunk}

    def read(self, path: str) -> bytes | None:
        """Give the object at *path*, None if there is none."""
        import obstore

        with self._told(f"read at {path}"):
            try:
                return bytes(obstore.get(self._bucket, path).bytes())
            except FileNotFoundError:
                return None

    def put(self, parcels: Sequence[Parcel]) -> Sequence[str | Changed]:
        """Put objects, a few at once; give their ETags in order."""
        bucket = self._bucket
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="feedmill-mirror") as pool:
            return tuple(pool.map(lambda parcel: self._put(bucket, parcel), parcels))

    def remove(self, paths: Sequence[str]) -> None:
        """Delete objects; one that is not there is no error."""
        import obstore

        if paths:
            with self._told("cleared"):
                obstore.delete(self._bucket, list(paths))

    def _put(self, bucket: Any, parcel: Parcel) -> str | Changed:
        import obstore
        from obstore.exceptions import AlreadyExistsError, NotFoundError, PreconditionError

        mode: Any = {"e_tag": parcel.before} if parcel.before else "create"
        attributes: Any = {"Content-Type": content_type(parcel.path), "Cache-Control": CACHE_CONTROL}
        with self._told(f"written at {parcel.path}"):
            try:
                # In one piece: parts of an upload cannot be conditional everywhere.
                done = obstore.put(
                    bucket, parcel.path, parcel.content, attributes=attributes, mode=mode, use_multipart=False
                )
            except (AlreadyExistsError, PreconditionError):
                return Changed()
            except (FileNotFoundError, NotFoundError):
                # What was to be replaced is gone (S3 answers If-Match with 404 then); or the bucket is.
                if parcel.before:
                    return Changed()
                raise
        return str(done["e_tag"] or "")

    @contextmanager
    def _told(self, what: str) -> Iterator[None]:
        """Tell a failure of the object store in one sentence; its own are pages long, and name addresses."""
        try:
            yield
        except PublishError:
            raise
        except Exception as error:
            raise PublishError(f"{self._url} cannot be {what}: {_reason(error)}") from error


def _reason(error: Exception) -> str:
    text = str(error)
    for sign, reason in _REASONS:
        if sign in text or sign in type(error).__name__:
            return reason
    return f"the object store failed ({type(error).__name__}); look into it and run again"


#: What is said where, in obstore's error or its name: the first that fits.
_REASONS = (
    ("NoSuchBucket", "there is no such bucket; make it, or mend the name in [publish] to"),
    ("AccessDenied", "access is denied; let the key list, read, write and delete below it"),
    ("InvalidAccessKeyId", "the key is not known; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
    ("SignatureDoesNotMatch", "the key is wrong; set AWS_SECRET_ACCESS_KEY and AWS_REGION"),
    ("PermissionDenied", "access is denied; let the key list, read, write and delete below it"),
    ("Unauthenticated", "the key is not known; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
    ("NotImplemented", "the store knows no conditional writes; publish to one that does"),
    ("169.254.169.254", "no key was given; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"),
    ("URL scheme is not allowed", "its endpoint is not https; AWS_ALLOW_HTTP=true lets it be"),
    ("error sending request", "it cannot be reached; check AWS_ENDPOINT_URL and the network"),
    ("timed out", "it did not answer in time; the next run tries again"),
)
