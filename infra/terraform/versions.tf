terraform {
  required_version = ">= 1.9"

  required_providers {
    infomaniak = {
      source  = "infomaniak/infomaniak"
      version = "~> 1.3"
    }
    openstack = {
      source  = "terraform-provider-openstack/openstack"
      version = "~> 3.0"
    }
  }
}

# Secrets come from the environment, as the functions' do: TF_VAR_infomaniak_token (this
# provider's schema asks for it in the configuration), OS_AUTH_URL, OS_APPLICATION_CREDENTIAL_*.
provider "infomaniak" {
  token = var.infomaniak_token
}

provider "openstack" {
  region = local.lab.region
}
