"""What pyproject.toml cannot say: templates stand at the top and are part of the package."""

from setuptools import find_packages, setup

setup(
    packages=[*find_packages(include=["qaforum*", "search*"]), "qaforum.templates"],
    package_dir={"qaforum.templates": "templates"},
    package_data={
        "qaforum": ["static/**/*", "translations/**/*", "demo/**/*", "migrations/**/*"],
        "qaforum.templates": ["**/*"],
        "search": ["**/*.json"],
    },
)
