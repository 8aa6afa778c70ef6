"""The pages: one blueprint a noun. Parse the form, call the service, render."""

from flask import Flask

from qaforum.web import (
    adaptations,
    addresses,
    answers,
    ask,
    attachments,
    availability,
    charter_first,
    charters,
    comments,
    duplicates,
    errors,
    follows,
    headers,
    health,
    impact,
    institutions,
    invitations,
    judgements,
    knowledge_map,
    language,
    mails,
    members,
    mentions,
    mentorships,
    moderation,
    notifications,
    paths,
    practices,
    questions,
    reports,
    resources,
    revalidation,
    reviews,
    search,
    suggestions,
    tags,
    templating,
    translation,
    uploads,
    votes,
    welcome,
)

BLUEPRINTS = (
    questions.pages,
    ask.pages,
    availability.pages,
    suggestions.pages,
    answers.pages,
    practices.pages,
    adaptations.pages,
    revalidation.pages,
    attachments.pages,
    comments.pages,
    votes.pages,
    search.pages,
    tags.pages,
    members.pages,
    mentions.pages,
    mails.pages,
    institutions.pages,
    invitations.pages,
    impact.pages,
    reports.pages,
    knowledge_map.pages,
    language.pages,
    duplicates.pages,
    judgements.pages,
    moderation.pages,
    notifications.pages,
    charters.pages,
    reviews.pages,
    follows.pages,
    resources.pages,
    paths.pages,
    welcome.pages,
    mentorships.pages,
    health.pages,
)


def init_app(app: Flask) -> None:
    """Give `app` its pages, and what all of them share."""
    addresses.init_app(app)
    for pages in BLUEPRINTS:
        app.register_blueprint(pages)
    for part in (errors, headers, templating, translation, uploads, charter_first):
        part.init_app(app)
