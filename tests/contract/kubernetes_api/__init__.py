"""What any Kubernetes API server does, asked of the stand-in's and, where given, of a real one."""
