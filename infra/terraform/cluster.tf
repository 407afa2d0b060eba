# The control plane of the shared pack is free and stays, whatever the lab does.
#
# No pool is declared here. A pool cannot have 0 nodes, so the functions delete it and
# create it again; and the provider fails every plan on a pool that is gone.
resource "infomaniak_kaas" "lab" {
  public_cloud_id         = var.public_cloud_id
  public_cloud_project_id = var.project_id
  name                    = local.lab.cluster.name
  pack_name               = local.lab.cluster.pack
  kubernetes_version      = local.lab.cluster.kubernetes_version
  region                  = local.lab.region

  # An apiserver block makes two more calls at every refresh: only where there is something to say.
  apiserver = length(var.ip_filters) == 0 ? null : { ip_filters = var.ip_filters }

  lifecycle {
    prevent_destroy = true
  }
}
