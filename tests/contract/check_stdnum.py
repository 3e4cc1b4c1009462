#!/usr/bin/env python3
"""Contract test: the checks and sums of Tracie against python-stdnum.

Draws random values that python-stdnum accepts, and random mutations of them,
asks both sides, and compares. The values are synthetic.

    cargo build --release -p tracie-check --example check
    pip install -r requirements.txt
    python check_stdnum.py --binary PATH/TO/examples/check

Prints a line for each check and exits with 1 if any answer differs.
"""

from __future__ import annotations

import argparse
import datetime
import random
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from stdnum import ean, iban, luhn, verhoeff
from stdnum.ar import cuit
from stdnum.au import tfn
from stdnum.br import cnpj, cpf
from stdnum.ca import bc_phn, sin
from stdnum.cl import rut
from stdnum.co import nit
from stdnum.de import idnr
from stdnum.es import ccc, cif, dni, nie, nif
from stdnum.fi import hetu
from stdnum.fr import nif as spi
from stdnum.fr import nir
from stdnum.gb import nhs, utr
from stdnum.in_ import aadhaar
from stdnum.iso7064 import mod_11_10, mod_97_10
from stdnum.it import codicefiscale
from stdnum.mx import curp, rfc
from stdnum.se import personnummer
from stdnum.us import ssn

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# Some layouts of account numbers in an IBAN, by country.
ACCOUNTS = {
    "DE": "9" * 18,
    "FR": "9" * 10 + "n" * 11 + "99",
    "GB": "aaaa" + "9" * 14,
    "MT": "aaaa" + "9" * 5 + "n" * 18,
    "NO": "9" * 11,
    "SC": "aaaa" + "9" * 20 + "aaa",
}
IDENTIFIERS = Path(__file__).parents[2] / "identifiers"

Draw = Callable[[random.Random], str]
Oracle = Callable[[str], bool]


@dataclass(frozen=True)
class Case:
    """One comparison: all `checks` hold exactly where `oracle` says so."""

    name: str
    checks: tuple[str, ...]
    module: str
    oracle: Oracle
    draw: Draw  # a value, most often one that the oracle accepts
    domain: str  # what a pattern lets through: other values are not compared
    differs: Oracle = lambda value: False  # known, wanted differences


# -- drawing values ----------------------------------------------------------


def text(rng: random.Random, layout: str) -> str:
    """Random text for a layout: 9 is a digit, a a letter, n either."""
    pools = {"9": DIGITS, "a": LETTERS, "n": DIGITS + LETTERS}
    return "".join(rng.choice(pools.get(c, c)) for c in layout)


def appended(layout: str, *key: Callable[[str], str]) -> Draw:
    """Random text with what the functions calculate put after it."""

    def draw(rng: random.Random) -> str:
        value = text(rng, layout)
        for function in key:
            value += function(value)
        return value

    return draw


def prefixed(layout: str, key: Callable[[str], str]) -> Draw:
    """Random text with what the function calculates put before it."""

    def draw(rng: random.Random) -> str:
        value = text(rng, layout)
        return key(value) + value

    return draw


def searched(layout: str, oracle: Oracle) -> Draw:
    """Random text, drawn until the oracle accepts it."""

    def draw(rng: random.Random) -> str:
        while True:
            value = text(rng, layout)
            if oracle(value):
                return value

    return draw


def any_of(*draws: Draw) -> Draw:
    return lambda rng: rng.choice(draws)(rng)


def date(rng: random.Random, layout: str) -> str:
    days = rng.randrange(50 * 365)
    return (datetime.date(1950, 1, 1) + datetime.timedelta(days)).strftime(layout)


def draw_ccc(rng: random.Random) -> str:
    value = text(rng, "9" * 20)
    return value[:8] + ccc.calc_check_digits(value) + value[10:]


def draw_hetu(rng: random.Random) -> str:
    born = date(rng, "%d%m%y")
    number = f"{rng.randrange(2, 900):03}"
    return f"{born}-{number}{hetu._calc_checksum(born + number)}"


