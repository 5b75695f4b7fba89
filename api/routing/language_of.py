"""Which of the three languages a text is written in, by its commonest small words; quick enough for every key press."""

import re

from api.language import Language

_WORD = re.compile(r"[^\W\d_]+")
_LOOKED_AT = 4000  # characters: the first hundreds of words settle it

_BOKMAL = (
    "jeg ikke hva hvor hvordan hvorfor hvem hvilken hvilke hvilket noe noen fra dere vi bare mye mer være vært gjøre "
    "gjør kommer ble blitt bli blir hjem hun henne de dem deres vår våre vårt selv ei et én sier gjort fikk "
    "nå også uten enn først etter før mellom mange flere flest får gå går ved hver hvert ville skulle kunne måtte "
    "uker dager øker bruker ønsker trenger lurer spør tror vet ser jobber arbeider bedrift bedriften hele allerede"
)
_NYNORSK = (
    "eg ikkje kva kvar korleis kvifor kven kva noko nokon nokre frå dykk me berre mykje meir vere vore gjere gjer "
    "kjem vart vorte verte blei heim ho henne dei deira vår våre vårt sjølv ein eit seier gjort fekk "
    "no òg utan enn først etter før mellom mange fleire flest får gå går ved kvar kvart ville skulle kunne måtte "
    "veker dagar aukar brukar ønskjer treng lurer spør trur veit ser jobbar arbeider bedrift verksemda heile allereie "
    "ligg skriv finst då medan difor slik korkje anten enno dykkar kanskje eigen eiga eige"
)
_ENGLISH = (
    "the of and a to in is you that it he was on are as with his they be at one have this from or had by but not what "
    "all were we when your can said there use an each which she how their if will up other about out many then them "
    "these so some her would make like him into has our us who its than been find does did get may should could i my"
)
_BOTH_NORWEGIAN = (
    "og er det som på til av for med har den om så men vil kan skal var hadde eller når seg alt alle der også "
    "en ett et å vi oss min mitt mine i ut opp inn ned over under mot hos sin sitt sine dette denne disse"
)
_NYNORSK_ENDINGS = ("ane", "ar", "leg", "heit", "heita", "inga", "sjonar")
_BOKMAL_ENDINGS = ("ene", "er", "lig", "het", "heten", "ingen", "sjoner")


def _table() -> dict[str, tuple[float, float, float]]:
    said = {name: set(words.split()) for name, words in (("b", _BOKMAL), ("n", _NYNORSK), ("e", _ENGLISH))}
    both = set(_BOTH_NORWEGIAN.split())
    table: dict[str, tuple[float, float, float]] = {}
    for word in said["b"] | said["n"] | said["e"] | both:
        b, n, e = word in said["b"], word in said["n"], word in said["e"]
        if (b and n) or word in both:
            b = n = True
        if e and (b or n):
            continue
        # A word of one norm only tells more than one that both norms share.
        table[word] = (2.0 * b - n if b != n else 1.0 * b, 2.0 * n - b if b != n else 1.0 * n, 1.0 * e)
    return table


_TABLE = _table()


def guess_language(text: str) -> Language:
    """Bokmål when nothing tells; of a mixed text the language of the most of it."""
    bokmal = nynorsk = english = 0.0
    for match in _WORD.finditer(text[:_LOOKED_AT].casefold()):
        word = match.group()
        found = _TABLE.get(word)
        if found is not None:
            bokmal += found[0]
            nynorsk += found[1]
            english += found[2]
        elif word.startswith("kv") or word.endswith(_NYNORSK_ENDINGS):
            nynorsk += 0.5
        elif word.startswith("hv") or word.endswith(_BOKMAL_ENDINGS):
            bokmal += 0.5
    if english > max(bokmal, nynorsk):
        return Language.ENGLISH
    return Language.NYNORSK if nynorsk > bokmal else Language.BOKMAL
