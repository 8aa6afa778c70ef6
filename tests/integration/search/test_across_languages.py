"""The community that `qaforum demo` brings, asked in the other of its two languages."""

from typing import Any

import pytest

from qaforum.importers.demo import community, files
from search import Document, Engine, Solution, load_encoder

ASKED = {
    "Des légionelles ont été trouvées dans nos douches, comment traiter l'eau chaude ?":
        "legionella-showers",
    "Punaises de lit dans deux chambres, comment s'en débarrasser ?": "bedbugs-in-bedrooms",
    "Comment rendre les repas mixés plus appétissants ?": "puree-appetising",
    "Cyberattaque : tous nos fichiers sont chiffrés, que faire ?": "ransomware-morning",
    "Deux collègues ne se parlent plus, comment gérer le conflit ?": "conflict-two-colleagues",
    "Comment surveiller la sieste des bébés dans le dortoir ?": "sleep-room-supervision",
    "Qui donne les médicaments la nuit sans infirmière ?": "night-medication-no-nurse",
    "Dégât des eaux : comment être remboursé par l'assurance ?": "water-damage-insurance",
    "A toddler bites other children every day, what can we do?": "enfants-qui-mordent",
    "Head lice keep coming back in our group": "poux-traitement-groupe",
    "A colleague calls in sick at 7 a.m., how do we find cover?": "collegue-malade-7h",
    "Stomach bug outbreak: what to do in the first 48 hours?": "gastro-premieres-48-heures",
    "How do we prevent falls at night on the way to the toilet?": "chutes-repetition-nuit",
    "Nobody applies for our care assistant jobs": "recruter-personne-ne-postule",
    "How do we prepare for an inspection in ten days?": "preparer-inspection",
    "Parents always come late after closing time": "parents-en-retard-le-soir",
}  # fmt: skip


def document(number: int, entry: dict[str, Any]) -> Document:
    accepted = [answer for answer in entry.get("answers") or () if answer.get("accepted")]
    solutions = tuple(Solution(place, answer["body"]) for place, answer in enumerate(accepted))
    return Document(
        number, entry["title"], entry["body"], solutions, tuple(entry["tags"]), entry["language"],
        content_hash=entry["key"],
    )  # fmt: skip


@pytest.fixture(scope="module")
def engine() -> Engine:
    engine = Engine(load_encoder())
    questions = files.read(community.FOLDER).questions
    documents = [document(number, entry) for number, entry in enumerate(questions)]
    engine.put(documents, engine.embed(documents))
    return engine


@pytest.mark.parametrize(("title", "key"), ASKED.items(), ids=ASKED.values())
def test_a_problem_is_found_in_the_other_language(engine: Engine, title: str, key: str) -> None:
    assert engine.similar(title)[0].content_hash == key


def test_a_french_title_finds_french_questions_also_among_english_ones(engine: Engine) -> None:
    found = engine.similar("Un collègue se met en arrêt maladie le matin même")

    assert (found[0].content_hash, found[0].language) == ("collegue-malade-7h", "fr")


def test_nothing_is_found_where_nothing_is_like_it(engine: Engine) -> None:
    assert engine.similar("Our lawn mower does not start") == []
