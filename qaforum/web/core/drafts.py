"""Telling the browser that a text has arrived, so that it may forget its copy.

A form that keeps a draft sends the draft's name along. Only when the text is posted does the
answer name it in a cookie; after anything else (a refusal, a broken connection) the draft stays.
"""

import re

from flask import Flask, current_app, request
from werkzeug.wrappers import Response

COOKIE = "posted"
_NAME = re.compile(r"^[a-z][a-z0-9-]{0,60}$")


def init_app(app: Flask) -> None:
    app.after_request(_confirm)


def _confirm(response: Response) -> Response:
    # 303 is how a route answers when it did what the form asked
    if request.method == "POST" and response.status_code == 303:
        name = request.form.get("draft", "")
        if _NAME.match(name):
            secure = current_app.config["SESSION_COOKIE_SECURE"]
            response.set_cookie(COOKIE, name, max_age=600, samesite="Lax", secure=secure)
    return response
