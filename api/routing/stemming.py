"""Word stems after Snowball's rules for Norwegian and English, written flat: building the index stems 30,000 words.

The `snowballstemmer` package needs 8 to 20 microseconds a word and would alone use up the half second that loading may
take; this needs about one. The tests hold both to the same answers.
"""

VOWELS = frozenset("aeiouyåæêòóôø")

_MAIN = frozenset(
    [
        "a",
        "e",
        "ede",
        "ande",
        "ende",
        "ane",
        "ene",
        "hetene",
        "en",
        "heten",
        "ar",
        "er",
        "heter",
        "as",
        "es",
        "edes",
        "endes",
        "enes",
        "hetenes",
        "ens",
        "hetens",
        "ets",
        "et",
        "het",
        "ast",
    ]
)
_S_ENDING = frozenset("bcdfghjlmnoptvyz")
_ERS_KEPT = ("ind", "kk", "nk", "amm", "omm", "pp", "lt", "ast", "øst")
_OTHER = frozenset(["leg", "eleg", "ig", "eig", "lig", "elig", "els", "lov", "elov", "slov", "hetslov"])

# The letters with which those can end: most words need no further look.
_MAIN_LAST, _OTHER_LAST = frozenset("aenrst"), frozenset("gsv")


def stem_norwegian(word: str) -> str:
    length = len(word)
    if length < 4:
        return word
    start = _after_first_syllable(word)
    for size in range(min(7, length - start) if word[-1] in _MAIN_LAST else 0, 0, -1):
        ending = word[-size:]
        if ending in _MAIN:
            word = word[:-size]
            break
        if ending in {"erte", "ert"}:
            word = word[: 2 - size]
            break
        if ending == "ers":
            word = word[:-3] if not _keeps_ers(word[:-3]) else word
            break
        if ending == "s":
            word = word[:-1] if _loses_s(word) else word
    if len(word) - start >= 2 and word[-2:] in {"dt", "vt"}:
        word = word[:-1]
    for size in range(min(7, len(word) - start) if word[-1] in _OTHER_LAST else 0, 1, -1):
        if word[-size:] in _OTHER:
            return word[:-size]
    return word


def _after_first_syllable(word: str) -> int:
    """Where endings may begin: after the first consonant that follows a vowel, and never within three letters."""
    seen_vowel = False
    for position, letter in enumerate(word):
        if letter in VOWELS:
            seen_vowel = True
        elif seen_vowel:
            return max(3, position + 1)
    return len(word)


def _keeps_ers(before: str) -> bool:
    if before.endswith(("skap", "hav", "giv")):
        return False
    return before.endswith(_ERS_KEPT) or before.endswith(("kap", "v"))


def _loses_s(word: str) -> bool:
    before = word[-2]
    if before in _S_ENDING:
        return True
    if before == "r":
        return word[-3] != "e"
    return before == "k" and word[-3] not in VOWELS


_EN_VOWELS = frozenset("aeiouy")
_DOUBLES = frozenset(["bb", "dd", "ff", "gg", "mm", "nn", "pp", "rr", "tt"])
_LI_ENDING = frozenset("cdeghkmnrt")
_EXCEPTIONS = {
    "skis": "ski", "skies": "sky", "idly": "idl", "gently": "gentl", "ugly": "ugli", "early": "earli", "only": "onli",
    "singly": "singl", "sky": "sky", "news": "news", "howe": "howe", "atlas": "atlas", "cosmos": "cosmos",
    "bias": "bias", "andes": "andes",
}  # fmt: skip
_KEPT_WHOLE = frozenset(
    ["inning", "outing", "canning", "herring", "earring", "proceed", "exceed", "succeed", "evening"]
)
_REGION_STARTS = ("gener", "commun", "arsen", "past", "univers", "later", "emerg", "organ", "inter")
_STEP2 = {
    "ational": "ate", "tional": "tion", "enci": "ence", "anci": "ance", "abli": "able", "entli": "ent", "izer": "ize",
    "ization": "ize", "ation": "ate", "ator": "ate", "alism": "al", "aliti": "al", "alli": "al", "fulness": "ful",
    "ousli": "ous", "ousness": "ous", "iveness": "ive", "iviti": "ive", "biliti": "ble", "bli": "ble", "fulli": "ful",
    "lessli": "less", "ogist": "og",
}  # fmt: skip
_STEP3 = {
    "ational": "ate", "tional": "tion", "alize": "al", "icate": "ic", "iciti": "ic", "ical": "ic", "ful": "",
    "ness": "",
}  # fmt: skip
_STEP4 = frozenset(
    [
        "al",
        "ance",
        "ence",
        "er",
        "ic",
        "able",
        "ible",
        "ant",
        "ement",
        "ment",
        "ent",
        "ism",
        "ate",
        "iti",
        "ous",
        "ive",
        "ize",
    ]
)


