"""What is wrong with the demo's files is said with file and key."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from qaforum.importers import demo

QUESTION: dict[str, Any] = {
    "key": "cold-soup",
    "title": "How does the soup stay warm on its way upstairs?",
    "language": "en",
    "author": "ann",
    "days_ago": 10,
    "tags": ["meals"],
    "body": "It is cold on the second floor.",
    "answers": [
        {
            "author": "bob",
            "days_ago": 9,
            "body": "Warm the bowls.",
            "votes": {"up": ["ann"], "down": []},
            "accepted": {"by": "ann", "days_ago": 8, "context": "Several floors"},
        }
    ],
}


def write(folder: Path, *questions: dict[str, Any], **change: Any) -> Path:
    person = {"institution": "house", "locale": "en", "joined_days_ago": 20, "role": "member"}
    files = {
        "institutions": [{"slug": "house", "name": "House", "size": 12}],
        "members": [
            {**person, "username": "ann", "name": "Ann"},
            {**person, "username": "bob", "name": "Bob"},
        ],
        "tags": [{"name": "meals"}],
    }
    (folder / "questions").mkdir(exist_ok=True)
    for name, entries in {**files, **change}.items():
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(entries))
    (folder / "questions" / "01.yaml").write_text(yaml.safe_dump(list(questions)))
    return folder


def load(folder: Path) -> demo.Community:
    return demo.load(lambda: "hash", folder)


def faults(folder: Path) -> list[str]:
    with pytest.raises(demo.Broken) as caught:
        load(folder)
    return caught.value.faults


def test_entries_become_records(tmp_path: Path) -> None:
    community = load(write(tmp_path, QUESTION))
    (question,) = community.questions
    (answer,) = question.answers
    assert question.author is not None
    assert question.author.name == "Ann"
    assert (question.at - answer.at).days == -1
    assert answer.accepted is not None
    assert answer.accepted.context == "Several floors"
    assert community.institutions[0].places == 12


def test_the_numbers_are_the_same_on_another_day(tmp_path: Path) -> None:
    folder = write(tmp_path, QUESTION)
    assert load(folder).questions[0].number == load(folder).questions[0].number


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    question = {key: value for key, value in QUESTION.items() if key != "title"}
    assert faults(write(tmp_path, QUESTION, question)) == [
        "01.yaml: 1.title: Missing data for required field."
    ]


def test_a_key_that_nobody_knows_is_named(tmp_path: Path) -> None:
    assert faults(write(tmp_path, {**QUESTION, "tittle": "x"})) == [
        "01.yaml: 0.tittle: Unknown field."
    ]


def test_a_fault_deep_inside_is_named(tmp_path: Path) -> None:
    answers = [{**QUESTION["answers"][0], "days_ago": "some"}]
    assert faults(write(tmp_path, {**QUESTION, "answers": answers})) == [
        "01.yaml: 0.answers.0.days_ago: Not a valid number."
    ]


def test_a_person_whom_nobody_knows_is_named(tmp_path: Path) -> None:
    assert faults(write(tmp_path, {**QUESTION, "author": "zoe"})) == [
        "01.yaml: cold-soup: author: there is no zoe",
        "01.yaml: cold-soup: answers.0.accepted.by: ann neither asked nor moderates",
    ]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"duplicate_of": "warm-soup"}, "duplicate_of: there is no warm-soup"),
        ({"duplicate_of": "cold-soup"}, "duplicate_of: there is no cold-soup"),
        ({"thanks": ["zoe"]}, "thanks: there is no zoe"),
        ({"days_ago": 5}, "answers.0.days_ago: before the question"),
    ],
)
def test_what_does_not_fit_together_is_named(
    tmp_path: Path, change: dict[str, Any], fault: str
) -> None:
    assert faults(write(tmp_path, {**QUESTION, **change})) == [f"01.yaml: cold-soup: {fault}"]


def test_a_key_that_is_there_twice_is_named(tmp_path: Path) -> None:
    assert faults(write(tmp_path, QUESTION, QUESTION)) == ["questions: cold-soup is there twice"]


def test_a_file_that_is_no_yaml_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path, QUESTION)
    (folder / "tags.yaml").write_text("- name: [")
    (fault,) = faults(folder)
    assert fault.startswith("tags.yaml: ")


def test_a_path_to_nowhere_is_named(tmp_path: Path) -> None:
    folder = write(tmp_path, QUESTION)
    path = {
        "key": "days",
        "title": "Hundred days",
        "intro": "Calm.",
        "author": "zoe",
        "days_ago": 1,
        "steps": [{"question": "warm-soup", "sentence": "First."}],
    }
    (folder / "paths.yaml").write_text(yaml.safe_dump([path]))
    assert faults(folder) == [
        "paths.yaml: days: author: there is no zoe",
        "paths.yaml: days: question: there is no warm-soup",
    ]
