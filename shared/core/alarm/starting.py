"""What is wrong with a lab that is wanted up."""

from __future__ import annotations

from shared.core.actions import Message
from shared.core.alarm.told import Told, alarm


def pool_failed(name: str, flavor: str, why: str) -> Message:
    return alarm(
        f"pool-failed:{name}",
        Told(
            f"The platform could not give pool {name} ({flavor}): {why}.",
            "It is deleted, so that it does not bill, and asked for again; no work was lost.",
            "If this repeats, free some quota or choose another profile.",
        ),
        Told(
            f"La plateforme n'a pas pu donner le groupe {name} ({flavor}) : {why}.",
            "Il est supprimé, pour ne rien facturer, et redemandé ; aucun travail n'est perdu.",
            "Si cela se répète, libérez du quota ou choisissez un autre profil.",
        ),
    )


def pool_failed_at_work(name: str, nodes: int, why: str, costs: str) -> Message:
    return alarm(
        f"pool-failed-at-work:{name}",
        Told(
            f"The platform calls pool {name} failed ({why}), and {nodes} of its nodes still work.",
            f"It stays, because work may run on it, and bills {costs}.",
            "Look at it at the provider. A stop saves the work and takes the pool away in order; "
            "the next start asks for a new one.",
        ),
        Told(
            f"La plateforme dit que le groupe {name} a échoué ({why}), et {nodes} de ses nœuds "
            "travaillent encore.",
            f"Il reste, parce que du travail peut s'y trouver, et facture {costs}.",
            "Regardez-le chez le fournisseur. Un arrêt sauvegarde le travail et supprime le groupe "
            "dans l'ordre ; le prochain démarrage en demande un nouveau.",
        ),
    )


def twins(name: str, id_: str, costs: str) -> Message:
    return alarm(
        f"twins:{id_}",
        Told(
            f"There are two equal pools {name}, and the nodes of the second ({id_}) cannot be told "
            "from the first one's.",
            f"It stays, because work may run on it, and bills {costs}.",
            "Stop and start the lab, which saves the work and makes one pool; or delete the pool "
            "at the provider if you know that nothing runs on it.",
        ),
        Told(
            f"Il y a deux groupes {name} identiques, et les nœuds du second ({id_}) ne se "
            "distinguent pas de ceux du premier.",
            f"Il reste, parce que du travail peut s'y trouver, et facture {costs}.",
            "Arrêtez puis démarrez le labo, ce qui sauvegarde le travail et ne fait qu'un groupe ; "
            "ou supprimez le groupe chez le fournisseur si rien n'y tourne.",
        ),
    )


def no_capacity(name: str, flavor: str, zone: str, then: str) -> Message:
    """`then` says what is done instead, or why nothing is."""
    return alarm(
        f"no-capacity:{name}:{zone}",
        Told(
            f"The platform has no node {flavor} free in {zone} for pool {name}: {then}.",
            "What is not made does not bill; what stands does. The work lies in the cluster as it "
            "was.",
            "Wait, start another profile, or name other zones for the pool in lab.yaml "
            "(`other_zones`).",
        ),
        Told(
            f"La plateforme n'a pas de nœud {flavor} libre en {zone} pour le groupe {name} "
            f"({then}).",
            "Ce qui n'est pas créé n'est pas facturé ; ce qui existe l'est. Le travail est resté "
            "dans le cluster.",
            "Attendez, démarrez un autre profil, ou nommez d'autres zones pour le groupe dans "
            "lab.yaml (`other_zones`).",
        ),
    )


