"""Ours beside BM25 and two linear models, all from the same profiles, on the same labelled texts.

    python -m tests.bench.routing SHARED_DIR

Needs what `requirements/bench.txt` names. SHARED_DIR holds `bench/routing_dev.jsonl` and `bench/score_routing.py`.
"""
# pyright: reportMissingImports=false

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import bm25s
import msgspec
import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import NearestCentroid

from api.departments.catalogue import read_catalogue
from api.language import Language
from api.routing.language_of import guess_language
from api.routing.matching import Router
from api.routing.out_of_scope import outside_profiles
from api.routing.profiles_from_catalogue import profiles_of
from api.routing.ranking import Profile
from api.routing.text import bare_words, form

Problem = dict[str, Any]
Answer = dict[str, Any]
METRICS = ("top1", "best1", "hit3", "recall3", "desk", "overdesk", "reasons")


def stems(text: str, language: Language) -> list[str]:
    return [form(word, language is Language.ENGLISH) for word in bare_words(text)]


def documents(profile: Profile) -> list[tuple[list[str], float]]:
    """Each example, and each concept with its weight, as a bag of stems: what all references learn from."""
    found = [(stems(text, language), 1.0) for language, texts in profile.examples.items() for text in texts]
    for concept in profile.concepts:
        for language, labels in concept.labels.items():
            found.append((stems(" ".join(labels), language), concept.weight / 3))
    return found


def answer(problem: Problem, codes: Sequence[str]) -> Answer:
    desk = not codes or codes[0].startswith("outside:")
    kept = [] if desk else [code for code in codes if not code.startswith("outside:")][:5]
    said = [{"text": problem["title"]}]
    departments = [{"code": code, "score": 1 / rank, "because": said} for rank, code in enumerate(kept, 1)]
    return {"id": problem["id"], "outcome": "desk" if desk else "refer", "departments": departments}


def said_by(problem: Problem) -> list[str]:
    text = f"{problem['title']}\n{problem['description']}"
    return stems(text, guess_language(text))


def by_bm25(profiles: list[Profile], problems: list[Problem]) -> list[Answer]:
    corpus = [[stem for words, weight in documents(p) for stem in words * max(1, round(3 * weight))] for p in profiles]
    index = bm25s.BM25()
    index.index(corpus, show_progress=False)
    found: list[Answer] = []
    for problem in problems:
        scores = index.get_scores(said_by(problem))
        order = sorted(range(len(profiles)), key=lambda i: -scores[i])
        found.append(answer(problem, [profiles[i].code for i in order]))
    return found


def by_linear_model(model: str) -> Callable[[list[Profile], list[Problem]], list[Answer]]:
    def run(profiles: list[Profile], problems: list[Problem]) -> list[Answer]:
        rows = [(words, weight, p.code) for p in profiles for words, weight in documents(p)]
        vectors = TfidfVectorizer(analyzer=lambda words: words, sublinear_tf=True)
        known = vectors.fit_transform([words for words, _weight, _code in rows])
        codes = np.array([code for *_rest, code in rows])
        asked = vectors.transform([said_by(problem) for problem in problems])
        if model == "centroid":
            fitted = NearestCentroid().fit(known, codes)
            scores = np.asarray(asked @ (fitted.centroids_ / np.linalg.norm(fitted.centroids_, axis=1)[:, None]).T)
        else:
            weights = np.array([weight for _words, weight, _code in rows])
            fitted = LogisticRegression(C=30, max_iter=300, tol=1e-3).fit(known, codes, sample_weight=weights)
            scores = fitted.decision_function(asked)
        order = np.argsort(-scores, axis=1)
        return [
            answer(problem, [fitted.classes_[i] for i in row]) for problem, row in zip(problems, order, strict=True)
        ]

    return run


def by_ours(profiles: list[Profile], problems: list[Problem]) -> list[Answer]:
    router = Router([p for p in profiles if not p.code.startswith("outside:")])
    found: list[Answer] = []
    for problem in problems:
        ranking = router.rank(problem["title"], problem["description"])
        found.append({**msgspec.to_builtins(ranking), "id": problem["id"]})
    return found


