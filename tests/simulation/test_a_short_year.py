"""Six weeks with holidays, silence and a departure: nobody is forgotten, and the same seed tells the same story."""

from litestar import Litestar

from api.settings import Settings
from tests.servers import Servers
from tests.simulation.academic_year import SHORT
from tests.simulation.running import lived


async def test_nobody_is_forgotten_and_the_same_seed_tells_the_same_story(
    servers: Servers, _plain_settings: Settings, _opened_site: Litestar
) -> None:
    first = await lived(servers, _plain_settings, _opened_site, SHORT, "a seed")
    assert first.faults == {}
    assert first.unseen == []
    assert first.counts["referral.escalated"] > 3
    assert first.counts["referral.lapsed"] > 0, "silence had its consequence"
    again = await lived(servers, _plain_settings, _opened_site, SHORT, "a seed")
    assert again.digest == first.digest
