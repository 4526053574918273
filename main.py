"""Gradsim's command line. No argument opens the window; nothing heavy is imported here."""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from collections.abc import Sequence

import gradsim

PERSPECTIVES = ("chain", "layer", "time", "compare", "sweep")  # those in ui/perspectives.py
FIGURES = ("png", "svg", "pdf")
PICTURES = (".png", ".jpg", ".jpeg")


def main(argv: Sequence[str] | None = None) -> int:
    """Run Gradsim; returns the exit code: 0 done, 1 the run failed, 2 bad arguments or file."""
    multiprocessing.freeze_support()
    arguments = _parser().parse_args(argv)
    if arguments.command is not None:
        return _headless(arguments)
    from ui.app import run

    return run(arguments)


def _headless(arguments: argparse.Namespace) -> int:
    try:
        from gradsim import cli
    except ImportError as error:
        print(f"Gradsim needs the Python package {error.name}; install it with: "
              "python -m pip install -r requirements.txt", file=sys.stderr)
        return 1
    if arguments.command == "run":
        return cli.run(arguments)
    if arguments.command == "check":
        from gradsim import check_command

        return check_command.run(arguments)
    if arguments.command == "sweep":
        from gradsim import sweep_command

        return sweep_command.run(arguments)
    from ui import window_bench

    return cli.bench(arguments, window_bench.run)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="gradsim", description="A desktop laboratory for backpropagation through deep networks.",
        epilog="Without a command the window opens.")
    parser.add_argument("--version", action="version", version=f"Gradsim {gradsim.__version__}")
    _add_window_options(parser)
    commands = parser.add_subparsers(dest="command", metavar="{run,sweep,check,bench}")
    run = commands.add_parser("run", help="run an experiment without a window and write tables",
                              description="Run an experiment without a window; write layers.csv, steps.csv, run.json.")
    run.add_argument("file", metavar="FILE", help="experiment file (JSON)")
    run.add_argument("--steps", type=_count, required=True, metavar="N", help="number of training steps")
    run.add_argument("--out", required=True, metavar="DIR", help="folder for the results")
    run.add_argument("--figures", type=_figures, default=(), metavar="png,svg,pdf", help="also draw figures")
    run.add_argument("--checkpoint", action="store_true", help="go on where an interrupted run stopped")
    sweep = commands.add_parser("sweep", help="run an experiment with other values of its fields and write a table",
                                description="Run an experiment with every combination of values; write sweep.csv (a row per "
                                            "run: what is left of the gradient at the first layer, …) and sweep.json.")
    sweep.add_argument("file", metavar="FILE", help="experiment file (JSON)")
    sweep.add_argument("--vary", action="append", required=True, metavar="PATH=v1,v2,…",
                       help="a field and its values, such as model.depth=5,10,20 or model.activation.kind=relu,tanh; "
                            "may be given again")
    sweep.add_argument("--seeds", type=_positive, default=1, metavar="N", help="seeds per combination (default 1)")
    sweep.add_argument("--steps", type=_count, default=0, metavar="N",
                       help="training steps before the gradient is measured (default 0)")
    sweep.add_argument("--out", required=True, metavar="DIR", help="folder for the results")
    check = commands.add_parser("check", help="compare an experiment with autograd and with finite differences",
                                description="Compare every layer of an experiment with autograd and with finite "
                                            "differences; exit code 1 if they do not agree.")
    check.add_argument("file", metavar="FILE", help="experiment file (JSON)")
    check.add_argument("--json", type=_target, metavar="OUT", help="also write the report to a file")
    bench = commands.add_parser("bench", help="measure the engine against a bare autograd step, and the window",
                                description="Measure an observed step against a bare autograd training step.")
    bench.add_argument("--json", type=_target, metavar="FILE", help="also write the numbers to a file")
    return parser


def _add_window_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--screenshot", type=_picture, metavar="OUT.png", help="write a picture of the window and quit")
    parser.add_argument("--experiment", metavar="FILE", help="experiment file to open")
    parser.add_argument("--steps", dest="steps", type=_count, metavar="N", help="run this many steps, then pause")
    parser.add_argument("--size", type=_size, metavar="1600x900", help="size of the window")
    parser.add_argument("--theme", choices=("light", "dark", "projector"))
    parser.add_argument("--language", choices=("en", "zh_CN", "zh_TW"))
    parser.add_argument("--perspective", choices=PERSPECTIVES)


def _count(text: str) -> int:
    number = int(text) if text.isascii() and text.isdigit() else -1
    if not 0 <= number <= 1_000_000_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 0 to 1000000000")
    return number


def _positive(text: str) -> int:
    if (number := _count(text)) == 0:
        raise argparse.ArgumentTypeError("0 is too few; at least 1")
    return number


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdigit() and height.isdigit()) or not (320 <= int(width) <= 16384 and 240 <= int(height) <= 16384):
        raise argparse.ArgumentTypeError(f"{text!r} is not a size such as 1600x900")
    return int(width), int(height)


def _target(text: str) -> str:
    """A file that can be written: said before the work is done, not after."""
    folder = os.path.dirname(os.path.abspath(text))
    if os.path.isdir(text):
        raise argparse.ArgumentTypeError(f"{text!r} is a folder")
    if not os.path.isdir(folder):
        raise argparse.ArgumentTypeError(f"there is no folder {folder!r}")
    if not os.access(text if os.path.exists(text) else folder, os.W_OK):
        raise argparse.ArgumentTypeError(f"{text!r} cannot be written: permission denied")
    return text


def _picture(text: str) -> str:
    if not text.lower().endswith(PICTURES):
        raise argparse.ArgumentTypeError(f"{text!r}: a picture is a file that ends in {', '.join(PICTURES)}")
    return _target(text)


def _figures(text: str) -> tuple[str, ...]:
    kinds = tuple(dict.fromkeys(text.split(",")))
    if not set(kinds) <= set(FIGURES):
        raise argparse.ArgumentTypeError(f"{text!r}: choose from {', '.join(FIGURES)}, separated by commas")
    return kinds


if __name__ == "__main__":
    sys.exit(main())
