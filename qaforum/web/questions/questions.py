"""The first page, lists of questions, and a question's own page."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request
from flask_babel import gettext as _
from flask_login import login_required
from werkzeug.wrappers import Response

from qaforum import errors, policies
from qaforum.models import Answer, Question
from qaforum.services.core import tags
from qaforum.services.invitations import invitation_lists
from qaforum.services.notifications import follows, notifications
from qaforum.services.onboarding import welcomes
from qaforum.services.practices import adaptation_lists, practice_lists, revalidation
from qaforum.services.questions import comments, question_lists, questions, revisions, votes
from qaforum.services.search import related
from qaforum.web.core import access, addresses, limits
from qaforum.web.people import availability
from qaforum.web.practices.practice_forms import AdaptationForm
from qaforum.web.questions.question_forms import AnswerForm, QuestionForm

pages = Blueprint("questions", __name__)
NEWEST, WAITING = 10, 5  # questions on the first page


@pages.get("/")
def home() -> str:
    viewer = access.acting()
    newest = question_lists.list_questions(size=NEWEST, viewer=viewer).rows
    unsolved = question_lists.list_questions("unsolved", size=NEWEST + WAITING, viewer=viewer).rows
    waiting = [row for row in unsolved if row not in newest]
    return render_template(
        "questions/home.html",
        questions=newest,
        unanswered=waiting[:WAITING],
        figures=question_lists.figures(),
        ask_availability=availability.to_ask(),
        tags=tags.popular(),
        checklist=welcomes.checklist(viewer),
        new_among_us=welcomes.new_among_us(viewer),
    )


@pages.get("/questions")
def index() -> str:
    sort = request.args.get("sort", "newest")
    if sort not in question_lists.SORTS:
        raise errors.NotFound(_("There is no such list of questions."))
    name = request.args.get("tag", "")
    tag = tags.find(name) if name else None
    if name and tag is None:
        raise errors.NotFound(_("There is no tag %(name)s.", name=name))
    page = question_lists.list_questions(
        sort, tag, request.args.get("after"), viewer=access.acting()
    )
    return render_template(
        "questions/index.html",
        questions=page.rows,
        next_cursor=page.next_cursor,
        sort=sort,
        tag=tag,
        popular_tags=tags.popular(),
        following=tag is not None and follows.following(access.acting(), tag),
    )


@pages.get("/questions/<int:question_id>/")
@pages.get("/questions/<int:question_id>/<slug>")
def show(question_id: int, slug: str = "") -> str | Response:
    notifications.read_of(access.acting(), question_id)
    question = questions.load(question_id, access.acting())
    if slug != question.slug:
        # Not for ever: a title may be changed back, and browsers keep a 301
        return redirect(addresses.question(question))
    return render(question, AnswerForm())


def render(
    question: Question, form: AnswerForm, used: tuple[int, AdaptationForm] | None = None
) -> str:
    """The question's page, with `form` as far as it was filled in.

    `used`: the id of an answer and the report of its use that could not be taken.
    """
    answers = question_lists.answers_of(question)
    solutions = [answer for answer in answers if answer.accepted]
    return render_template(
        "questions/show.html",
        question=question,
        answers=answers,
        comments=comments.under([question.id], [answer.id for answer in answers]),
        my_votes=votes.mine(access.acting(), question, answers),
        links=question_lists.links_of(question, access.acting()),
        following=follows.following(access.acting(), question),
        asked=invitation_lists.on_question(access.acting(), question),
        adaptations=adaptation_lists.of_answers(solutions),
        adaptation_forms=_adaptation_forms(solutions) | dict([used] if used else []),
        due=revalidation.asked_about(access.acting(), solutions),
        practices=practice_lists.of_solutions(answers),
        form=form,
    )


def _adaptation_forms(solutions: Sequence[Answer]) -> dict[int, AdaptationForm]:
    if access.acting() is None:
        return {}
    return {answer.id: AdaptationForm.empty("answer", answer) for answer in solutions}


@pages.get("/questions/<int:question_id>/related")
@limits.suggesting
def related_to(question_id: int) -> str:
    """Questions like this one, fetched after the page so that the page does not wait."""
    viewer = access.acting()
    found = related.around(questions.load(question_id, viewer), viewer)
    return render_template("questions/_related.html", related=found)


@pages.route("/questions/<int:question_id>/edit", methods=["GET", "POST"])
@login_required
@limits.posting
def edit(question_id: int) -> str | tuple[str, int] | Response:
    question = questions.load(question_id, access.acting())
    if not policies.can_edit(access.acting(), question):
        raise errors.NotAllowed(_("Only its author or a moderator may edit this question."))
    form = QuestionForm(obj=question, data=None)
    status = 200
    if not form.is_submitted():
        form.tags.data = " ".join(tag.name for tag in question.tags)
        form.revision.data = question.revision
    elif form.validate():
        try:
            question = questions.edit(
                access.member(),
                question_id,
                form.seen(),
                form.title.data or "",
                form.body.data or "",
                form.tags.data or "",
            )
            flash(_("Saved."), "success")
            return redirect(addresses.question(question), code=303)
        except errors.ForumError as error:
            status = form.refuse(error)
            question = questions.load(question_id, access.acting())
            if isinstance(error, errors.Conflict):
                # Saving again after having compared is the writer's decision
                form.revision.data = question.revision
    return render_template("questions/edit.html", question=question, form=form), status


@pages.post("/questions/<int:question_id>/delete")
@login_required
@limits.posting
def delete(question_id: int) -> Response:
    questions.delete(access.member(), question_id)
    flash(_("The question was deleted."), "success")
    return redirect(addresses.local("/questions"), code=303)


@pages.post("/questions/<int:question_id>/restore")
@login_required
@limits.posting
def restore(question_id: int) -> Response:
    question = questions.restore(access.member(), question_id)
    return redirect(addresses.question(question), code=303)


@pages.get("/questions/<int:question_id>/history")
def history(question_id: int) -> str:
    question = questions.load(question_id, access.acting())
    return render_template(
        "questions/history.html", question=question, revisions=revisions.revisions_of(question)
    )
