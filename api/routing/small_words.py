"""Words that hold a sentence together and say nothing of a subject: they never count for a department."""

_BOKMAL = """
alle allerede alt altså at av bare ble blei bli blir blitt både da de deg dem den denne der dere deres derfor derimot
det dette din disse ditt du eller en enda enn ennå er et ett etter fordi fra før få får fått gang ganger gikk gjennom
gjerne gjør gjøre gjorde gjort går gå ha hadde han hans har helt henne hennes her hos hun hva hvem hver hverandre hvert
hvilke hvilken hvilket hvis hvor hvordan hvorfor i igjen ikke imot ingen ingenting inn innen jeg jo kan kanskje kom
komme kommer kunne la mange med meg mellom men mens mer mest min mine minst mitt mot mye må måtte nei nesten noe noen
nok når nå og også om opp oss over på samme samtidig seg selv si sier sin sine sitt siden skal skulle slik slike så som
sånn til tross uansett under ut uten var ved vel veldig vi vil ville virker være vært vår våre vårt å én ei både
flere flest færre først heller hvorvidt ifølge imidlertid langs litt lurer noensinne selvom snart stadig tror
"""
_NYNORSK = """
alle allereie anten berre blei bli blir blitt både då de dei deira den denne dess desse det dette di dine ditt dykk
dykkar eg ein eit eller elles enn enno er et etter fekk fleire flest for fordi frå få får før gjekk gjennom gjer gjere
gjerne gjort gjorde går ha hadde han hans har heile heilt hennar henne her ho hos ikkje imot ingen ingenting inn innan
ja kan kanskje kjem kom kome korleis korkje kva kvar kvarandre kvart kven kvifor kunne la mange me med meg meir
men mellom medan mest mi min mine mitt mot mykje må måtte nei nesten no nok noko nokon nokre når og òg også om opp oss
over på samstundes seg seie seier sidan sin sine sitt sjølv sjølve skal skulle slik slike så som somme stadig til
trur under ut utan vart ved vel vere verte vert vi vil ville vore vår våre vårt var verken å ei litt først difor lurer
"""
_ENGLISH = """
a about above actually after again against all almost already also although always am an and another any anybody anyone
anything are around as at away back be because become been before being below between both but by came can cannot come
comes could did do does doing done down during each either else enough even ever every everybody everyone everything few
for from further gets get getting give given go goes going gone got had has have having he her here hers herself him
himself his how however if in instead into is it its itself just keep know last least less let like made make makes many
may maybe me might mine more most much must my myself need neither never next no nobody none nor not nothing now of off
often on once one only onto or other others our ours ourselves out over own perhaps put quite rather really said same
say says shall she should since so some somebody someone something soon still such take takes than that the their theirs
them themselves then there these they thing things this those though through thus to together too took toward towards
under until up upon us use used very want wants was way we well went were what whatever when where whether which while
who whom whose why will with within without would yet you your yours yourself
"""
# Norwegian, English: "by" and "is" are a town and ice in the one, and say nothing in the other.
SMALL_WORDS = (frozenset(f"{_BOKMAL} {_NYNORSK}".split()), frozenset(_ENGLISH.split()))
