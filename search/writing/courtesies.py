"""What people write around a problem, in words as they are folded: "s'il vous plaît" has four."""

from __future__ import annotations

Phrases = frozenset[tuple[str, ...]]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _phrases(text: str) -> Phrases:
    return frozenset(tuple(line.split()) for line in text.strip().splitlines() if line.strip())


ANYWHERE = _phrases("""
    please
    pls
    plz
    please help
    please help me
    please help us
    please urgent
    help please
    svp
    stp
    s il vous plait
    s il te plait
    sil vous plait
    merci
    merci beaucoup
    merci bien
    merci d avance
    merci par avance
    merci a tous
    merci a vous
    merci pour votre aide
    d avance merci
    par avance merci
    mille mercis
    thanks
    thanks a lot
    thanks so much
    many thanks
    thanks in advance
    thanks everyone
    thanks all
    thank you
    thank you all
    thank you very much
    thank you so much
    thank you in advance
    thx
    bonjour
    bonjour a tous
    bonjour a toutes
    bonjour tout le monde
    bonsoir
    bonsoir a tous
    bonsoir a toutes
    salut
    salut a tous
    salut tout le monde
    coucou
    bonne journee
    cordialement
    hello
    hello all
    hello there
    hello everyone
    hello everybody
    hi
    hi all
    hi there
    hi everyone
    hi everybody
    hey
    hey all
    hey there
    hey everyone
    cheers
    kind regards
    best regards
    regards
    help me
    help us
    help needed
    need help
    can anyone help
    can anyone help me
    can someone help
    can someone help me
    can you help me
    can somebody help
    any help
    any help appreciated
    any ideas
    any idea
    au secours
    a l aide
    aidez moi
    aidez nous
    aide svp
    besoin d aide
    sos
    asap
    very urgent
    it s urgent
    it is urgent
    this is urgent
    c est urgent
    tres urgent
    urgent merci
""")
BEFORE = ANYWHERE | _phrases("""
    help
    aide
    urgent
    urgence
    dear all
    dear colleagues
    dear everyone
    chers collegues
    cheres collegues
    good morning
    good afternoon
    good evening
    good day
    excuse me
    excusez moi
    sorry
    desole
    pardon
    et
    a toutes
    a tous
    et a tous
    et a toutes
""")
AFTER = ANYWHERE | _phrases("""
    help
    aide
    urgent
""")
# Only what stands by itself: "urgent care", "un colis urgent"
BY_THEMSELVES = _phrases("""
    urgent
    urgence
    help
    aide
    sorry
    pardon
    regards
    cheers
    any help
    any idea
    any ideas
    need help
    besoin d aide
    a l aide
    sos
""")
CONTINUE = _phrases("et\na toutes\na tous\net a tous\net a toutes")  # only after another phrase
# Where such a word is what the question is about: "how to say thanks", "the word please"
SPEAKING_OF = _words("""
    say saying says said word words write writing with a an the of for to no de dire du un une le
    la les mot mots ecrire lettre carte sans or ou
""")
GO_ON = _words("care world with desk center centre from of de d du des pour kitty page")
NEEDED = _words("""
    for of the a an get gets getting got need needs more without some any no your our their my
    ask asking asks find finding give gives offer provide hire pay seek what which who can could
    will would to d l une en sans leur demander
""")
