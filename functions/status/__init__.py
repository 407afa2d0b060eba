"""What the lab does now; also the phone's page and the metrics. Read-only."""
