"""For machines: is the process there, can it serve, and its counters."""

from flask import Blueprint, jsonify, make_response
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, generate_latest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.wrappers import Response

from qaforum import indexing
from qaforum.extensions import db, limiter

pages = Blueprint("health", __name__)


@pages.get("/healthz")
@limiter.exempt
def alive() -> Response:
    return jsonify(status="ok")


@pages.get("/readyz")
@limiter.exempt
def ready() -> Response:
    """200 when pages and search can be served; 503 with the reason until then."""
    try:
        db.session.execute(text("SELECT 1"))
        database = "ok"
    except SQLAlchemyError:
        database = "unreachable"
    index = indexing.state()
    good = database == "ok" and index == "ready"
    return make_response(jsonify(database=database, index=index), 200 if good else 503)


@pages.get("/metrics")
@limiter.exempt
def metrics() -> Response:
    return Response(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)
