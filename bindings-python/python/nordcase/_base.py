"""The two ways to carry out the engine's steps: blocking, and with asyncio or trio."""

from __future__ import annotations

import time
from _thread import RLock, allocate_lock

from nordcase import _forks, _native
from nordcase._batch import BatchResult
from nordcase._engine import Ask, Claim, Engine, Items, LetGo, Open, Save, Send, TakeGate, Tell, Wait
from nordcase._engine import failure, head, piece, streamed, whole
from nordcase._errors import input_error
from nordcase._exchange import is_at_home
from nordcase._hooks import Claims, ClaimsInMemory, Hooks
from nordcase._typing import TYPE_CHECKING
from nordcase.transports import AsyncHttpxTransport, AsyncTransport, HttpxTransport, OfOneLoop, Transport

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, AsyncIterator, Callable, Generator, Iterator
    from typing import Any

    from typing_extensions import Self

    from nordcase._engine import Access, Names, Params, Steps
    from nordcase._journal import Journal
    from nordcase._native import HttpRequest, HttpResponse

SETTLE = 240.0
"""Seconds in which a service may still carry out a call whose outcome nobody saw: gateways wait up to 240."""

NO_NAMES: Names = {}


class Whole:
    """An answer that came whole, as one that is streamed."""

    def __init__(self, response: HttpResponse) -> None:
        self.status = response.status
        self.headers = response.headers
        self._body: bytes | None = response.body

    def __next__(self) -> bytes:
        if self._body is None:
            raise StopIteration
        body, self._body = self._body, None
        return body

    async def __anext__(self) -> bytes:
        if self._body is None:
            raise StopAsyncIteration
        return next(self)

    def close(self) -> None:
        """There is nothing to close."""

    async def aclose(self) -> None:
        """There is nothing to close."""


def next_or_none(answer: Any) -> Any:
    """The next piece, or None at the end."""
    return next(answer, None)


async def anext_or_none(answer: Any) -> Any:
    """The same for asyncio."""
    try:
        return await answer.__anext__()
    except StopAsyncIteration:
        return None


class AsyncGate:
    """A lock for tasks, first come, first served."""

    def __init__(self) -> None:
        self._lock: Any = None

    async def acquire(self) -> None:
        # Imported here: anyio is there with httpx, and is the same for asyncio and trio.
        import anyio

        if self._lock is None:
            self._lock = anyio.Lock()
        await self._lock.acquire()

    def release(self) -> None:
        self._lock.release()


def must_be_open(client: Any) -> None:
    """Raises for a client that is closed, or whose transport is."""
    if client._closed or getattr(client._transport, "closed", False) is True:
        raise input_error("input.params", "client", "is closed, or its transport is: make another one")


_moving = allocate_lock()


