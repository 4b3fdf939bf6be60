-- Browser phones.
SELECT;
