"""The two ways to carry out the engine's steps: blocking, and with asyncio."""

from __future__ import annotations

import time

from nordcase import _native
from nordcase._engine import Ask, Engine, Items, Open, Send, Wait, failure
from nordcase._typing import TYPE_CHECKING
from nordcase.transports import AsyncHttpxTransport, AsyncTransport, HttpxTransport, Transport

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from typing import Any

    from typing_extensions import Self

    from nordcase._engine import Access, Params, Progress, Steps
    from nordcase._native import HttpRequest, HttpResponse


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


class Client:
    """A blocking client. One can be shared by threads."""

    _engine: Engine
    _transport: Transport

    def _start(self, access: Access, transport: Transport | None, timeout: float, max_bytes: int) -> None:
        self._owned = HttpxTransport(timeout=timeout, max_bytes=max_bytes) if transport is None else None
        self._transport = transport or self._owned  # type: ignore[assignment]
        self._engine = Engine(access, self._transport)
        self._sleep: Callable[[float], None] = getattr(self._transport, "sleep", time.sleep)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Closes the connections. A transport of the caller's is left open."""
        if self._owned is not None:
            self._owned.close()

    def _drive(self, steps: Steps, approve: Callable[[Any], bool] | None = None) -> Any:
        result: Any = None
        try:
            while True:
                step = steps.send(result)
                if isinstance(step, Send):
                    try:
                        result = self._transport.send(step.request)
                    except Exception as error:
                        result = failure(error)
                        if result is None:
                            raise
                elif isinstance(step, Wait):
                    self._sleep(step.seconds)
                    result = None
                elif isinstance(step, Ask):
                    result = approve is not None and approve(step.question)
        except StopIteration as end:
            return end.value

    def _call(self, name: str, params: Params) -> Any:
        return self._drive(self._engine.call(name, params))

    def call(self, name: str, params: Params) -> Any:
        """Any operation by its name, as `fastdok.get_task`, with its parameters as plain values."""
        return self._call(name, params)

    def _journey(
        self,
        stored: str,
        save: Callable[[str], object] | None,
        on_progress: Callable[[Progress], object] | None,
        approve: Callable[[Any], bool] | None = None,
    ) -> Any:
        return self._drive(self._engine.journey(stored, save, on_progress), approve)

    def _pages(self, name: str, params: Params) -> Iterator[Any]:
        asked, start = 0, None
        while True:
            here = {**params} if start is None else {**params, "start": start}
            came = 0
            end: dict[str, Any] = {}
            for item in self._rows(name, here, end):
                came += 1
                yield item
            asked += 1
            start = _native.next_start(name, here, came, end.get("totalCount"), asked)
            if start is None:
                return

    def _rows(self, name: str, params: Params, end: dict[str, Any]) -> Iterator[Any]:
        """The items of a list while they arrive; what else the answer says goes into `end`."""
        steps = self._engine.rows(name, params)
        result: Any = None
        answer: Any = None
        try:
            while True:
                step = steps.send(result)
                if isinstance(step, Items):
                    result = None
                    yield from step.items
                    continue
                try:
                    if isinstance(step, Open):
                        if answer is not None:
                            answer.close()
                        answer = self._open(step.request)
                        result = (answer.status, answer.headers)
                    else:
                        result = next_or_none(answer)
                except Exception as error:
                    result = failure(error)
                    if result is None:
                        raise
        except StopIteration as done:
            end.update(done.value or {})
        finally:
            if answer is not None:
                answer.close()

    def _open(self, request: HttpRequest) -> Any:
        stream = getattr(self._transport, "stream", None)
        return Whole(self._transport.send(request)) if stream is None else stream(request)


class AsyncClient:
    """A client for asyncio. Cancelling a call ends its exchange; a request that was sent may have been applied."""

    _engine: Engine
    _transport: AsyncTransport

    def _start(self, access: Access, transport: AsyncTransport | None, timeout: float, max_bytes: int) -> None:
        self._owned = AsyncHttpxTransport(timeout=timeout, max_bytes=max_bytes) if transport is None else None
        self._transport = transport or self._owned  # type: ignore[assignment]
        self._engine = Engine(access, self._transport)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Closes the connections. A transport of the caller's is left open."""
        if self._owned is not None:
            await self._owned.aclose()

    async def _sleep(self, seconds: float) -> None:
        import asyncio

        sleep = getattr(self._transport, "sleep", asyncio.sleep)(seconds)
        if sleep is not None:
            await sleep

    async def _drive(self, steps: Steps, approve: Callable[[Any], Any] | None = None) -> Any:
        result: Any = None
        try:
            while True:
                step = steps.send(result)
                if isinstance(step, Send):
                    try:
                        result = await self._transport.send(step.request)
                    except Exception as error:
                        result = failure(error)
                        if result is None:
                            raise
                elif isinstance(step, Wait):
                    await self._sleep(step.seconds)
                    result = None
                elif isinstance(step, Ask):
                    result = approve is not None and approve(step.question)
                    if hasattr(result, "__await__"):
                        result = await result
        except StopIteration as end:
            return end.value

    async def _call(self, name: str, params: Params) -> Any:
        return await self._drive(self._engine.call(name, params))

    async def call(self, name: str, params: Params) -> Any:
        """Any operation by its name, as `fastdok.get_task`, with its parameters as plain values."""
        return await self._call(name, params)

    async def _journey(
        self,
        stored: str,
        save: Callable[[str], object] | None,
        on_progress: Callable[[Progress], object] | None,
        approve: Callable[[Any], Any] | None = None,
    ) -> Any:
        return await self._drive(self._engine.journey(stored, save, on_progress), approve)

    async def _pages(self, name: str, params: Params) -> AsyncIterator[Any]:
        asked, start = 0, None
        while True:
            here = {**params} if start is None else {**params, "start": start}
            came = 0
            end: dict[str, Any] = {}
            async for item in self._rows(name, here, end):
                came += 1
                yield item
            asked += 1
            start = _native.next_start(name, here, came, end.get("totalCount"), asked)
            if start is None:
                return

    async def _rows(self, name: str, params: Params, end: dict[str, Any]) -> AsyncIterator[Any]:
        """The items of a list while they arrive; what else the answer says goes into `end`."""
        steps = self._engine.rows(name, params)
        result: Any = None
        answer: Any = None
        try:
            while True:
                step = steps.send(result)
                if isinstance(step, Items):
                    result = None
                    for item in step.items:
                        yield item
                    continue
                try:
                    if isinstance(step, Open):
                        if answer is not None:
                            await answer.aclose()
                        answer = await self._open(step.request)
                        result = (answer.status, answer.headers)
                    else:
                        result = await anext_or_none(answer)
                except Exception as error:
                    result = failure(error)
                    if result is None:
                        raise
        except StopIteration as done:
            end.update(done.value or {})
        finally:
            if answer is not None:
                await answer.aclose()

    async def _open(self, request: HttpRequest) -> Any:
        stream = getattr(self._transport, "stream", None)
        return Whole(await self._transport.send(request)) if stream is None else await stream(request)
