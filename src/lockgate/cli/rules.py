import typer
app = typer.Typer(help="The law as data: look it up.", no_args_is_help=True, rich_markup_mode=None)
@app.callback()
def x() -> None: ...
