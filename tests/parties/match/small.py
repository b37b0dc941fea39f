"""Small lists made up for tests; nobody in them exists."""

from __future__ import annotations

from lockgate.parties.match import screener
from lockgate.parties.model import Entry, Identifier, ListedAddress, ListedName

ENTRIES = (
    Entry(
        "el:1",
        "entity_list",
        "x",
        "Beijing Nowhere Photon Technology Co., Ltd.",
        names=(
            ListedName("Beijing Nowhere Photon Technology Co., Ltd.", "primary"),
            ListedName("Nowhere Photon", "strong"),
            ListedName("BNPT", "acronym", "acronym"),
            ListedName("Lightly", "weak"),
        ),
        addresses=(ListedAddress("Room 1605, Pretend Centre, 2-16 Invented Street, Mong Kok, Hong Kong", "HK"),),
        countries=("CN", "HK"),
        citation="90 FR 1",
    ),
    Entry(
        "sdn:2",
        "sdn",
        "x",
        "IMAGINARYOV, Vladimir Sergeyevich",
        "person",
        names=(ListedName("IMAGINARYOV, Vladimir Sergeyevich", "primary"),),
        countries=("RU",),
        identifiers=(Identifier("Passport", "N0012345", "RU"),),
    ),
    Entry(
        "sdn:3",
        "sdn",
        "x",
        "OBSHCHESTVO S OGRANICHENNOI OTVETSTVENNOSTYU VYDUMKA",
        "organisation",
        names=(ListedName("OBSHCHESTVO S OGRANICHENNOI OTVETSTVENNOSTYU VYDUMKA", "primary"),),
        countries=("RU",),
    ),
    Entry(
        "el:4",
        "entity_list",
        "x",
        "Address 01",
        addresses=(
            ListedAddress("Flat/RM 2309, 23/F, Unreal King Commercial Centre, 7 Fa Kuen Street, Kowloon", "HK"),
        ),
        countries=("HK",),
    ),
    Entry(
        "el:5",
        "entity_list",
        "x",
        "Imaginary Quantum Research Institute No. 58",
        names=(ListedName("Imaginary Quantum Research Institute No. 58", "primary"),),
    ),
)
SCREENER = screener(ENTRIES, ("snapshot",))
