"""Ray and Spark as something that runs one function on many shares, and gives back what each came to."""

from __future__ import annotations

import importlib
import importlib.util
import os
import shutil
import sys
import warnings
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from lockgate.books.spread.worker import work
from lockgate.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
    from contextlib import AbstractContextManager

    from lockgate.books.spread.job import Failure, Job, Piece, Share

    Found = list[Piece] | Failure
_AHEAD = 2
"""Shares that are handed out at a time, for each worker."""
_STORE = 100 * 2**20
"""Bytes of shared memory that Ray sets aside; what workers give back is small."""


class Engine(Protocol):
    """Runs shares of a job."""

    def run(self, job: Job, shares: Sequence[Share]) -> Iterator[Found]:
        """What the shares came to, in any order."""


def check_engine(name: str) -> None:
    """Refuse an engine that is unknown or not set up here."""
    if name not in ENGINES:
        raise InputError(f"'{name}' is no engine", place="--on", hint=" or ".join(ENGINES))
    module = {"ray": "ray", "spark": "pyspark"}[name]
    if importlib.util.find_spec(module) is None:
        raise InputError(f"the package {module} is missing", place=f"--on {name}", hint=f"pip install {module}")
    if name == "spark" and _java() is None:
        hint = "install Java 17 or later, or set JAVA_HOME (in Debian: apt-get install openjdk-17-jre-headless)"
        raise InputError("Spark needs Java, and there is none", place="--on spark", hint=hint)


def _java() -> str | None:
    home = os.environ.get("JAVA_HOME")
    return shutil.which("java", path=str(Path(home) / "bin")) if home else shutil.which("java")


class _Ray:
    """Tasks of Ray."""

    def __init__(self, ray: Any, workers: int) -> None:
        self.ray = ray
        self.ahead = _AHEAD * workers

    def run(self, job: Job, shares: Sequence[Share]) -> Iterator[Found]:
        """A task a share; as many wait as keep all workers busy."""
        task = self.ray.remote(work).options(max_retries=0)
        told = self.ray.put(job)
        left = list(reversed(shares))
        running: list[Any] = []
        while left or running:
            while left and len(running) < self.ahead:
                running.append(task.remote(told, left.pop()))
            ready, running = self.ray.wait(running)
            for one in ready:
                yield self._got(one)

    def _got(self, one: Any) -> Found:
        try:
            found: Found = self.ray.get(one)
        except self.ray.exceptions.RayError as error:
            raise _broken("ray", error) from None
        return found


@contextmanager
def on_ray(workers: int) -> Generator[Engine]:
    """Ray as it runs already, or one of our own on this machine."""
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
    ray = importlib.import_module("ray")
    if ray.is_initialized():
        yield _Ray(ray, workers)
        return
    quiet: dict[str, Any] = {"log_to_driver": False, "logging_level": "error"}
    local = {"num_cpus": workers, "include_dashboard": False, "object_store_memory": _STORE}
    try:
        ray.init(**quiet, **({} if os.environ.get("RAY_ADDRESS") else local))
    except (ray.exceptions.RayError, OSError, RuntimeError, ValueError) as error:
        raise _broken("ray", error) from None
    try:
        yield _Ray(ray, workers)
    finally:
        ray.shutdown()


class _Spark:
    """Partitions of Spark."""

    def __init__(self, session: Any, workers: int) -> None:
        self.context = session.sparkContext
        self.ahead = _AHEAD * workers

    def run(self, job: Job, shares: Sequence[Share]) -> Iterator[Found]:
        """A Spark job for some shares at a time, so that what is done is taken up while others run."""
        told = self.context.broadcast(job)
        try:
            for start in range(0, len(shares), self.ahead):
                some = list(shares[start : start + self.ahead])
                yield from self._ran(some, lambda mine: [work(told.value, share) for share in mine])
        finally:
            told.unpersist()

    def _ran(self, shares: list[Share], run: Callable[[Iterator[Share]], list[Found]]) -> list[Found]:
        trouble: Any = importlib.import_module("py4j.protocol").Py4JError
        try:
            found: list[Found] = self.context.parallelize(shares, len(shares)).mapPartitions(run).collect()
        except (trouble, OSError) as error:
            raise _broken("spark", error) from None
        return found


@contextmanager
def on_spark(workers: int) -> Generator[Engine]:
    """The session of Spark that runs already, or one of our own; spark-submit names its cluster itself."""
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    os.environ.setdefault("PYSPARK_DRIVER_PYTHON", sys.executable)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about versions of pandas, which is not used here
        sql = importlib.import_module("pyspark.sql")
    active = sql.SparkSession.getActiveSession()
    if active is not None:
        yield _Spark(active, workers)
        return
    builder = sql.SparkSession.builder.appName("lockgate").config("spark.log.level", "OFF")
    if not importlib.import_module("pyspark").SparkConf().get("spark.master"):
        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        for name, value in _LOCAL.items():
            builder = builder.config(name, value)
        builder = builder.master(f"local[{workers}]")
    try:
        session = builder.getOrCreate()
    except Exception as error:  # noqa: BLE001 - pyspark raises what Java or the shell gave it
        raise _broken("spark", error) from None
    try:
        yield _Spark(session, workers)
    finally:
        session.stop()


_LOCAL: Mapping[str, str] = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.python.worker.reuse": "true",
    "spark.task.maxFailures": "1",
}


def _broken(name: str, error: Exception) -> InputError:
    """What an engine says, its last line that says something."""
    java = getattr(error, "java_exception", None)
    said = str(java if java is not None else error).strip().splitlines() or [type(error).__name__]
    hint = "finished parts are kept; without --on the rest is decided in this process"
    return InputError(f"{name} stopped: {said[0][:300]}", place=f"--on {name}", hint=hint)


ENGINES: Mapping[str, Callable[[int], AbstractContextManager[Engine]]] = {"ray": on_ray, "spark": on_spark}
"""Engines by name."""