def draw_personnummer(rng: random.Random) -> str:
    born = date(rng, rng.choice(("%y%m%d", "%Y%m%d")))
    body = f"{born}{rng.randrange(1000):03}"
    return f"{born}-{body[-3:]}{luhn.calc_check_digit(body[-9:])}"


def draw_curp(rng: random.Random) -> str:
    body = text(rng, "aaaa") + date(rng, "%y%m%d") + rng.choice("HM") + text(rng, "aaaaa9")
    return body + curp.calc_check_digit(body)


def draw_rfc(rng: random.Random) -> str:
    alphabet = LETTERS + "&Ñ"
    name = "".join(rng.choice(alphabet) for _ in range(rng.choice((3, 4))))
    body = name + date(rng, "%y%m%d") + text(rng, "nn")
    return body + rfc.calc_check_digit(body)


def draw_idnr(rng: random.Random) -> str:
    repeats = rng.choice((2, 3))
    digits = rng.sample(DIGITS, 11 - repeats)
    digits += digits[:1] * (repeats - 1)
    rng.shuffle(digits)
    body = "".join(digits)
    return draw_idnr(rng) if body.startswith("0") else body + mod_11_10.calc_check_digit(body)


def draw_iban(rng: random.Random) -> str:
    country, layout = rng.choice(sorted(ACCOUNTS.items()))
    account = text(rng, layout)
    return country + iban.calc_check_digits(f"{country}00{account}") + account


def iban_domain() -> str:
    classes = {"9": "[0-9]", "a": "[A-Z]", "n": "[0-9A-Z]"}
    accounts = {c: "".join(map(classes.get, layout)) for c, layout in ACCOUNTS.items()}
    return "|".join(f"{country}[0-9]{{2}}{account}" for country, account in accounts.items())


def mutated(rng: random.Random, value: str) -> str:
    """The value with one character changed, or two neighbours swapped."""
    at = rng.randrange(len(value))
    if rng.random() < 0.3 and at > 0:
        return value[: at - 1] + value[at] + value[at - 1] + value[at + 1 :]
    pool = DIGITS if value[at] in DIGITS else LETTERS if value[at] in LETTERS else value[at]
    return value[:at] + rng.choice(pool) + value[at + 1 :]


# -- what is compared --------------------------------------------------------


def is_iban(value: str) -> bool:
    return iban.is_valid(value, check_country=False)


def has_three_in_a_row(value: str) -> bool:
    return re.search(r"(.)\1\1", value[:10]) is not None


