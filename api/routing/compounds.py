"""Norwegian writes compounds as one word; their parts are often known where the whole is not."""

from collections.abc import Container

SHORTEST_PART = 4


def parts(stem: str, vocabulary: Container[str]) -> tuple[str, ...]:
    """The two known stems that a stem is made of, the most even split; empty when it is no compound of known words.

    The joint may carry an s or an e, as in "kunnskap-s-arbeid" and "barn-e-vern".
    """
    best: tuple[str, ...] = ()
    evenness = 0
    for at in range(SHORTEST_PART, len(stem) - SHORTEST_PART + 1):
        evenly = min(at, len(stem) - at)
        if evenly <= evenness or stem[at:] not in vocabulary:
            continue
        head = stem[:at]
        if head not in vocabulary:
            head = head[:-1]
            if stem[at - 1] not in "se" or len(head) < SHORTEST_PART or head not in vocabulary:
                continue
        best, evenness = (head, stem[at:]), evenly
    return best
