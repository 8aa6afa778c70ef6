"""The map of knowledge: a picture to wander through, and the same as lists."""

from flask import Blueprint, jsonify, render_template, request
from werkzeug.wrappers import Response

from qaforum.services.search import knowledge_map
from qaforum.web.core import access, addresses, limits

pages = Blueprint("knowledge_map", __name__)


@pages.get("/map")
def index() -> str:
    return render_template("search/map/index.html", areas=knowledge_map.areas(access.acting()))


@pages.get("/map/areas/<int:number>")
def area(number: int) -> str:
    page = request.args.get("page", 1, type=int)
    name, questions, pages_ = knowledge_map.in_area(number, access.acting(), page)
    return render_template(
        "search/map/area.html",
        number=number,
        name=name,
        questions=questions,
        page=page,
        pages=pages_,
    )


@pages.get("/map/points.json")
def points() -> Response:
    """Every point and area; titles come with `titles`, for what is looked at."""
    seen = knowledge_map.overview()
    if seen is None:
        return jsonify(points=[], areas=[], fine=[])
    line = {line.number: line for line in knowledge_map.areas(access.acting())}
    return jsonify(
        points=seen.points,
        areas=[
            {
                "x": round(area.x, 4),
                "y": round(area.y, 4),
                "name": knowledge_map.name(area),
                "peers": [
                    {"name": peer.name, "url": addresses.member(peer.username)}
                    for peer in (line[number].peers if number in line else ())
                ],
            }
            for number, area in enumerate(seen.areas)
        ],
        fine=[
            {"x": round(area.x, 4), "y": round(area.y, 4), "name": knowledge_map.name(area)}
            for area in seen.fine_areas
        ],
    )


@pages.get("/map/titles.json")
@limits.suggesting
def titles() -> Response:
    asked = [int(key) for key in request.args.get("ids", "").split(",") if key.isdecimal()]
    found = knowledge_map.titles([key for key in asked if key < 2**31], access.acting())
    return jsonify(
        {
            str(id_): {"title": title, "url": addresses.question_of(id_, slug)}
            for id_, (title, slug) in found.items()
        }
    )
