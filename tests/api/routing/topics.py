"""Topics that no department has, and texts about them: a dozen words each, in sentences that people write of anything.

The sentences at even places teach and those at odd places are held out; the words are the same, as they are in life.
"""

import random

from api.language import Language
from tests.api.routing.scope import Text

NB, NN, EN = Language.BOKMAL, Language.NYNORSK, Language.ENGLISH

TOPICS = {
    "bees": {
        NB: (
            "bikuber",
            "bier",
            "honning",
            "droningen",
            "sverming",
            "varroamidd",
            "birøkteren",
            "vokstavler",
            "pollen",
            "yngelen",
        ),
        NN: (
            "bikubar",
            "bier",
            "honning",
            "dronninga",
            "sverming",
            "varroamidd",
            "birøktaren",
            "vokstavler",
            "pollen",
            "yngelen",
        ),
        EN: (
            "beehives",
            "bees",
            "honey",
            "the queen bee",
            "swarming",
            "varroa mites",
            "the beekeeper",
            "wax combs",
            "pollen",
            "the brood",
        ),
    },
    "battery": {
        NB: (
            "batteriene",
            "litiumceller",
            "ladingen",
            "elektrolytten",
            "batteripakken",
            "anoden",
            "katoden",
            "utlading",
            "cellespenningen",
            "gjenbruk av batterier",
        ),
        NN: (
            "batteria",
            "litiumceller",
            "ladinga",
            "elektrolytten",
            "batteripakken",
            "anoden",
            "katoden",
            "utlading",
            "cellespenninga",
            "gjenbruk av batteri",
        ),
        EN: (
            "the batteries",
            "lithium cells",
            "charging",
            "the electrolyte",
            "the battery pack",
            "the anode",
            "the cathode",
            "discharge",
            "cell voltage",
            "reuse of batteries",
        ),
    },
    "choir": {
        NB: (
            "koret",
            "korsang",
            "dirigenten",
            "sopranene",
            "notene",
            "stemmene",
            "kirkekonserten",
            "øvingene",
            "repertoaret",
            "barnekoret",
        ),
        NN: (
            "koret",
            "korsong",
            "dirigenten",
            "sopranane",
            "notane",
            "stemmene",
            "kyrkjekonserten",
            "øvingane",
            "repertoaret",
            "barnekoret",
        ),
        EN: (
            "the choir",
            "choral singing",
            "the conductor",
            "the sopranos",
            "sheet music",
            "the voices",
            "the church concert",
            "rehearsals",
            "the repertoire",
            "the children's choir",
        ),
    },
    "avalanche": {
        NB: (
            "snøskred",
            "skredfaren",
            "snødekket",
            "skredvarslet",
            "vindslabber",
            "skisporet",
            "rasbanen",
            "skredvoller",
            "løssnø",
            "skredgropa",
        ),
        NN: (
            "snøskred",
            "skredfaren",
            "snødekket",
            "skredvarselet",
            "vindflak",
            "skisporet",
            "rasbana",
            "skredvollar",
            "laussnø",
            "skredgropa",
        ),
        EN: (
            "avalanches",
            "avalanche danger",
            "the snowpack",
            "the avalanche forecast",
            "wind slabs",
            "the ski track",
            "the slide path",
            "avalanche barriers",
            "loose snow",
            "the snow pit",
        ),
    },
}
SAID = {
    NB: (
        "Vi har problemer med {a} og forstår ikke hvorfor.",
        "Etter jul ble {a} mye dårligere, og {b} koster for mye.",
        "Finnes det noen som kan måle {a} hos oss?",
        "Naboen mener at {a} henger sammen med {b}.",
        "Kan studenter se på {a} i høst?",
        "Bedriften vår lever av {a}, men {b} gir oss hodebry.",
        "Hva bør vi gjøre med {a} før sesongen?",
        "Vi har tall på {a} for fem år, men ingen til å regne på dem.",
    ),
    NN: (
        "Me har problem med {a} og skjønar ikkje kvifor.",
        "Etter jul vart {a} mykje dårlegare, og {b} kostar for mykje.",
        "Finst det nokon som kan måle {a} hos oss?",
        "Naboen meiner at {a} heng saman med {b}.",
        "Kan studentar sjå på {a} i haust?",
        "Bedrifta vår lever av {a}, men {b} gjev oss hovudbry.",
        "Kva bør me gjere med {a} før sesongen?",
        "Me har tal på {a} for fem år, men ingen til å rekne på dei.",
    ),
    EN: (
        "We have problems with {a} and do not understand why.",
        "After Christmas {a} got much worse, and {b} costs too much.",
        "Is there anybody who can measure {a} for us?",
        "Our neighbour thinks that {a} has to do with {b}.",
        "Could students look at {a} this autumn?",
        "Our company lives off {a}, but {b} gives us a headache.",
        "What should we do about {a} before the season?",
        "We have numbers on {a} for five years, but nobody to analyse them.",
    ),
}


def about(topic: str, count: int, *, held_out: bool) -> list[Text]:
    chance = random.Random(f"{topic} {held_out}")
    found: list[Text] = []
    for number in range(count):
        language = list(Language)[number % 3]
        sentences = chance.sample(SAID[language][held_out::2], 2)
        said = [sentence.format(a=a, b=b) for sentence in sentences for a, b in [_two(chance, topic, language)]]
        found.append((language, " ".join(said)))
    return found


def _two(chance: random.Random, topic: str, language: Language) -> tuple[str, str]:
    one, other = chance.sample(TOPICS[topic][language], 2)
    return one, other
