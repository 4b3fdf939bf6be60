-- Alarms, the outage prompt, broadcasts and agents on loan.
SELECT;
