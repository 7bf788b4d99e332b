"""A bucket beside the folder of feeds, tried against moto."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import boto3
import obstore
import pytest
from moto.server import ThreadedMotoServer

from feedmill.shelf.objects import ObjectMirror
from feedmill.shelf.served import content_type
from feedmill.stores.sql import SqlStore
from installation import ROOT, TOPICS, Mill

BUCKET = "published"


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """Start an object store."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint: str) -> Iterator[Any]:
    """Give an empty bucket, as the operator's other programs see it."""
    store = boto3.resource(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="a",
        aws_secret_access_key="b",
    )
    made = store.create_bucket(Bucket=BUCKET)
    yield made
    made.objects.all().delete()
    made.delete()


@pytest.fixture
def published(mill: Mill, endpoint: str) -> Mill:
    """Give a mill that publishes to the bucket too."""
    mill.environ |= {
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ALLOW_HTTP": "true",
    }
    config = (mill.folder / "config" / "feedmill.toml").read_text()
    mill.write("config/feedmill.toml", f'{config}\n[publish]\nto = ["feeds", "s3://{BUCKET}/news"]\n')
    return mill


def objects(bucket: Any) -> dict[str, bytes]:
    """Give what lies below the prefix."""
    return {
        each.key.removeprefix("news/"): each.get()["Body"].read()
        for each in bucket.objects.filter(Prefix="news/")
    }


def files(mill: Mill) -> dict[str, bytes]:
    """Give what was published to the folder."""
    shelf = mill.folder / "feeds"
    return {
        str(path.relative_to(shelf)): path.read_bytes()
        for path in shelf.rglob("*")
        if path.is_file() and path.suffix != ".gz"
    }


def test_the_bucket_holds_what_the_folder_holds(published: Mill, bucket: Any) -> None:
    """Every file, byte for byte, with its type and for how long it is fresh."""
    report = published.run()

    assert files(published) == objects(bucket)
    assert len(files(published)) == report["mirrors"][0]["written"] == report["published"]["written"]
    for each in bucket.objects.all():
        head = each.Object().get()
        assert content_type(each.key) == head["ContentType"]
        assert head["CacheControl"] == "public, max-age=300"


def test_nothing_new_asks_nothing(published: Mill, bucket: Any) -> None:
    """A run that changed no file does not even look at the bucket."""
    published.run()
    before = objects(bucket)
    published.environ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:9"

    report = published.run()

    assert {"to": f"s3://{BUCKET}/news", "written": 0, "removed": 0, "failure": ""} == report["mirrors"][0]
    assert before == objects(bucket)


def test_only_what_changed_is_sent(published: Mill, bucket: Any) -> None:
    """The other objects keep their time, and what is published no more goes."""
    published.run()
    times = {each.key: each.last_modified for each in bucket.objects.all()}
    lost = set(files(published))
    topics = re.sub(r"\[topics\.aid\].*", "", TOPICS, flags=re.DOTALL)
    published.write("config/topics.toml", topics)

    report = published.run()

    assert files(published) == objects(bucket)
    lost -= set(files(published))
    assert {"aid.rss", "aid.atom", "aid.json", "aid.html"} <= lost
    assert len(lost) == report["mirrors"][0]["removed"]
    assert report["mirrors"][0]["written"] == 2  # the index and the OPML
    kept = [each for each in bucket.objects.all() if "g7." in each.key]
    assert {each.key: each.last_modified for each in kept} == {each.key: times[each.key] for each in kept}


def test_a_store_that_is_down_stops_nothing_else(published: Mill, bucket: Any) -> None:
    """All is published to the folder, the exit code is 1, and the next run sends what is missing."""
    up = published.environ["AWS_ENDPOINT_URL"]
    published.environ["AWS_ENDPOINT_URL"] = "http://127.0.0.1:9"

    answer = published.do("run", "--json")

    assert 1 == answer.code
    assert re.search(r"s3://published/news cannot be listed: it cannot be reached; check AWS", answer.err)
    assert "the next run tries again" in answer.err
    assert answer.err.count("\n") == 1
    assert published.feed("g7")["items"]
    assert {} == objects(bucket)

    published.environ["AWS_ENDPOINT_URL"] = up
    published.run()

    assert files(published) == objects(bucket)


