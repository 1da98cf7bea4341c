"""The demo's three businesses: a psychotherapist, a physiotherapy clinic with rooms and equipment, a hair salon."""

from typing import Any

PASSWORD = "a-free-time-for-you"  # noqa: S105  # the demo's own, printed when it starts

Business = dict[str, Any]

LINDGREN: Business = {
    "slug": "lindgren",
    "name": "Lindgren Psykoterapi",
    "line": "Samtal i lugn takt, vid Mariatorget eller på video.",
    "locale": "sv", "timezone": "Europe/Stockholm", "currency": "SEK", "country": "SE",
    "phone": "+46 8 12 34 56 78", "email": "hej@lindgren.example", "accent": "#2F5D7C",
    "locations": [
        {"name": "Mariatorget", "street": "Swedenborgsgatan 5", "postcode": "118 48", "city": "Stockholm",
         "directions": "Porten mitt emot parken, kod 1907, två trappor upp. Det finns hiss."},
    ],
    "members": [
        ("anna@lindgren.example", "Anna Lindgren", "owner"),
        ("erik@lindgren.example", "Erik Holm", "practitioner"),
        ("maja@lindgren.example", "Maja Berg", "front_desk"),
    ],
    "practitioners": [
        {"name": "Anna Lindgren", "title": "Leg. psykoterapeut", "member": "anna@lindgren.example",
         "about": "Arbetar med ångest, sorg och stress sedan 1998. Tar emot på svenska och engelska.",
         "arrival_text": "Slå dig ner i väntrummet, så hämtar jag dig. Kom gärna fem minuter innan.",
         "video_url": "https://video.example/rum/anna", "hours": [(0, "09:00", "16:00"), (1, "09:00", "16:00"),
         (2, "12:00", "19:00"), (3, "09:00", "16:00")]},
        {"name": "Erik Holm", "title": "Leg. psykolog", "member": "erik@lindgren.example",
         "about": "Par, relationer och livsval. KBT och ACT.",
         "arrival_text": "Ring på när du är framme, så öppnar jag.",
         "video_url": "https://video.example/rum/erik", "hours": [(0, "10:00", "18:00"), (2, "10:00", "18:00"),
         (4, "08:00", "14:00")]},
    ],
    "services": [
        {"name": "Första samtalet", "line": "Vi lär känna varandra och ser vad du behöver.", "lengths": [(45, 90000)],
         "modes": ["on_site", "video"], "after": 15, "step": 15, "color": "#2E9E5B"},
        {"name": "Samtalsterapi", "line": "Fortsatta samtal i din takt.", "lengths": [(45, 100000), (90, 190000)],
         "modes": ["on_site", "video", "phone"], "after": 15, "step": 15, "color": "#2F7FD1"},
        {"name": "Parterapi", "line": "För er som vill hitta tillbaka till varandra.", "lengths": [(90, 180000)],
         "modes": ["on_site"], "after": 15, "step": 30, "by": ["Erik Holm"], "color": "#8A57CF"},
        {"name": "Kort telefonsamtal", "line": "Tio minuter för att ställa en fråga.", "lengths": [(10, 0)],
         "modes": ["phone"], "step": 10, "by": ["Anna Lindgren"], "color": "#A87A00"},
    ],
    "identities": {"olle@example.com": "198503122387", "siv@example.com": "196408233234"},
    "clients": [("dana@example.com", "Dana Ek"), ("olle@example.com", "Olle Ström"), ("siv@example.com", "Siv Åkerman"),
                ("yusuf@example.com", "Yusuf Demir"), ("karin@example.com", "Karin Öberg")],
}  # fmt: skip

