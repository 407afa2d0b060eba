"""What of the state was lost."""

from __future__ import annotations

from shared.core.actions import Message
from shared.core.alarm.told import Told, alarm
from shared.core.seen import Loss, Part

FRENCH = {
    Part.LEASE: "le Lease",
    Part.BODY: "la session validée, dans le bucket",
    Part.PUBLISHED: "la copie publiée",
    Part.MEMORY: "la mémoire",
    Part.ARCHIVES: "l'index des archives",
}


def lost(loss: Loss) -> Message:
    return alarm(
        f"lost:{loss.what.name.lower()}",
        Told(
            f"Of the lab's state {loss.what} was lost or damaged: {loss.why}.",
            "The lab goes on by what is left: what stands bills as before, until its end, or where "
            "none can be read 6 h after its birth; nothing is created twice, no work was touched.",
            "If none of you did this, look who may write to the bucket and to the Lease.",
        ),
        Told(
            f"De l'état du labo, {FRENCH[loss.what]} est perdu ou abîmé : {loss.why}.",
            "Le labo continue avec ce qui reste : ce qui tourne est facturé comme avant, jusqu'à "
            "sa fin, ou 6 h après sa naissance si elle est illisible ; rien n'est créé deux fois, "
            "aucun travail n'a été touché.",
            "Si ce n'est aucun de vous, regardez qui peut écrire dans le bucket et dans le Lease.",
        ),
    )
