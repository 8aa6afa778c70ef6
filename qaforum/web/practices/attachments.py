"""Giving out files. Nothing that a member sent is ever shown in the forum's own name."""

from flask import Blueprint, send_file
from werkzeug.wrappers import Response

from qaforum.services.practices import attachments
from qaforum.web.core import access

pages = Blueprint("attachments", __name__)


@pages.get("/attachments/<int:attachment_id>/<name>")
def show(attachment_id: int, name: str) -> Response:
    """The file, to be saved under the name that it came with, whatever the address says."""
    attachment, path = attachments.open_for(access.acting(), attachment_id)
    answer = send_file(
        path,
        mimetype=attachment.media_type,
        as_attachment=True,
        download_name=attachment.name,
        etag=attachment.key,
        max_age=0,
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.cache_control.private = True
    return answer
