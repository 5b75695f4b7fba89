"""What departments say that play no part in a story: everyday reasons, in the company's language."""

from api.language import Language

DECLINES = {
    Language.BOKMAL: (
        "Fint problem, men det ligger nærmere et annet institutt, og vi har ingen som kan veilede på dette nå.",
        "Vi kunne bidratt med en liten del, men kjernen i dette er ikke vårt fag.",
        "Vi har lest det på fagmøtet. Alle som kan dette, har fulle veiledningslister dette semesteret.",
        "Vi tror at andre institutter kan dette bedre enn oss, så vi trekker oss.",
        "Ordene ligner på våre, men det dere spør om, arbeider vi ikke med.",
    ),
    Language.NYNORSK: (
        "Eit fint problem, men det ligg nærare eit anna institutt, og vi har ingen som kan rettleie på dette no.",
        "Vi kunne gjort ein liten del, men kjernen i dette er ikkje vårt fag.",
        "Vi har lese det på fagmøtet. Alle som kan dette, har fulle lister dette semesteret.",
        "Vi trur at andre institutt kan dette betre enn oss, så vi trekkjer oss.",
    ),
    Language.ENGLISH: (
        "A good problem, but closer to another department, and nobody here can supervise it now.",
        "We could add a small part, but the core of this is not our field.",
        "We discussed it in our group. Everyone who knows this has a full list of students this term.",
        "We think that other departments know this better than we do, so we leave it to them.",
    ),
}

PASSED_ON = {
    Language.BOKMAL: (
        "Dette er mer deres fag enn vårt, og vi vet at dere har folk som arbeider med det.",
        "Vi snakket om det på fagmøtet og ble enige om at dere er rett sted.",
    ),
    Language.NYNORSK: (
        "Dette er meir dykkar fag enn vårt, og vi veit at de har folk som arbeider med det.",
        "Vi snakka om det på fagmøtet og vart samde om at de er rette staden.",
    ),
    Language.ENGLISH: (
        "This is more your field than ours, and we know that you have people who work on it.",
        "We discussed it and agreed that you are the right place.",
    ),
}