def figures(shared: Path, answers: list[Answer]) -> dict[str, dict[str, dict[str, float]]]:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as routed:
        routed.write("\n".join(json.dumps(one) for one in answers))
        routed.flush()
        labelled, scorer = shared / "bench/routing_dev.jsonl", shared / "bench/score_routing.py"
        said = subprocess.run(
            [sys.executable, scorer, labelled, routed.name, "--json"], capture_output=True, text=True, check=True
        )
    return json.loads(said.stdout)


def costs(profiles: list[Profile], problems: list[Problem]) -> str:
    started = time.process_time()
    router = Router(profiles_of(read_catalogue()))
    loaded = time.process_time() - started
    words = sum(len(f"{p['title']} {p['description']}".split()) for p in problems)
    passes: list[float] = []
    for _again in range(2):
        started = time.process_time()
        for problem in problems:
            router.rank(problem["title"], problem["description"])
        passes.append(time.process_time() - started)
    return (
        f"load {loaded:.2f} s of CPU; "
        f"200 words {passes[0] / words * 2e5:.1f} ms cold, {passes[1] / words * 2e5:.1f} ms warm; "
        f"{len(problems) / passes[0]:.0f} texts a second cold, {len(problems) / passes[1]:.0f} warm"
    )


def left_out(profiles: list[Profile], contestant: Callable[[list[Profile], list[Problem]], list[Answer]]) -> str:
    """The catalogue's own examples, a fifth at a time taken out of the profiles: harder, but 20 times as many."""
    first = three = count = 0
    for fold in range(5):
        kept: list[Profile] = []
        asked: list[Problem] = []
        for profile in profiles:
            examples = {
                language: [text for at, text in enumerate(texts) if at % 5 != fold]
                for language, texts in profile.examples.items()
            }
            kept.append(msgspec.structs.replace(profile, examples=examples))
            if not profile.code.startswith("outside:"):
                asked += [
                    {"id": profile.code, "title": "", "description": text}
                    for texts in profile.examples.values()
                    for text in texts[fold::5]
                ]
        for one in contestant(kept, asked):
            codes = [department["code"] for department in one["departments"]]
            count += 1
            first += one["id"] in codes[:1]
            three += one["id"] in codes[:3]
    return f"top1 {first / count:.3f}  hit3 {three / count:.3f}  of {count}"


def main(shared: Path) -> None:
    lines = (shared / "bench/routing_dev.jsonl").read_text("utf-8").splitlines()
    problems = [{key: row[key] for key in ("id", "title", "description")} for row in map(json.loads, lines)]
    profiles = [*profiles_of(read_catalogue()), *outside_profiles()]
    print(f"{len(problems)} texts, {len(profiles)} profiles; {costs(profiles, problems)}")
    contestants = {
        # the references read with our stems, our language guess and our texts from outside, too
        "ours": by_ours,
        "bm25": by_bm25,
        "tf-idf centroid": by_linear_model("centroid"),
        "tf-idf logistic": by_linear_model("logistic"),
    }
    print(f"{'':16} {'':4}" + "".join(f"{metric:>18}" for metric in METRICS))
    for name, contestant in contestants.items():
        for group, metrics in figures(shared, contestant(profiles, problems)).items():
            cells = ""
            for metric in METRICS:
                found = metrics.get(metric)
                said = f"{found['value']:.3f} [{found['low']:.2f} {found['high']:.2f}]" if found else "-"
                cells += f"{'-' if metric == 'reasons' and name != 'ours' else said:>18}"
            print(f"{name if group == 'all' else '':16} {group:4}{cells}")
    print("\nthe catalogue's own examples, left out in turn")
    for name, contestant in list(contestants.items())[:3]:  # five more logistic models would take minutes
        print(f"{name:16} {left_out(profiles, contestant)}", flush=True)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m tests.bench.routing SHARED_DIR")
    main(Path(sys.argv[1]))
