"""What of a person stands in some bytes: resident ids (GB 11643) and credit
codes (GB 32100) with a good check character, telephone numbers, and words that
somebody wrote, as text, hex or base64.
"""

import base64
import re

CREDIT = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def is_resident_id(text):
    total = sum(int(c) * pow(2, 17 - i, 11) for i, c in enumerate(text[:17]))
    return "10X98765432"[total % 11] == text[17].upper()


def is_credit_code(text):
    total = sum(CREDIT.index(c) * pow(3, i, 31) for i, c in
                enumerate(text[:17]))
    return CREDIT[(31 - total % 31) % 31] == text[17]


def personal(data, words):
    """What of a person stands in these bytes."""
    text = data.decode("latin-1")
    for found in re.findall(r"(?=(\d{17}[\dXx]))", text):
        if is_resident_id(found):
            yield "a resident id " + found
    for found in re.findall(rf"(?=([{CREDIT}]{{18}}))", text):
        if is_credit_code(found) and re.search(r"\d{6}", found):
            yield "a credit code " + found
    for found in re.findall(r"(?<!\d)1[3-9]\d{9}(?!\d)", text):
        yield "a mobile number " + found
    for found in re.findall(r"(?<!\d)0\d{2,3}-\d{7,8}(?!\d)", text):
        yield "a telephone number " + found
    for word in words:
        raw = word.encode()
        if (raw in data or raw.hex().encode() in data or
                base64.b64encode(raw).rstrip(b"=")[:-1] in data):
            yield "what an applicant wrote: " + word
