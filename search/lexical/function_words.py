"""Words that carry grammar and hardly any subject, folded, by language.

They tell the language of a short title, and are left out of lexical queries.
"""

from __future__ import annotations

_ENGLISH = """
a about after all also am an and any are aren as at be because been before being between both but
by can cannot could couldn did didn do does doesn doing don during each else ever every few for
from get gets getting had has hasn have haven having he her here hers him his how i if in into is
isn it its itself just ll make many may me might more most much must my myself no nor not of off
on once one only or other our out over own re s same shall she should shouldn so some such t than
that the their them then there these they this those through to too under until up us ve very was
wasn we were weren what when where whether which while who whom whose why will with within without
won would wouldn you your yours yourself
"""
_FRENCH = """
a afin ai aie ainsi alors apres as au aucun aucune aujourd aura aussi autre autres aux avaient
avait avant avec avez avoir avons c ca car ce ceci cela celle celles celui ces cet cette ceux
chaque chez ci comme comment d dans de depuis des dois doit doivent donc dont du elle elles en
encore entre es est et etaient etait etant ete etes etre eu eux fait faire faites font faut ici il
ils j je jusqu l la laquelle le lequel les lesquelles lesquels leur leurs lors lorsqu lorsque lui
m ma mais me meme memes mes moi moins mon n ne ni nos notre nous on ont ou oui par parce pas
pendant peu peut peuvent peux plus pour pourquoi pourrait pourriez puis puisque qu quand que quel
quelle quelles quels qui quoi s sa sans se sera serait ses si sinon soit sommes son sont sous suis
sur t ta te tes toi ton tous tout toute toutes tres tu un une vais va vers veut veux via voici
voila vont vos votre vous y
"""

FUNCTION_WORDS: dict[str, frozenset[str]] = {
    "en": frozenset(_ENGLISH.split()),
    "fr": frozenset(_FRENCH.split()),
}
