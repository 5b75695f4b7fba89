"""Which departments a problem belongs to, and why: the score is the sum of its reasons."""

from collections.abc import Sequence
from typing import NamedTuple

from api.language import Language
from api.routing.boilerplate import without_boilerplate
from api.routing.calibration import confidence
from api.routing.explaining import Glossary, explain
from api.routing.index import Index
from api.routing.language_of import guess_language
from api.routing.learnt import NOTHING_LEARNT, Learnt
from api.routing.out_of_scope import Outside, outside_profiles
from api.routing.place import MAIN, NEAR, only_campus, places
from api.routing.ranking import Candidate, Outcome, Profile, Ranking
from api.routing.scoring import Fit, Scorer
from api.routing.text import Word, without_noise, words_of

AT_MOST = 5
# Of the best score: a second and third department are named when they come this close, further ones when they are
# nearly level.
CLOSE, LEVEL = 0.2, 0.75
# A text goes to the desk when its words' odds of lying outside exceed a line that rises with the best score.
OUTSIDE, GRACE = -0.94, 0.11
FLOOR = 0.7  # below this, what was hit was hit by chance


class TextRead(NamedTuple):
    """`words` are those that may tell something; their places are places in `text`."""

    text: str
    language: Language
    words: list[Word]


def read_text(title: str, description: str, language: Language | None = None) -> TextRead:
    text = f"{title}\n{description}"
    plain = without_noise(text)
    return TextRead(text, language or guess_language(plain), words_of(without_boilerplate(plain)))


class Router:
    """Built once from all profiles; `rank` changes nothing but what it remembers, so threads may share it."""

    def __init__(
        self,
        profiles: Sequence[Profile],
        *,
        version: str = "unversioned",
        learnt: Learnt = NOTHING_LEARNT,
        outside: Sequence[Profile] | None = None,
    ) -> None:
        """Without anything learnt, the profiles alone decide. `outside` is what no department works on, as shipped."""
        self.version = version
        self.learnt = learnt
        self._profiles = sorted(profiles, key=lambda profile: profile.code)
        self._index = Index(self._profiles)
        self._outside = Outside(self._index, outside_profiles() if outside is None else outside)
        self._scorer = Scorer(self._index, learnt)
        self._glossary = Glossary(self._index)

    def rank(
        self, title: str, description: str, language: Language | None = None, *, reader: Language | None = None
    ) -> Ranking:
        """The terms of the reasons are in the reader's language, or else in the text's own."""
        text, language, words = read_text(title, description, language)
        english = language is Language.ENGLISH
        fit = self.fit(words, len(title), english=english)
        order = sorted(range(len(self._profiles)), key=lambda department: (-fit.scores[department], department))[
            :AT_MOST
        ]
        best = fit.scores[order[0]] if order else 0.0
        odds = self._outside.odds({word.text for word in words}, english=english)
        if best < FLOOR or odds > OUTSIDE + GRACE * best:
            return Ranking(Outcome.DESK, language, [], self.version)
        chosen = [
            department
            for rank, department in enumerate(order)
            if fit.scores[department] >= (CLOSE if rank < 3 else LEVEL) * best
        ]
        field = sum(fit.scores[department] for department in order)
        candidates: list[Candidate] = []
        for department in chosen:
            score = fit.scores[department]
            shares = {word: part / score for word, row in fit.parts if (part := row[department]) > 0}
            because = explain(
                self._glossary, department, shares, words, text, english=english, reader=reader or language
            )
            sure = confidence(score, score / best, score / field)
            candidates.append(Candidate(self._profiles[department].code, round(score, 4), sure, because))
        return Ranking(Outcome.REFER, language, candidates, self.version)

    def scores(self, title: str, description: str, language: Language | None = None) -> dict[str, float]:
        """How well a text fits each department, without asking whether it fits any of them well."""
        _text, language, words = read_text(title, description, language)
        fit = self.fit(words, len(title), english=language is Language.ENGLISH)
        return dict(zip((profile.code for profile in self._profiles), fit.scores, strict=False))

    @property
    def codes(self) -> list[str]:
        """In the order in which `fit` scores them."""
        return [profile.code for profile in self._index.profiles]

    def with_profile(self, changed: Profile) -> "Router":
        """A router of its own, for which one department says something else."""
        every = [changed if profile.code == changed.code else profile for profile in self._profiles]
        return Router(every, version=f"{self.version}+tried", learnt=self.learnt)

    @property
    def profiles(self) -> list[Profile]:
        return self._profiles

    def heard(self, words: Sequence[Word], title_ends: int, *, english: bool) -> dict[str, float]:
        return self._scorer.heard(words, title_ends, english=english)

    def fit(self, words: Sequence[Word], title_ends: int, *, english: bool) -> Fit:
        """Every department's score and what it is the sum of, in the order of their codes.

        A department gains by a place of its region: a part of what it has already, so never from nothing.
        """
        fit = self._scorer.fit(words, title_ends, english=english)
        named = {word: campus for word, campus in places(words).items() if campus != MAIN}
        if not named:
            return fit
        scores, parts = list(fit.scores), dict(fit.parts)
        for word, campus in named.items():
            row = list(parts.get(word) or [0.0] * len(scores))
            for department, profile in enumerate(self._profiles):
                if campus == only_campus(profile):
                    gain = NEAR * fit.scores[department] / len(named)
                    row[department] += gain
                    scores[department] += gain
            parts[word] = row
        return Fit(scores, list(parts.items()))