class Client:
    """A blocking client. One can be shared by threads."""

    _engine: Engine
    _transport: Transport
    _service: str
    _closed = False

    def _start(
        self,
        access: Access,
        transport: Transport | None,
        timeout: float,
        max_bytes: int,
        settle: float,
        claims: Claims | None,
    ) -> None:
        self._owned = HttpxTransport(timeout=timeout, max_bytes=max_bytes) if transport is None else None
        self._transport = transport or self._owned  # type: ignore[assignment]
        self._engine = Engine(access, self._transport, settle)
        self._own_claims, self._claims = ClaimsInMemory(), claims
        # Taken once more by a signal's handler that calls this client while its thread holds it.
        self._gate = RLock()
        _forks.renew(self)
        self._sleep: Callable[[float], None] = getattr(self._transport, "sleep", time.sleep)

    def _forked(self) -> None:
        # Held by another thread, which the child does not have, nobody would ever let it go.
        if not self._gate._is_owned():  # type: ignore[attr-defined]
            self._gate = RLock()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections. A transport of the caller's is left open. The client can be used no more."""
        self._closed = True
        if self._owned is not None:
            self._owned.close()

    def _drive(self, steps: Steps, hooks: Hooks | None = None) -> Any:
        must_be_open(self)
        result: Any = None
        held = False
        try:
            while True:
                try:
                    step = steps.send(result)
                except StopIteration as end:
                    return end.value
                result = None
                if isinstance(step, Send):
                    try:
                        result = whole(self._transport.send(step.request))
                    except Exception as error:
                        result = failure(error)
                        if result is None:
                            raise
                elif isinstance(step, TakeGate):
                    # Ctrl-C may come between any two lines: who may hold it, lets go of it.
                    held = True
                    self._gate.acquire()
                elif isinstance(step, LetGo):
                    self._let_go()
                    held = False
                elif isinstance(step, Wait):
                    self._sleep(step.seconds)
                elif hooks is not None:
                    result = self._hooked(step, hooks)
        finally:
            steps.close()
            if held:
                self._let_go()

    def _let_go(self) -> None:
        try:
            self._gate.release()
        except RuntimeError:
            return  # It was not held yet, or not any more.

    def _hooked(self, step: Any, hooks: Hooks) -> Any:
        """What the caller's functions say to this step."""
        if isinstance(step, Save):
            try:
                gave = hooks.store(step.stored)
                hooks.not_awaited("save", gave)
                hooks.stored(gave)
            except Exception as error:
                if not step.is_end:
                    raise
                hooks.end_not_stored(step.stored, error)
        elif isinstance(step, Tell):
            if hooks.on_progress is not None:
                hooks.not_awaited("on_progress", hooks.on_progress(step.progress))
        elif isinstance(step, Ask):
            decided = None if hooks.approve is None else hooks.approve(step.question)
            hooks.not_awaited("approve", decided)
            return hooks.decision(decided)
        elif isinstance(step, Claim):
            claiming = hooks.claiming(step.owner, step.case_ids, step.take)
            gave = None
            while True:
                try:
                    claims, asked = claiming.send(gave)
                except StopIteration as end:
                    return end.value
                gave = claims.claim(step.owner, list(asked), step.take)
        return None

    def _call(self, name: str, params: Params, names: Names = NO_NAMES) -> Any:
        return self._drive(self._engine.call(name, params, names))

    def call(self, name: str, params: Params) -> Any:
        """Any operation by its name, as `fastdok.get_task`, with its parameters as plain values."""
        return self._call(name, params)

    def _hooks(self, **hooks: Any) -> Hooks:
        return Hooks(type(self).__name__, awaits=False, own=self._own_claims, claims=self._claims, **hooks)

    def _journey(self, kind: str, params: Params, hooks: Hooks) -> Any:
        hooks.carries_on(None)
        stored = self._engine.begin(kind, params, approves=hooks.approve is not None)
        return self._drive(self._engine.journey(kind, stored), hooks)

    def _resume(self, kind: str, stored: str, case_id: object, hooks: Hooks) -> Any:
        hooks.carries_on(stored)
        approves = hooks.approve is not None
        stored = self._engine.load(type(self).__name__, self._service, kind, stored, case_id, approves)
        return self._drive(self._engine.journey(kind, stored), hooks)

    def _resume_all(self, journal: Journal, **hooks: Any) -> dict[str, BatchResult]:
        results: dict[str, BatchResult] = {}
        for entry in journal.unfinished():
            if entry.problem is None and not entry.kind.startswith(f"{self._service}."):
                continue
            try:
                receipt = self._resume(entry.kind, entry.read(), None, self._hooks(save=entry, **hooks))
                results[entry.key] = BatchResult(entry.key, receipt)
            except Exception as error:
                results[entry.key] = BatchResult(entry.key, error=error)
        return results

    def _pages(self, name: str, params: Params) -> Iterator[Any]:
        asked, start, remembered = 1, None, None
        while True:
            here = {**params} if start is None else {**params, "start": start}
            came = 0
            end: dict[str, Any] = {}
            rows = self._rows(name, here, end)
            try:
                for item in rows:
                    if came == 0:
                        remembered = _native.mark_page(asked, item.id, remembered)
                        if remembered is None:
                            # It came before: the service does not look at where a page is to begin.
                            return
                    came += 1
                    yield item
            finally:
                rows.close()
            start = _native.next_start(name, here, came, end.get("totalCount"), asked)
            if start is None:
                return
            asked += 1

    def _rows(self, name: str, params: Params, end: dict[str, Any], names: Names = NO_NAMES) -> Generator[Any, None, None]:
        """The items of a list while they arrive; what else the answer says goes into `end`."""
        must_be_open(self)
        steps = self._engine.rows(name, params, names)
        result: Any = None
        answer: Any = None
        held = False
        try:
            while True:
                try:
                    step = steps.send(result)
                except StopIteration as done:
                    end.update(done.value or {})
                    return
                result = None
                if isinstance(step, Items):
                    yield from step.items
                elif isinstance(step, TakeGate):
                    # Ctrl-C may come between any two lines: who may hold it, lets go of it.
                    held = True
                    self._gate.acquire()
                elif isinstance(step, LetGo):
                    self._let_go()
                    held = False
                elif isinstance(step, Wait):
                    self._sleep(step.seconds)
                else:
                    try:
                        if isinstance(step, Open):
                            if answer is not None:
                                answer.close()
                            answer = self._open(step.request)
                            result = head(answer)
                        else:
                            result = piece(next_or_none(answer))
                    except Exception as error:
                        result = failure(error)
                        if result is None:
                            raise
        finally:
            steps.close()
            if held:
                self._let_go()
            if answer is not None:
                answer.close()

    def _open(self, request: HttpRequest) -> Any:
        stream = getattr(self._transport, "stream", None)
        return Whole(whole(self._transport.send(request))) if stream is None else streamed(stream(request))


