"""What runs on workers: kubelets, cloud-controller-manager and CSI. Without a node, none of it."""
