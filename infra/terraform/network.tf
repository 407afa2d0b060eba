# The lab's own network: managed databases, virtual machines, load balancers. The shared
# pack brings a network of its own, and its workers cannot join this one.
resource "openstack_networking_network_v2" "lab" {
  name = "veilleur-${var.lab}"
  tags = ["veilleur", var.lab]
}

resource "openstack_networking_subnet_v2" "lab" {
  for_each = local.lab.network.subnets

  name       = "veilleur-${var.lab}-${each.key}"
  network_id = openstack_networking_network_v2.lab.id
  cidr       = each.value
  ip_version = 4

  lifecycle {
    precondition {
      condition = (
        cidrhost("${cidrhost(each.value, 0)}/${split("/", local.lab.network.cidr)[1]}", 0)
        == cidrhost(local.lab.network.cidr, 0)
      )
      error_message = "lab.yaml: the subnet ${each.key} (${each.value}) lies outside ${local.lab.network.cidr}."
    }
  }
}

data "openstack_networking_network_v2" "external" {
  name     = local.lab.network.external
  external = true
}

resource "openstack_networking_router_v2" "lab" {
  name                = "veilleur-${var.lab}"
  external_network_id = data.openstack_networking_network_v2.external.id
}

resource "openstack_networking_router_interface_v2" "lab" {
  for_each = openstack_networking_subnet_v2.lab

  router_id = openstack_networking_router_v2.lab.id
  subnet_id = each.value.id
}
