output "environment" {
  description = "What the functions need to know of this, as their environment names it."
  value = {
    VEILLEUR_LAB              = var.lab
    VEILLEUR_PUBLIC_CLOUD_ID  = var.public_cloud_id
    VEILLEUR_PROJECT_ID       = var.project_id
    VEILLEUR_KAAS_ID          = infomaniak_kaas.lab.id
    VEILLEUR_STATE_BUCKET     = openstack_objectstorage_container_v1.lab["state"].name
    VEILLEUR_ARTIFACTS_BUCKET = openstack_objectstorage_container_v1.lab["artifacts"].name
  }
}

output "kubeconfig" {
  description = "The cluster's kubeconfig. The functions fetch it themselves."
  value       = infomaniak_kaas.lab.kubeconfig
  sensitive   = true
}
