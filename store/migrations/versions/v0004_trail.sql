-- Who did what, in rows that the product cannot change.
SELECT;
