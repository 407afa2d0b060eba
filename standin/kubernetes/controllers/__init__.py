"""kube-controller-manager and kube-scheduler: pure reconcilers over a view of the objects."""
