"""Alarms: something is wrong, what it means for the money and the work, what to do.

A fault-free run sends none of these. Each has a cause, so that it is sent once.
"""

from __future__ import annotations

from datetime import datetime

from shared.core.actions import Message


def _alarm(cause: str, en: str, fr: str) -> Message:
    return Message(cause=cause, en=en, fr=fr, alarm=True)


def pool_failed(name: str, flavor: str, why: str) -> Message:
    return _alarm(
        f"pool-failed:{name}",
        f"The platform could not give pool {name} ({flavor}): {why}. It is deleted and asked "
        "for again; if this repeats, free some quota or choose another profile.",
        f"La plateforme n'a pas pu donner le groupe {name} ({flavor}) : {why}. Il est supprimé "
        "et redemandé ; si cela se répète, libérez du quota ou choisissez un autre profil.",
    )


def wrong_cluster(how: str) -> Message:
    """`how` names both: the lab's own, and where the kubeconfig leads."""
    return _alarm(
        "wrong-cluster",
        f"Not the lab's cluster: {how}. Nothing was written to it, and the lab cannot be "
        "stopped in order until this is mended. Give the lab's own kubeconfig, or none: it is "
        "then fetched from the provider.",
        f"Ce n'est pas le cluster du labo : {how}. Rien n'y a été écrit, et le labo ne peut pas "
        "être arrêté dans l'ordre avant que ce soit corrigé. Donnez le kubeconfig du labo, ou "
        "aucun : il est alors demandé au fournisseur.",
    )


def money_wins(names: str, minutes: int) -> Message:
    return _alarm(
        "money-wins",
        f"The lab should have ended {minutes} minutes ago and could not be stopped in order: "
        f"deleting {names} now, whatever was not saved since the last archive is lost.",
        f"Le labo devait finir il y a {minutes} minutes et n'a pas pu être arrêté dans l'ordre : "
        f"{names} est supprimé maintenant, ce qui n'est pas dans la dernière archive est perdu.",
    )


def start_is_stuck(reason: str) -> Message:
    return _alarm(
        "start-is-stuck",
        f"The lab was to start and does not: {reason}. What is there bills; stop the lab if it "
        "is not worth the wait.",
        f"Le labo devait démarrer et ne le fait pas : {reason}. Ce qui tourne est facturé ; "
        "arrêtez-le si l'attente n'en vaut pas la peine.",
    )


def unseen(reason: str) -> Message:
    return _alarm(
        "unseen",
        f"The lab runs, but has not been seen for a while: {reason}. It bills meanwhile, and is "
        "stopped at its end.",
        f"Le labo tourne, mais n'a pas été vu depuis un moment : {reason}. Il est facturé en "
        "attendant, et sera arrêté à la fin prévue.",
    )


def action_failed(what: str, why: str, advice: str) -> Message:
    return _alarm(
        f"action-failed:{what}",
        f"The platform refused to {what}: {why}. {advice}".rstrip(),
        f"La plateforme a refusé : {what} ({why}). {advice}".rstrip(),
    )


def stop_is_stuck(reason: str, names: str) -> Message:
    return _alarm(
        "stop-is-stuck",
        f"The lab was to stop and has not: {reason}. {names} still bills. The stop goes on; at the "
        "limit the pools are deleted whatever is not saved.",
        f"Le labo devait s'arrêter et ne l'a pas fait : {reason}. {names} est encore facturé. "
        "L'arrêt continue ; à la limite, tout est supprimé, sauvegardé ou non.",
    )


def stage_skipped(stage: str) -> Message:
    return _alarm(
        f"stage-skipped:{stage}",
        f"The stop did not finish '{stage}' in time and goes on without it: the bill comes first. "
        "Everything is in the archive of this stop.",
        f"L'arrêt n'a pas fini « {stage} » à temps et continue sans : la facture d'abord. "
        "Tout est dans l'archive de cet arrêt.",
    )


def not_proven(missing: str) -> Message:
    return _alarm(
        "not-proven",
        f"The lab is stopped but not proven off: {missing}. It may still bill.",
        f"Le labo est arrêté, mais rien ne prouve qu'il ne coûte plus : {missing}. "
        "Il se peut qu'il soit encore facturé.",
    )


def clocks_apart(seconds: int) -> Message:
    return _alarm(
        "clocks-apart",
        f"This machine's clock and the cluster's are {seconds} s apart: the lab may end, and be "
        "priced, that much too early or too late. Set the clock of the machine by NTP.",
        f"L'horloge de cette machine et celle du cluster diffèrent de {seconds} s : le labo peut "
        "s'arrêter, et être compté, d'autant trop tôt ou trop tard. Réglez l'horloge par NTP.",
    )


def brake(reason: str) -> Message:
    return _alarm(
        "brake",
        f"A decision was held back because it passes a limit of lab.yaml: {reason}.",
        f"Une décision est retenue car elle dépasse une limite de lab.yaml : {reason}.",
    )


def adopted(names: str, end: str) -> Message:
    return _alarm(
        "adopted",
        f"Found {names} running without a session: they are watched from now on and stopped at "
        f"{end} at the latest.",
        f"{names} tourne sans session : le labo est surveillé dès maintenant et arrêté au plus "
        f"tard à {end}.",
    )


def tick_failed(kind: str, why: str, names: str, now: datetime) -> Message:
    """The watchdog could not run at all. `names` are the pools that may bill, "" for unknown."""
    en, fr = names or "whatever runs", names or "ce qui tourne"
    return _alarm(
        f"tick-failed:{kind}:{now:%Y-%m-%d}",
        f"The watchdog cannot do its work: {why}. Until it can, {en} may go on billing; past "
        "the limit our pools are deleted as soon as the platform answers.",
        f"Le veilleur ne peut pas travailler : {why}. D'ici là, {fr} peut être facturé ; "
        "passé la limite, nos groupes sont supprimés dès que la plateforme répond.",
    )


def leak(names: str) -> Message:
    return _alarm(
        f"leak:{names}",
        f"{names}: the lab's, billed, and of no session that is known. Start and stop the lab to "
        "release it, or delete it at the provider.",
        f"{names} : au lab, facturé, et d'aucune session connue. Démarrez puis arrêtez le lab pour "
        "le libérer, ou supprimez-le chez le fournisseur.",
    )
