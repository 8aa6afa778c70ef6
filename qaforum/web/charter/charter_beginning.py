"""A short text to begin a charter with: a community goes on from it in its own words."""

BEGINNING = {
    "en": """\
## What we are here for

We do the same work in many houses. Whoever has solved a problem spares the others from solving it
alone.

## How we treat each other

- We ask openly, also what seems simple.
- We answer from experience, and say where it fits and where it does not.
- Whoever asked says what worked in the end.
- What would make a resident, a child, a family or a colleague recognisable stays out.

## Who does what

- **Members** ask, answer and say which solution worked.
- **Mentors** walk a few steps with newcomers.
- **Moderators** keep the place tidy and adopt this charter; everybody may propose a change to it.
""",
    "fr": """\
## Pourquoi nous sommes ici

Nous faisons le même métier dans de nombreux établissements. Quand une personne a résolu un
problème, les autres n’ont plus à le résoudre seules.

## Comment nous nous traitons

- Nous posons nos questions ouvertement, même celles qui paraissent simples.
- Nous répondons par expérience, et disons où cela convient et où cela ne convient pas.
- Qui a posé une question dit ce qui a marché au bout du compte.
- Ce qui ferait reconnaître une personne accueillie, un enfant, une famille ou un collègue n’a pas
  sa place ici.

## Qui fait quoi

- **Les membres** posent des questions, répondent et disent quelle solution a marché.
- **Les mentors** font quelques pas avec les nouvelles et les nouveaux.
- **La modération** tient la maison en ordre et adopte cette charte ; tout le monde peut proposer de
  la changer.
""",
}
