"""/api/v1: what the pages do, as JSON, described by /api/openapi.json."""

from flask import Flask
from flask_smorest import Api

from qaforum.api import questions, similar


def init_app(app: Flask, openapi: Api) -> None:
    for part in (similar.endpoints, questions.endpoints):
        openapi.register_blueprint(part, url_prefix="/api/v1")
