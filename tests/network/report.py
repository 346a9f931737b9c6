"""What a test says: one line per check, the counts last."""

import sys
import time

passed = 0
failed = 0


def check(good, sentence, detail=""):
    """One checked sentence; returns whether it holds."""
    global passed, failed
    if good:
        passed += 1
        print(f"ok - {sentence}", flush=True)
    else:
        failed += 1
        print(f"not ok - {sentence}", flush=True)
        if detail:
            print("    " + str(detail).strip().replace("\n", "\n    "),
                  flush=True)
    return good


def until(seconds, question):
    """Ask again until the answer is true; the last answer."""
    end = time.monotonic() + seconds
    while True:
        answer = question()
        if answer or time.monotonic() > end:
            return answer
        time.sleep(0.05)


def close():
    """The counts, and the exit."""
    print(f"{passed} passed, {failed} failed")
    sys.exit(0 if passed and not failed else 1)
