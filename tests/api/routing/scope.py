"""A department that changed its scope, played: problems about reindeer, which some other department now has."""

import random
import re
from typing import NamedTuple

import msgspec

from api.departments.catalogue import read_catalogue
from api.language import Language
from api.routing.learning import Lesson
from api.routing.matching import Router
from api.routing.profiles_from_catalogue import profiles_of
from api.routing.ranking import Profile

NB, NN, EN = Language.BOKMAL, Language.NYNORSK, Language.ENGLISH

# Every second sentence teaches, the others are held out: no sentence is in both.
ABOUT = {
    NB: (
        "Reinen trekker ut på jernbanen når det fryser på.",
        "Reinflokken vår finner ikke beite under isen.",
        "Slakteriet for rein står tomt halve året.",
        "Kalvene i reinflokken dør om våren.",
        "Gjeterne kjører snøscooter i dagevis for å samle reinen.",
        "Vi selger reinskinn og lær til turister.",
        "Klavene på reinen slutter å sende i kulda.",
        "Jerven tar kalver i fjellet hver vinter.",
        "Laven på beitet er tråkket i stykker.",
        "Reingjerdet går gjennom hyttefeltet.",
        "Reinkjøtt blir tørt når vi røyker det.",
        "Flyttleia for flokken er stengt av vindmøller.",
        "Vi må fôre reinen med pellets når skaren blir hard.",
        "Merkingen av kalver tar for mange folk.",
        "Droner skremmer reinen i stedet for å drive den.",
        "Reinbeitet brenner i tørre somre.",
        "Siidaen vår er uenig om hvor mange dyr fjellet tåler.",
        "Slaktevektene på reinsdyr går ned år for år.",
    ),
    NN: (
        "Reinen trekkjer ut på jernbanen når det frys på.",
        "Reinflokken vår finn ikkje beite under isen.",
        "Slakteriet for rein står tomt halve året.",
        "Kalvane i reinflokken døyr om våren.",
        "Gjetarane køyrer snøskuter i dagevis for å samle reinen.",
        "Me sel reinskinn og lêr til turistar.",
        "Klavane på reinen sluttar å sende i kulda.",
        "Jerven tek kalvar i fjellet kvar vinter.",
        "Laven på beitet er trakka i stykke.",
        "Reingjerdet går gjennom hyttefeltet.",
        "Reinkjøt blir tørt når me røykjer det.",
        "Flyttleia for flokken er stengd av vindmøller.",
        "Me må fôre reinen med pellets når skaren blir hard.",
        "Merkinga av kalvar tek for mange folk.",
    ),
    EN: (
        "Our reindeer walk onto the railway when it freezes.",
        "The herd cannot find lichen under the ice crust.",
        "The slaughterhouse for reindeer stands empty half the year.",
        "Calves in the herd die in spring.",
        "Herders ride snowmobiles for days to gather the reindeer.",
        "We sell reindeer hides and leather to tourists.",
        "The collars on the herd stop sending in the cold.",
        "Wolverines take calves in the mountains every winter.",
        "The lichen pasture is trampled.",
        "The reindeer fence runs between the cabins.",
        "Reindeer meat gets dry when we smoke it.",
        "The migration route of the herd is blocked by turbines.",
        "We must feed the reindeer pellets when the crust is hard.",
        "Marking calves takes too many people.",
    ),
}
BESIDE = {
    NB: (
        "Kan noen hjelpe oss med dette?",
        "Vi har prøvd mye uten å bli klokere.",
        "Regnskapet tåler ikke et år til.",
        "Det har blitt verre siden i fjor.",
        "Vi vil gjerne ha studenter med på laget.",
        "Det koster oss penger hver eneste uke.",
        "Finnes det en bedre måte?",
    ),
    NN: (
        "Kan nokon hjelpe oss med dette?",
        "Me har prøvd mykje utan å bli klokare.",
        "Rekneskapen toler ikkje eit år til.",
        "Det har blitt verre sidan i fjor.",
        "Me vil gjerne ha studentar med på laget.",
        "Finst det ein betre måte?",
    ),
    EN: (
        "Could somebody help us with this?",
        "We have tried a lot and are none the wiser.",
        "The accounts will not stand another year.",
        "It has become worse since last year.",
        "We would gladly have students along.",
        "Is there a better way?",
    ),
}

Text = tuple[Language, str]


class Change(NamedTuple):
    """What the profiles say with a quarter of all examples left out, and what people then decided."""

    profiles: list[Profile]
    left_out: list[tuple[str, Language, str]]
    taught: list[Text]
    unseen: list[Text]


def _texts(chance: random.Random, language: Language, sentences: tuple[str, ...], count: int) -> list[Text]:
    found: list[Text] = []
    for _number in range(count):
        said = chance.sample(sentences, 2) + chance.sample(BESIDE[language], 2)
        chance.shuffle(said)
        found.append((language, " ".join(said)))
    return found


def changed_scope(corrections: int = 200) -> Change:
    chance = random.Random(7)
    kept: list[Profile] = []
    left_out: list[tuple[str, Language, str]] = []
    for profile in profiles_of(read_catalogue()):
        examples = {
            language: [text for at, text in enumerate(texts) if at % 4 != 1]
            for language, texts in profile.examples.items()
        }
        left_out += [
            (profile.code, language, text) for language, texts in profile.examples.items() for text in texts[1::4]
        ]
        kept.append(msgspec.structs.replace(profile, examples=examples))
    taught = [
        text for language, said in ABOUT.items() for text in _texts(chance, language, said[::2], corrections // 3 + 1)
    ]
    unseen = [text for language, said in ABOUT.items() for text in _texts(chance, language, said[1::2], 25)]
    chance.shuffle(taught)
    return Change(kept, left_out, taught[:corrections], unseen)


def first(router: Router, language: Language, text: str) -> str:
    """The desk's own code when nobody else is found."""
    found = router.rank("", text, language).departments
    return found[0].code if found else "DESK"


def corrected(router: Router, texts: list[Text], to: str) -> list[Lesson]:
    """Wherever the router sends them, somebody passes them on."""
    lessons: list[Lesson] = []
    for number, (language, text) in enumerate(texts):
        wrong = first(router, language, text)
        lessons.append(Lesson(f"{number:04}", "", text, language, frozenset({to}), frozenset({wrong} - {to})))
    return lessons


def words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text))