# python-stdnum takes 00, 01 and 99, which ISO 13616 never gives out; takes
# three equal digits in a row, which have not been issued since 2016; and keeps
# a list of withdrawn numbers, which identifiers carry as data.
CHECKS = [
    Case("luhn", ("luhn",), "luhn", luhn.is_valid,
         any_of(*(appended("9" * n, luhn.calc_check_digit) for n in range(7, 19))), r"[0-9]{8,19}"),
    Case("luhn, nine digits", ("luhn",), "ca.sin", sin.is_valid,
         appended("19999999", luhn.calc_check_digit), r"[1-79][0-9]{8}"),
    Case("luhn_80840", ("luhn_80840",), "luhn", lambda v: luhn.is_valid("80840" + v),
         appended("999999999", lambda v: luhn.calc_check_digit("80840" + v)), r"[0-9]{10}"),
    Case("luhn_first10", ("luhn_first10",), "luhn", lambda v: luhn.is_valid(v[:10]),
         appended("999999999", luhn.calc_check_digit, lambda v: "AB"), r"[0-9]{10}[A-Z]{2}"),
    Case("luhn_last10 + ymd_first6", ("luhn_last10", "ymd_first6"), "se.personnummer",
         personnummer.is_valid, draw_personnummer, r"[0-9]{6}-[0-9]{4}"),
    Case("luhn_last10 + ymd_first8", ("luhn_last10", "ymd_first8"), "se.personnummer",
         personnummer.is_valid, draw_personnummer, r"(19|20)[0-9]{6}-[0-9]{4}"),
    Case("luhn_digit_or_letter", ("luhn_digit_or_letter",), "es.cif", cif.is_valid,
         any_of(*(appended("B9999999", lambda v, at=at: cif.calc_check_digits(v)[at])
                  for at in (0, 1))), r"[ABCDEFGHJNPQRSUVW][0-9]{7}[0-9A-J]"),
    Case("verhoeff", ("verhoeff",), "verhoeff", verhoeff.is_valid,
         any_of(*(appended("9" * n, verhoeff.calc_check_digit) for n in range(3, 15))),
         r"[0-9]{4,15}"),
    Case("verhoeff + not_palindrome", ("verhoeff", "not_palindrome"), "in_.aadhaar",
         aadhaar.is_valid, appended("29999999999", verhoeff.calc_check_digit), r"[2-9][0-9]{11}"),
    Case("iban", ("iban",), "iban", is_iban, draw_iban, iban_domain(),
         lambda v: v[2:4] in ("00", "01", "99")),
    Case("mod97_10", ("mod97_10",), "iso7064.mod_97_10", mod_97_10.is_valid,
         appended("nnnnnnnn9999", mod_97_10.calc_check_digits), r"[0-9A-Z]{12}[0-9]{2}"),
    Case("mod97_complement", ("mod97_complement",), "fr.nir", nir.is_valid,
         any_of(appended("1850975108171", nir.calc_check_digits),
                appended("9999999999999", nir.calc_check_digits),
                appended("999992A999999", nir.calc_check_digits),
                appended("999992B999999", nir.calc_check_digits)), r"[0-9]{6}[0-9AB][0-9]{8}"),
    Case("mod511", ("mod511",), "fr.nif", spi.is_valid,
         appended("1999999999", spi.calc_check_digits), r"[0-3][0-9]{12}"),
    Case("mod11_10", ("mod11_10",), "iso7064.mod_11_10", mod_11_10.is_valid,
         appended("9999999999", mod_11_10.calc_check_digit), r"[0-9]{11}"),
    Case("mod11_10 + one_repeated_digit", ("mod11_10", "one_repeated_digit"), "de.idnr",
         idnr.is_valid, draw_idnr, r"[1-9][0-9]{10}", has_three_in_a_row),
    Case("twin_mod11", ("twin_mod11", "not_zero"), "br.cpf", cpf.is_valid,
         appended("999999999", cpf._calc_check_digits), r"[0-9]{11}"),
    Case("twin_mod11_cycle9", ("twin_mod11_cycle9",), "br.cnpj", cnpj.is_valid,
         any_of(appended("999999999999", cnpj.calc_check_digits),
                appended("nnnnnnnnnnnn", cnpj.calc_check_digits)),
         r"(?!0{12})[0-9A-Z]{12}[0-9]{2}"),
    Case("twin_mod11_powers", ("twin_mod11_powers",), "es.ccc", ccc.is_valid,
         draw_ccc, r"[0-9]{20}"),
    Case("mod23_letter, 8 digits", ("mod23_letter",), "es.dni", dni.is_valid,
         appended("99999999", dni.calc_check_digit), r"[0-9]{8}[A-Z]"),
    Case("mod23_letter, X Y Z", ("mod23_letter",), "es.nie", nie.is_valid,
         any_of(*(appended(f"{c}9999999", nie.calc_check_digit) for c in "XYZ")),
         r"[XYZ][0-9]{7}[A-Z]"),
    Case("mod23_letter, K L M", ("mod23_letter",), "es.nif", nif.is_valid,
         any_of(*(appended(f"{c}9999999", lambda v: dni.calc_check_digit(v[1:])) for c in "KLM")),
         r"[KLM][0-9]{7}[A-Z]"),
    Case("mod31_letter + dmy_first6", ("mod31_letter", "dmy_first6"), "fi.hetu", hetu.is_valid,
         draw_hetu, r"[0-9]{6}-[0-9]{3}[0-9A-Y]",
         lambda v: not 2 <= int(v[7:10]) < 900 or v[:6] == "290200"),
    Case("mod10_tilde", ("mod10_tilde",), "mx.curp", lambda v: curp.calc_check_digit(v) == v[17],
         draw_curp, r"[A-Z]{4}[0-9]{6}[A-Z]{6}[0-9A-Z][0-9]"),
    Case("mod11_ampersand", ("mod11_ampersand",), "mx.rfc",
         lambda v: rfc.calc_check_digit(v[:-1]) == v[-1], draw_rfc,
         r"[A-Z&Ñ]{3,4}[0-9]{6}[0-9A-Z]{2}[0-9A]"),
    Case("odd_even_mod26", ("odd_even_mod26",), "it.codicefiscale",
         lambda v: codicefiscale.calc_check_digit(v[:-1]) == v[-1],
         appended("aaaaaa99a99a999", codicefiscale.calc_check_digit),
         r"[A-Z]{6}[0-9A-Z]{9}[A-Z]"),
    Case("odd_even_mod26_leading", ("odd_even_mod26_leading",), "it.codicefiscale",
         lambda v: codicefiscale.calc_check_digit(v[1:]) == v[0],
         prefixed("9" * 10 + "n" * 12, codicefiscale.calc_check_digit),
         r"[A-Z][0-9]{10}[0-9A-Z]{12}"),
    Case("gtin14", ("gtin14",), "ean", lambda v: ean.is_valid(v[4:]),
         lambda rng: "(01)" + appended("9999999999999", ean.calc_check_digit)(rng),
         r"\(01\)[0-9]{14}"),
    Case("area_group_serial", ("area_group_serial",), "us.ssn", ssn.is_valid,
         any_of(*map(appended, ("999-99-9999", "666-99-9999", "000-99-9999", "999-00-9999",
                                "999-99-0000"))), r"[0-9]{3}-[0-9]{2}-[0-9]{4}",
         lambda v: v in ssn._ssn_blacklist),
]


