"""The problems in French, by their slug; the English words stand in `shared.errors`."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """`means`: for the money and the work. `remedy`: where the error itself gives no advice."""

    title: str
    means: str
    remedy: str


UNCHANGED = "Rien n'a changé : le labo, sa facture et son travail restent tels quels."
UNRECORDED = (
    "La demande n'a pas été enregistrée. Le labo continue comme prévu avant elle, avec sa facture "
    "et son travail."
)
LATER = (
    "Rien de cette demande n'a été enregistré. Ce qui existe reste facturé, et le veilleur "
    "réessaie de lui-même ; aucun travail n'a été touché."
)
STANDS = "Ce qui existe reste facturé, et aucun travail n'a été supprimé à cause de cela."
NOT_MADE = (
    "Ce qui a été demandé n'est pas créé, et n'est pas facturé ; ce qui existe l'est. Aucun "
    "travail n'a été touché."
)
UNREADABLE = (
    "Rien n'est deviné ni créé à partir de cela. Ce qui existe reste facturé, et sera arrêté à la "
    "fin prévue ; aucun travail n'a été supprimé à cause de cela."
)
NO_RIGHT = (
    "D'ici là, le labo ne peut être ni démarré, ni arrêté dans l'ordre, ni prouvé éteint : ce qui "
    "existe reste facturé. Aucun travail n'a été touché."
)
NO_FUNCTION = (
    "D'ici là, aucune fonction ne marche : rien n'est démarré, arrêté ni annoncé, et ce qui tourne "
    "reste facturé. Aucun travail n'a été touché."
)
PERHAPS = (
    "L'effet a peut-être eu lieu, ou viendra : le prochain passage le dira. Ce qui existe reste "
    "facturé ; aucun travail n'est perdu pour autant."
)
ELSEWHERE = (
    "Rien n'y a été écrit : son travail est intact. Les nœuds du labo restent facturés, et ne "
    "peuvent pas être arrêtés dans l'ordre avant la correction."
)
REBUILT = (
    "Rien n'a été écrit dans le nouveau, aucun travail n'y a été restauré ni réveillé. Les nœuds "
    "présents sont facturés jusqu'à la fin du labo, puis supprimés."
)
UNSAFE = (
    "Rien n'a été démarré, arrêté ni enregistré : deux fonctions auraient pu agir en même temps. "
    "Ce qui existe reste facturé, et sera arrêté à la fin prévue ; aucun travail n'a été touché."
)
CORRECT = "corrigez la demande et renvoyez-la"
EXAMINE = "`veilleur status` montre l'état, `veilleur doctor` trouve la cause"

FRENCH = {
    "lab": Words("Une erreur s'est produite", STANDS, EXAMINE),
    "request": Words("Cette demande ne peut pas être acceptée", UNCHANGED, CORRECT),
    "invalid-request": Words("La demande n'est pas valable", UNCHANGED, CORRECT),
    "unauthorized": Words(
        "Qui êtes-vous ?", UNCHANGED, "envoyez l'en-tête `Authorization: Bearer JETON`"
    ),
    "no-route": Words("Il n'y a rien à cette adresse", UNCHANGED, CORRECT),
    "method": Words("Cette adresse attend une autre méthode", UNCHANGED, CORRECT),
    "too-large": Words(
        "La demande est trop longue", UNCHANGED, "envoyez les seuls champs de la demande"
    ),
    "refused": Words(
        "Refusé", UNCHANGED, "`veilleur status` montre l'état du labo, lab.yaml ses limites"
    ),
    "config": Words(
        "La configuration est fausse",
        NO_FUNCTION,
        "`veilleur doctor` nomme chaque faute, et comment la corriger",
    ),
    "port": Words("La plateforme n'a pas fait ce qui était demandé", STANDS, EXAMINE),
    "temporary": Words("Pas maintenant", LATER, "redemandez après la pause"),
    "lock-held": Words(
        "Une autre fonction est en train d'agir", UNRECORDED, "redemandez dans un instant"
    ),
    "conflict": Words(
        "Quelqu'un d'autre a été plus rapide",
        UNRECORDED,
        "regardez l'état du labo, et redemandez",
    ),
    "rate-limited": Words(
        "Trop de demandes à la plateforme",
        LATER,
        "attendez la pause ; si cela dure, un autre outil use les 60 demandes par minute du jeton",
    ),
    "unanswered": Words(
        "La plateforme n'a pas répondu", PERHAPS, "redemandez : rien n'est fait deux fois"
    ),
    "permanent": Words("La plateforme refuse", STANDS, EXAMINE),
    "denied": Words(
        "Un accès ou un droit manque", NO_RIGHT, "`veilleur doctor` le nomme : renouvelez-le"
    ),
    "quota": Words(
        "Le quota du projet est épuisé",
        NOT_MADE,
        "libérez du quota chez le fournisseur, ou démarrez un profil plus petit",
    ),
    "capacity": Words(
        "La plateforme n'a pas de tel nœud libre",
        NOT_MADE,
        "démarrez un autre profil, ou réessayez plus tard",
    ),
    "last-pool": Words(
        "La plateforme garde le dernier groupe",
        "Il reste facturé. Tout le travail est sauvegardé, et dort dans le cluster.",
        "`last_pool` dans lab.yaml dit que faire ; sinon supprimez-le chez le fournisseur",
    ),
    "corrupt": Words(
        "Un objet enregistré est illisible",
        UNREADABLE,
        "`veilleur doctor` le nomme ; le bucket en garde peut-être une version plus ancienne",
    ),
    "newer-schema": Words(
        "Un objet a été écrit par une version plus récente",
        UNREADABLE,
        "mettez ces fonctions à jour",
    ),
    "wrong-cluster": Words(
        "Ce n'est pas le cluster du labo",
        ELSEWHERE,
        "retirez KUBECONFIG : celui du fournisseur est alors demandé",
    ),
    "rebuilt-cluster": Words(
        "Le cluster du labo a été reconstruit",
        REBUILT,
        "nommez le nouveau cluster pour l'utiliser tel quel",
    ),
    "unproven": Words(
        "Le stockage ne peut pas garder le verrou du labo",
        UNSAFE,
        "mettez `commit: lease` dans lab.yaml, ou prenez un stockage dont les écritures "
        "conditionnelles tiennent : elles sont essayées une fois par jour",
    ),
    "unexpected": Words("Une erreur s'est produite", STANDS, EXAMINE),
}