def test_a_bucket_that_is_not_there(published: Mill) -> None:
    """One sentence says so."""
    answer = published.do("run")

    assert 1 == answer.code
    assert "there is no such bucket; make it, or mend the name in [publish] to" in answer.err


def test_two_mills_do_not_undo_each_other(published: Mill, bucket: Any) -> None:
    """What somebody else changed is left, and told; deleting it lets this mill go on."""
    published.run()
    there = bucket.Object("news/g7.rss")
    there.put(Body=b"<rss>of another mill</rss>")
    published.write(
        "seeds/new.txt", "The G7 meets again\n\nThe Group of Seven agreed on financial assistance.\n"
    )

    answer = published.do("run")

    assert 1 == answer.code
    assert (
        f"s3://{BUCKET}/news/g7.rss was changed by somebody else since this mill put it there" in answer.err
    )
    assert there.get()["Body"].read() == b"<rss>of another mill</rss>"

    there.delete()
    published.run()

    assert files(published) == objects(bucket)


def test_a_lost_database_takes_over(published: Mill, bucket: Any) -> None:
    """With nothing remembered, what lies there is this mill's to replace."""
    published.run()
    published.forget_database()
    published.write(
        "seeds/new.txt", "The G7 meets again\n\nThe Group of Seven agreed on financial assistance.\n"
    )

    report = published.run()

    assert files(published) == objects(bucket)
    # What lay there already, byte for byte, is not sent again.
    assert 0 < report["mirrors"][0]["written"] < len(files(published))


def test_a_dry_run_sends_nothing(published: Mill, bucket: Any) -> None:
    """It only counts."""
    assert published.run("--dry-run")["mirrors"] == []
    assert {} == objects(bucket)


def test_without_the_extra(published: Mill, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence says what to install."""
    monkeypatch.setitem(__import__("sys").modules, "obstore.store", None)

    answer = published.do("run")

    assert 1 == answer.code
    assert "obstore is not installed; pip install 'feedmill[objectstore]'" in answer.err
    assert "objectstore" in (ROOT / "pyproject.toml").read_text()


@pytest.mark.parametrize("conditional", [True, False])
def test_a_race_of_two_publishers(
    published: Mill, bucket: Any, monkeypatch: pytest.MonkeyPatch, *, conditional: bool
) -> None:
    """What is put between the look and the writing is not overwritten; unconditional writes would do so."""
    published.run()
    published.write(
        "seeds/new.txt", "The G7 meets again\n\nThe Group of Seven agreed on financial assistance.\n"
    )
    there = bucket.Object("news/g7.rss")
    look = ObjectMirror.marks
    write: Any = obstore.put

    def look_and_lose(self: ObjectMirror) -> Mapping[str, str]:
        marks = look(self)
        there.put(Body=b"<rss>of another mill</rss>")
        return marks

    def put(*words: Any, mode: Any, **named: Any) -> Any:
        return write(*words, **named, **({"mode": mode} if conditional else {}))

    monkeypatch.setattr(ObjectMirror, "marks", look_and_lose)
    monkeypatch.setattr(obstore, "put", put)
    answer = published.do("run")

    assert (there.get()["Body"].read() == b"<rss>of another mill</rss>") is conditional
    assert (1 if conditional else 0) == answer.code


def test_a_run_that_was_killed_is_taken_up(published: Mill, bucket: Any) -> None:
    """What it put and could not note down is known by its content, and not sent again."""
    published.run()
    published.write(
        "seeds/new.txt", "The G7 meets again\n\nThe Group of Seven agreed on financial assistance.\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SqlStore, "save_facts", _die)
        assert 130 == published.do("run").code
    report = published.run()

    assert files(published) == objects(bucket)
    assert 0 == report["mirrors"][0]["written"]


def _die(_store: SqlStore, facts: Mapping[str, str]) -> None:
    if any(name.startswith("mirror ") for name in facts):
        raise KeyboardInterrupt
