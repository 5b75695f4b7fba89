"""The shipped catalogue as the matching reads it: routing works from the files alone, with no database."""

from api.departments.catalogue import Catalogue
from api.departments.sharing import SharedConcept, share
from api.language import Language
from api.routing.ranking import Profile, ProfileConcept


def _labels(concept: SharedConcept) -> dict[Language, list[str]]:
    return {Language.BOKMAL: concept.nb, Language.NYNORSK: concept.nn, Language.ENGLISH: concept.en}


def profiles_of(catalogue: Catalogue) -> list[Profile]:
    sharing = share(catalogue)
    labels = {key: _labels(concept) for key, concept in sharing.concepts.items()}
    return [
        Profile(
            file.code,
            file.campus,
            file.name,
            [ProfileConcept(labels[term.key], term.weight) for term in sharing.terms[file.code]],
            {
                Language.BOKMAL: file.examples.nb,
                Language.NYNORSK: file.examples.nn,
                Language.ENGLISH: file.examples.en,
            },
        )
        for file in catalogue.departments
    ]
