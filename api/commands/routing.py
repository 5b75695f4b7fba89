"""`brobygger routing`: what was learnt from decisions, and the way back."""

import asyncio

import click

from api.accounts.actor import PROGRAM
from api.commands.changing import changing, ready
from api.errors import NotFound
from api.routing import fitting, models
from api.routing.fitting import Fitted
from api.routing.models import Replayed, RoutingModel
from api.settings import Settings
from db.embedded.process import Broken


async def _versions(settings: Settings) -> list[RoutingModel]:
    async with changing(settings) as tx:
        return await models.newest(tx)


async def _back(settings: Settings, version: str | None, reason: str) -> RoutingModel | None:
    async with changing(settings) as tx:
        return await models.back(tx, PROGRAM, version, reason=reason)


async def _fit(settings: Settings) -> tuple[Fitted, bool] | None:
    async with changing(settings) as tx:
        return await fitting.fit(tx, PROGRAM)


def _figures(figures: dict[str, Replayed]) -> str:
    return "; ".join(
        f"{language}: first right {said.top1_before:.2f} -> {said.top1_after:.2f}, "
        f"found {said.recall_before:.2f} -> {said.recall_after:.2f} of {said.problems}"
        for language, said in figures.items()
    )


@click.group()
def routing() -> None:
    """What was learnt from decisions, and the way back."""


@routing.command()
def versions() -> None:
    """Every version, newest first, with what it did on the decisions that were held back."""
    with ready() as settings:
        found = asyncio.run(_versions(settings))
    for model in found:
        click.echo(
            f"{model.version}  {model.status.value:8}  {model.fitted_at:%Y-%m-%d %H:%M}  "
            f"from {model.examples} problems, after {model.parent or 'the profiles alone'}  {_figures(model.figures)}"
        )
    if not found:
        click.echo("Nothing has been learnt yet: the profiles alone decide.")


@routing.command()
@click.argument("version", required=False)
@click.option("--reason", default="taken back at the terminal", show_default=True)
def back(version: str | None, reason: str) -> None:
    """Go back to VERSION, or to the one before what is in use now. Every process follows at once."""
    try:
        with ready() as settings:
            now = asyncio.run(_back(settings, version, reason))
    except NotFound:
        raise Broken("There is nothing to go back to; 'brobygger routing versions' shows what there is.") from None
    click.echo(f"{now.version} decides now." if now else "The profiles alone decide now.")


@routing.command()
def fit() -> None:
    """Learn from the decisions of these years now, without waiting for the night."""
    with ready() as settings:
        done = asyncio.run(_fit(settings))
    if done is None:
        click.echo("The decisions teach nothing new.")
        return
    fitted, adopted = done
    taken = "is in use now" if adopted else "was not taken into use"
    click.echo(f"{fitted.learnt.version}, from {fitted.examples} problems, {taken}. {_figures(fitted.figures)}")
