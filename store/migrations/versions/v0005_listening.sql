-- Who listened to whom, how deep, from when to when.
SELECT;
