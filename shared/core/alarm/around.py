"""What is wrong around the lab: the cluster's identity, the clocks, a refusal, the watchdog."""

from __future__ import annotations

from datetime import datetime

from shared.core.actions import Message
from shared.core.alarm.told import Told, alarm, sentence


def wrong_cluster(how: str) -> Message:
    """`how` names both: the lab's own, and where the kubeconfig leads."""
    return alarm(
        "wrong-cluster",
        Told(
            f"Not the lab's cluster: {how}. Nothing was written to it.",
            "The lab's nodes go on billing and cannot be stopped in order; past the limit they are "
            "deleted, and work since the last archive is then lost.",
            "Give the lab's own kubeconfig, or none: it is then fetched from the provider.",
        ),
        Told(
            f"Ce n'est pas le cluster du labo : {how}. Rien n'y a été écrit.",
            "Les nœuds du labo restent facturés et ne peuvent pas être arrêtés dans l'ordre ; "
            "passé la limite ils sont supprimés, et le travail fait depuis la dernière archive est "
            "perdu.",
            "Donnez le kubeconfig du labo, ou aucun : il est alors demandé au fournisseur.",
        ),
    )


def cluster_rebuilt(bound: str, found: str, saved: str) -> Message:
    """The provider's own word leads to a cluster that the lab is not bound to (rule 2)."""
    return alarm(
        "cluster-rebuilt",
        Told(
            f"The lab's cluster was rebuilt, or the provider leads elsewhere: the lab is bound to "
            f"{bound}, the one there now is {found}. Nothing was written to it, restored or woken.",
            "Nodes that stand bill until the lab's end, and are deleted past it. The work was in "
            f"the old one: {saved}.",
            "To use the new cluster as it is, or to stop it now, start or stop the lab with "
            f"cluster {found}.",
        ),
        Told(
            "Le cluster du labo a été reconstruit, ou le fournisseur mène ailleurs : le labo est "
            f"lié à {bound}, celui qui est là est {found}. Rien n'y a été écrit, restauré ni "
            "réveillé.",
            "Les nœuds présents sont facturés jusqu'à la fin du labo, puis supprimés. Le travail "
            f"était dans l'ancien : {saved}.",
            "Pour utiliser le nouveau cluster tel quel, ou l'arrêter, démarrez ou arrêtez le labo "
            f"avec cluster {found}.",
        ),
    )


def action_failed(what: str, why: str, advice: str) -> Message:
    return alarm(
        f"action-failed:{what}",
        Told(
            f"The platform refused to {what}: {why}.",
            "It is tried again at each look. Until it succeeds what stands bills as it does now; "
            "no work was deleted.",
            sentence(advice) or "`veilleur status` shows what is billed, `veilleur doctor` why.",
        ),
        Told(
            f"La plateforme a refusé : {what} ({why}).",
            "Un nouvel essai est fait à chaque passage. D'ici là, ce qui existe reste facturé ; "
            "aucun travail n'a été supprimé.",
            sentence(advice)
            or "`veilleur status` montre ce qui est facturé, `veilleur doctor` pourquoi.",
        ),
    )


def clocks_apart(seconds: int) -> Message:
    return alarm(
        "clocks-apart",
        Told(
            f"This machine's clock and the cluster's are {seconds} s apart.",
            "Locks and ends go by the cluster's clock; while that cannot be asked the lab may end, "
            "and be priced, that much too early or too late. No work is in danger.",
            "Set the clock of the machine by NTP.",
        ),
        Told(
            f"L'horloge de cette machine et celle du cluster diffèrent de {seconds} s.",
            "Le verrou et la fin suivent l'horloge du cluster ; tant qu'il ne répond pas, le labo "
            "peut s'arrêter, et être facturé, d'autant trop tôt ou trop tard. Aucun travail n'est "
            "en danger.",
            "Réglez l'horloge de la machine par NTP.",
        ),
    )


def tick_failed(kind: str, why: str, names: str, now: datetime) -> Message:
    """The watchdog could not run at all. `names` are the pools that may bill, "" for unknown."""
    en, fr = names or "whatever runs", names or "ce qui tourne"
    return alarm(
        f"tick-failed:{kind}:{now:%Y-%m-%d}",
        Told(
            f"The watchdog cannot do its work: {why}.",
            f"Until it can, {en} may go on billing and is not archived; past the limit our pools "
            "are deleted as soon as the platform answers, with the work that is not saved.",
            "`veilleur doctor` names what is wrong: most often a token or a right that ended.",
        ),
        Told(
            f"Le veilleur ne peut pas travailler : {why}.",
            f"D'ici là, {fr} peut être facturé et n'est pas archivé ; passé la limite, nos groupes "
            "sont supprimés dès que la plateforme répond, avec le travail non sauvegardé.",
            "`veilleur doctor` nomme la cause : le plus souvent un jeton ou un droit échu.",
        ),
    )