FJORD: Business = {
    "slug": "fjord",
    "name": "Fjord Fysioterapi",
    "line": "Vi får deg i bevegelse igjen, midt i Bergen.",
    "locale": "nb", "timezone": "Europe/Oslo", "currency": "NOK", "country": "NO",
    "phone": "+47 55 12 34 56", "email": "post@fjord.example", "accent": "#1F6F5C",
    "locations": [
        {"name": "Sentrum", "street": "Strandgaten 18", "postcode": "5013", "city": "Bergen",
         "directions": "Inngang fra gågaten, tredje etasje. Heis til høyre i hallen."},
        {"name": "Åsane", "street": "Åsane senter 42", "postcode": "5116", "city": "Ulset", "directions": ""},
    ],
    "members": [
        ("ingrid@fjord.example", "Ingrid Solheim", "owner"),
        ("lars@fjord.example", "Lars Nygård", "practitioner"),
        ("nora@fjord.example", "Nora Vik", "practitioner"),
        ("per@fjord.example", "Per Dahl", "front_desk"),
        ("tone@fjord.example", "Tone Moe", "finance"),
    ],
    "practitioners": [
        {"name": "Ingrid Solheim", "title": "Manuellterapeut", "member": "ingrid@fjord.example",
         "about": "Rygg, nakke og hodepine.", "arrival_text": "Ta med treningstøy.", "video_url": "https://video.example/rom/ingrid",
         "hours": [(0, "08:00", "15:30"), (1, "08:00", "15:30"), (3, "08:00", "15:30")]},
        {"name": "Lars Nygård", "title": "Fysioterapeut", "member": "lars@fjord.example",
         "about": "Idrettsskader og opptrening.", "arrival_text": "Ta med joggesko.", "video_url": "https://video.example/rom/lars",
         "hours": [(0, "08:00", "16:00"), (1, "08:00", "16:00"), (2, "11:00", "19:00"), (3, "08:00", "16:00"), (4, "08:00", "14:00")]},
        {"name": "Nora Vik", "title": "Fysioterapeut", "member": "nora@fjord.example", "place": "Åsane",
         "about": "Gravide, barsel og kvinnehelse.", "arrival_text": "", "video_url": "",
         "hours": [(0, "09:00", "16:00"), (2, "09:00", "16:00"), (4, "09:00", "15:00")]},
    ],
    "rooms": [("Rom 1", "Sentrum", ["behandling"]), ("Rom 2", "Sentrum", ["behandling"]), ("Rom A", "Åsane", ["behandling"])],
    "equipment": [("Trykkbølge", "Sentrum", ["trykkbølge"])],
    "services": [
        {"name": "Førstegangskonsultasjon", "line": "Undersøkelse og plan.", "lengths": [(45, 85000)], "modes": ["on_site"],
         "after": 5, "step": 15, "needs": [("room", "behandling", 1)], "color": "#2E9E5B"},
        {"name": "Behandling", "line": "Oppfølging etter plan.", "lengths": [(30, 62000), (60, 110000)], "modes": ["on_site"],
         "after": 5, "step": 15, "needs": [("room", "behandling", 1)], "color": "#2F7FD1"},
        {"name": "Trykkbølgebehandling", "line": "For sener som ikke gir seg.", "lengths": [(30, 75000)], "modes": ["on_site"],
         "step": 15, "needs": [("room", "behandling", 1), ("equipment", "trykkbølge", 1)], "by": ["Ingrid Solheim", "Lars Nygård"],
         "color": "#CF3B46"},
        {"name": "Videotime", "line": "Øvelser og råd hjemmefra.", "lengths": [(30, 55000)], "modes": ["video"], "step": 15,
         "by": ["Ingrid Solheim", "Lars Nygård"], "color": "#8A57CF"},
        {"name": "Leie av behandlingsrom", "line": "For kolleger, per time.", "lengths": [(60, 30000)], "modes": ["on_site"],
         "step": 60, "tax": 2500, "by": ["Rom 1", "Rom 2"], "room_hours": True, "color": "#8C867B"},
    ],
    "clients": [("astrid@example.com", "Astrid Haugen"), ("dana@example.com", "Dana Ek"), ("magnus@example.com", "Magnus Lie"),
                ("silje@example.com", "Silje Bøe"), ("odd@example.com", "Odd Næss")],
}  # fmt: skip

SALONG: Business = {
    "slug": "salong",
    "name": "Salong Sax & Kam",
    "line": "Klippning, färg och en kopp kaffe i Haga.",
    "locale": "sv", "timezone": "Europe/Stockholm", "currency": "SEK", "country": "SE",
    "phone": "+46 31 12 34 56", "email": "boka@salong.example", "accent": "#9A3B5B",
    "locations": [{"name": "Haga", "street": "Haga Nygata 12", "postcode": "413 01", "city": "Göteborg", "directions": ""}],
    "members": [
        ("alice@salong.example", "Alice Sandberg", "owner"),
        ("bob@salong.example", "Bob Lund", "practitioner"),
        ("mona@salong.example", "Mona Falk", "manager"),
    ],
    "practitioners": [
        {"name": "Alice Sandberg", "title": "Mästare", "member": "alice@salong.example", "about": "Färg och slingor.",
         "arrival_text": "", "video_url": "", "hours": [(d, "10:00", "18:00") for d in (1, 2, 3, 4)]},
        {"name": "Bob Lund", "title": "Frisör", "member": "bob@salong.example", "about": "Herr, skägg och barn.",
         "arrival_text": "", "video_url": "", "hours": [(d, "09:00", "17:00") for d in (0, 1, 2, 3, 4)]},
        {"name": "Mona Falk", "title": "Frisör", "member": "mona@salong.example", "about": "Lockar och långt hår.",
         "arrival_text": "", "video_url": "", "hours": [(d, "11:00", "19:00") for d in (1, 3, 4)] + [(5, "10:00", "15:00")]},
    ],
    "services": [
        {"name": "Klippning", "line": "Tvätt, klipp och fön.", "lengths": [(45, 52000)], "modes": ["on_site"], "step": 15,
         "tax": 2500, "own": {"Alice Sandberg": (None, 62000)}, "color": "#2F7FD1"},
        {"name": "Klippning barn", "line": "Upp till tolv år.", "lengths": [(30, 32000)], "modes": ["on_site"], "step": 15,
         "tax": 2500, "by": ["Bob Lund", "Mona Falk"], "color": "#2E9E5B"},
        {"name": "Färg och klippning", "line": "Från utväxt till helfärg.", "lengths": [(120, 145000), (180, 195000)],
         "modes": ["on_site"], "step": 30, "after": 10, "tax": 2500, "by": ["Alice Sandberg", "Mona Falk"], "color": "#CF3B46"},
        {"name": "Skägg", "line": "Trim och varm handduk.", "lengths": [(30, 29000)], "modes": ["on_site"], "step": 15,
         "tax": 2500, "by": ["Bob Lund"], "color": "#A87A00"},
    ],
    "clients": [("dana@example.com", "Dana Ek"), ("gun@example.com", "Gun Wik"), ("leo@example.com", "Leo Sjö"),
                ("ines@example.com", "Ines Rådberg")],
}  # fmt: skip

BUSINESSES = [LINDGREN, FJORD, SALONG]