def stem_english(word: str) -> str:
    if len(word) <= 2:
        return word
    if word in _EXCEPTIONS:
        return _EXCEPTIONS[word]
    if "'" in word:
        word = word.lstrip("'")
        for ending in ("'s'", "'s", "'"):
            if word.endswith(ending):
                word = word[: -len(ending)]
                break
    word = _with_consonant_y(word)
    first, second = _regions(word)
    word = _plural(word)
    if word in _KEPT_WHOLE:
        return word
    word = _past_and_ing(word, first)
    if len(word) > 2 and word[-1] in "yY" and word[-2] not in _EN_VOWELS:
        word = word[:-1] + "i"
    word = _long_endings(word, first, second)
    word = _step4(word, second)
    if word.endswith("e"):
        at = len(word) - 1
        if at >= second or (at >= first and not _short(word[:-1])):
            word = word[:-1]
    elif word.endswith("ll") and len(word) - 1 >= second:
        word = word[:-1]
    return word.replace("Y", "y")


def _with_consonant_y(word: str) -> str:
    if "y" not in word:
        return word
    letters = list(word)
    for i, letter in enumerate(letters):
        if letter == "y" and (i == 0 or letters[i - 1] in _EN_VOWELS):
            letters[i] = "Y"
    return "".join(letters)


def _regions(word: str) -> tuple[int, int]:
    first = len(word)
    for start in _REGION_STARTS:
        if word.startswith(start):
            first = len(start)
            break
    else:
        first = _next_region(word, 0)
    return first, _next_region(word, first)


def _next_region(word: str, start: int) -> int:
    for i in range(start + 1, len(word)):
        if word[i] not in _EN_VOWELS and word[i - 1] in _EN_VOWELS:
            return i + 1
    return len(word)


def _plural(word: str) -> str:
    if not word.endswith(("s", "d")):
        return word
    if word.endswith("sses"):
        return word[:-2]
    if word.endswith(("ied", "ies")):
        return word[:-2] if len(word) > 4 else word[:-1]
    if word.endswith("s") and not word.endswith(("us", "ss")) and any(c in _EN_VOWELS for c in word[:-2]):
        return word[:-1]
    return word


def _past_and_ing(word: str, first: int) -> str:
    for ending in ("eedly", "eed"):
        if word.endswith(ending):
            return word[: -len(ending)] + "ee" if len(word) - len(ending) >= first else word
    for ending in ("ingly", "edly", "ing", "ed"):
        if word.endswith(ending):
            rest = word[: -len(ending)]
            break
    else:
        return word
    if ending == "ing" and len(rest) == 2 and rest[1] == "y" and rest[0] not in _EN_VOWELS:
        return rest[0] + "ie"
    if not any(c in _EN_VOWELS for c in rest):
        return word
    if rest.endswith(("at", "bl", "iz")):
        return rest + "e"
    if rest[-2:] in _DOUBLES:
        return rest if len(rest) == 3 and rest[0] in "aeo" else rest[:-1]
    if len(rest) <= first and _short(rest):
        return rest + "e"
    return rest


def _short(word: str) -> bool:
    """Whether it ends in a short syllable."""
    if len(word) == 2:
        return word[0] in _EN_VOWELS and word[1] not in _EN_VOWELS
    if word == "past":
        return True
    return (
        len(word) > 2
        and word[-1] not in _EN_VOWELS
        and word[-1] not in "wxY"
        and word[-2] in _EN_VOWELS
        and word[-3] not in _EN_VOWELS
    )


def _long_endings(word: str, first: int, second: int) -> str:
    if len(word) - first < 2:
        return word
    for size in range(min(7, len(word)), 2, -1):
        put = _STEP2.get(word[-size:])
        if put is not None:
            word = word[:-size] + put if len(word) - size >= first else word
            break
    else:
        if (word.endswith("ogi") and len(word) - 3 >= first and word[-4:-3] == "l") or (
            word.endswith("li") and len(word) - 2 >= first and word[-3:-2] in _LI_ENDING
        ):
            word = word[:-1] if word.endswith("ogi") else word[:-2]
    if word.endswith("ative"):
        return word[:-5] if len(word) - 5 >= second else word
    for size in range(min(7, len(word)), 2, -1):
        put = _STEP3.get(word[-size:])
        if put is not None:
            return word[:-size] + put if len(word) - size >= first else word
    return word


def _step4(word: str, second: int) -> str:
    for size in range(min(5, len(word)), 1, -1):
        ending = word[-size:]
        if ending in _STEP4:
            return word[:-size] if len(word) - size >= second else word
        if ending == "ion":
            return word[:-3] if len(word) - 3 >= second and word[-4] in "st" else word
    return word
