# What outlives the sessions, and bills while the lab sleeps: `veilleur status` says so.
resource "openstack_blockstorage_volume_v3" "lab" {
  for_each = local.lab.volumes

  name              = "veilleur-${var.lab}-${each.key}"
  size              = each.value.size_gb
  volume_type       = each.value.type
  availability_zone = each.value.zone
  metadata          = local.ownership

  lifecycle {
    prevent_destroy = true
  }
}

# State, ledger and archives (never expire), and the users' artifacts. The 30 days of the
# artifacts are the reaper's work: the store has no lifecycle rules.
resource "openstack_objectstorage_container_v1" "lab" {
  for_each = local.lab.buckets

  name       = each.value.name
  versioning = try(each.value.versioning, false)
  metadata = try(
    { "quota-bytes" = tostring(each.value.size_gb * 1000 * 1000 * 1000) },
    {},
  )

  lifecycle {
    prevent_destroy = true
  }
}
