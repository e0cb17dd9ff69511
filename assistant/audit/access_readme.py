"""The letter that lies in every export, in both languages: what is there, and how to check it.

It stands here and not in a catalogue, since both languages are given whatever the interface speaks.
"""

from __future__ import annotations

FILES = {
    "README.txt": """\
What is in this folder

sessions/       the sessions, to be read (.txt) and for programs (.json)
entries/        each entry of the record by its number: N.json as it stands in the record, N.tlog-proof the proof
                that it does; where it is opened, N.payload.json what it says and N.salt, which the proof needs
export.json     what was asked for, which entries are opened, which are left out, withheld or destroyed
checkpoint      the signed head of the record when this was made
verifiers       the public keys of the record, the oldest first
check.py        checks all of this

An entry that is left out or withheld is here without its words: only that it is there, of which kind, and from when.
What it says cannot be worked out from what is here.

How to check

With Python 3.11 or later: python check.py
With a checkpoint that you had from elsewhere (a witness, an earlier export): python check.py CHECKPOINT
Nothing else of this program is needed. By hand, for entry N:
1. sha256 of N.salt and then N.payload.json is what N.json calls "payload":
       cat N.salt N.payload.json | sha256sum
2. sha256 of a zero byte and then N.json is the leaf of the tree (RFC 6962):
       (printf '\\000'; cat N.json) | sha256sum
3. N.tlog-proof (c2sp.org/tlog-proof) leads from that leaf to the root in the checkpoint; any program that reads this
   format can follow it.
4. The checkpoint is signed (c2sp.org/signed-note). Compare its key with the one that the office publishes: whoever
   gave you these files could have put another there.
""",
    "LISEZMOI.txt": """\
Ce que contient ce dossier

sessions/       les séances, à lire (.txt) et pour des programmes (.json)
entries/        chaque inscription du registre par son numéro\u00a0: N.json telle qu’elle y figure, N.tlog-proof la
                preuve qu’elle y figure; là où elle est ouverte, N.payload.json ce qu’elle dit et N.salt, dont la
                preuve a besoin
export.json     ce qui a été demandé, quelles inscriptions sont ouvertes, omises, retenues ou détruites
checkpoint      la tête signée du registre au moment de l’exportation
verifiers       les clés publiques du registre, la plus ancienne d’abord
check.py        vérifie tout cela

Une inscription omise ou retenue est ici sans ses mots\u00a0: seulement qu’elle existe, de quelle sorte et de quand. Ce
qu’elle dit ne peut pas être déduit de ce qui est ici.

Comment vérifier

Avec Python 3.11 ou plus récent\u00a0: python check.py
Avec un point de contrôle obtenu ailleurs (d’un témoin, d’une exportation antérieure)\u00a0: python check.py CHECKPOINT
Rien d’autre de ce programme n’est nécessaire. À la main, pour l’inscription N\u00a0:
1. sha256 de N.salt suivi de N.payload.json est ce que N.json appelle «\u00a0payload\u00a0»\u00a0:
       cat N.salt N.payload.json | sha256sum
2. sha256 d’un octet nul suivi de N.json est la feuille de l’arbre (RFC 6962)\u00a0:
       (printf '\\000'; cat N.json) | sha256sum
3. N.tlog-proof (c2sp.org/tlog-proof) mène de cette feuille à la racine du point de contrôle; tout programme qui lit
   ce format peut la suivre.
4. Le point de contrôle est signé (c2sp.org/signed-note). Comparez sa clé avec celle que l’organisme publie\u00a0: qui
   vous a remis ces fichiers aurait pu en mettre une autre.
""",
}
