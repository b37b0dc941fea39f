"""Wording made alike: numbers, tiers, names and synonyms, so that the same thing said in other words is the same."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_POWERS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_SUPERSCRIPT = re.compile(r"(?<=\d)([⁰¹²³⁴⁵⁶⁷⁸⁹]+)")
_TENS = re.compile(r"\b10\s*(?:\^|\*\*)\s*(\d+)")
_SHORT = re.compile(r"\b(\d+(?:\.\d+)?)\s*(k|m|thousand|million)\b")
_GROUPED = re.compile(r"\b\d{1,3}(?:[, \u202f\u00a0]\d{3})+\b")
_FACTORS = {"k": 1000, "thousand": 1000, "m": 1_000_000, "million": 1_000_000}
_NUMBERS = {
    "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6", "seven": "7", "eight": "8", "nine": "9",
    "ten": "10", "fifty": "50", "hundred": "100", "first": "1", "second": "2", "third": "3", "quarter": "25%",
}  # fmt: skip
_PHRASES = (
    (r"\b(?:tier|group|category)[ -]*(?:1|one|i)\b|\b(?:first|top|highest)[ -](?:tier|group)\b", " tier1 "),
    (r"\b(?:tier|group|category)[ -]*(?:2|two|ii)\b|\b(?:second|middle|mid)[ -](?:tier|group)\b", " tier2 "),
    (
        r"\b(?:tier|group|category)[ -]*(?:3|three|iii)\b|\b(?:third|lowest|bottom|restricted)[ -](?:tier|group)\b",
        " tier3 ",
    ),
    (r"\brestricted (?:countries|country|nations|nation|states)\b", " tier3 country "),
    (r"\bd ?: ?5\b|\bd5\b", " d:5 "),
    (r"\b(?:hong kong|prc|people'?s republic of china|chinese|mainland china)\b", " china "),
    (r"\b(?:u\.?s\.?a?|united states|american|america)\b(?=\W|$)", " us "),
    (r"\b(?:uae|u\.a\.e\.?|united arab emirates|emirates|emirati)\b", " uae "),
    (r"\b(?:eu|e\.u\.|european union)\b", " eu "),
    (r"\bmacao\b", " macau "),
    (r"\bhigh[ -]bandwidth memory\b", " hbm "),
    (r"\blow processing performance(?: exception)?\b", " lpp "),
    (r"\bnotified advanced computing\b", " nac "),
    (r"\buniversal (?:validated end[ -]users?|veus?)\b|\buveus?\b", " uveu "),
    (r"\bnational (?:validated end[ -]users?|veus?)\b|\bnveus?\b", " nveu "),
    (r"\bopen[ -](?:weights?|source|models?)\b", " open weights "),
    (r"\b(?:not|no longer|never) (?:in )?(?:force|exists?|on the books)\b|\bno longer exists?\b", " repealed "),
    (r"\bno longer on the books\b", " repealed "),
    (
        r"\blicen[cs]e[ -]?free(?:ly)?\b|\bwithout (?:a |any )?(?:export )?(?:licen[cs]e|permit)s?\b",
        " without licence ",
    ),
    (r"\bno (?:export )?(?:licen[cs]e|permit)s?\b", " without licence "),
    (r"\bneeds? no (?:export )?(?:licen[cs]e|permit)s?\b", " without licence "),
    (r"\b(?:a|per|each|every) year\b|\bannually\b|\byearly\b|\bannual\b", " yearly "),
    (
        r"\b(?:worldwide|global(?:ly)?|anywhere(?: in the world)?|everywhere|(?:every|all) destinations?)\b",
        " worldwide ",
    ),
    (r"\b(?:overseas|abroad|outside the us|foreign[ -]made)\b", " foreign "),
    (
        r"\btook effect|takes? effect|taking effect|taken effect|came into force|entered? into force|effective date\b",
        " effective ",
    ),
    (r"\bgigabytes? per second\b|\bgb/s\b|\bgbps\b", " gb/s "),
    (r"\b(?:graphics|gaming) cards?\b", " gaming chip "),
    (r"\badd(?:s|ed)? up\b|\bsum(?:s|med)?\b|\btotals?\b|\btogether\b|\bcombined\b", " total "),
)
_SAME = {
    "chip": "gpu gpus chips accelerator accelerators processor processors semiconductors card cards",
    "licence": "license licenses licences permit permits licensed licenced authorization approval",
    "country": "countries nation nations state states",
    "company": "companies firm firms business businesses corporation vendor supplier",
    "buy": "buys purchase purchases import imports importing acquire order orders get obtain bought",
    "sell": "sells sale sales sold export exports exporting exported ship ships shipped shipping shipment shipments",
    "rent": "renting rented lease hire let access remote accessing",
    "repealed": "repeal repealing rescind rescinded rescinding rescission revoke revoked scrap scrapped scrapping gone "
    "cancelled cancel",
    "withdrawn": "pulled withdrew withdraw",
    "banned": "ban bans illegal prohibited prohibit forbidden outlawed violate violates violation",
    "allowed": "permitted legal may can permit allows allow permits",
    "controlled": "control controls restricted restriction restrictions covered subject regulated limited",
    "free": "freely freed liberalised liberalized exempt exempted outside excluded beyond",
    "limit": "cap capped caps ceiling quota allowance maximum limits threshold thresholds",
    "rule": "framework regulation rules regulations law laws",
    "model": "models",
    "parameter": "parameters params",
    "operations": "flop flops flop/s operation ops compute-operations",
    "monitor": "monitoring watch identify kyc surveil",
    "customer": "customers client clients user users tenant tenants",
    "provider": "providers iaas hyperscaler hyperscalers",
    "member": "members membership belongs belong included includes list",
    "notice": "notify notification notifying telling tell notification inform silent",
    "interconnect": "nvlink chip-to-chip",
    "server": "servers rack racks computer",
    "subsidiary": "subsidiaries branch branches affiliate affiliates owned owner owns parent",
    "weights": "weight",
    "gaming": "consumer consumers gamer gamers gaming geforce",
    "percent": "% pct",
    "share": "fraction portion",
    "compliance": "comply compliant complied",
    "publish": "published publishing issue issued released",
    "made": "manufactured produced fabricated built tsmc taiwan",
    "ascend": "huawei",
    "b200": "blackwell b100 gb200",
    "may": "",
}  # fmt: skip
_CANON = {word: name for name, words in _SAME.items() for word in words.split()}
_STOP = frozenset(
    re.findall(
        r"\S+",
        """
        a an the of to in on for is are be been being was were it its this that these those and or as at by
        with from than then has have had do does did will would shall should could must not any some all
        each every which who whom what when while into onto over under up down out per there their they them
        he she we you i so also just only even such about after before because since if within between among
        during more most less least many much very now still again ever need needs needed require requires
        required requirement up-to call calls called
        """,
    )
)
"""Words that say nothing about what a statement is about."""


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[str, ...]:
    """The words that matter, made alike.

    >>> tokens("Tier two nations can purchase 320k GPUs")
    ('tier2', 'country', 'allowed', 'buy', '320000', 'chip')
    >>> tokens("10^23 parameters") == tokens("10**23 params") == tokens("10²³ parameters")
    True
    """
    plain = _SUPERSCRIPT.sub(lambda match: "^" + match[1].translate(_POWERS), text)
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode().casefold()
    plain = _TENS.sub(lambda match: f" 1e{match[1]} ", plain)
    plain = _GROUPED.sub(lambda match: re.sub(r"\D", "", match[0]), plain)
    plain = re.sub(r"\bfifty thousand\b", "50000", plain)
    plain = _SHORT.sub(lambda match: f"{float(match[1]) * _FACTORS[match[2]]:.0f}", plain)
    plain = re.sub(r"(\d)\s*(?:%|percent\b|per cent\b|pct\b)", r"\1% ", plain)
    for pattern, word in _PHRASES:
        plain = re.sub(pattern, word, plain)
    found = [re.sub(r"[^\w%:./]", "", word) for word in re.findall(r"[a-z0-9]+(?:[.:/][a-z0-9]+)*%?", plain)]
    return tuple(dict.fromkeys(_stem(word) for word in found if word and word not in _STOP))


def _stem(word: str) -> str:
    """One word for its synonyms, without a plural ending."""
    word = _NUMBERS.get(word, word)
    if word in _CANON or word in _SAME:
        return _CANON.get(word, word)
    if re.fullmatch(r"[a-z]\d+s", word):  # H100s
        return word[:-1]
    if len(word) > 4 and word.endswith("s") and not word.endswith("ss"):
        word = word[:-1]
    return _CANON.get(word, word)
