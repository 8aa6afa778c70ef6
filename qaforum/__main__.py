"""The command `qaforum`: the commands of the house, given the application they act on."""

from qaforum.app import create_app
from qaforum.cli import main


def run() -> None:
    main(obj=create_app)


if __name__ == "__main__":
    run()
