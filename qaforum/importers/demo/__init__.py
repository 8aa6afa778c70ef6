"""The demo community: invented institutions, members, problems and solutions, as YAML files."""

from qaforum.importers.demo.community import SOURCE, Community, Login, load
from qaforum.importers.demo.files import Broken

__all__ = ["SOURCE", "Broken", "Community", "Login", "load"]
