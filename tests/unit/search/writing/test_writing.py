"""Nothing about the writing changes how a query is read."""

from __future__ import annotations

import time
import unicodedata

import pytest

from search import Document, Engine
from search.evaluation.writings import VARIATIONS
from search.language import detect_language
from search.writing import Reader, plain, problem
from search.writing.accents import restored
from search.writing.community import Readings
from search.writing.questions import asks
from search.writing.vocabulary import Vocabulary, vocabulary


class Nobody:
    """A community without documents, and no encoder's vocabulary."""

    def titled(self, word: str) -> bool:
        return False

    def frequency(self, word: str) -> int:
        return 0

    def usual(self, word: str) -> bool:
        return False

    def cased(self, word: str) -> str:
        return word


@pytest.fixture
def reader() -> Reader:
    return Reader(Nobody())


@pytest.fixture
def readings(community: Engine) -> Readings:
    return Readings(community.store)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("L’imprimante\u00a0fume\u202f!", "L'imprimante fume !"),
        ("“Error 404” – what now…", '"Error 404" - what now...'),
        ("«\u00a0Erreur 404\u00a0» affichée", '"Erreur 404" affichée'),
        (unicodedata.normalize("NFD", "Clé cassée"), "Clé cassée"),
        ("two\u200b words\u00ad and \n lines", "two words and lines"),
        ("URGENT!!!! Help?!?", "URGENT! Help?"),
        ("half an emoji \ud83d", "half an emoji ?"),
        ("plain ASCII, as it is: x < y", "plain ASCII, as it is: x < y"),
    ],
)
def test_characters_are_written_one_way(typed: str, read: str) -> None:
    assert plain(typed) == read


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("URGENT!!! Printer jammed", "Printer jammed"),
        ("[URGENT] imprimante bloquée [svp]", "imprimante bloquée"),
        ("please printer jammed", "printer jammed"),
        ("Help! residents fall", "residents fall"),
        ("residents keep falling at night help", "residents keep falling at night"),
        ("printer jammed, thanks in advance!!", "printer jammed"),
        ("svp imprimante bloquée", "imprimante bloquée"),
        ("imprimante bloquée s'il vous plaît merci !", "imprimante bloquée"),
        ("Bonjour à toutes et à tous, imprimante bloquée", "imprimante bloquée"),
        ("besoin d'aide : imprimante bloquée", "imprimante bloquée"),
        ("SVP IMPRIMANTE BLOQUÉE MERCI", "IMPRIMANTE BLOQUÉE"),
        ('svp "Erreur 404" affichée', '"Erreur 404" affichée'),
        ("C++ help please", "C++"),
    ],
)
def test_courtesies_and_cries_around_a_problem_are_left_out(typed: str, left: str) -> None:
    assert problem(plain(typed)) == left


@pytest.mark.parametrize(
    "title",
    [
        "how to say please",
        "How do I please my boss",
        "who pays for home help",
        "Hello world in C",
        "help with the printer",
        "à l'aide d'un tournevis",
        "un colis urgent",
        "lettre de merci",
        "je voudrais dire bonjour",
        "urgent care hours",
    ],
)
def test_the_same_words_stay_where_they_are_the_problem(title: str) -> None:
    assert problem(title) == title


@pytest.mark.parametrize("title", ["help please", "merci", "Bonjour", "please help me", "???", ""])
def test_nothing_but_courtesy_is_left_as_it_is(title: str) -> None:
    assert problem(title) == title


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("probleme d'electricite a l'etage", "problème d'électricité à l'étage"),
        ("ou est la cle de la reserve", "où est la clé de la réserve"),
        ("la porte est fermee et le four casse", "la porte est fermée et le four casse"),
        ("le magasin est ferme", "le magasin est fermé"),
        ("la ferme est loin", "la ferme est loin"),
        ("il a deja paye", "il a déjà payé"),
        ("comment regler le thermostat", "comment régler le thermostat"),
        ("la regle du jeu", "la règle du jeu"),
        ("objets trouves", "objets trouvés"),
        ("du cote de l'entree", "du côté de l'entrée"),
        ("le probléme", "le problème"),
        ("fermé ou marche le lundi", "fermé ou marche le lundi"),  # who writes accents means them
    ],
)
def test_french_words_get_the_accents_they_must_have(typed: str, meant: str) -> None:
    words = typed.replace("'", " ' ").split()

    found = restored([word for word in words if word != "'"], vocabulary("fr"), lambda word: False)

    assert found == meant.replace("'", " ").split()


