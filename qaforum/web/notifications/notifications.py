"""What the member was told: the list, opening one, marking as read."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask_login import login_required
from werkzeug.wrappers import Response

from qaforum.services.notifications import notifications
from qaforum.web.core import access, addresses, limits

pages = Blueprint("notifications", __name__)


@pages.get("/notifications")
@login_required
def index() -> str:
    page = notifications.list_notifications(access.member(), request.args.get("after"))
    return render_template(
        "notifications/index.html",
        lines=page.rows,
        next_cursor=page.next_cursor,
        address=addresses.notification,
    )


@pages.get("/notifications/<int:notification_id>")
def show(notification_id: int) -> Response:
    """What it is about; with that the member knows of it. Links in mails lead here: who is not
    logged in need not, where everybody may read."""
    member = access.acting()
    if member is None:
        public = notifications.for_all(notification_id)
        address = public and addresses.notification(public)
        return redirect(address or url_for("security.login", next=request.path))
    found = notifications.load(member, notification_id)
    address = addresses.notification(found) or url_for("notifications.index")
    notifications.read(member, found)
    return redirect(address)


@pages.post("/notifications/<int:notification_id>/read")
@login_required
@limits.posting
def read(notification_id: int) -> Response:
    member = access.member()
    notifications.read(member, notifications.load(member, notification_id))
    return redirect(addresses.came_from(), code=303)


@pages.post("/notifications/read")
@login_required
@limits.posting
def read_all() -> Response:
    notifications.read_all(access.member(), request.form.get("until", 0, type=int))
    return redirect(url_for("notifications.index"), code=303)