def record_lost(what: str, saved: str) -> Message:
    """A wake without all of its record (rule 9)."""
    return alarm(
        "record-lost",
        Told(
            f"The lab wakes, but not all that it needs for it is still in the cluster: {what}.",
            "The rest wakes, and the nodes bill as usual. What is missing is not lost for ever: of "
            f"the lab, {saved}; that work has to be brought back from there.",
            "Look at what does not run, and take its manifest from the archive.",
        ),
        Told(
            "Le labo se réveille, mais tout ce qu'il lui faut n'est plus dans le cluster "
            f"({what}).",
            "Le reste se réveille, et les nœuds sont facturés comme d'habitude. Ce qui manque "
            f"n'est pas perdu pour toujours ({saved}) : ce travail est à reprendre de là.",
            "Regardez ce qui ne tourne pas, et reprenez son manifeste de l'archive.",
        ),
    )


def nodes_missing(reason: str) -> Message:
    return alarm(
        "nodes-missing",
        Told(
            f"The lab runs with fewer nodes than it should: {reason}.",
            "Its pools bill as a whole meanwhile; workloads may wait for room, no work is lost.",
            "Look at the node at the provider. A stop and a start make new ones.",
        ),
        Told(
            f"Le labo tourne avec moins de nœuds que prévu : {reason}.",
            "Ses groupes sont facturés en entier pendant ce temps ; des charges attendent "
            "peut-être de la place, aucun travail n'est perdu.",
            "Regardez le nœud chez le fournisseur. Un arrêt et un démarrage en font de nouveaux.",
        ),
    )


def start_is_stuck(reason: str, names: str) -> Message:
    """`names` is what bills, or may, where that cannot be seen; "" where nothing stands."""
    bills = f"{names} bills" if names else "No pool of the lab stands"
    facture = f"{names} est facturé" if names else "Aucun groupe de nœuds du labo n'existe"
    return alarm(
        "start-is-stuck",
        Told(
            f"The lab was to start and does not: {reason}.",
            f"{bills}; the work lies in the cluster as it was.",
            "Wait, or stop the lab if it is not worth it: it is stopped in order.",
        ),
        Told(
            f"Le labo devait démarrer et ne le fait pas : {reason}.",
            f"{facture} ; le travail est resté dans le cluster.",
            "Attendez, ou arrêtez le labo si cela n'en vaut pas la peine : l'arrêt est ordonné.",
        ),
    )


def unseen(reason: str) -> Message:
    return alarm(
        "unseen",
        Told(
            f"The lab runs, but has not been seen for a while: {reason}.",
            "It bills meanwhile, is not archived, and is stopped at its end; the work goes on.",
            "`veilleur doctor` says which credential or service it is.",
        ),
        Told(
            f"Le labo tourne, mais n'a pas été vu depuis un moment : {reason}.",
            "Il est facturé en attendant, n'est pas archivé, et sera arrêté à la fin prévue ; "
            "le travail continue.",
            "`veilleur doctor` dit quel accès ou quel service est en cause.",
        ),
    )


def adopted(names: str, end: str) -> Message:
    return alarm(
        "adopted",
        Told(
            f"Found {names} running without a session.",
            f"They bill; they are watched from now on, archived before their end, and stopped at "
            f"{end} at the latest: no work is lost.",
            "Start the lab to keep it longer, or stop it now.",
        ),
        Told(
            f"{names} tourne sans session.",
            f"C'est facturé ; le labo est surveillé dès maintenant, archivé avant la fin, et "
            f"arrêté au plus tard à {end} : aucun travail n'est perdu.",
            "Démarrez le labo pour le garder plus longtemps, ou arrêtez-le.",
        ),
    )


def brake(reason: str) -> Message:
    return alarm(
        "brake",
        Told(
            f"A decision was held back because it passes a limit of lab.yaml: {reason}.",
            "Nothing that bills was created, and no work was touched.",
            "If the limit is right, keep the log line and report it; if not, raise it in lab.yaml.",
        ),
        Told(
            f"Une décision est retenue car elle dépasse une limite de lab.yaml : {reason}.",
            "Rien de facturé n'a été créé, aucun travail n'a été touché.",
            "Si la limite est juste, gardez la ligne du journal et signalez-la ; sinon, relevez-la "
            "dans lab.yaml.",
        ),
    )
