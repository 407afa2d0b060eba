"""What is wrong where the platform keeps the last pool of a cluster (rule 11)."""

from __future__ import annotations

from shared.core.actions import Message
from shared.core.alarm.told import Told, alarm


def last_pool(names: str, price: str) -> Message:
    return alarm(
        "last-pool",
        Told(
            f"The platform does not delete the last pool: {names}.",
            f"It bills {price} until it goes; the lab is not off. All work is saved, and asleep.",
            "It is tried again at each look. Delete it at the provider, with the cluster if need "
            "be, or set `last_pool: park` in lab.yaml: one cheap node stays then.",
        ),
        Told(
            f"La plateforme ne supprime pas le dernier groupe : {names}.",
            f"Il est facturé {price} jusqu'à sa suppression ; le labo n'est pas éteint. Tout le "
            "travail est sauvegardé, et dort.",
            "Un nouvel essai est fait à chaque passage. Supprimez-le chez le fournisseur, avec le "
            "cluster s'il le faut, ou mettez `last_pool: park` dans lab.yaml : un seul nœud bon "
            "marché reste alors.",
        ),
    )


def parked(name: str, price: str) -> Message:
    return alarm(
        "parked",
        Told(
            f"The lab is parked, not off: the platform keeps its last pool, {name}.",
            f"One node bills {price} until the next start, or until the platform lets it go. All "
            "work is saved, and asleep.",
            "Nothing is needed to start it again. To end the bill, delete the pool at the "
            "provider; a try is made every quarter of an hour.",
        ),
        Told(
            f"Le labo est garé, pas éteint : la plateforme garde son dernier groupe, {name}.",
            f"Un nœud est facturé {price} jusqu'au prochain démarrage, ou jusqu'à ce que la "
            "plateforme le laisse partir. Tout le travail est sauvegardé, et dort.",
            "Rien à faire pour le redémarrer. Pour finir la facture, supprimez le groupe chez le "
            "fournisseur ; un essai est fait tous les quarts d'heure.",
        ),
    )


def rebuild_refused(names: str, price: str, why: str) -> Message:
    return alarm(
        "rebuild-refused",
        Told(
            f"The platform does not delete the last pool, {names}, and the cluster is not deleted "
            f"for it: {why}.",
            f"It bills {price} until it goes; the lab is not off. The work lies in the cluster, "
            "asleep: only a drill proves that it could be brought back.",
            "Delete the pool at the provider, or set `last_pool: park` in lab.yaml: one cheap node "
            "stays then.",
        ),
        Told(
            f"La plateforme ne supprime pas le dernier groupe, {names}, et le cluster n'est pas "
            f"supprimé pour autant : {why}.",
            f"Il est facturé {price} jusqu'à sa suppression ; le labo n'est pas éteint. Le travail "
            "dort dans le cluster : seul un exercice prouve qu'on saurait le ramener.",
            "Supprimez le groupe chez le fournisseur, ou mettez `last_pool: park` dans lab.yaml : "
            "un seul nœud bon marché reste alors.",
        ),
    )
