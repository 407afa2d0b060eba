"""What is wrong with a stop, or with the proof of off."""

from __future__ import annotations

from shared.core.actions import Message
from shared.core.alarm.told import Told, alarm


def stop_is_stuck(reason: str, names: str) -> Message:
    return alarm(
        "stop-is-stuck",
        Told(
            f"The lab was to stop and has not: {reason}.",
            f"{names} still bills. The stop goes on; at the limit the pools are deleted whatever "
            "work is not saved.",
            "Mend what the reason names, or wait for the limit.",
        ),
        Told(
            f"Le labo devait s'arrêter et ne l'a pas fait : {reason}.",
            f"{names} est encore facturé. L'arrêt continue ; à la limite, tout est supprimé, "
            "travail sauvegardé ou non.",
            "Corrigez ce que dit la raison, ou attendez la limite.",
        ),
    )


def stage_skipped(stage: str) -> Message:
    return alarm(
        f"stage-skipped:{stage}",
        Told(
            f"The stop did not finish '{stage}' in time and goes on without it: the bill comes "
            "first.",
            "All work is in the archive of this stop.",
            "After OFF, look in `veilleur status` whether something of it is still billed.",
        ),
        Told(
            f"L'arrêt n'a pas fini « {stage} » à temps et continue sans : la facture d'abord.",
            "Tout le travail est dans l'archive de cet arrêt.",
            "Une fois éteint, regardez dans `veilleur status` s'il en reste quelque chose de "
            "facturé.",
        ),
    )


def not_proven(missing: str) -> Message:
    return alarm(
        "not-proven",
        Told(
            f"The lab is stopped but not proven off: {missing}.",
            "Something of it may still bill; the work is saved.",
            "Look at the source that is named: mend its credential, or look there for what is "
            "left.",
        ),
        Told(
            f"Le labo est arrêté, mais rien ne prouve qu'il ne coûte plus : {missing}.",
            "Il se peut que quelque chose soit encore facturé ; le travail est sauvegardé.",
            "Regardez la source nommée : corrigez son accès, ou cherchez-y ce qui reste.",
        ),
    )


def money_wins(names: str, minutes: int, beside: str = "") -> Message:
    """`beside` is what bills beside the pools, and goes after them."""
    then, puis = (f", then {beside}", f", puis {beside}") if beside else ("", "")
    return alarm(
        "money-wins",
        Told(
            f"The lab should have ended {minutes} minutes ago and could not be stopped in order: "
            f"deleting {names} now{then}.",
            "That ends the bill of what is deleted; work that is not in the last archive is lost.",
            "OFF follows once it is proven. Read in `veilleur status` what the stop waited for and "
            "what may still bill, and mend it before the next start.",
        ),
        Told(
            f"Le labo devait finir il y a {minutes} minutes et n'a pas pu être arrêté dans "
            f"l'ordre : {names} est supprimé maintenant{puis}.",
            "Cela met fin à la facture de ce qui est supprimé ; le travail qui n'est pas dans la "
            "dernière archive est perdu.",
            "« Éteint » suivra, preuve à l'appui. Lisez dans `veilleur status` ce que l'arrêt "
            "attendait et ce qui est peut-être encore facturé, et corrigez-le avant le prochain "
            "démarrage.",
        ),
    )


def leak(names: str) -> Message:
    return alarm(
        f"leak:{names}",
        Told(
            f"{names}: the lab's, and of no session that is known.",
            "It bills; no work depends on it.",
            "Start and stop the lab to release it, or delete it at the provider.",
        ),
        Told(
            f"{names} : au labo, et d'aucune session connue.",
            "C'est facturé ; aucun travail n'en dépend.",
            "Démarrez puis arrêtez le labo pour le libérer, ou supprimez-le chez le fournisseur.",
        ),
    )


def not_over(name: str, id_: str, session: str, until: str) -> Message:
    return alarm(
        f"not-over:{id_}",
        Told(
            f"Pool {name} ({id_}) of session {session} runs beside those of the present session, "
            "and no receipt says that its session is over.",
            f"Both bill. Nothing of it is deleted before all work is archived: it goes with the "
            f"present session's stop, at {until} at the latest. No work is lost.",
            "Stop the lab to end both; a pool without work may be deleted at the provider.",
        ),
        Told(
            f"Le groupe {name} ({id_}) de la session {session} tourne à côté de ceux de la session "
            "actuelle, et aucun reçu ne dit que sa session est finie.",
            "Les deux sont facturés. Rien n'en est supprimé avant que tout le travail soit "
            f"archivé : il part avec l'arrêt de la session actuelle, à {until} au plus tard. Aucun "
            "travail n'est perdu.",
            "Arrêtez le labo pour finir les deux ; un groupe sans travail peut être supprimé chez "
            "le fournisseur.",
        ),
    )


def late_pool(name: str, id_: str, session: str) -> Message:
    return alarm(
        f"late-pool:{id_}",
        Told(
            f"Pool {name} ({id_}) of session {session} appeared after that was over: the platform "
            "carried out a request late.",
            "It is being deleted. What it bills until then is added to that session's bill; no "
            "work was on it.",
            "Nothing is needed; if it still stands in an hour, delete it at the provider.",
        ),
        Told(
            f"Le groupe {name} ({id_}) de la session {session} est apparu après la fin de celle-ci "
            ": la plateforme a exécuté une demande en retard.",
            "Il est en cours de suppression. Ce qui est facturé d'ici là s'ajoute à la facture de "
            "cette session ; aucun travail n'y était.",
            "Rien à faire ; s'il existe encore dans une heure, supprimez-le chez le fournisseur.",
        ),
    )


def left_over(names: str, why: str) -> Message:
    """Past the limit: no pool is left, no cycle can run, and this bills on."""
    return alarm(
        f"left-over:{names}",
        Told(
            f"No pool of the lab is left, but {names} is, and was not released: {why}.",
            "It bills on; no work depends on it.",
            "Mend what is named, and the lab releases it; or delete it at the provider.",
        ),
        Told(
            f"Le labo n'a plus de groupe, mais {names} existe encore sans avoir été libéré : "
            f"{why}.",
            "C'est encore facturé ; aucun travail n'en dépend.",
            "Corrigez ce qui est nommé, et le labo le libère, ou supprimez-le chez le fournisseur.",
        ),
    )
