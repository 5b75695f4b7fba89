"""Where a problem comes from: it decides between departments of one field in several cities."""

from collections.abc import Sequence

from api.routing.ranking import Profile
from api.routing.text import Word

# Of a department's own score, when the problem comes from the region of its only campus.
NEAR = 0.25
MAIN = "Trondheim"  # most departments are here, so its name tells little

_REGIONS = {
    "Ålesund": """
        ålesund sunnmøre møre romsdal molde giske hareid ulstein ulsteinvik herøy fosnavåg volda ørsta stranda sykkylven
        haram brattvåg vestnes kristiansund averøy smøla sunndal sunndalsøra surnadal aukra fræna hustadvika rauma
        åndalsnes vanylven gurskøy vigra valderøya geiranger stryn nordfjord tingvoll nordmøre
    """,
    "Gjøvik": """
        gjøvik toten raufoss innlandet hamar lillehammer ringsaker brumunddal moelv mjøsa hadeland valdres fagernes
        hedmark hedmarken oppland elverum dokka biri gausdal otta vågå gudbrandsdalen ringebu kongsvinger løten skreia
        etnedal trysil østerdalen
    """,
    "Trondheim": """
        trondheim trøndelag trøndersk stjørdal melhus malvik orkanger orkland steinkjer namsos levanger verdal frøya
        hitra røros fosen ørland bjugn åfjord namdalen rørvik inderøy oppdal heimdal skaun støren gauldal leksvik
        innherred
    """,
}
_CAMPUS = {name: campus for campus, names in _REGIONS.items() for name in names.split()}


def places(words: Sequence[Word]) -> dict[str, str]:
    """Campus by the word of the text that names its region; none when the text speaks of several regions."""
    named = {word.text: campus for word in words if (campus := _campus_of(word.text)) is not None}
    return named if len(set(named.values())) == 1 else {}


def _campus_of(word: str) -> str | None:
    return _CAMPUS.get(word) or (_CAMPUS.get(word[:-1]) if word.endswith("s") else None)


def only_campus(profile: Profile) -> str | None:
    return profile.campus[0] if len(profile.campus) == 1 else None
