"""Storage taken away and given back: posting goes on, and what was owed is done afterwards."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import msgspec
import pytest
from litestar import Litestar
from rich.progress import Progress

from api.commands import backup
from api.commands.archive import reading
from api.commands.check import Level, check_storage
from api.errors import Unavailable
from api.problems.file_keeping import opened
from api.settings import Settings
from api.storage import NotStored, Storage, StorageAway
from db import outbox
from db.database import Database
from db.migrate import migrate
from tests import problem_files as files
from tests import servers as houses
from tests import stories
from tests.api.problems.test_attachment import send, waiting_at
from tests.buckets import Bucket
from tests.servers import Servers
from tests.visitors import Visitors
from workers.deliveries import Deliveries
from workers.postbox import postbox_for
from workers.tick import deliver_all

TRY_AGAIN_NOW = "update outbox set available_at = now() where done_at is null"


@pytest.fixture
def bucket() -> Iterator[Bucket]:
    found = Bucket()
    found.give()
    yield found
    found.take_away()


@pytest.fixture
def in_a_bucket(settings: Settings, bucket: Bucket) -> Settings:
    return msgspec.structs.replace(settings, storage_url=bucket.address)


@pytest.fixture
def hands(database: Database, in_a_bucket: Settings, site: Litestar) -> Iterator[Deliveries]:
    """A worker and a site whose files lie in the bucket."""
    before, site.state.storage = site.state.storage, Storage(in_a_bucket)
    found = Deliveries(database, in_a_bucket, postbox_for(in_a_bucket))
    found.router = site.state.router
    yield found
    site.state.storage = before


async def test_a_bucket_keeps_lists_and_forgets(in_a_bucket: Settings, bucket: Bucket) -> None:
    storage = Storage(in_a_bucket)
    content = bytes(range(256)) * 5000
    await storage.put("ab/one", content)
    assert bucket.objects == {"house/ab/one": content}
    assert b"".join([chunk async for chunk in storage.read("ab/one")]) == content
    assert [key async for key in storage.listed()] == ["ab/one"]
    await storage.remove("ab/one")
    assert bucket.objects == {}
    with pytest.raises(NotStored):
        [chunk async for chunk in storage.read("ab/one")]


async def test_a_file_sent_while_storage_is_away_is_there_at_once_and_stored_later(
    hands: Deliveries, bucket: Bucket, visitors: Visitors, database: Database
) -> None:
    reference = await waiting_at(database)
    company = await visitors.signed_in("bedrift@example.org")
    bucket.take_away()
    sent = await send(company, reference)
    assert sent.status_code == 201
    path = f"/api/v1/problems/{reference}/attachments/{sent.json()['id']}"
    for _attempt in range(10):
        await deliver_all(database, hands)
        async with database.transaction() as tx:
            await tx.run(TRY_AGAIN_NOW)
    async with database.reading() as tx:
        assert await outbox.dead(tx) == [], "a server that is away is no reason to give up"
        assert await tx.value("select attempts from outbox where topic = 'attachment.received'") > 8
    assert (await company.get(path)).content == files.PDF
    bucket.give()
    await deliver_all(database, hands)
    assert list(bucket.objects.values()) == [files.PDF]
    async with database.reading() as tx:
        assert await tx.value("select count(*) from attachment_part") == 0
        assert (await outbox.backlog(tx)).waiting == 0
    assert (await company.get(path)).content == files.PDF


async def test_a_problem_is_posted_and_routed_while_storage_is_away(
    hands: Deliveries, bucket: Bucket, api: httpx.AsyncClient, database: Database
) -> None:
    bucket.take_away()
    assert (await api.post("/api/v1/problems", json=stories.as_json())).status_code == 201
    async with database.transaction() as tx:
        problem = await stories.posted_by_member(tx)
    await deliver_all(database, hands)
    async with database.reading() as tx:
        assert await tx.value("select status from problem where id = $1", problem.id) == "waiting"


async def test_what_can_not_be_reached_is_told_by_name_and_comes_back(
    hands: Deliveries, bucket: Bucket, visitors: Visitors, database: Database
) -> None:
    reference = await waiting_at(database)
    company = await visitors.signed_in("bedrift@example.org")
    one = (await send(company, reference)).json()["id"]
    await deliver_all(database, hands)
    bucket.take_away()
    path = f"/api/v1/problems/{reference}/attachments/{one}"
    refused = await company.get(path)
    assert refused.status_code == 503
    assert "plan.pdf" in refused.json()["detail"]
    assert refused.headers["retry-after"]
    bucket.give()
    assert (await company.get(path)).content == files.PDF


async def test_a_fact_that_waits_for_a_server_is_given_up_after_days(
    hands: Deliveries, bucket: Bucket, visitors: Visitors, database: Database
) -> None:
    reference = await waiting_at(database)
    await send(await visitors.signed_in("bedrift@example.org"), reference)
    bucket.take_away()
    async with database.transaction() as tx:
        await tx.run("update outbox set attempts = 20, created_at = now() - interval '4 days'")
    await deliver_all(database, hands)
    async with database.reading() as tx:
        assert "attachment.received" in [fact.topic for fact in await outbox.dead(tx)]


async def test_a_folder_that_is_gone_is_waited_for_too(
    settings: Settings, database: Database, visitors: Visitors, deliver
) -> None:
    reference = await waiting_at(database)
    settings.storage.parent.mkdir(exist_ok=True)
    shelf = settings.storage
    if shelf.exists():
        shelf.rename(shelf.with_name("kept"))
    shelf.write_text("a file where the folder should be")
    try:
        assert (await send(await visitors.signed_in("bedrift@example.org"), reference)).status_code == 201
        assert (await deliver())["attachment.received put off"] == 1
        assert (await check_storage(settings))[0].level is Level.FAULT
    finally:
        shelf.unlink()
        if shelf.with_name("kept").exists():
            shelf.with_name("kept").rename(shelf)
    async with database.transaction() as tx:
        await tx.run(TRY_AGAIN_NOW)
    assert (await deliver())["attachment.received done"] == 1
    assert (await check_storage(settings))[0].level is Level.GOOD


async def test_a_bucket_that_is_away_is_a_fault_without_its_keys(in_a_bucket: Settings, bucket: Bucket) -> None:
    assert (await check_storage(in_a_bucket))[0].level is Level.GOOD
    assert bucket.objects == {}
    bucket.take_away()
    (found,) = await check_storage(in_a_bucket)
    assert found.level is Level.FAULT
    assert "s3://files/house" in found.said
    assert "hush" not in found.said


async def test_a_backup_carries_what_lies_in_a_bucket(
    hands: Deliveries, in_a_bucket: Settings, bucket: Bucket, visitors: Visitors, database: Database,
    servers: Servers, tmp_path: Path,
) -> None:  # fmt: skip
    """And what has not reached it yet: it waits in the database."""
    reference = await waiting_at(database)
    company = await visitors.signed_in("bedrift@example.org")
    stored = (await send(company, reference)).json()["id"]
    await deliver_all(database, hands)
    await send(company, reference, files.PNG, "boat.png")
    with Progress(disable=True) as progress:
        await backup.back_up(in_a_bucket, tmp_path / "house.tar", progress)
    async with houses.empty(servers) as address:
        there = msgspec.structs.replace(in_a_bucket, database_url=address, storage=tmp_path / "there", storage_url="")
        await migrate(address)
        with reading(tmp_path / "house.tar") as found, Progress(disable=True) as progress:
            await backup.restore_from(there, found, progress)
        assert [(there.storage / key.removeprefix("house/")).read_bytes() for key in bucket.objects] == [files.PDF]
        restored = await Database.connect(address, size=2)
        try:
            async with restored.reading() as tx:
                assert await tx.value("select count(*) from attachment_part") == 1
                assert await tx.value("select stored_at is not null from attachment where id = $1", stored)
        finally:
            await restored.close()


async def test_bytes_that_are_gone_are_no_fault_of_ours(
    hands: Deliveries, bucket: Bucket, visitors: Visitors, database: Database, in_a_bucket: Settings
) -> None:
    from api.problems.attachment import BY_ID, Attachment

    reference = await waiting_at(database)
    one = (await send(await visitors.signed_in("bedrift@example.org"), reference)).json()["id"]
    await deliver_all(database, hands)
    bucket.objects.clear()
    async with database.reading() as tx:
        found = await tx.row(Attachment, BY_ID, one)
    assert found is not None
    with pytest.raises(Unavailable):
        await opened(database, Storage(in_a_bucket), found)
    with pytest.raises(NotStored):
        [chunk async for chunk in Storage(in_a_bucket).read(found.key)]
    bucket.take_away()
    with pytest.raises(StorageAway):
        [chunk async for chunk in Storage(in_a_bucket).read(found.key)]
