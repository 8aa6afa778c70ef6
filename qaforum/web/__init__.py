"""The pages: one blueprint a noun. Parse the form, call the service, render."""

from flask import Flask

from qaforum.web.charter import charter_first, charters, reviews
from qaforum.web.core import (
    addresses,
    errors,
    headers,
    language,
    tags,
    templating,
    translation,
    uploads,
)
from qaforum.web.directory import members
from qaforum.web.impact import impact, reports
from qaforum.web.invitations import invitations
from qaforum.web.library import paths, resources
from qaforum.web.moderation import deactivation, flags, moderation
from qaforum.web.notifications import follows, mails, mentions, notifications
from qaforum.web.onboarding import mentorships, welcome
from qaforum.web.operations import health
from qaforum.web.people import availability, institutions
from qaforum.web.practices import adaptations, attachments, practices, revalidation
from qaforum.web.privacy import leaving
from qaforum.web.questions import answers, ask, comments, questions, votes
from qaforum.web.search import duplicates, judgements, knowledge_map, search, suggestions

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
    deactivation.pages,
    leaving.pages,
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
    flags.pages,
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
