# Everything that can be configured stands in lab.yaml. A name that it does not hold fails the plan.
locals {
  lab       = yamldecode(file(var.lab_file)).labs[var.lab]
  ownership = { "veilleur-lab" = var.lab }
}
