variable "lab" {
  description = "The lab's name in lab.yaml."
  type        = string
  default     = "lab"
}

variable "lab_file" {
  description = "lab.yaml: the one file that the functions read, too."
  type        = string
  default     = "../../lab.yaml"
}

variable "infomaniak_token" {
  description = "The token of Infomaniak's API: export TF_VAR_infomaniak_token=$INFOMANIAK_TOKEN."
  type        = string
  sensitive   = true
}

variable "public_cloud_id" {
  description = "The Infomaniak public cloud's id (VEILLEUR_PUBLIC_CLOUD_ID)."
  type        = number
}

variable "project_id" {
  description = "The id of the project in it (VEILLEUR_PROJECT_ID)."
  type        = number
}

variable "ip_filters" {
  description = "Who may reach the cluster's API server, in CIDR form; empty for everybody."
  type        = list(string)
  default     = []
}