class AsyncClient:
    """A client for asyncio, and for trio with its own transport. Cancelling a call ends its exchange; a request that was sent may have been applied."""

    _engine: Engine
    _transport: AsyncTransport
    _service: str
    _closed = False

    def _start(
        self,
        access: Access,
        transport: AsyncTransport | None,
        timeout: float,
        max_bytes: int,
        settle: float,
        claims: Claims | None,
    ) -> None:
        self._owned = AsyncHttpxTransport(timeout=timeout, max_bytes=max_bytes) if transport is None else None
        self._transport = transport or self._owned  # type: ignore[assignment]
        self._engine = Engine(access, self._transport, settle)
        self._own_claims, self._claims = ClaimsInMemory(), claims
        self._gate = AsyncGate()
        _forks.renew(self)

    def _forked(self) -> None:
        self._gate = AsyncGate()
        self.__dict__.pop("_loop", None)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Closes the connections. A transport of the caller's is left open. The client can be used no more."""
        self._closed = True
        if self._owned is not None:
            await self._owned.aclose()

    async def _sleep(self, seconds: float) -> None:
        sleep = getattr(self._transport, "sleep", None)
        if sleep is None:
            import anyio

            sleep = anyio.sleep
        await awaited(sleep(seconds))

    def _must_be_usable(self) -> None:
        """Raises for a client that is closed, or in another event loop than before: its connections and its gate are of that one."""
        must_be_open(self)
        if not (is_at_home(self) or self._moved()):
            rule = "belongs to the event loop in which it was first used: make a client in each loop, and one for each thread that has a loop"
            raise input_error("input.params", "client", rule)

    def _moved(self) -> bool:
        """A loop that has ended needs nothing of this client any more. Then it goes to the one that runs, unless its transport keeps connections."""
        with _moving:
            ended = getattr(self.__dict__.get("_loop"), "is_closed", None)
            if isinstance(self._transport, OfOneLoop) or ended is None or not ended():
                return False
            self._forked()
            return is_at_home(self)

    async def _drive(self, steps: Steps, hooks: Hooks | None = None) -> Any:
        self._must_be_usable()
        result: Any = None
        held = False
        try:
            while True:
                try:
                    step = steps.send(result)
                except StopIteration as end:
                    return end.value
                result = None
                if isinstance(step, Send):
                    try:
                        result = whole(await self._transport.send(step.request))
                    except Exception as error:
                        result = failure(error)
                        if result is None:
                            raise
                elif isinstance(step, TakeGate):
                    await self._gate.acquire()
                    held = True
                elif isinstance(step, LetGo):
                    held = False
                    self._gate.release()
                elif isinstance(step, Wait):
                    await self._sleep(step.seconds)
                elif hooks is not None:
                    result = await self._hooked(step, hooks)
        finally:
            steps.close()
            if held:
                self._gate.release()

    async def _hooked(self, step: Any, hooks: Hooks) -> Any:
        """What the caller's functions say to this step."""
        if isinstance(step, Save):
            try:
                if hooks.entry is not None:
                    import anyio.to_thread

                    # Writing to a disk may take a while, in which others go on.
                    await anyio.to_thread.run_sync(hooks.store, step.stored)
                else:
                    hooks.stored(await awaited(hooks.store(step.stored)))
            except Exception as error:
                if not step.is_end:
                    raise
                hooks.end_not_stored(step.stored, error)
        elif isinstance(step, Tell):
            if hooks.on_progress is not None:
                await awaited(hooks.on_progress(step.progress))
        elif isinstance(step, Ask):
            return hooks.decision(None if hooks.approve is None else await awaited(hooks.approve(step.question)))
        elif isinstance(step, Claim):
            claiming = hooks.claiming(step.owner, step.case_ids, step.take)
            gave: Any = None
            while True:
                try:
                    claims, asked = claiming.send(gave)
                except StopIteration as end:
                    return end.value
                if hooks.entry is not None and claims is hooks.entry.journal:
                    import anyio.to_thread

                    gave = await anyio.to_thread.run_sync(claims.claim, step.owner, list(asked), step.take)
                else:
                    gave = await awaited(claims.claim(step.owner, list(asked), step.take))
        return None

    async def _call(self, name: str, params: Params, names: Names = NO_NAMES) -> Any:
        return await self._drive(self._engine.call(name, params, names))

    async def call(self, name: str, params: Params) -> Any:
        """Any operation by its name, as `fastdok.get_task`, with its parameters as plain values."""
        return await self._call(name, params)

    def _hooks(self, **hooks: Any) -> Hooks:
        return Hooks(type(self).__name__, awaits=True, own=self._own_claims, claims=self._claims, **hooks)

    async def _journey(self, kind: str, params: Params, hooks: Hooks) -> Any:
        hooks.carries_on(None)
        stored = self._engine.begin(kind, params, approves=hooks.approve is not None)
        return await self._drive(self._engine.journey(kind, stored), hooks)

    async def _resume(self, kind: str, stored: str, case_id: object, hooks: Hooks) -> Any:
        hooks.carries_on(stored)
        approves = hooks.approve is not None
        stored = self._engine.load(type(self).__name__, self._service, kind, stored, case_id, approves)
        return await self._drive(self._engine.journey(kind, stored), hooks)

    async def _resume_all(self, journal: Journal, **hooks: Any) -> dict[str, BatchResult]:
        results: dict[str, BatchResult] = {}
        for entry in journal.unfinished():
            if entry.problem is None and not entry.kind.startswith(f"{self._service}."):
                continue
            try:
                receipt = await self._resume(entry.kind, entry.read(), None, self._hooks(save=entry, **hooks))
                results[entry.key] = BatchResult(entry.key, receipt)
            except Exception as error:
                results[entry.key] = BatchResult(entry.key, error=error)
        return results

    async def _pages(self, name: str, params: Params) -> AsyncIterator[Any]:
        asked, start, remembered = 1, None, None
        while True:
            here = {**params} if start is None else {**params, "start": start}
            came = 0
            end: dict[str, Any] = {}
            rows = self._rows(name, here, end)
            try:
                async for item in rows:
                    if came == 0:
                        remembered = _native.mark_page(asked, item.id, remembered)
                        if remembered is None:
                            # It came before: the service does not look at where a page is to begin.
                            return
                    came += 1
                    yield item
            finally:
                await rows.aclose()
            start = _native.next_start(name, here, came, end.get("totalCount"), asked)
            if start is None:
                return
            asked += 1

    async def _rows(
        self, name: str, params: Params, end: dict[str, Any], names: Names = NO_NAMES
    ) -> AsyncGenerator[Any, None]:
        """The items of a list while they arrive; what else the answer says goes into `end`."""
        self._must_be_usable()
        steps = self._engine.rows(name, params, names)
        result: Any = None
        answer: Any = None
        held = False
        try:
            while True:
                try:
                    step = steps.send(result)
                except StopIteration as done:
                    end.update(done.value or {})
                    return
                result = None
                if isinstance(step, Items):
                    for item in step.items:
                        yield item
                elif isinstance(step, TakeGate):
                    await self._gate.acquire()
                    held = True
                elif isinstance(step, LetGo):
                    held = False
                    self._gate.release()
                elif isinstance(step, Wait):
                    await self._sleep(step.seconds)
                else:
                    try:
                        if isinstance(step, Open):
                            if answer is not None:
                                await answer.aclose()
                            answer = await self._open(step.request)
                            result = head(answer)
                        else:
                            result = piece(await anext_or_none(answer))
                    except Exception as error:
                        result = failure(error)
                        if result is None:
                            raise
        finally:
            steps.close()
            if held:
                self._gate.release()
            if answer is not None:
                await answer.aclose()

    async def _open(self, request: HttpRequest) -> Any:
        stream = getattr(self._transport, "stream", None)
        return Whole(whole(await self._transport.send(request))) if stream is None else streamed(await stream(request))


async def awaited(value: Any) -> Any:
    """The value, once it is there."""
    import inspect

    return await value if inspect.isawaitable(value) else value
