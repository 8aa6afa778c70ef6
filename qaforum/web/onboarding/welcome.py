"""A newcomer's first visit: three questions, and what the community has for them."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_login import login_required
from werkzeug.wrappers import Response
from wtforms import BooleanField, SelectField, StringField
from wtforms.validators import Optional

from qaforum import errors
from qaforum.models import Member, Welcome
from qaforum.services.onboarding import mentorships, newcomer_recommendations, welcomes
from qaforum.services.onboarding.welcomes import Saying
from qaforum.services.people import institutions
from qaforum.services.practices import practice_lists
from qaforum.web.core import access, addresses, limits
from qaforum.web.core.forms import Form

pages = Blueprint("welcome", __name__)
MENTORS = 3


class WelcomeForm(Form):
    function = StringField(_l("Your function"))
    institution = SelectField(_l("Your institution"), coerce=int, validators=[Optional()])
    knows = StringField(_l("What do you know well?"))
    seeks = StringField(_l("What are you looking for?"))
    word = StringField(_l("In your own words"))
    introduced = BooleanField(_l("Introduce me to the others"))

    def __init__(self, **kwargs: object) -> None:
        super().__init__(**kwargs)
        self.institution.choices = [
            (0, _("None of these")),
            *((row.id, row.name) for row in institutions.every()),
        ]

    def saying(self) -> Saying:
        return Saying(
            function=self.function.data or "",
            institution_id=self.institution.data or None,
            knows=self.knows.data or "",
            seeks=self.seeks.data or "",
            word=self.word.data or "",
            introduced=bool(self.introduced.data),
        )


@pages.get("/welcome")
def index() -> str:
    member = access.acting()
    if member is None:
        return render_template("onboarding/welcome/guest.html")
    said = welcomes.welcome_of(member)
    if said is None or "change" in request.args:
        return _ask(member, said, WelcomeForm(formdata=None))
    near, far = newcomer_recommendations.peers_of(member)
    return render_template(
        "onboarding/welcome/recommendations.html",
        said=said,
        near=near,
        far=far,
        solutions=newcomer_recommendations.reused(said, member),
        practices=practice_lists.of_institutions_like(member.institution),
        waiting=newcomer_recommendations.to_help_with(said, member),
        mine=mentorships.mentorships_of(member),
        mentors=mentorships.mentors(member, MENTORS),
    )


def _ask(member: Member, said: Welcome | None, form: WelcomeForm) -> str:
    if not form.is_submitted():
        form.function.data = member.function
        form.institution.data = member.institution_id or 0
        form.introduced.data = said.introduced if said else True
        if said:
            form.knows.data, form.seeks.data, form.word.data = said.knows, said.seeks, said.word
    return render_template("onboarding/welcome/ask.html", form=form, said=said)


@pages.post("/welcome")
@login_required
@limits.posting
def say() -> tuple[str, int] | Response:
    form, status = WelcomeForm(), 422
    if form.validate():
        try:
            welcomes.say(access.member(), form.saying())
            return redirect(url_for("welcome.index"), code=303)
        except errors.ForumError as error:
            status = form.refuse(error)
    return _ask(access.member(), None, form), status


@pages.post("/welcome/away")
@login_required
@limits.posting
def put_away() -> Response:
    """The first steps leave the first page."""
    welcomes.put_away(access.member())
    return redirect(addresses.came_from(), code=303)