def weighted(weights: str, modulus: int, check_at: int | None = None, alphabet: str = "") -> dict:
    """A sum as an identifier file spells it out."""
    sum_: dict = {"weights": [int(w) for w in weights.split()], "modulus": modulus}
    if alphabet:
        sum_ |= {"check_at": check_at, "alphabet": alphabet}
    return sum_


# Macie's id, the sum, the module, a draw, and what the pattern lets through.
# Left out: Australian numbers of eight digits have weights of their own, which
# python-stdnum does not know.
CUIT = weighted("5 4 3 2 7 6 5 4 3 2", 11, 10, "09987654321")
NIT = weighted("43 41 37 29 23 19 17 13 7 3", 11, 10, "01987654321")
SUMS = [
    ("ARGENTINA_INDIVIDUAL_TAX_IDENTIFICATION_NUMBER", CUIT, "ar.cuit", cuit.is_valid,
     appended("2099999999", cuit.calc_check_digit), r"2[0347][0-9]{9}"),
    ("ARGENTINA_ORGANIZATION_TAX_IDENTIFICATION_NUMBER", CUIT, "ar.cuit", cuit.is_valid,
     appended("3099999999", cuit.calc_check_digit), r"3[034][0-9]{9}"),
    ("AUSTRALIA_TAX_FILE_NUMBER", weighted("1 4 3 7 5 8 6 9 10", 11), "au.tfn", tfn.is_valid,
     searched("999999999", tfn.is_valid), r"[0-9]{9}"),
    ("CANADA_HEALTH_NUMBER", weighted("0 2 4 8 5 10 9 7 3", 11, 9, "0-987654321"), "ca.bc_phn",
     bc_phn.is_valid, searched("9999999999", bc_phn.is_valid), r"9[0-9]{9}"),
    ("CHILE_RUT_NUMBER", weighted("3 2 7 6 5 4 3 2", 11, 8, "0K987654321"), "cl.rut", rut.is_valid,
     any_of(*(appended("9" * n, rut.calc_check_digit) for n in (7, 8))), r"[0-9]{7,8}[0-9A-Z]"),
    ("COLOMBIA_INDIVIDUAL_NIT_NUMBER", NIT, "co.nit", nit.is_valid,
     any_of(*(appended("9" * n, nit.calc_check_digit) for n in (7, 8, 10))), r"[0-9]{8,11}"),
    ("COLOMBIA_ORGANIZATION_NIT_NUMBER", NIT, "co.nit", nit.is_valid,
     appended("899999999", nit.calc_check_digit), r"[89][0-9]{9}"),
    ("UK_NHS_NUMBER", weighted("10 9 8 7 6 5 4 3 2", 11, 9, "0-987654321"), "gb.nhs",
     nhs.is_valid, searched("9999999999", nhs.is_valid), r"[0-9]{10}"),
    ("UK_TAX_IDENTIFICATION_NUMBER", weighted("6 7 8 9 10 5 4 3 2", 11, 0, "21987654321"),
     "gb.utr", utr.is_valid,
     prefixed("999999999", utr.calc_check_digit), r"[0-9]{10}"),
]


