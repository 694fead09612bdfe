"""What a bundle says of itself to whoever opens it."""

from typing import Final

README: Final = """\
WHAT THIS IS

The comparison of what documents say about one event, exported by Rashomon, with
everything that it rests on, so that somebody who does not trust the exporter can
check it.

  dossier.html      the comparison, for a browser; it loads nothing from anywhere
  dossier.json      the same for programs, with what people decided
  claims.jsonl      every claim as the machine read it, before people decided
  judgements.jsonl  what people decided: who, when, about what, and why
  texts/            the texts that all offsets refer to: code points, from 0, the
                    end not included; UTF-8, line breaks as they were
  originals/        the bytes of the documents; a file is called by its SHA-256
  log.jsonl         the log of the case; each entry holds the hash of the one before
  receipt.json      number and hash of the last entry of that log
  stamps/           answers of time-stamping authorities (RFC 3161), if the log was
                    stamped; a file is called by the number of its entry in the log
  manifest.json     size and SHA-256 of every file; which originals and texts are
                    withheld, and why
  verify.py         a program that checks all of it

HOW TO CHECK IT

    python3 -I -S verify.py

with any Python from 3.8 on, in the unpacked folder, or with the ZIP as argument.
It writes nothing and uses no network. It says what it checked, what does not hold,
and what it cannot check. Exit status: 0 all holds, 1 something does not, 2 it
cannot be checked.

WHAT THAT SHOWS, AND WHAT NOT

The log binds everything: its last entry holds the hash of all the other files.
But whoever exports a bundle could have written the whole log anew. Only a receipt
of the case that you got earlier or in another way shows that nothing was changed
since then:

    python3 -I -S verify.py --receipt RECEIPT.json

A time stamp in stamps/ shows the same without a receipt: that an entry of the log,
and with it all before, existed no later than the authority says. It shows neither
who wrote the log nor that what it says is true, and nothing of later entries. What
is stamped is the hash of the entry. verify.py compares each with the log; whether
the authority signed it, OpenSSL can tell, with the authority's root certificates:

    openssl ts -verify -digest HASH -in stamps/NUMBER.tsr -CAfile ROOTS.pem

(verify.py prints this line filled in; once the authority's certificate has run out,
add -no_check_time, after you have made sure that it was valid at the time stated.)

If you do not trust verify.py either, take it from the source code of Rashomon, or
follow it by hand: the hash of an entry is the SHA-256 of its JSON without "hash",
keys sorted, no spaces, UTF-8.

That the originals are what somebody published, and that what they say is true, no
such check can show. Names and words of protected documents may stand in claims,
in judgements and on the page, though their originals and texts are withheld.
"""