@pytest.mark.parametrize(("titled", "meant"), [("salarié", "salarié"), ("salarie", "salarie")])
def test_the_titles_of_a_community_tell_which_word_is_meant(titled: str, meant: str) -> None:
    found = restored(["un", "salarie", "absent"], vocabulary("fr"), lambda word: word == titled)

    assert found == ["un", meant, "absent"]


def test_english_words_get_no_accents(reader: Reader) -> None:
    assert reader.titles("resume of the expose, a role") == ["Resume of the expose, a role"]


def test_a_title_is_read_as_a_question_where_its_words_ask(reader: Reader) -> None:
    assert asks("how do i move a course")
    assert asks("peut-on fermer plus tôt")
    assert asks("faux billets comment les reconnaître")
    assert not asks("four en panne dimanche")
    assert not asks("")
    assert reader.titles("HOW DO I MOVE A COURSE !!!") == ["How do i move a course?"]
    assert reader.titles("four en panne dimanche ?") == ["Four en panne dimanche"]


@pytest.mark.parametrize("kind", sorted(VARIATIONS.keys() - {"word order", "wrong letter"}))
@pytest.mark.parametrize(
    "title",
    [
        "How do I move a course to another Moodle server?",
        "Projector shows no signal in lecture hall B",
        "Comment obtenir un badge visiteur pour un intervenant extérieur ?",
        "Le lecteur de codes-barres ne reconnaît plus les exemplaires",
    ],
)
def test_every_writing_of_a_title_is_read_alike(readings: Readings, title: str, kind: str) -> None:
    varied = VARIATIONS[kind](title, detect_language(title))

    assert readings.titles(varied) == readings.titles(title)


def test_names_are_cased_as_the_encoder_knows_them(readings: Readings) -> None:
    assert readings.titles("UNE SEMAINE A PARIS EN MAI") == ["Une semaine à Paris en mai"]


def test_a_body_is_read_line_by_line(reader: Reader) -> None:
    assert reader.text("LE FOUR EST FERME\n\nMERCI") == "le four est fermé\n\nmerci"


def test_the_very_title_is_found_however_it_is_typed(community: Engine) -> None:
    for typed in (
        "PROJECTOR SHOWS NO SIGNAL IN LECTURE HALL B!!!",
        "hello, projector shows no signal in lecture hall b, please",
        "Projector  shows no signal in lecture hall B ?",
    ):
        (first, *_) = community.similar(typed)
        assert (first.id, first.level) == (6, "same")


def test_a_courtesy_in_a_documents_own_title_is_no_obstacle(engine: Engine) -> None:
    document = Document(1, "URGENT : imprimante bloquée, merci", language="fr")
    engine.put([document], engine.embed([document]))

    (found,) = engine.similar("URGENT : imprimante bloquée, merci")

    assert found.level == "same"


def test_what_is_shared_by_writings_is_counted_together() -> None:
    words = Vocabulary({"pêche": 6, "péché": 3, "chat": 1})

    assert words.knows("peche")
    assert not words.knows("pêche")
    assert words.count("peche") == 0
    assert words.accented(["peche", "chat"]) == [["pêche", "péché"], []]
    assert words.log_shares(["peche", "chat"]) == pytest.approx([-0.105, -2.303], abs=1e-3)


def test_a_language_without_a_vocabulary_knows_nothing() -> None:
    assert not vocabulary("de").knows("haus")
    assert vocabulary("de").accented(["fur"]) == [[]]


def test_reading_takes_linear_time(reader: Reader) -> None:
    def seconds(text: str) -> float:
        began = time.process_time()
        reader.titles(text)
        return time.process_time() - began

    for piece in ("please ", "!!!", "« ", "-t-", "a' ", "qzefa "):
        seconds(piece * 100)
        assert seconds(piece * 20_000) < 5
