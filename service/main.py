"""The command line: `ringback run | demo | doctor | migrate | config … | trail check | second-factor reset`."""

import argparse
import asyncio
import logging
import sys
from collections.abc import Iterator, Sequence

from config.settings import Settings, settings_of_this_process
from kernel.errors import RingbackError
from service.logs import set_up_logs

EXIT_OK, EXIT_FAILED, EXIT_USAGE = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    options = _parser().parse_args(arguments)
    try:
        return asyncio.run(_chosen(options))
    except KeyboardInterrupt:
        return EXIT_OK
    except Exception as error:
        sentences = list(dict.fromkeys(_sentences(error)))
        if not sentences:
            raise
        sys.stderr.write("".join(f"ringback: {sentence}\n" for sentence in sentences))
        return EXIT_FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="ringback", description="A call-centre service on Asterisk.")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="the service")
    run.add_argument("--demo", action="store_true", help=argparse.SUPPRESS)
    commands.add_parser("demo", help="the service, a carrier, phones and customers, all on this machine")
    commands.add_parser("doctor", help="look at everything the service needs, and say what to do")
    commands.add_parser("migrate", help="bring the database to this version's schema")
    _add_config(commands.add_parser("config", help="the set-up as one file"))
    trail = commands.add_parser("trail", help="who did what").add_subparsers(dest="deed", required=True)
    check = trail.add_parser("check", help="whether the trail is as it was written")
    check.add_argument(
        "--seal", action="append", default=[], help="of an earlier check, or of the log: it must still fit"
    )
    factor = commands.add_parser("second-factor", help="codes besides passwords").add_subparsers(
        dest="deed", required=True
    )
    reset = factor.add_parser("reset", help="take somebody's off who can no longer come in, and end their sessions")
    reset.add_argument("name", help="their name for signing in")
    return parser


def _add_config(parser: argparse.ArgumentParser) -> None:
    deeds = parser.add_subparsers(dest="deed", required=True)
    export = deeds.add_parser("export", help="write all that administrators own into a file")
    export.add_argument("file", nargs="?", default="-", help="where to; without it, or with -, standard output")
    export.add_argument("--without-sounds", action="store_true", help="name announcements, but leave their sound out")
    apply = deeds.add_parser("apply", help="bring the installation to what a file says, all of it or nothing")
    apply.add_argument("file", help="as `export` writes it; - is standard input")
    apply.add_argument(
        "--dry-run", action="store_true", help="show what would change, field by field, and change nothing"
    )
    apply.add_argument(
        "--prune", action="store_true", help="remove what a list in the file does not name; without it that stays"
    )
    apply.add_argument(
        "--secrets", metavar="FILE", help="passwords in YAML: the name of a trunk or phone, a colon, its password"
    )


async def _config(settings: Settings, options: argparse.Namespace) -> int:
    from service.ascode.run import apply, export  # noqa: PLC0415

    set_up_logs(level=logging.ERROR)
    if options.deed == "export":
        return await export(settings, options.file, say, with_sounds=not options.without_sounds)
    wishes = {"dry_run": options.dry_run, "prune": options.prune}
    return await apply(settings, options.file, say, secrets=options.secrets, **wishes)


async def _chosen(options: argparse.Namespace) -> int:
    """Imports what the command needs and no more: `migrate` does not wait for the lab."""
    settings = settings_of_this_process()
    match options.command:
        case "run":
            from service.run import run  # noqa: PLC0415

            await run(settings, say, demo=options.demo)
            return EXIT_OK
        case "demo":
            from service.demo import demo  # noqa: PLC0415

            set_up_logs(level=logging.ERROR)
            return await demo(settings, say)
        case "doctor":
            from service.doctor import doctor  # noqa: PLC0415

            return await doctor(settings, say)
        case "config":
            return await _config(settings, options)
        case "trail":
            from service.trail import check_trail  # noqa: PLC0415

            set_up_logs(level=logging.ERROR)
            return await check_trail(settings, options.seal, say)
        case "second-factor":
            from service.second_factor import reset_second_factor  # noqa: PLC0415

            set_up_logs(level=logging.ERROR)
            return await reset_second_factor(settings, options.name, say)
        case _:
            return await _migrate(settings)


async def _migrate(settings: Settings) -> int:
    from store.migrations.schema import Behind, migrate  # noqa: PLC0415
    from store.postgres import postgres  # noqa: PLC0415

    async with postgres(settings.database_url.reveal(), settings.data_dir) as url:
        found = await migrate(url)
        done = f"Applied what was missing ({found.steps})" if isinstance(found, Behind) else "Nothing was missing"
        say(f"{done}: the schema is current now.")
    return EXIT_OK


def say(sentence: str) -> None:
    """To whoever started us, not to the log."""
    print(sentence, flush=True)  # noqa: T201


def _sentences(error: BaseException) -> Iterator[str]:
    """What is expected to go wrong, as the sentences it was raised with; a fault of ours gives none."""
    if isinstance(error, BaseExceptionGroup):
        for each in error.exceptions:
            yield from _sentences(each)
    elif isinstance(error, RingbackError):
        yield str(error)
