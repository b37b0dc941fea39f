"""Small list files, all of them made up: nobody in them exists."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from lockgate.parties.lists import RawFile, Store, read_files
from lockgate.parties.lists.intake import Wishes

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from lockgate.parties.lists import Added, Candidate

SOURCES = {
    "SDN": "Specially Designated Nationals (SDN) - Treasury Department",
    "EL": "Entity List (EL) - Bureau of Industry and Security",
    "DPL": "Denied Persons List (DPL) - Bureau of Industry and Security",
    "DTC": "ITAR Debarred (DTC) - State Department",
    "SSI": "Sectoral Sanctions Identifications List (SSI) - Treasury Department",
    "UVL": "Unverified List (UVL) - Bureau of Industry and Security",
    "ISN": "Nonproliferation Sanctions (ISN) - State Department",
    "PLC": "Palestinian Legislative Council List (PLC) - Treasury Department",
    "MEU": "Military End User (MEU) List - Bureau of Industry and Security",
    "CMIC": "Non-SDN Chinese Military-Industrial Complex Companies List (CMIC) - Treasury Department",
    "NS-MBS List": "Non-SDN Menu-Based Sanctions List (NS-MBS List) - Treasury Department",
    "CAP": "Capta List (CAP) - Treasury Department",
}


def record(short: str, name: str, **more: Any) -> dict[str, Any]:
    """One record of the Consolidated Screening List."""
    return {"source": SOURCES[short], "name": name, **more}


def whole(*records: dict[str, Any]) -> list[dict[str, Any]]:
    """Records, and one for each list that would be missing."""
    there = {one["source"] for one in records}
    fill = [record(short, f"Filler of {short}") for short, source in SOURCES.items() if source not in there]
    return [*records, *fill]


def csl_json(records: list[dict[str, Any]], day: str = "2026-10-01", **more: Any) -> bytes:
    """The official JSON."""
    return json.dumps({"search_performed_at": f"{day}T05:00:00Z", "results": records, **more}).encode()


def csl_lines(records: list[dict[str, Any]]) -> bytes:
    """One record a line."""
    return "".join(json.dumps(one) + "\n" for one in records).encode()


def read(content: bytes, name: str = "list-2026-10-01.json", *, published: date | None = None) -> Candidate:
    """The one candidate in a file."""
    return read_files([RawFile(name, content)], Wishes(published=published))[0]


def add(folder: Path, content: bytes, name: str = "list-2026-10-01.json", **more: Any) -> Added:
    """Read a file into a store."""
    return Store(folder).add(read(content, name), **{"retrieved": "2026-11-01T00:00:00+00:00", **more})


SDN = (
    '1,"EXAMPLE LINES",-0- ,"CUBA",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- \r\n'
    '2,"SAMPLE, Ann Beth",individual,"SDGT] [IFSR","Director",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,'
    '"DOB circa 1962; alt. DOB 03 Mar 1963; POB Exampleville; nationality Iran; Passport A1234567 (Iran) issued 01 Jan '
    "2001; a.k.a. 'ANNIE S'; Linked To: EXAMPLE LINES.\"\r\n"
    '3,"SPECIMEN STAR","vessel","NPWMD",-0- ,"ABC1","Crude Oil Tanker","1000","900","Panama","Example Lines",'
    '"Vessel Registration Identification IMO 9000001."\r\n\x1a'
)
ALT = '1,11,"aka","EXAMPLE SHIPPING",-0- \r\n1,12,"fka","OLD EXAMPLE LINES",-0- \r\n\x1a'
ADD = '1,21,"1 Sample Street","Havana","Cuba",-0- \r\n2,22,-0- ,-0- ,"Iran",-0- \r\n\x1a'
DPL = (
    '"Name"\t"Street_Address"\t"City"\t"State"\t"Country"\t"Postal_Code"\t"Effective_Date"\t"Expiration_Date"\t'
    '"Standard_Order"\t"Last_Update"\t"Action"\t"FR_Citation"\r\n'
    '"ANN  EXAMPLE"\t"7 SAMPLE ROAD"\t"EXAMPLEVILLE"\t"TX"\t"US"\t"00000"\t"06/19/2003"\t"06/29/2026"\t"Y"\t'
    '"2007-01-31"\t""\t"68 F.R. 1 6/27/03"\r\n'
    '"SPECIMEN (HK) LTD"\t"9 SAMPLE ROAD"\t"KOWLOON"\t""\t"HK"\t""\t"01/02/1999"\t""\t"Y"\t'
    '"2007-01-31"\t""\t"64 F.R. 2"\r\n'
)
