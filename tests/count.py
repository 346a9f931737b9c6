#!/usr/bin/env python3
"""Count what ctest ran, test by test, and show what failed.

    count.py JUNIT        prints failures, then "N passed, N failed"

A cmocka program counts as the tests it holds, a program that closes with
"N passed, N failed" as it says, any other as one.  What did not run, was
skipped, or died after its last test counts as failed.
"""
import re
import sys
import xml.etree.ElementTree as xml

CMOCKA = re.compile(r"^\[  PASSED  \] (\d+) test", re.M)
CMOCKA_BAD = re.compile(r"^\[  FAILED  \] (\d+) test", re.M)
CMOCKA_SKIPPED = re.compile(r"^\[  SKIPPED \] (\d+) test", re.M)
CLOSING = re.compile(r"^(\d+) passed, (\d+) failed", re.M)
TAIL_LINES = 60


def counts(case):
    output = case.findtext("system-out") or ""
    ran_well = case.get("status") == "run"
    passed = failed = 0
    if CMOCKA.search(output):
        passed = sum(map(int, CMOCKA.findall(output)))
        failed = sum(map(int, CMOCKA_BAD.findall(output) +
                         CMOCKA_SKIPPED.findall(output)))
    elif CLOSING.search(output):
        passed, failed = map(int, CLOSING.findall(output)[-1])
    elif ran_well:
        passed = 1
    if not ran_well and failed == 0:
        failed = 1
    return passed, failed, output


def main(path):
    passed = failed = 0
    for case in xml.parse(path).getroot().iter("testcase"):
        good, bad, output = counts(case)
        passed += good
        failed += bad
        if bad:
            print(f"--- {case.get('name')} ({case.get('status')})")
            print("\n".join(output.splitlines()[-TAIL_LINES:]))
    print(f"{passed} passed, {failed} failed")


main(sys.argv[1])
