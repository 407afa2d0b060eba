"""The problems' titles in French; the English ones stand in `shared.errors`."""

from __future__ import annotations

TITLES_FR = {
    "request": "Cette demande ne peut pas être acceptée",
    "invalid-request": "La demande n'est pas valable",
    "unauthorized": "Qui êtes-vous ?",
    "no-route": "Il n'y a rien à cette adresse",
    "method": "Cette adresse attend une autre méthode",
    "too-large": "La demande est trop longue",
    "refused": "Refusé",
    "config": "La configuration est fausse",
    "port": "La plateforme n'a pas fait ce qui était demandé",
    "temporary": "Pas maintenant",
    "lock-held": "Une autre fonction est en train d'agir",
    "conflict": "Quelqu'un d'autre a été plus rapide",
    "rate-limited": "Trop de demandes à la plateforme",
    "unanswered": "La plateforme n'a pas répondu",
    "permanent": "La plateforme refuse",
    "denied": "Les droits d'accès sont insuffisants ou échus",
    "quota": "Le quota du projet est épuisé",
    "capacity": "La plateforme n'a pas de tel nœud libre",
    "corrupt": "Un objet enregistré est illisible",
    "wrong-cluster": "Ce n'est pas le bon cluster",
    "unexpected": "Une erreur s'est produite",
}
