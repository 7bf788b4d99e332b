"""
The statistics of letters by which languages are told: py3langid's model, its only home.

A naive Bayes model of runs of 1 to 6 bytes, found by an automaton (Lui, Baldwin: langid.py, 2012; the
model is of py3langid 0.4). Its answers are those of `py3langid.classify`, in a third of the time: all
bytes go through the automaton at once, not one after the other. This file knows no tag and no script.
"""

from __future__ import annotations

from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING, Final, NamedTuple
from unicodedata import normalize

from feedmill.text.late import Arrays, kept, loading

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

__all__ = ["NOTHING", "Model", "model"]

#: What is said of a text that holds nothing that the model knows.
NOTHING: Final = ""

#: Goes up when the arrays that are kept hold something else.
_VERSION: Final = 1
#: The longest run of the model: its automaton knows nothing of more than the last so many bytes.
_LONGEST = 6
#: No byte of UTF-8 (RFC 3629): before the first byte of a text, the automaton knows nothing.
_BEFORE = b"\xff" * (_LONGEST - 1)
_BYTES = 256
#: A half-precision number without its sign, its bits moved up to where single precision has them, is
#: itself over 2**112 (IEEE 754: biases of 15 and 127). Whole matrices are made so in a tenth of the time.
_MOVE, _SCALE = 13, -(2.0**112)
#: So many runs of one kind count for as much as more: texts that are looked at have fewer bytes.
_MOST = 8_192


class Model(NamedTuple):
    """The model as arrays. The automaton's states and the runs of bytes are numbers."""

    #: For each run the logarithms of its share in each language, half-precision, without the minus.
    shares: NDArray[np.uint16]
    #: The logarithms of the languages' own shares.
    priors: NDArray[np.float32]
    #: The languages.
    codes: tuple[str, ...]
    #: The next state, by row and byte.
    moves: NDArray[np.uint32]
    #: For each state where its row begins in `moves`.
    rows: NDArray[np.intp]
    #: For each state the run that ends there; -1 for none.
    runs: NDArray[np.int32]
    #: The state after any two bytes.
    second: NDArray[np.uint32]
    #: What so many of one run count for, scaled.
    weights: NDArray[np.float32]

    def language(self, text: str) -> tuple[str, float]:
        """
        Give the code of the likeliest language of *text*, and how sure that is.

        Sureness is the logarithm of the odds against the next likely language; of a text of which no run
        is known, `NOTHING` is said, with a sureness of 0.
        """
        runs = self._runs(_encoded(text))
        if not len(runs):
            return NOTHING, 0.0
        return self._likeliest(self._scores(runs))

    def _likeliest(self, scores: NDArray[np.float32]) -> tuple[str, float]:
        first = int(scores.argmax())
        best, scores[first] = scores[first], scores.min()
        return self.codes[first], float(best - scores.max())

    def languages(self, texts: Sequence[str]) -> list[tuple[str, float]]:
        """
        Do for each of many texts what `language` does for one, in less time where they share a language.

        What is read of the model, which is larger than what a processor keeps at hand, is read once.
        """
        import numpy as np

        raws = [_encoded(text) for text in texts]
        # Between two texts the automaton forgets all, as it does before the first byte.
        runs = self._all_runs(_BEFORE.join(raws))
        ends = np.cumsum([len(raw) + len(_BEFORE) for raw in raws]).tolist()
        parts = [
            runs[end - len(_BEFORE) - len(raw) : end - len(_BEFORE)]
            for raw, end in zip(raws, ends, strict=True)
        ]
        counted = [np.unique(part[part >= 0], return_counts=True) for part in parts]
        known, places = np.unique(np.concatenate([found for found, _ in counted]), return_inverse=True)
        shares = self._shares(known)
        answers: list[tuple[str, float]] = []
        first = 0
        for found, counts in counted:
            rows = shares[places[first : first + len(found)]]
            first += len(found)
            answers.append(self._likeliest(self._weighed(rows, counts)) if len(found) else (NOTHING, 0.0))
        return answers

    def _runs(self, raw: bytes) -> NDArray[np.int32]:
        """Give the runs that end at each byte, in order."""
        runs = self._all_runs(raw)
        known: NDArray[np.int32] = runs[runs >= 0]
        return known

    def _all_runs(self, raw: bytes) -> NDArray[np.int32]:
        """Give the run that ends at each byte; -1 where none does."""
        import numpy as np

        octets = np.frombuffer(_BEFORE + raw, dtype=np.uint8).astype(np.intp)
        count = len(raw)
        states = self.second.take((octets[:count] << 8) + octets[1 : count + 1])
        for place in range(2, _LONGEST):
            states = self.moves.take(self.rows.take(states) + octets[place : place + count])
        runs: NDArray[np.int32] = self.runs.take(states)
        return runs

    def _scores(self, runs: NDArray[np.int32]) -> NDArray[np.float32]:
        """Give the logarithm of each language's likelihood, but for what all have in common."""
        import numpy as np

        runs = np.sort(runs)
        edges = np.flatnonzero(np.concatenate(([True], runs[1:] != runs[:-1], [True])))
        return self._weighed(self._shares(runs[edges[:-1]]), edges[1:] - edges[:-1])

    def _shares(self, runs: NDArray[np.int32]) -> NDArray[np.float32]:
        """Give, for each run, the logarithms of its share in each language, scaled."""
        import numpy as np

        shares = self.shares.take(runs, axis=0).astype(np.uint32)
        shares <<= _MOVE
        return shares.view(np.float32)

    def _weighed(self, shares: NDArray[np.float32], counts: NDArray[np.intp]) -> NDArray[np.float32]:
        scores: NDArray[np.float32] = self.weights.take(counts, mode="clip") @ shares + self.priors
        return scores


@lru_cache(maxsize=1)
def model() -> Model:
    """Give the model; it is read when it is first asked for, as most publishers say their language."""
    with loading():
        return _read()


def _encoded(text: str) -> bytes:
    """Give the bytes that the model was made from: of capitals, small letters; NFC."""
    text = normalize("NFC", text.lower() if text.isupper() else text)
    return text.encode("utf-8", "surrogatepass")


def _read() -> Model:
    import numpy as np

    arrays = kept("languages", f"{_VERSION} of py3langid {version('py3langid')}", _arrays)
    moves, begins = arrays["moves"], arrays["rows"].astype(np.intp) * _BYTES
    first = moves[begins[0] : begins[0] + _BYTES]
    return Model(
        shares=arrays["shares"],
        priors=arrays["priors"],
        codes=tuple(arrays["languages"].tolist()),
        moves=moves,
        rows=begins,
        runs=arrays["runs"],
        second=moves[begins[first][:, None] + np.arange(_BYTES)].ravel(),
        weights=np.log1p(np.arange(_MOST, dtype=np.float32)) * np.float32(_SCALE),
    )


def _arrays() -> Arrays:
    """Unpack the library's file, which takes twelve times as long as reading the arrays."""
    import numpy as np
    from py3langid.langid import MODEL_DIR, MODEL_FILE
    from py3langid.modelio import load_model

    shares, priors, languages, moves, rows, runs = load_model(MODEL_DIR / MODEL_FILE)
    # In place: copies of the large ones would be the peak of a worker's memory.
    bits = shares.view(np.uint16)
    bits &= 0x7FFF
    return {
        "shares": bits,
        "priors": priors,
        "languages": np.array(languages),
        "moves": np.frombuffer(moves, dtype=f"u{moves.itemsize}").astype(np.uint32, copy=False),
        "rows": np.array(rows),
        "runs": np.array(runs, dtype=np.int32),
    }