def length(sum_: dict) -> int:
    has_check = "alphabet" in sum_ or "check_at" in sum_
    return len(sum_["weights"]) + has_check


def spelled(sum_: dict) -> str:
    """A sum in the words of the example program."""
    parts = {key: value for key, value in sum_.items() if value is not None}
    joined = {key: ",".join(map(str, v)) if isinstance(v, list) else v for key, v in parts.items()}
    return "sum:" + ";".join(f"{key}={value}" for key, value in joined.items())


def sums_in_identifiers(folder: Path) -> dict[str, list[dict]]:
    """The sums that the identifier files have, by Macie's id."""
    found: dict[str, list[dict]] = {}
    for path in sorted(folder.rglob("*.toml")):
        identifier = tomllib.loads(path.read_text(encoding="utf-8"))
        for pattern in identifier.get("pattern", []):
            if "sum" in pattern:
                found.setdefault(identifier["id"], []).append(pattern["sum"])
    return found


def sum_cases(folder: Path) -> Iterator[Case]:
    """The sums of the table, as the identifier files have them where they do."""
    in_files = sums_in_identifiers(folder)
    for macie_id, own, module, oracle, draw, domain in SUMS:
        in_file = {spelled(s) for s in in_files.get(macie_id, []) if length(s) == length(own)}
        origin = "file" if in_file else "table"
        for sum_ in sorted(in_file) or [spelled(own)]:
            name = f"{macie_id} (sum of the {origin})"
            yield Case(name, (sum_,), module, oracle, draw, domain)


# -- comparing ---------------------------------------------------------------


def values(case: Case, count: int, rng: random.Random) -> list[str]:
    drawn: dict[str, None] = {}
    while len(drawn) < count:
        value = case.draw(rng)
        for candidate in (value, mutated(rng, value)):
            if re.fullmatch(case.domain, candidate) and not case.differs(candidate):
                drawn[candidate] = None
    return list(drawn)


def ask(binary: str, questions: list[tuple[str, str]]) -> list[bool]:
    lines = "".join(f"{check}\t{value}\n" for check, value in questions)
    done = subprocess.run([binary], input=lines, capture_output=True, text=True,
                          encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(f"{binary} failed: {done.stderr.strip()}")
    return [line == "1" for line in done.stdout.splitlines()]


def compare(case: Case, binary: str, count: int, rng: random.Random) -> bool:
    drawn = values(case, count, rng)
    answers = ask(binary, [(check, value) for value in drawn for check in case.checks])
    width = len(case.checks)
    ours = [all(answers[at : at + width]) for at in range(0, len(answers), width)]
    theirs = [case.oracle(value) for value in drawn]
    wrong = [(v, theirs_) for v, ours_, theirs_ in zip(drawn, ours, theirs)
             if ours_ != theirs_]
    for value, valid in wrong[:5]:
        print(f"     {value}: stdnum says {'valid' if valid else 'invalid'}")
    both = 0 < sum(theirs) < len(theirs)
    good = both and not wrong
    print(f"{'ok  ' if good else 'FAIL'} {case.name} = stdnum.{case.module}: {len(drawn)} values, "
          f"{sum(theirs)} valid, {len(wrong)} answers differ")
    return good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--binary", required=True, help="the built example `check`")
    parser.add_argument("--count", type=int, default=2000, help="values for each check")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--identifiers", type=Path, default=IDENTIFIERS)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    cases = [*CHECKS, *sum_cases(options.identifiers)]
    results = [compare(case, options.binary, options.count, rng) for case in cases]
    print(f"{sum(results)} of {len(results)} agree")
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
