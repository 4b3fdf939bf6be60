"""Running the floor: thresholds of alarms, the outage prompt, broadcasts, calls for help."""
